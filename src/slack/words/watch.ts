import type { Watched, WatchNotice } from '../../domain/watch.js';
import { code, count, join, list, type Mrkdwn, moment, mrkdwn, safe } from '../text.js';

type About<A extends WatchNotice['about']> = Extract<WatchNotice, { readonly about: A }>;

/** What is said once of what is watched, to administrators. */
export function watchNoticeText(notice: WatchNotice, command: string): Mrkdwn {
  switch (notice.about) {
    case 'trouble':
      return mrkdwn`${NAMES[notice.what]}: since ${moment(notice.since)} ${safe(notice.why, 300)}. ${nextStep(notice.what, command)}`;
    case 'trouble-over':
      return over(notice);
    case 'was-down':
      return down(notice, command);
    case 'restored':
      return restored(notice, command);
  }
}

const NAMES: Readonly<Record<Watched, Mrkdwn>> = {
  slack: mrkdwn`Slack`,
  wsus: mrkdwn`WSUS`,
  schedule: mrkdwn`The schedule`,
  disk: mrkdwn`The disk`,
};

function nextStep(what: Watched, command: string): Mrkdwn {
  if (what === 'wsus')
    return mrkdwn`Look at the WSUS server, then say ${code(`${command} sync`)}. Nothing is run by what WSUS said too long ago. I tell you when it is well again.`;
  if (what === 'disk') return mrkdwn`Make room: when it is full, nothing can be decided.`;
  return mrkdwn`Windows and scans do not begin by themselves. Look at my log, and start me again if it stays so.`;
}

function over({ what, since, until, tasks, taskCount, messages }: About<'trouble-over'>): Mrkdwn {
  const span = mrkdwn`from ${moment(since)} to ${moment(until)}`;
  if (what === 'wsus') return mrkdwn`WSUS is well again. It was not ${span}.`;
  if (what === 'disk') return mrkdwn`The disk has room again. It had too little ${span}.`;
  if (what === 'schedule')
    return mrkdwn`The schedule is looked after again. It was not ${span}; what was due begins now, where it is still in time.`;
  const ended =
    taskCount === 0
      ? mrkdwn`No task ended meanwhile.`
      : mrkdwn`${count(taskCount, 'task')} ended meanwhile (${list(tasks.map(code), 10)}).`;
  const waited =
    messages === 0
      ? mrkdwn``
      : mrkdwn` ${count(messages, 'message')} waited and ${messages === 1 ? mrkdwn`is` : mrkdwn`are`} posted now.`;
  return mrkdwn`I was out of reach of Slack ${span}. What was said or clicked in that time did not arrive: say it again. ${ended}${waited}`;
}

function down({ since, until, windows, windowCount, scans }: About<'was-down'>, command: string): Mrkdwn {
  const opened = windows.map(
    ({ groupName, windowName, opensAt, closesAt }) =>
      mrkdwn`• ${safe(windowName, 100)} of ${safe(groupName, 100)}: ${moment(opensAt)} to ${moment(closesAt)}`,
  );
  const more = windowCount > windows.length ? [mrkdwn`• and ${windowCount - windows.length} more`] : [];
  const lines = [
    mrkdwn`I was not running from ${moment(since)} to ${moment(until)}.`,
    ...(windowCount === 0 ? [] : [mrkdwn`These maintenance windows opened meanwhile:`, ...opened, ...more]),
    ...(windowCount === 0
      ? []
      : [mrkdwn`What was Scheduled for them is told group by group; see ${code(`${command} schedule GROUP`)}.`]),
    ...(scans.length === 0
      ? []
      : [
          mrkdwn`Scans were due of ${list(
            scans.map((name) => safe(name, 100)),
            10,
          )}: they are made up for now.`,
        ]),
  ];
  return join(lines, '\n');
}

function restored({ at, madeAt }: About<'restored'>, command: string): Mrkdwn {
  return mrkdwn`My data were restored at ${moment(at)} from a backup of ${moment(madeAt)}. What was decided in between is lost: look at the deny list (${code(`${command} deny`)}), the freezes (${code(`${command} freeze`)}) and the groups (${code(`${command} groups`)}). What was at work then was stopped, nothing is Scheduled any more, and no computer is patched before a new ${code(`${command} sync`)} and ${code(`${command} scan GROUP`)}.`;
}
