import { zoneClock } from '../../domain/calendar.js';
import type { Freeze } from '../../domain/freeze.js';
import type { Instant } from '../../domain/ids.js';
import type { MaintenanceWindow, WindowRule } from '../../domain/window.js';
import type { Misfit } from '../../domain/window-misfit.js';
import type { WindowNotice } from '../../domain/window-notice.js';
import type { FreezesView, Preview, ScheduleView, WindowLine } from '../../domain/window-view.js';
import { bold, code, count, join, list, type Mrkdwn, moment, mrkdwn, person, safe } from '../text.js';
import { failureText } from './failures.js';

type About<A extends WindowNotice['about']> = Extract<WindowNotice, { readonly about: A }>;

/** What is said once about maintenance windows. */
export function windowNoticeText(notice: WindowNotice, command: string): Mrkdwn {
  switch (notice.about) {
    case 'window-soon':
      return soon(notice, command);
    case 'window-missed':
      return missed(notice, command);
    case 'window-left-out':
      return leftOut(notice, command);
    case 'window-closed':
      return closed(notice, command);
  }
}

function soon(notice: About<'window-soon'>, command: string): Mrkdwn {
  const { windowName, opensAt, closesAt, recommendations, computers, mayRestart, people } = notice;
  const what = mrkdwn`${count(recommendations, 'recommendation')} on ${count(computers, 'computer')} will run`;
  const restart = mayRestart === 0 ? mrkdwn`None restarts.` : mrkdwn`${count(mayRestart, 'computer')} may restart.`;
  const by = people.length === 0 ? mrkdwn`` : mrkdwn` Scheduled by ${list(people.map(person), 3)}.`;
  return mrkdwn`${group(notice)}: ${what} when the maintenance window ${safe(windowName, 100)} opens, ${moment(opensAt)} to ${moment(closesAt)}. ${restart}${by} To change that: ${schedule(notice, command)}`;
}

function missed(notice: About<'window-missed'>, command: string): Mrkdwn {
  const { windowName, opensAt, why, recommendations, before, nextAt, mention } = notice;
  const more = before === 0 ? mrkdwn`` : mrkdwn` ${count(before, 'opening')} before it passed as well.`;
  const rest = recommendations === 1 ? mrkdwn`It stays Scheduled` : mrkdwn`They stay Scheduled`;
  return mrkdwn`${person(mention)} ${group(notice)}: ${count(recommendations, 'recommendation')} did not run in the maintenance window ${safe(windowName, 100)} of ${moment(opensAt)}. ${failureText(why, 1000)}${more} ${rest}; ${opensNext(nextAt)} To change that: ${schedule(notice, command)}`;
}

function leftOut(notice: About<'window-left-out'>, command: string): Mrkdwn {
  const reasons = notice.reasons
    .slice(0, 8)
    .map(({ failure, computers }) => mrkdwn`• ${count(computers, 'computer')}: ${failureText(failure, 300)}`);
  const stay = mrkdwn`What is Scheduled there stays so for the next window.`;
  const next = mrkdwn`${stay} See them: ${code(`${command} status ${notice.groupId}`)}`;
  return join(
    [mrkdwn`${group(notice)}: ${count(notice.computers, 'computer')} left out of this run.`, ...reasons, next],
    '\n',
  );
}

function closed(notice: About<'window-closed'>, command: string): Mrkdwn {
  const { recommendations, computers, nextAt } = notice;
  const what = mrkdwn`${count(recommendations, 'recommendation')} on ${count(computers, 'computer')}`;
  const were = recommendations === 1 ? mrkdwn`was` : mrkdwn`were`;
  const stay = recommendations === 1 ? mrkdwn`It is` : mrkdwn`They are`;
  return mrkdwn`${group(notice)}: ${what} ${were} not reached in the maintenance window. ${stay} Scheduled as before; ${opensNext(nextAt)} To change that: ${schedule(notice, command)}`;
}

function opensNext(nextAt: Instant | null): Mrkdwn {
  return nextAt === null ? mrkdwn`no window opens again.` : mrkdwn`the next window opens ${moment(nextAt)}.`;
}

function group({ groupName }: { readonly groupName: string }): Mrkdwn {
  return bold(safe(groupName, 100));
}

function schedule({ groupId }: { readonly groupId: string }, command: string): Mrkdwn {
  return code(`${command} schedule ${groupId}`);
}

