import { PatchbayError } from '../../domain/errors.js';
import type { Freeze } from '../../domain/freeze.js';
import type { GroupId } from '../../domain/ids.js';
import { AT_MOST, FREEZE_LENGTH, FREEZE_ORDER, SCANS_ILL, WINDOW_ILL } from '../../domain/reasons.js';
import type { MaintenanceWindow } from '../../domain/window.js';
import { misfitOf } from '../../domain/window-misfit.js';
import { nextOpenings } from '../../domain/window-occurrences.js';
import type { FreezeForm, Preview, ScanForm, ScheduleView, ShownWindow, WindowForm } from '../../domain/window-view.js';
import type { Asker } from '../desk.js';
import { keptGroup, putGroup, refused } from '../groups/edit.js';
import { demandEdit } from '../groups/rights.js';
import { groupOf, type Office } from '../office.js';
import { carryOut, mayDecide, RIGHTS } from '../operations.js';
import { demand } from '../rights.js';
import { scheduleView } from './queries.js';
import { scheduledIn } from './scheduled.js';
import { freezesKept } from './standing.js';

/** So many fit on the card. */
const MOST_WINDOWS = 8;
const MOST_FREEZE_MS = 366 * 24 * 60 * 60_000;
const MOST_NAME = 80;
const MOST_REASON = 200;
const SHOWN = 3;

export function previewWindow(office: Office, form: WindowForm): Preview {
  const now = office.clock.now();
  const misfit = misfitOf({ ...form, id: 'preview' }, office.windowNeeds, now, office.readCron);
  if (misfit !== null) return { misfit };
  const next = nextOpenings([{ ...form, id: 'preview' }], now, SHOWN, office.readCron);
  return { misfit: null, next: next.map(({ opensAt }) => opensAt) };
}

/** A scan takes no window: its schedule only has to come. */
export function previewScans(office: Office, { cron, timeZone }: ScanForm): Preview {
  const minute = { restartMs: 0, installMs: 60_000 };
  const form = { id: 'scans', name: 'scans', rule: { kind: 'cron', expression: cron } as const, timeZone };
  const now = office.clock.now();
  const misfit = misfitOf({ ...form, durationMinutes: LEAST_SCAN_MINUTES }, minute, now, office.readCron);
  if (misfit !== null) return { misfit };
  const next = nextOpenings([{ ...form, durationMinutes: 1 }], now, SHOWN, office.readCron);
  return { misfit: null, next: next.map(({ opensAt }) => opensAt) };
}

/** More often than this a scan finds nothing new, and keeps WSUS busy. */
const LEAST_SCAN_MINUTES = 60;

/** @throws PatchbayError PB104, PB302 (another window meanwhile), PB334 (it is gone), PB113 (it cannot be so) */
export async function saveWindow(
  office: Office,
  asker: Asker,
  shown: ShownWindow,
  form: WindowForm,
): Promise<ScheduleView> {
  await demandEdit(office, asker.person, shown.groupId, 'owner');
  const preview = previewWindow(office, form);
  if (preview.misfit !== null) throw refused(WINDOW_ILL);
  if (form.name.trim().length > MOST_NAME) throw refused(AT_MOST.nameLength(MOST_NAME));
  const id = shown.window?.id ?? asker.operation.slice(0, 12);
  const window: MaintenanceWindow = { ...form, name: form.name.trim(), id, since: office.clock.now() };
  return changed(office, asker, shown, (windows) => {
    const isNew = !windows.some((one) => one.id === id);
    if (isNew && windows.length >= MOST_WINDOWS) throw refused(AT_MOST.windows(MOST_WINDOWS));
    return isNew ? [...windows, window] : windows.map((one) => (one.id === id ? window : one));
  });
}

/** @throws PatchbayError PB104, PB302 (another window meanwhile), PB334 (it is gone) */
export async function removeWindow(office: Office, asker: Asker, shown: ShownWindow): Promise<ScheduleView> {
  await demandEdit(office, asker.person, shown.groupId, 'owner');
  return changed(office, asker, shown, (windows) => windows.filter(({ id }) => id !== shown.window?.id));
}

