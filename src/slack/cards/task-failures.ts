import { userText } from '../../domain/errors.js';
import type { TargetRecord } from '../../domain/target.js';
import { say } from '../actions.js';
import type { ButtonSpec } from '../blocks.js';
import { clean, code, list, type Mrkdwn, mrkdwn, safe } from '../text.js';
import { failureText } from '../words/failures.js';

/** Targets that failed for the same reason. */
export interface FailureGroup {
  readonly targets: readonly [TargetRecord, ...TargetRecord[]];
}

/** The most frequent reason first: where a thousand fail, there are few. */
export function failureGroups(targets: readonly TargetRecord[]): readonly FailureGroup[] {
  const groups = new Map<string, [TargetRecord, ...TargetRecord[]]>();
  for (const target of targets) {
    if (target.status !== 'Failed') continue;
    const key = reasonOf(target);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [target]);
    else group.push(target);
  }
  return [...groups.values()].map((one) => ({ targets: one })).sort((a, b) => b.targets.length - a.targets.length);
}

/** The failure without the computer that it names. */
function reasonOf({ failure, message }: TargetRecord): string {
  if (failure === null) return message;
  const details = { ...failure.details, computer: 'the computer', key: '' };
  const text = userText({ code: failure.code, details });
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** `38 × The computer does not answer. … (PB401): a, b and 36 more`. */
export function failureGroupLine({ targets }: FailureGroup, command: string): Mrkdwn {
  const [first] = targets;
  if (targets.length === 1) {
    const why = first.failure === null ? safe(first.message) : failureText(first.failure, 280);
    return mrkdwn`• ${code(first.computerId)} failed: ${why} Log: ${code(`${command} log ${first.logId}`)}`;
  }
  const names = list(
    targets.map((target) => code(target.computerId)),
    3,
  );
  return mrkdwn`• *${targets.length} ×* ${safe(reasonOf(first), 280)} ${names}. Log of the first: ${code(`${command} log ${first.logId}`)}`;
}

const MOST_LOGS = 3;

/** The log of the first computer of each reason, one click away. */
export function logButtons(groups: readonly FailureGroup[]): readonly ButtonSpec[] {
  return groups
    .slice(0, MOST_LOGS)
    .map(({ targets: [first] }) => say(`Log of ${clean(first.computerId, 20)}`, `log ${first.logId}`));
}
