import { zoneClock } from '../../domain/calendar.js';
import type { Instant } from '../../domain/ids.js';
import type { MaintenanceWindow, WindowRule } from '../../domain/window.js';
import type { Misfit } from '../../domain/window-misfit.js';
import type { WindowNotice } from '../../domain/window-notice.js';
import { failureText } from '../cards/failure.js';
import { bold, code, count, join, list, type Mrkdwn, moment, mrkdwn, person, safe } from '../text.js';

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
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** `second Tuesday of the month plus 3 days at 22:00`. */
export function ruleText(rule: WindowRule): string {
  if (rule.kind === 'cron') return `cron ${rule.expression}`;
  const days = rule.plusDays === 0 ? '' : ` plus ${rule.plusDays} ${rule.plusDays === 1 ? 'day' : 'days'}`;
  return `${WEEKS[rule.week]} ${WEEKDAYS[rule.weekday]} of the month${days} at ${rule.at}`;
}

/** `4 hours`, `90 minutes`. */
export function durationText(minutes: number): string {
  if (minutes % 60 !== 0) return `${minutes} minutes`;
  return minutes === 60 ? '1 hour' : `${minutes / 60} hours`;
}

export function windowText({ name, rule, durationMinutes, timeZone }: Omit<MaintenanceWindow, 'since' | 'id'>): Mrkdwn {
  return mrkdwn`${bold(safe(name, 100))}: ${safe(ruleText(rule), 200)}, ${safe(durationText(durationMinutes))}, ${safe(timeZone, 60)}`;
}

/** `Fri 22:00`: what a clock in the window's own zone shows. */
export function wallText(at: Instant, timeZone: string): string {
  const wall = new Date(zoneClock(timeZone).wallOf(at));
  return `${(WEEKDAYS[wall.getUTCDay()] ?? '').slice(0, 3)} ${wall.toISOString().slice(11, 16)}`;
}

/** An opening in the reader's zone, and what the window's own clock shows then. */
export function openingText(at: Instant, timeZone: string): Mrkdwn {
  return mrkdwn`${moment(at)} (${safe(wallText(at, timeZone))} in ${safe(timeZone, 60)})`;
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
