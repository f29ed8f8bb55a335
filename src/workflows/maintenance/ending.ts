import type { DecidedRows } from '../../domain/decision.js';
import type { ProvisioningGroup } from '../../domain/group.js';
import type { Instant, OperationId } from '../../domain/ids.js';
import type { Recommendation } from '../../domain/recommendation.js';
import { isEnded } from '../../domain/target.js';
import type { Task } from '../../domain/task.js';
import type { ScheduleState } from '../../domain/window.js';
import { nextOpenings } from '../../domain/window-occurrences.js';
import { computersOf, type Office, standingsOf } from '../office.js';
import { carryOut } from '../operations.js';
import { keep, toldTo } from './state.js';

/** A task may be stored as ended a little before it is seen here. */
const MARGIN_MS = 10 * 60_000;

/** A task of a window's opening that is over, or of which only restarts are left, which wait for a later window. */
export type EndedTask = Task & { readonly endedAt: Instant; readonly isOver: boolean };

/** All of them, of all groups. */
export async function endedOpenings(office: Office): Promise<readonly EndedTask[]> {
  const now = office.clock.now();
  const ended: EndedTask[] = [];
  for (const id of await office.store.tasks.ids()) {
    const task = (await office.store.tasks.get(id))?.value;
    if (task?.opening == null) continue;
    if (task.endedAt !== null) ended.push({ ...task, endedAt: task.endedAt, isOver: true });
    else if (await hasOnlyRestartsLeft(office, task)) ended.push({ ...task, endedAt: now, isOver: false });
  }
  return ended;
}

/** Looked at only where the window is over, or a freeze ended it: until then others may still begin. */
async function hasOnlyRestartsLeft(office: Office, task: Task): Promise<boolean> {
  if (task.stop === null && office.clock.now() < (task.until ?? Number.POSITIVE_INFINITY)) return false;
  const records = await office.engine.records(task);
  return records.every(({ status, restartWait }) => isEnded(status) || restartWait !== null);
}

/** What a window's end kept from starting is Scheduled again: that a person wanted it in a window still holds. */
export async function putBack(
  office: Office,
  group: ProvisioningGroup,
  state: ScheduleState,
  ended: readonly EndedTask[],
): Promise<void> {
  const now = office.clock.now();
  let latest = state.endedTo;
  for (const task of ended) {
    if (task.groupId !== group.id) continue;
    if (task.endedAt <= state.endedTo && task.endedAt + MARGIN_MS <= now) continue;
    await putBackOf(office, group, task);
    if (task.isOver) latest = Math.max(latest, task.endedAt);
  }
  if (latest > state.endedTo) await keep(office, group, { endedTo: Math.min(latest, now) });
}

/** Once when only restarts are left, and once more for what these leave when the task is over. */
async function putBackOf(office: Office, group: ProvisioningGroup, task: EndedTask): Promise<void> {
  // A person who stopped it wants it to wait for another decision.
  if (task.stop !== null && task.stop.by !== 'system') return;
  const operation = idOf(office, task, task.isOver ? 'over' : 'restarts left');
  const isKnown = (await office.store.operations.get(operation)) !== null;
  const isMore = task.isOver && (await office.store.operations.get(idOf(office, task, 'restarts left'))) !== null;
  const left = await notReached(office, task);
  const counted = countOf(left.back);
  if (!isKnown && counted > 0) {
    await carryOut(
      office,
      { person: task.createdBy, conversation: task.conversation, operation },
      {
        kind: 'decide',
        event: 'schedule',
        groupId: group.id,
        reason: 'not reached in the maintenance window',
        from: ['Approved'],
        asOf: (await standingsOf(office, task.computers)).asOf,
        counted,
        ...namedBy(left.back, task),
      },
    );
  }
  const told = isMore ? left.back : [...left.back, ...left.waiting];
  const computers = new Set(told.map((row) => row.computerId)).size;
  if (computers > 0) await tell(office, group, task, { recommendations: countOf(told), computers, isMore });
}

function idOf(office: Office, task: Task, stage: 'over' | 'restarts left'): OperationId {
  const what = [task.operation, task.id, ...(stage === 'over' ? [] : [stage])].join(' ');
  return `back-${office.hash(what).slice(0, 40)}` as OperationId;
}

interface Left {
  /** What went back to Approved without having been tried. */
  readonly back: readonly DecidedRows[];
  /** What is Scheduled still: its computer's turn never came. */
  readonly waiting: readonly DecidedRows[];
}

async function notReached(office: Office, task: EndedTask): Promise<Left> {
  const planned = new Map(task.plan?.rows.map((row) => [row.computerId, row.updates.map((one) => one.updateId)]));
  const computers = await computersOf(office, [...planned.keys()]);
  const rows = (test: (recommendation: Recommendation) => boolean): readonly DecidedRows[] =>
    computers
      .map(({ id: computerId, recommendations: found }) => ({
        computerId,
        recommendations: (planned.get(computerId) ?? []).filter((id) => found[id] !== undefined && test(found[id])),
      }))
      .filter((row) => row.recommendations.length > 0);
  return {
    // Of what came to be Approved since then the task knows nothing.
    back: rows(
      ({ state, by, since }) => state === 'Approved' && by === null && since >= task.createdAt && since <= task.endedAt,
    ),
    waiting: rows(({ state, since }) => state === 'Scheduled' && since <= task.createdAt),
  };
}

function countOf(rows: readonly DecidedRows[]): number {
  return rows.reduce((sum, row) => sum + row.recommendations.length, 0);
}

/** The rows as one ruling: all that any of them names, but for what a computer's own row does not. */
function namedBy(rows: readonly DecidedRows[], task: Task) {
  const recommendations = [...new Set(rows.flatMap((row) => row.recommendations))];
  const except = rows.map(({ computerId, recommendations: own }) => ({
    computerId,
    recommendations: recommendations.filter((id) => !own.includes(id)),
  }));
  const order = new Map(task.computers.map((id, index) => [id, index]));
  return {
    computers: rows.map((row) => row.computerId).sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)),
    recommendations,
    except: except.filter((row) => row.recommendations.length > 0),
  };
}

async function tell(
  office: Office,
  group: ProvisioningGroup,
  task: Task,
  { isMore, ...counts }: { readonly recommendations: number; readonly computers: number; readonly isMore: boolean },
): Promise<void> {
  const to = toldTo(office, group, [task.createdBy]);
  if (to === null) return;
  const nextAt = nextOpenings(group.windows, office.clock.now(), 1, office.readCron)[0]?.opensAt ?? null;
  const about = { about: 'window-closed', groupId: group.id, groupName: group.name, taskId: task.id } as const;
  await office.conversation.show({
    id: `task-${task.id}-put-back${isMore ? '-more' : ''}`,
    subject: { kind: 'notice', notice: { ...about, ...counts, nextAt } },
    ...to,
    threadOf: `task-${task.id}`,
    mustArrive: true,
  });
}
