import type { ProvisioningGroup } from '../../domain/group.js';
import type { Instant, PersonId } from '../../domain/ids.js';
import { isYoung } from '../../domain/validation.js';
import type { Occurrence } from '../../domain/window.js';
import { nextOpenings } from '../../domain/window-occurrences.js';
import { openTasks } from '../beginning.js';
import { type Office, wsusOf } from '../office.js';
import { carryOut, RIGHTS } from '../operations.js';
import { mayNow } from '../rights.js';
import { scan } from './scans.js';
import { scheduledIn } from './scheduled.js';
import { standingAt } from './standing.js';
import { idFor } from './state.js';

/** So long before a window opens what it will need is fetched. */
const BEFORE_MS = 3 * 60 * 60_000;

/**
 * Nothing is patched by an old scan, nor by an old word of WSUS: what is Scheduled for a night next week would never run.
 * So WSUS is read and the group is scanned once, shortly before, where what is known would be too old by then.
 */
export async function prepareNext(office: Office, group: ProvisioningGroup): Promise<void> {
  const now = office.clock.now();
  const next = nextOpenings(group.windows, now, 1, office.readCron)[0];
  if (next === undefined || next.opensAt - now > BEFORE_MS) return;
  if ((await standingAt(office, group.id, next.opensAt)).state !== 'open') return;
  const scheduled = await scheduledIn(office, group);
  const by = scheduled?.people[0];
  if (scheduled === null || by === undefined) return;
  if (await isReadingWsus(office, group, next, by)) return;
  if (scheduled.computers.every(({ scan: last }) => isFresh(office, last?.endedAt ?? null, next))) return;
  const operation = idFor(office, 'prepare', group, next);
  if ((await office.store.operations.get(operation)) === null) await scan(office, group, by, operation);
}

/** Whether it will be young enough for as long as the window is open. */
function isFresh(office: Office, at: Instant | null, next: Occurrence): boolean {
  const { maxScanAgeMs } = office.rules;
  return at !== null && isYoung(at, maxScanAgeMs, office.clock.now()) && at + maxScanAgeMs > next.closesAt;
}

/** Starts it where it is due; true while a synchronization is under way. */
async function isReadingWsus(
  office: Office,
  group: ProvisioningGroup,
  next: Occurrence,
  person: PersonId,
): Promise<boolean> {
  if ((await openTasks(office)).some(({ kind }) => kind === 'sync')) return true;
  if (isFresh(office, (await wsusOf(office))?.at ?? null, next)) return false;
  const operation = idFor(office, 'sync', group, next);
  const isTried = (await office.store.operations.get(operation)) !== null;
  if (isTried || !(await mayNow(office, person, RIGHTS.start))) return false;
  const asker = { person, conversation: group.channel ?? person, operation };
  await carryOut(office, asker, { kind: 'start', task: 'sync', groupId: null, computers: [], automatic: true });
  return true;
}
