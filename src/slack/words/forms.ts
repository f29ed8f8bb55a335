import { bold, type Mrkdwn, mrkdwn } from '../text.js';

/** Words that all forms share. */
export const FORM = {
  name: 'Name',
  reason: 'Reason',
  patches: 'Patches',
  cron: 'Cron expression',
  timeZone: 'Time zone',
  cronHint: 'Minute, hour, day of the month, month, day of the week.',
  choose: 'Choose',
  choosePeople: 'Choose people',
  chooseChannel: 'Choose a channel',
  typeName: 'Type a name',
  typePatch: 'Type a KB number or words of a title',
  any: 'Any',
  create: 'Create',
  delete: 'Delete',
} as const;

/** What stands in place of a form while it is worked on, and after: it names what was done. */
export const NOTICE = {
  refused: 'Not done',
  started: 'Task started',
  declined: 'Declined',
  planned: 'Plan made anew',
  planShown: 'Plan shown',
  saved: 'Saved',
  removed: 'Removed',
  deleted: 'Deleted',
  unscheduled: 'Unscheduled',
  frozen: 'Frozen',
  lifted: 'Lifted',
  working: 'Working…',
  moment: mrkdwn`One moment.`,
  deciding: mrkdwn`One moment: this is being decided.`,
} as const;

/** A part of a list that is longer than Slack shows in one piece. */
export function partLabel(first: number, last: number, all: number): string {
  return `${first} to ${last} of ${all}`;
}

/** Above a form that is shown once more. */
export function notSaved(why: Mrkdwn): Mrkdwn {
  return mrkdwn`${bold(mrkdwn`Not saved:`)} ${why}`;
}
