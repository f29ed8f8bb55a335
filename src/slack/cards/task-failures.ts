import { userText } from '../../domain/errors.js';
import type { TargetRecord } from '../../domain/target.js';
import { say } from '../actions.js';
import type { ButtonSpec } from '../blocks.js';
import type { Mrkdwn } from '../text.js';
import { logLabel } from '../words/labels.js';
import { ANY_COMPUTER, failuresText } from '../words/tasks.js';

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
  const details = { ...failure.details, computer: ANY_COMPUTER, key: '' };
  const text = userText({ code: failure.code, details });
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

export function failureGroupLine({ targets }: FailureGroup, command: string): Mrkdwn {
  return failuresText(targets, reasonOf(targets[0]), command);
}

const MOST_LOGS = 3;

/** The log of the first computer of each reason, one click away. */
export function logButtons(groups: readonly FailureGroup[]): readonly ButtonSpec[] {
  return groups
    .slice(0, MOST_LOGS)
    .map(({ targets: [first] }) => say(logLabel(first.computerId), `log ${first.logId}`));
}
