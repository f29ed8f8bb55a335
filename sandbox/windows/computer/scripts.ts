import type { z } from 'zod';
import {
  noticeInput,
  type noticeResult,
  type RestartResult,
  restartInput,
  type ScanResult,
} from '../../../src/windows/scripts/contract.js';
import type { PublishedUpdate } from '../wsus/update.js';
import { facts } from './facts.js';
import { isDriver } from './refusals.js';
import { type Found, search } from './search.js';
import { windowsMoment } from './toolkit.js';
import { stopReason, type Work } from './work.js';

/** `MS_WUA_Scan`. */
export async function scan(work: Work): Promise<ScanResult> {
  work.progress(0, 2, 'facts', null);
  await work.pause(work.durations.facts);
  const seen = facts(work);
  work.progress(1, 2, 'search', null);
  const found = await search(work, work.durations.scan);
  return {
    facts: seen,
    resultCode: found.resultCode,
    warnings: warningsOf(found),
    needed: found.missing.map((update) => needed(update, work)),
    installed: [...new Set(found.present.map((update) => update.updateId))],
  };
}

function warningsOf({ resultCode, hidden }: Found): string[] {
  const incomplete = resultCode === 2 ? [] : ['0x8024400D the agent could not read all of the metadata'];
  return [...incomplete, ...hidden.map(({ title }) => `hidden on this computer: ${title}`)];
}

function needed(update: PublishedUpdate, { state, updates }: Work): ScanResult['needed'][number] {
  return {
    updateId: update.updateId,
    revision: update.revision,
    title: update.title,
    kbs: [...update.kbs],
    downloaded: state.downloaded.includes(update.updateId),
    sizeBytes: update.sizeBytes,
    rebootBehavior: update.rebootBehavior,
    impact: update.impact,
    kind: isDriver(update) ? 'driver' : 'software',
    categoryIds: [update.classificationId],
    needsUser: update.needsUserInput,
    deadline: updates.deadlineFor(state.dnsName, update.updateId),
  };
}

/** `Restart-Endpoint`. */
export function restart(work: Work, input: unknown): RestartResult {
  const { delaySeconds, message } = restartInput.parse(input);
  const bootedAt = windowsMoment(work.state.bootedAt);
  const why = stopReason(work);
  if (why !== null) return { bootedAt, planned: false, reason: why };
  const first = work.planRestart(Math.max(5, delaySeconds), message);
  return { bootedAt, planned: true, reason: first ? null : 'planned already' };
}

/** `Send-Notice`: on every session with a desktop. */
export function sendNotice(work: Work, input: unknown): z.infer<typeof noticeResult> {
  const { message } = noticeInput.parse(input);
  if (!work.state.conditions.hasMessenger) return { told: 0, error: 'msg.exe is not on this edition of Windows' };
  return { told: work.tell(message), error: null };
}
