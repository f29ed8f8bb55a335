import type { PatchbayFailure } from '../../domain/errors.js';
import { freezeOver } from '../../domain/freeze.js';
import type { ProvisioningGroup } from '../../domain/group.js';
import type { Instant } from '../../domain/ids.js';
import type { Operation } from '../../domain/operation.js';
import type { MaintenanceWindow, Occurrence, ScheduleState } from '../../domain/window.js';
import type { WindowIntent } from '../../domain/window-intent.js';
import { lastOpening, nextOpenings, openings } from '../../domain/window-occurrences.js';
import type { Office } from '../office.js';
import { carryOut } from '../operations.js';
import { scheduledIn } from './scheduled.js';
import { freezesKept } from './standing.js';
import { idFor, keep, toldTo } from './state.js';

/** Openings that closed since somebody looked: what was Scheduled for them and did not run is told of, once. */
export async function judgeClosed(office: Office, group: ProvisioningGroup, state: ScheduleState): Promise<void> {
  const now = office.clock.now();
  const closed = group.windows.flatMap((window) => closedSince(office, window, state.closedTo, now));
  const last = closed.toSorted((a, b) => a.closesAt - b.closesAt).at(-1);
  if (last === undefined) return;
  await judge(office, group, { state, closed, last });
  await keep(office, group, { closedTo: last.closesAt });
}

/** So many openings of a window are counted; after a longer absence the last one is told of with these. */
const MOST_COUNTED = 200;

function closedSince(office: Office, window: MaintenanceWindow, since: Instant, now: Instant): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (const occurrence of openings(window, Math.max(since, window.since), office.readCron)) {
    if (occurrence.closesAt > now) return found;
    found.push(occurrence);
    if (found.length === MOST_COUNTED) break;
  }
  const counted = found.at(-1);
  if (counted === undefined) return found;
  const passed = { after: counted.opensAt, to: now - (counted.closesAt - counted.opensAt) };
  const last = lastOpening(window, passed, office.readCron);
  return last === null ? found : [...found, last];
}

interface Closed {
  readonly state: ScheduleState;
  readonly closed: readonly Occurrence[];
  readonly last: Occurrence;
}

async function judge(office: Office, group: ProvisioningGroup, { state, closed, last }: Closed): Promise<void> {
  const scheduled = await scheduledIn(office, group);
  const waited = scheduled?.recommendations.filter(({ since }) => since < last.closesAt) ?? [];
  const to = toldTo(office, group, scheduled?.people ?? []);
  if (waited.length === 0 || to === null) return;
  const begun = await office.store.operations.get(idFor(office, 'window', group, last));
  if (begun !== null && begun.value.skipped.length === 0) return;
  const why = begun === null ? await whyMissed(office, group, state, last) : refused(begun.value);
  const windowName = group.windows.find(({ id }) => id === last.windowId)?.name ?? '';
  const intent = { kind: 'miss-window', groupId: group.id, windowName, occurrence: last, why } as const;
  const asker = { ...to, operation: idFor(office, 'missed', group, last) };
  await carryOut(office, asker, { ...intent, recommendations: waited.length, before: closed.length - 1 });
}

/** It was stored and then not begun: after a crash, too late or without the right. */
function refused({ skipped }: Operation): PatchbayFailure {
  return { code: 'PB339', details: { reasons: skipped.join('; ') } };
}

async function whyMissed(
  office: Office,
  group: ProvisioningGroup,
  { blocked }: ScheduleState,
  last: Occurrence,
): Promise<PatchbayFailure> {
  const freeze = freezeOver(await freezesKept(office.store), group.id, last);
  if (freeze !== null) return { code: 'PB340', details: { reason: freeze.reason } };
  const isThis = blocked?.opening.windowId === last.windowId && blocked.opening.opensAt === last.opensAt;
  return isThis ? blocked.why : { code: 'PB337', details: {} };
}

/** Tells of a missed opening. The audit line was written before. */
export async function tellMissed(
  office: Office,
  operation: Operation,
  intent: Extract<WindowIntent, { kind: 'miss-window' }>,
): Promise<void> {
  const { groupId, windowName, why, recommendations, before, occurrence } = intent;
  const group = office.groups().find(({ id }) => id === groupId);
  const nextAt = nextOpenings(group?.windows ?? [], office.clock.now(), 1, office.readCron)[0]?.opensAt ?? null;
  const about = { about: 'window-missed', groupId, groupName: group?.name ?? groupId, windowName } as const;
  const { opensAt, closesAt } = occurrence;
  await office.conversation.show({
    id: operation.id,
    subject: {
      kind: 'notice',
      notice: { ...about, opensAt, closesAt, why, recommendations, before, nextAt, mention: operation.by },
    },
    conversation: operation.conversation,
    person: operation.by,
    mustArrive: true,
  });
}
