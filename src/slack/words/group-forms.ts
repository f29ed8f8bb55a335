import type { RestartPolicy } from '../../domain/group.js';
import { code, count, type Mrkdwn, mrkdwn } from '../text.js';
import { FORM } from './forms.js';

/** Words of the forms of groups, their members and checks, patch groups and denials. */

export const RESTART_CHOICES: Readonly<Record<RestartPolicy, string>> = {
  'if-required': 'Where an install asks for it',
  never: 'Never',
  always: 'Always after an install',
};

export const GROUP_FORM = {
  title: 'Edit group',
  restart: 'Restart',
  defer: 'Logged-on users: minutes that they may defer a restart',
  deferHint: 'They are told of it. 0: it does not wait for them.',
  driversLabel: 'Drivers',
  drivers: 'Install drivers, too',
  upgradesLabel: 'Feature updates',
  upgrades: 'Install feature updates, such as a newer Windows, too',
  allowHint: 'By default neither is recommended.',
  canaries: 'Canary computers first',
  canariesHint: 'So many are patched first; the others wait for a person’s Continue. 0: none.',
  atOnce: 'At most so many at once',
  failures: 'Stop after so many failures',
  owners: 'Owners',
  ownersHint: 'They may edit the group.',
  shortName: (id: string): Mrkdwn => mrkdwn`Its short name, ${code(id)}, stays as it is.`,
} as const;

export const NO_NAME = 'A group needs a name.';
export const NO_PATCH_GROUP = 'Choose the patch group that it asks for.';

export const MEMBERS_FORM = {
  newTitle: 'New group',
  title: 'Computers of a group',
  preview: 'Preview',
  add: 'Add computers by hand',
  paste: 'Or paste names',
  pasteExample: 'fin-ws-07, fin-ws-08',
  remove: 'Remove computers',
  removeHint: 'Only those that were added by hand: a rule is changed below.',
  names: 'Rule: names',
  namesExample: 'fin-*, hr-ws-*',
  ruleHint: 'A computer is in the group by rule where each of the three that is filled in fits.',
  systems: 'Rule: operating systems',
  systemsExample: 'Server 2022',
  wsusGroups: 'Rule: WSUS groups',
  sure: 'Is it meant so?',
} as const;

export const NOTICES_FORM = {
  title: 'Notifications',
  tasks: 'Tasks',
  tasksHint: 'By default where somebody asked for the task.',
  requests: 'Requests for approval',
  requestsHint: 'By default the approvers of the workspace.',
  digest: 'Digest',
  digestHint: 'None: no digest is told.',
  when: 'Digest: when',
  whenExample: '0 8 * * 1-5',
  whenHint: `A cron expression: ${FORM.cronHint.charAt(0).toLowerCase()}${FORM.cronHint.slice(1)}`,
  zone: 'Digest: time zone',
  zoneExample: 'Europe/Berlin',
} as const;

export const DELETE_TITLES = {
  group: 'Delete group',
  check: 'Delete check',
  patchGroup: 'Delete patch group',
} as const;

export const CHECK_FORM = {
  newTitle: 'New compliance check',
  title: 'Edit check',
  about: mrkdwn`Type: Patch Check. A scan finds what is missing; the check says what of it is recommended.`,
  all: 'All patches that are approved on WSUS',
  ofGroup: 'Only those of the patch group below',
  keep: 'Only the KB numbers that it has now',
  patchGroup: 'Patch group',
  approval: 'Approval',
  automatic: 'Enable automatic approval',
  automaticHint: 'New recommendations are created Approved. Needs the approver role.',
} as const;

export const COPY_FORM = {
  title: 'Copy checks',
  submit: 'Copy',
  checks: 'Checks',
  choose: 'Choose checks',
  to: 'To the group',
} as const;

export const MODEL_FORM = {
  title: 'Model computer',
  computer: 'Model computer',
  installed: 'What it has installed',
  both: 'What it has installed, and what it needs',
  needed: 'What it needs',
  hint: 'As its last scan lists them. They become a patch group, and the new check asks for it.',
} as const;

export const AUTOMATIC_FORM = { title: 'Automatic approval', enable: 'Enable', end: 'End it' } as const;

export const PATCH_GROUP_FORM = {
  newTitle: 'New patch group',
  title: 'Edit patch group',
  kbs: 'Or KB numbers and update ids',
  kbsExample: 'KB5031356, KB5034441',
  rule: mrkdwn`Or a rule: patches that fit each of these that is filled in, also those that come later.`,
  classifications: 'Classifications',
  severities: 'Severities',
  products: 'Products',
  stays: (listed: number): Mrkdwn =>
    mrkdwn`It lists ${count(listed, 'patch', 'patches')}, more than a form can hold: they stay in it.`,
} as const;

export const DENY_FORM = {
  title: 'Deny patches',
  submit: 'Deny',
  kbs: 'Or KB numbers',
  kbsExample: 'KB5031356',
  kbsHint: 'Also those that WSUS does not have yet.',
  lastDay: 'Last day',
  lastDayHint: 'It ends with that day in UTC. None: until somebody lifts it.',
} as const;

export const LIFT_FORM = { title: 'Lift a denial', submit: 'Lift' } as const;
