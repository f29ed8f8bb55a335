import { FORM } from './forms.js';

/** Words of the forms of maintenance windows, scans and freezes. */

export const WINDOW_FORM = {
  newTitle: 'New window',
  title: 'Edit window',
  nameExample: 'Saturday night',
  kind: 'It opens',
  monthly: 'Once a month, such as the second Tuesday plus 3 days',
  cron: 'A cron expression',
  duration: 'For so many minutes',
  durationHint: 'Installs and their restarts end within it.',
  cronExample: '0 22 * * 6',
  cronHint: `${FORM.cronHint} Enter shows when it opens.`,
  week: 'Week of the month',
  weekday: 'Weekday',
  days: 'Plus so many days',
  time: 'At',
  zoneExample: 'Europe/Berlin',
  zoneHint: 'Type a city.',
} as const;

export const WEEK_NAMES = { 1: 'First', 2: 'Second', 3: 'Third', 4: 'Fourth', 5: 'Last' } as const;

export const SCANS_FORM = {
  title: 'Scans by themselves',
  cronExample: '0 20 * * *',
  cronHint: `${FORM.cronHint} Empty: no scan starts by itself.`,
} as const;

export const REMOVE_WINDOW = { title: 'Remove window', submit: 'Remove' } as const;
export const UNSCHEDULE = { title: 'Unschedule all', submit: 'Unschedule' } as const;

export const FREEZE_FORM = {
  title: 'New freeze',
  submit: 'Freeze',
  group: 'Group',
  allGroups: 'All groups',
  groupHint: 'Empty: all groups.',
  from: 'From',
  to: 'To',
  why: 'Why',
  whyExample: 'Year end closing',
  whyHint: 'People read it wherever something is refused.',
} as const;

export const LIFT_FREEZE = { title: 'Lift freeze', submit: 'Lift' } as const;
