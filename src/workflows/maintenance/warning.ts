import type { ProvisioningGroup } from '../../domain/group.js';
import type { Occurrence, ScheduleState } from '../../domain/window.js';
import { nextOpenings } from '../../domain/window-occurrences.js';
import { type Office, patchesById } from '../office.js';
import { type Scheduled, scheduledIn, scheduledOf } from './scheduled.js';
import { standingAt } from './standing.js';
import { idFor, keep, toldTo } from './state.js';

/** So long before a window opens its group hears of what will run in it. */
const BEFORE_MS = 24 * 60 * 60_000;

/** Says once that a window opens soon for which something is Scheduled. A frozen one does not open. */
export async function warnOfNext(office: Office, group: ProvisioningGroup, state: ScheduleState): Promise<void> {
  const now = office.clock.now();
  const next = nextOpenings(group.windows, Math.max(now, state.warnedTo), 1, office.readCron)[0];
  if (next === undefined || next.opensAt - now > BEFORE_MS) return;
  if ((await standingAt(office, group.id, next.opensAt)).state !== 'open') return;
  const scheduled = await scheduledIn(office, group);
  if (scheduled === null) return;
  await warn(office, group, next, scheduled);
  await keep(office, group, { warnedTo: next.opensAt });
}

async function warn(office: Office, group: ProvisioningGroup, next: Occurrence, scheduled: Scheduled): Promise<void> {
  const to = toldTo(office, group, scheduled.people);
  if (to === null) return;
  const windowName = group.windows.find(({ id }) => id === next.windowId)?.name ?? '';
  const about = { about: 'window-soon', groupId: group.id, groupName: group.name, windowName } as const;
  const { opensAt, closesAt } = next;
  const counts = {
    recommendations: scheduled.recommendations.length,
    computers: scheduled.computers.length,
    mayRestart: await restarting(office, group, scheduled),
  };
  await office.conversation.show({
    id: idFor(office, 'soon', group, next),
    subject: { kind: 'notice', notice: { ...about, opensAt, closesAt, ...counts, people: scheduled.people } },
    ...to,
  });
}

/** How many of the computers may restart: by the group's wish, or by that of a patch. */
async function restarting(office: Office, group: ProvisioningGroup, { computers }: Scheduled): Promise<number> {
  if (group.restart === 'never') return 0;
  if (group.restart === 'always') return computers.length;
  const patch = await patchesById(office);
  const mayRestart = (id: Parameters<typeof patch>[0] | null) =>
    id !== null && (patch(id)?.rebootBehavior ?? 'can-request') !== 'never';
  return computers.filter((computer) => scheduledOf(computer).some(({ updateId }) => mayRestart(updateId))).length;
}