const WEEKS = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', 5: 'last' } as const;
export const WEEKDAY_NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** `second Tuesday of the month plus 3 days at 22:00`. */
function ruleText(rule: WindowRule): Mrkdwn {
  if (rule.kind === 'cron') return mrkdwn`cron ${code(rule.expression)}`;
  const days = rule.plusDays === 0 ? mrkdwn`` : mrkdwn` plus ${count(rule.plusDays, 'day')}`;
  return mrkdwn`${safe(WEEKS[rule.week])} ${safe(WEEKDAY_NAMES[rule.weekday])} of the month${days} at ${safe(rule.at, 5)}`;
}

/** `4 hours`, `90 minutes`. */
function durationText(minutes: number): string {
  if (minutes % 60 !== 0) return `${minutes} minutes`;
  return minutes === 60 ? '1 hour' : `${minutes / 60} hours`;
}

export function windowText({ name, rule, durationMinutes, timeZone }: MaintenanceWindow): Mrkdwn {
  return mrkdwn`${bold(safe(name, 100))}: ${ruleText(rule)}, ${safe(durationText(durationMinutes))}, ${safe(timeZone, 60)}`;
}

/** The next openings, in the reader's zone and in the window's own. */
export function openingsText({ window, next, open }: WindowLine): Mrkdwn {
  const now = open === null ? mrkdwn`` : mrkdwn`Open now, closes ${moment(open.closesAt)}.`;
  const opens = next.map(({ opensAt }) => mrkdwn`• ${openingText(opensAt, window.timeZone)}`);
  const coming = opens.length === 0 ? mrkdwn`It does not open again.` : mrkdwn`Opens:`;
  return join([now, coming, ...opens], '\n');
}

export function scheduleHead({ groupName }: ScheduleView): string {
  return `Schedule · ${groupName}`;
}

export const FREEZES_HEAD = 'Freezes';
export const WHO_SCHEDULES = mrkdwn`The group’s owners and the administrators can change windows and scans.`;
export const WHO_FREEZES = mrkdwn`Administrators can begin a freeze, and lift one.`;

/** Whether the group may be patched now, in a sentence. */
export function scheduleSummary({ groupName, standing, windows }: ScheduleView): Mrkdwn {
  const name = bold(safe(groupName, 100));
  if (standing.state === 'frozen')
    return mrkdwn`${name} is frozen until ${moment(standing.freeze.to)}: ${safe(standing.freeze.reason, 300)}. Nothing is installed or restarted.`;
  if (standing.state === 'closed') {
    const opens =
      standing.opensAt === null ? mrkdwn`It does not open again.` : mrkdwn`It opens ${moment(standing.opensAt)}.`;
    return mrkdwn`${name} is closed for installs and restarts. ${opens}`;
  }
  if (windows.length === 0)
    return mrkdwn`${name} has no maintenance window: it can be patched at any time, and nothing can be scheduled.`;
  return mrkdwn`${name} is open for installs and restarts${standing.until === null ? mrkdwn`` : mrkdwn` until ${moment(standing.until)}`}.`;
}

export function scheduledText({ scheduled, windows }: ScheduleView): Mrkdwn {
  if (scheduled === null) return mrkdwn`Nothing is Scheduled.`;
  const { recommendations, computers, people } = scheduled;
  const by = people.length === 0 ? mrkdwn`` : mrkdwn`, by ${list(people.map(person), 3)}`;
  const what = mrkdwn`Scheduled: ${count(recommendations, 'recommendation')} on ${count(computers, 'computer')}${by}.`;
  return windows.length === 0
    ? mrkdwn`${what} Without a maintenance window that never runs: make one, or unschedule it.`
    : what;
}

export function scansText({ scans }: ScheduleView): Mrkdwn {
  if (scans === null) return mrkdwn`Scans: only when somebody starts one.`;
  const { schedule: set, nextAt } = scans;
  const next = nextAt === null ? mrkdwn`never again` : mrkdwn`next ${openingText(nextAt, set.timeZone)}`;
  return mrkdwn`Scans: cron ${code(set.cron)}, ${safe(set.timeZone, 60)}, ${next}; set by ${person(set.by)}.`;
}

/** @param groupName null: all groups */
export function freezeLine({ from, to, reason, by }: Freeze, groupName: string | null): Mrkdwn {
  const who = groupName === null ? mrkdwn`All groups` : safe(groupName, 100);
  return mrkdwn`• ${bold(who)} frozen: ${moment(from)} to ${moment(to)}, ${safe(reason, 300)}, by ${person(by)}`;
}

