import type { GroupLine, HomeRequest, HomeWindow } from '../../domain/views.js';
import { bold, code, count, join, type Mrkdwn, moment, mrkdwn, person, safe } from '../text.js';

export const HOME_TITLE = 'Patchbay';
export const WAITING = 'Waits for you';
export const ASKED = 'You asked for';
export const GROUPS = 'Your groups';
export const RUNNING = 'Running tasks';
export const WINDOWS = 'Next maintenance windows';
export const NOTHING_WAITS = mrkdwn`Nothing waits for your decision.`;
export const NOTHING_RUNS = mrkdwn`No task is running.`;
export const NO_GROUP = mrkdwn`There is no provisioning group yet.`;
export const NOT_FOR_YOU = mrkdwn`You need the viewer role to see more. Ask an administrator of Patchbay.`;
export const ANSWERS_IN_MESSAGES = mrkdwn`What you click here is answered in the tab Messages.`;

/** The six steps in one line. */
export const SIX_STEPS = mrkdwn`Slack patches Windows: sync WSUS, approve patches, scan, approve recommendations, run, verify.`;

export function moreGroups(more: number): Mrkdwn {
  return mrkdwn`and ${count(more, 'more group')}`;
}

export function question({ counts, groupName }: HomeRequest): string {
  return `Approve ${count(counts.patches, 'patch', 'patches')} for ${groupName}?`;
}

/** What the confirmation repeats. */
export function confirmation(request: HomeRequest): Mrkdwn {
  return mrkdwn`${countsLine(request)}. Nothing is installed until somebody runs it.`;
}

function countsLine({ counts }: HomeRequest): Mrkdwn {
  const critical = counts.critical === 0 ? mrkdwn`` : mrkdwn`, ${counts.critical} critical`;
  return mrkdwn`${count(counts.computers, 'computer')}${critical}, ${count(counts.restarts, 'restart')} at most`;
}

export function requestLine(request: HomeRequest): Mrkdwn {
  const what = bold(safe(question(request), 200));
  const where = countsLine(request);
  return join([what, where, mrkdwn`asked by ${person(request.by)}, until ${moment(request.expiresAt)}`], '\n');
}

export function groupStanding(group: GroupLine): Mrkdwn {
  const { compliant, computers } = group;
  const standing = compliant === computers ? mrkdwn`all compliant` : mrkdwn`${compliant}/${computers} compliant`;
  return mrkdwn`${bold(safe(group.name, 80))} (${code(group.groupId)})\n${count(computers, 'computer')}, ${standing}`;
}

export function windowLine(window: HomeWindow): Mrkdwn {
  return mrkdwn`• ${safe(window.groupName, 80)}: ${moment(window.opensAt)} to ${moment(window.closesAt)}`;
}
