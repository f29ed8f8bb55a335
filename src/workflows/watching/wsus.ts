import { operatorText } from '../../domain/errors.js';
import type { ComputerId, Instant } from '../../domain/ids.js';
import type { TaskKind } from '../../domain/task.js';
import type { Vitals } from '../../domain/vitals.js';
import type { Trouble } from '../../domain/watch.js';
import type { Store } from '../../ports/store.js';

const OF_WSUS: ReadonlySet<TaskKind> = new Set(['sync', 'approve-updates']);
/** Calls that fail for less than this are tried again, and no trouble yet. */
const PATIENCE_MS = 5 * 60_000;

/** How WSUS is, by what was last seen of it: nothing is asked. */
export async function wsusVitals(store: Store, server: ComputerId, now: Instant): Promise<Vitals['wsus']> {
  const facts = (await store.wsus.get('wsus'))?.value ?? null;
  const trouble = (await troubleNow(store, server, now)) ?? (await lastFailure(store));
  const isOver = trouble !== null && facts !== null && facts.at > trouble.seenAt;
  return { facts, unreachable: trouble === null || isOver ? null : { since: trouble.since, why: trouble.why } };
}

type Seen = Trouble & { readonly seenAt: number };

/** A task that is at it now, and does not get through. */
async function troubleNow(store: Store, server: ComputerId, now: Instant): Promise<Seen | null> {
  const run = (await store.computers.get(server))?.value.run ?? null;
  if (run === null || run.trouble === null || !OF_WSUS.has(run.work.kind)) return null;
  const { since, failure } = run.trouble;
  return now - since < PATIENCE_MS ? null : { since, seenAt: now, why: operatorText(failure) };
}

/** The newest of its tasks that has ended, where that one failed without reaching it. */
async function lastFailure(store: Store): Promise<Seen | null> {
  let newest: { readonly id: string; readonly endedAt: number } | null = null;
  for (const id of await store.tasks.ids()) {
    const task = (await store.tasks.get(id))?.value;
    if (task?.endedAt == null || !OF_WSUS.has(task.kind) || task.endedAt <= (newest?.endedAt ?? 0)) continue;
    newest = { id, endedAt: task.endedAt };
  }
  if (newest === null) return null;
  const failure = (await store.targets.get(`${newest.id}.1`))?.value.failure ?? null;
  if (failure === null || !failure.code.startsWith('PB4')) return null;
  return { since: newest.endedAt, seenAt: newest.endedAt, why: operatorText(failure) };
}
