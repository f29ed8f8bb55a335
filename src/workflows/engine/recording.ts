import { type PatchbayFailure, userText } from '../../domain/errors.js';
import type { Instant } from '../../domain/ids.js';
import { AT_WORK, neverBegun, notAnswering, restartWaits, stopping, taskText } from '../../domain/reasons.js';
import { isEnded, type LogEntry, restartWaitIn, type TargetRecord, type TargetRun } from '../../domain/target.js';
import { type Stop, statusOfTask, type Task } from '../../domain/task.js';
import { countsOf } from './conclusion.js';
import { type Held, lostJob } from './record.js';

/** The newest lines are kept; a debug log of a huge scan is cut at its beginning. */
const MOST_LINES = 6_000;

/** The target's record, brought up to where the computer's run is. Doing it again changes nothing. */
export function recorded(record: TargetRecord, held: Held): TargetRecord {
  const { run } = held;
  const last = record.log.at(-1)?.n ?? -1;
  const log = [...record.log, ...run.pendingLog.filter((entry) => entry.n > last)].slice(-MOST_LINES);
  return {
    ...record,
    status: run.ended?.status ?? 'In Progress',
    leg: run.leg,
    message: run.ended?.message ?? where(run),
    progress: run.ended === null ? run.progress : null,
    startedAt: run.startedAt,
    endedAt: run.ended?.at ?? null,
    failure: run.ended?.failure ?? null,
    counts: countsOf(held),
    restartWait: restartWaitIn(run),
    left: lostJob(run),
    log,
  };
}

function where(run: TargetRun): string {
  const wait = restartWaitIn(run);
  if (wait !== null) return restartWaits(wait);
  if (run.trouble !== null && run.leg !== 'await-boot') return notAnswering(run.leg);
  return run.stopRequested ? stopping(run.leg) : AT_WORK[run.leg];
}

/** A target that was never begun. */
export function stoppedBefore(record: TargetRecord, why: string, now: Instant): TargetRecord {
  const entry: LogEntry = { n: 0, at: now, level: 'info', text: why };
  return { ...record, status: 'Stopped', message: why, endedAt: now, log: [entry] };
}

export function whyStopped({ reason }: Pick<Stop, 'reason'>): string {
  return neverBegun(reason);
}

/** A target that cannot go on, outside of its run. */
export function failedRecord(record: TargetRecord, failure: PatchbayFailure, now: Instant): TargetRecord {
  return { ...record, status: 'Failed', message: userText(failure), failure, endedAt: now };
}

/** The task as its targets make it; the same object where nothing is to be changed. */
export function settledTask(task: Task, records: readonly TargetRecord[], now: Instant): Task {
  const status = statusOfTask(task, records);
  if (!isEnded(status)) return status === task.status ? task : { ...task, status };
  if (task.endedAt !== null) return task;
  return { ...task, status, endedAt: now, summary: summaryOf(task, records) };
}

function summaryOf(task: Task, records: readonly TargetRecord[]): string {
  const only = records[0];
  if (records.length === 1 && only !== undefined && task.groupId === null) return only.message;
  const count = (status: TargetRecord['status']): number => records.filter((record) => record.status === status).length;
  const counts = { succeeded: count('Succeeded'), failed: count('Failed'), stopped: count('Stopped') };
  return taskText({ of: records.length, ...counts }, task.stop?.reason ?? null);
}