async function changed(
  office: Office,
  asker: Asker,
  shown: ShownWindow,
  change: (windows: readonly MaintenanceWindow[]) => readonly MaintenanceWindow[],
): Promise<ScheduleView> {
  if ((await office.store.operations.get(asker.operation)) === null) {
    const kept = await keptGroup(office, shown.groupId);
    demandShown(office, kept.value.windows, shown);
    await putGroup(office, asker, kept, { ...kept.value, windows: change(kept.value.windows) });
  }
  return scheduleView(office, asker.person, shown.groupId);
}

function demandShown(office: Office, windows: readonly MaintenanceWindow[], { window, groupId }: ShownWindow): void {
  if (window === null) return;
  const kept = windows.find(({ id }) => id === window.id);
  if (kept === undefined) throw new PatchbayError('PB334', { command: office.command, group: groupId });
  if (kept.since !== window.since) throw new PatchbayError('PB302');
}

/** @throws PatchbayError PB104, PB113 (it cannot be so), PB119 (nothing was changed) */
export async function setScans(
  office: Office,
  asker: Asker,
  id: GroupId,
  form: ScanForm | null,
): Promise<ScheduleView> {
  await demandEdit(office, asker.person, id, 'owner');
  if (form !== null && previewScans(office, form).misfit !== null) throw refused(SCANS_ILL);
  if ((await office.store.operations.get(asker.operation)) === null) {
    const kept = await keptGroup(office, id);
    const scans = form === null ? null : { ...form, by: asker.person, since: office.clock.now() };
    await putGroup(office, asker, kept, { ...kept.value, scans });
  }
  return scheduleView(office, asker.person, id);
}

/** Takes everything of a group off the schedule; it is Approved as before. */
export async function unscheduleAll(office: Office, asker: Asker, id: GroupId): Promise<{ readonly decided: number }> {
  await demand(office, asker.person, mayDecide('unschedule'), id);
  const known = (await office.store.operations.get(asker.operation))?.value.intent;
  if (known?.kind === 'decide') return { decided: known.counted };
  const scheduled = await scheduledIn(office, groupOf(office, id));
  if (scheduled === null) throw new PatchbayError('PB322', { command: office.command, group: id });
  const counted = scheduled.recommendations.length;
  await carryOut(office, asker, {
    kind: 'decide',
    event: 'unschedule',
    groupId: id,
    reason: null,
    computers: scheduled.computers.map((computer) => computer.id),
    recommendations: 'all',
    except: [],
    from: ['Scheduled'],
    asOf: scheduled.asOf,
    counted,
  });
  return { decided: counted };
}

/** @throws PatchbayError PB104, PB113 (it cannot be so) */
export async function addFreeze(office: Office, asker: Asker, form: FreezeForm): Promise<Freeze> {
  await demand(office, asker.person, RIGHTS.freeze);
  const now = office.clock.now();
  const reason = form.reason.trim();
  if (reason === '') throw new PatchbayError('PB120');
  if (reason.length > MOST_REASON) throw refused(AT_MOST.reasonLength(MOST_REASON));
  if (!(form.to > form.from) || form.to <= now) throw refused(FREEZE_ORDER);
  if (form.to - form.from > MOST_FREEZE_MS) throw refused(FREEZE_LENGTH);
  if (form.groupId !== null) await keptGroup(office, form.groupId);
  const id = asker.operation.slice(0, 16);
  const freeze: Freeze = { ...form, reason, id, by: asker.person, at: now, lifted: null };
  await carryOut(office, asker, { kind: 'freeze', groupId: form.groupId, freeze });
  return freeze;
}

/** @throws PatchbayError PB104, PB335 (over, or lifted before) */
export async function liftFreeze(office: Office, asker: Asker, id: string): Promise<Freeze> {
  await demand(office, asker.person, RIGHTS['lift-freeze']);
  const freeze = (await freezesKept(office.store)).find((one) => one.id === id);
  const isLeft = freeze !== undefined && freeze.lifted === null && freeze.to > office.clock.now();
  if (!isLeft && (await office.store.operations.get(asker.operation)) === null)
    throw new PatchbayError('PB335', { command: office.command });
  if (freeze === undefined) throw new PatchbayError('PB335', { command: office.command });
  await carryOut(office, asker, { kind: 'lift-freeze', groupId: freeze.groupId, freezeId: id });
  return freeze;
}
