import type { Computer } from '../domain/computer.js';
import type { PatchbayFailure } from '../domain/errors.js';
import type { ComputerId, Instant } from '../domain/ids.js';
import type { Operation } from '../domain/operation.js';
import { moved, type Recommendation } from '../domain/recommendation.js';
import { isEnded, type TargetRecord } from '../domain/target.js';
import type { Task } from '../domain/task.js';
import { NOTHING_WATCHED } from '../domain/watch.js';
import type { Store } from '../ports/store.js';
import { newRecords } from './engine/claiming.js';
import { withAfter } from './engine/hooks.js';
import { failedWith, type Held } from './engine/record.js';
import { recorded, stoppedBefore, whyStopped } from './engine/recording.js';
import { mayBeDown } from './engine/trouble.js';

interface Terms {
  readonly now: Instant;
  readonly madeAt: Instant;
  /** A new name for the installation: no job key of the life before is ever used again. */
  readonly installation: string;
}

const WHY = 'a backup was restored';
/** So many numbers may have been given to tasks after the backup; people know those by their numbers. */
const NUMBERS_LEFT_OUT = 1000;

/**
 * Takes out of restored data whatever would go on by itself, since it may have been done long since, after the backup:
 * what ran has failed, what waited is stopped, what was Scheduled is Approved, no scan counts and WSUS is unknown. So
 * nothing is installed or restarted before a new scan and a person's word. Says how much there was.
 */
export async function afterRestore(
  store: Store,
  { now, madeAt, installation }: Terms,
): Promise<{ readonly tasks: number; readonly computers: number; readonly decisions: number }> {
  const decisions = await refuseBegun(store, now);
  const computers = await freeComputers(store, now);
  const tasks = await stopTasks(store, now);
  await store.wsus.remove('wsus');
  await store.watch.update('watch', () => ({ ...NOTHING_WATCHED, restored: { at: now, madeAt } }));
  await store.installation.update('installation', (value) => ({
    id: installation,
    nextTask: (value?.nextTask ?? 1) + NUMBERS_LEFT_OUT,
  }));
  const made = new Date(madeAt).toISOString();
  const detail = `from a backup made at ${made}; ${tasks} tasks stopped, ${computers} computers interrupted, ${decisions} decisions not carried out`;
  const line = { who: 'system', what: 'restore', on: 'installation', operation: null, planHash: null } as const;
  await store.audit.append({ ...line, at: now, detail });
  return { tasks, computers, decisions };
}

/** A decision that was stored and not carried out may have been carried out after the backup. */
async function refuseBegun(store: Store, now: Instant): Promise<number> {
  let refused = 0;
  for (const id of await store.operations.ids())
    await store.operations.update(id, (operation) => {
      if (operation === null || operation.done !== null || !startsSomething(operation)) return null;
      refused += 1;
      return { ...operation, done: now, refused: WHY, skipped: [WHY] };
    });
  return refused;
}

function startsSomething({ intent, taskId }: Operation): boolean {
  return taskId !== null || intent.kind === 'continue' || (intent.kind === 'decide' && intent.event === 'schedule');
}

async function freeComputers(store: Store, now: Instant): Promise<number> {
  let interrupted = 0;
  for (const id of await store.computers.ids()) {
    const held = (await store.computers.get(id))?.value ?? null;
    if (held?.run != null) {
      interrupted += 1;
      await record(store, interruptedRun({ ...held, run: held.run }, now));
    }
    await store.computers.update(id, (computer) => (computer === null ? null : doubted(computer, now)));
  }
  return interrupted;
}

function failureOf(computer: ComputerId): PatchbayFailure {
  return { code: 'PB525', details: { computer } };
}

function interruptedRun(held: Held, now: Instant): Held {
  if (held.run.ended !== null) return held;
  const missed = mayBeDown(held.run) ? { ...held, missingSince: now } : held;
  return withAfter(failedWith(missed, now, failureOf(held.id)), () => false, { now, command: '' });
}

async function record(store: Store, held: Held): Promise<void> {
  const task = (await store.tasks.get(held.run.taskId))?.value;
  const fresh = task === undefined ? undefined : newRecords(task).find(({ computerId }) => computerId === held.id);
  if (fresh !== undefined) await store.targets.update(fresh.logId, (value) => recorded(value ?? fresh, held));
}

/** What is known of a computer is what was known then. */
function doubted(computer: Computer, now: Instant): Computer {
  const ended = computer.run === null ? computer : interruptedRun({ ...computer, run: computer.run }, now);
  const recommendations = Object.entries(ended.recommendations).map(
    ([id, one]) => [id, doubtedOne(one, computer.recommendations[id], now)] as const,
  );
  const compliance = { at: now, state: 'unknown', missing: 0, reasons: [`${WHY}: scan it again`], checks: [] } as const;
  return { ...ended, run: null, scan: null, compliance, recommendations: Object.fromEntries(recommendations) };
}

/** Even what was only to be handed over then may have been installed since. */
function doubtedOne(after: Recommendation, before: Recommendation | undefined, now: Instant): Recommendation {
  if (after.state === 'Scheduled') return moved(after, { event: 'unschedule', at: now, reason: WHY });
  if (before?.state !== 'In progress' || (after.state !== 'Approved' && after.state !== 'In progress')) return after;
  return moved(before, { event: 'failed', at: now, reason: `${WHY} while it was in progress: scan first` });
}

async function stopTasks(store: Store, now: Instant): Promise<number> {
  let stopped = 0;
  for (const id of await store.tasks.ids()) {
    const task = await store.tasks.update(id, (value) => (value?.endedAt === null ? stoppedTask(value, now) : null));
    if (task?.value.endedAt !== null) continue;
    stopped += 1;
    await stopTargets(store, task.value, now);
  }
  return stopped;
}

function stoppedTask(task: Task, now: Instant): Task {
  return { ...task, stop: task.stop ?? { by: 'system', at: now, reason: WHY } };
}

async function stopTargets(store: Store, task: Task, now: Instant): Promise<void> {
  for (const fresh of newRecords(task)) {
    const left = (value: TargetRecord): TargetRecord | null =>
      isEnded(value.status) ? null : stoppedBefore(value, whyStopped({ reason: WHY }), now);
    await store.targets.update(fresh.logId, (value) => left(value ?? fresh));
  }
}
