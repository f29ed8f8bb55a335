import { freezesOf, standingOf } from '../../domain/freeze.js';
import type { GroupId, Instant, PersonId } from '../../domain/ids.js';
import type { MaintenanceWindow, ScanSchedule } from '../../domain/window.js';
import { nextOpenings, occurrences } from '../../domain/window-occurrences.js';
import type { FreezesView, ScheduleView, WindowLine } from '../../domain/window-view.js';
import { mayEdit } from '../groups/rights.js';
import { type Office, unknownName } from '../office.js';
import { mayDecide, RIGHTS } from '../operations.js';
import { demand, mayNow } from '../rights.js';
import { scheduledIn } from './scheduled.js';
import { freezesKept } from './standing.js';

const NEXT = 3;

export async function scheduleView(office: Office, person: PersonId, id: GroupId): Promise<ScheduleView> {
  await demand(office, person, ['viewer'], id);
  const group = office.groups().find((one) => one.id === id);
  if (group === undefined) throw unknownName(office, id, null);
  const now = office.clock.now();
  const [freezes, scheduled] = [await freezesKept(office.store), await scheduledIn(office, group)];
  return {
    command: office.command,
    groupId: id,
    groupName: group.name,
    standing: standingOf(group, freezes, now, office.readCron),
    windows: group.windows.map((window) => lineOf(office, window, now)),
    scheduled:
      scheduled === null
        ? null
        : {
            recommendations: scheduled.recommendations.length,
            computers: scheduled.computers.length,
            people: scheduled.people,
          },
    freezes: freezesOf(freezes, id, now),
    scans: group.scans === null ? null : { schedule: group.scans, nextAt: nextScan(office, group.scans, now) },
    mayEdit: await mayEdit(office, person, id, 'owner'),
    mayUnschedule: await mayNow(office, person, mayDecide('unschedule'), id),
  };
}

function lineOf(office: Office, window: MaintenanceWindow, now: Instant): WindowLine {
  return {
    window,
    next: nextOpenings([window], now, NEXT, office.readCron),
    open: occurrences([window], now, now + 1, office.readCron)[0] ?? null,
  };
}

function nextScan(office: Office, { cron, timeZone }: ScanSchedule, now: Instant): Instant | null {
  const moment = { id: 'scan', rule: { kind: 'cron', expression: cron } as const, durationMinutes: 1, timeZone };
  return nextOpenings([moment], now, 1, office.readCron)[0]?.opensAt ?? null;
}

export async function freezesView(office: Office, person: PersonId): Promise<FreezesView> {
  await demand(office, person, ['viewer']);
  const now = office.clock.now();
  const left = (await freezesKept(office.store)).filter(({ lifted, to }) => lifted === null && to > now);
  const nameOf = (id: GroupId | null) => office.groups().find((group) => group.id === id)?.name ?? id;
  return {
    command: office.command,
    freezes: left.toSorted((a, b) => a.from - b.from).map((freeze) => ({ freeze, groupName: nameOf(freeze.groupId) })),
    mayFreeze: await mayNow(office, person, RIGHTS.freeze),
  };
}
