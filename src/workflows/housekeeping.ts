import { isPastKeeping } from '../domain/retention.js';
import type { Clock } from '../ports/clock.js';
import type { Collection, Store } from '../ports/store.js';

/**
 * Removes what is over and was kept long enough: tasks with their targets and cards, requests, decisions, freezes, what
 * is kept of the schedules and digests of groups that were deleted. Groups (a deleted one's id stays taken), the audit log,
 * computers and the patch catalogue are never touched. Says how many documents went.
 */
export async function sweep(store: Store, clock: Pick<Clock, 'now'>, keepDays: number): Promise<number> {
  const isOld = (overAt: number | null) => isPastKeeping(overAt, keepDays, clock.now());
  let removed = 0;
  for (const id of await store.tasks.ids()) removed += await removeTask(store, id, isOld);
  // A request that waits is not over.
  removed += await removeOld(store.requests, ({ at, approval }) =>
    isOld(approval === null ? at : (approval.ended?.at ?? null)),
  );
  removed += await removeOld(store.drafts, (draft) => draft.expiresAt <= clock.now());
  removed += await removeOld(store.operations, (operation) => isOld(operation.done));
  removed += await removeOld(store.freezes, ({ lifted, to }) => isOld(lifted?.at ?? to));
  removed += await removeSchedules(store, isOld);
  removed += await removeDigests(store, isOld);
  removed += await removeOld(store.surfaces, (surface) => !('taskId' in surface.subject) && isOld(surface.createdAt));
  return removed;
}

/** How far a group was looked after, where the group is gone. Of one that cannot be read it stays. */
async function removeSchedules(store: Store, isOld: (overAt: number | null) => boolean): Promise<number> {
  let removed = 0;
  const readable = new Set(await store.groups.ids());
  for (const id of await store.schedules.ids()) {
    const group = readable.has(id) ? await store.groups.get(id) : null;
    if (!isOld(group?.value.deleted?.at ?? null)) continue;
    await store.schedules.remove(id);
    removed += 1;
  }
  return removed;
}

/** What a channel was told last, where no group has its digest there any more. */
async function removeDigests(store: Store, isOld: (overAt: number | null) => boolean): Promise<number> {
  const groups = await Promise.all((await store.groups.ids()).map((id) => store.groups.get(id)));
  const told = new Set(
    groups.flatMap((group) => (group?.value.deleted === null ? (group.value.digest?.channel ?? []) : [])),
  );
  return removeOld(store.digests, ({ channel, upTo }) => !told.has(channel) && isOld(upTo));
}

/** The task's document goes last: a crash in between leaves it to the next sweep. */
async function removeTask(store: Store, id: string, isOld: (overAt: number | null) => boolean): Promise<number> {
  const task = (await store.tasks.get(id))?.value;
  if (task === undefined || !isOld(task.endedAt)) return 0;
  const targets = task.computers.map((_, index) => `${task.id}.${index + 1}`);
  for (const target of targets) await store.targets.remove(target);
  const isOfTask = surfacesOf(id);
  const cards = await removeOld(store.surfaces, (_, surfaceId) => isOfTask(surfaceId));
  await store.tasks.remove(id);
  return targets.length + cards + 1;
}

/** The ids that a task's messages are shown under. */
function surfacesOf(task: string): (surface: string) => boolean {
  return (surface) =>
    surface === `task-${task}` || surface.startsWith(`task-${task}-`) || surface.startsWith(`target-${task}-`);
}

async function removeOld<T>(collection: Collection<T>, isOld: (value: T, id: string) => boolean): Promise<number> {
  let removed = 0;
  for (const id of await collection.ids()) {
    const document = await collection.get(id);
    if (document === null || !isOld(document.value, id)) continue;
    await collection.remove(id);
    removed += 1;
  }
  return removed;
}