export function freezesText({ freezes }: FreezesView): Mrkdwn {
  if (freezes.length === 0) return mrkdwn`Nothing is frozen, now or later.`;
  return mrkdwn`${count(freezes.length, 'freeze')}, now or later. While one lasts no install and no restart starts.`;
}

/** What a form would come to, below it. */
export function previewText(preview: Preview, timeZone: string): Mrkdwn {
  if (preview.misfit !== null) return mrkdwn`Not yet: ${safe(misfitText(preview.misfit), 300)}`;
  if (preview.next.length === 0) return mrkdwn`It does not open.`;
  return mrkdwn`Next: ${join(
    preview.next.map((at) => openingText(at, timeZone)),
    ' · ',
  )}`;
}

export function savedText(view: ScheduleView): Mrkdwn {
  return mrkdwn`Saved. ${scheduleSummary(view)} See its windows: ${code(`${view.command} schedule ${view.groupId}`)}`;
}

export function removeText({ window }: WindowLine, view: ScheduleView): Mrkdwn {
  const last =
    view.windows.length > 1
      ? mrkdwn``
      : mrkdwn` It is the only one: without it the group can be patched at any time, by whoever may run.`;
  const waits = view.scheduled === null ? mrkdwn`` : mrkdwn` ${scheduledText(view)}`;
  return mrkdwn`Remove ${windowText(window)}?${last}${waits}`;
}

export function unscheduleText(view: ScheduleView): Mrkdwn {
  return mrkdwn`${bold(safe(view.groupName, 100))}: ${scheduledText(view)} Take all of it off the schedule? It is Approved as before, and runs when somebody says Run.`;
}

export function unscheduledText(decided: number): Mrkdwn {
  return mrkdwn`${count(decided, 'recommendation')} taken off the schedule. Nothing is installed until somebody runs it.`;
}

export function frozenText({ from, to, reason }: Freeze, command: string): Mrkdwn {
  return mrkdwn`Frozen from ${moment(from)} to ${moment(to)}: ${safe(reason, 300)}. To lift it: ${code(`${command} freeze`)}`;
}

export function liftQuestion({ from, to, reason }: Freeze): Mrkdwn {
  return mrkdwn`Lift the freeze from ${moment(from)} to ${moment(to)} (${safe(reason, 300)})? What is Scheduled runs when a window is open.`;
}

export function liftedText({ reason }: Freeze): Mrkdwn {
  return mrkdwn`Lifted: ${safe(reason, 300)}. Installs and restarts may start again.`;
}

/** `Fri 22:00`: what a clock in the window's own zone shows. */
function wallText(at: Instant, timeZone: string): string {
  const wall = new Date(zoneClock(timeZone).wallOf(at));
  return `${(WEEKDAY_NAMES[wall.getUTCDay()] ?? '').slice(0, 3)} ${wall.toISOString().slice(11, 16)}`;
}

/** An opening in the reader's zone, and what the window's own clock shows then. */
function openingText(at: Instant, timeZone: string): Mrkdwn {
  return mrkdwn`${moment(at)} (${safe(wallText(at, timeZone))} in ${safe(timeZone, 60)})`;
}

export const NO_MOMENT = 'Choose when it begins and when it ends.';

/** The same for scans, which take no window. */
export function scanMisfitText(misfit: Misfit): string {
  return misfit.why === 'overlaps' ? 'At most one scan an hour.' : misfitText(misfit);
}

/** Why a window would never do what it is for, and what would: shown beside the field. */
export function misfitText(misfit: Misfit): string {
  switch (misfit.why) {
    case 'no-name':
      return 'Give the window a name.';
    case 'no-zone':
      return 'Choose a time zone from the list, such as Europe/Berlin.';
    case 'no-time':
      return 'Choose a time of the day.';
    case 'days':
      return `Days after that weekday: a number from 0 to ${misfit.most}.`;
    case 'no-cron':
      return 'Five fields: minute, hour, day of the month, month, day of the week. For example: 0 22 * * 6';
    case 'never':
      return 'This never comes. Check the day and the month.';
    case 'too-short':
      return `Too short: an install and its restart need ${misfit.leastMinutes} minutes at least.`;
    case 'too-long':
      return `Too long: at most ${misfit.mostMinutes / 1440} days (${misfit.mostMinutes} minutes).`;
    case 'overlaps':
      return `It would open again after ${misfit.opensAfterMinutes} minutes, before it has closed. Make it shorter, or let it open less often.`;
  }
}
