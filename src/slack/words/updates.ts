import type { Patch, RebootBehavior } from '../../domain/patch.js';
import { filterText, type UpdatesFilter } from '../../domain/update-filter.js';
import type { UpdateRow, UpdatesView } from '../../domain/views.js';
import { code, count, join, list, type Mrkdwn, moment, mrkdwn, safe } from '../text.js';
import { patchName, severityCounts, severityName } from './patches.js';

const HEADS: Readonly<Record<UpdatesFilter['status'], string>> = {
  waiting: 'Patches to approve on WSUS',
  approved: 'Patches that are approved on WSUS',
  declined: 'Patches that are declined on WSUS',
  all: 'Patches on WSUS',
};

export function updatesHead(filter: UpdatesFilter): string {
  return HEADS[filter.status];
}

const STANDING: Readonly<Record<UpdatesFilter['status'], (number: number) => Mrkdwn>> = {
  waiting: (number) =>
    mrkdwn`${number === 1 ? mrkdwn`waits` : mrkdwn`wait`} for an approval on WSUS. Only approved patches are scanned for.`,
  approved: (number) => mrkdwn`${number === 1 ? mrkdwn`is` : mrkdwn`are`} approved on WSUS.`,
  declined: (number) =>
    mrkdwn`${number === 1 ? mrkdwn`is` : mrkdwn`are`} declined on WSUS: no computer is offered them.`,
  all: () => mrkdwn`on WSUS.`,
};

export function updatesSummary(view: UpdatesView): Mrkdwn {
  const { filter, rows } = view;
  if (rows.length === 0) return mrkdwn`Nothing of that is left on WSUS.`;
  const severe = severityCounts(rows.map((row) => row.patch.severity));
  const details = severe === '' ? mrkdwn`` : mrkdwn` (${severe})`;
  return mrkdwn`${count(rows.length, 'patch', 'patches')}${details} ${STANDING[filter.status](rows.length)}`;
}

/** The filter as it was asked for; empty where all are meant. */
export function filterLine(filter: UpdatesFilter, command: string): Mrkdwn {
  const text = filterText(filter);
  if (text !== '') return mrkdwn`Filter: ${code(text, 200)}`;
  const examples = ['critical', 'product:"server 2022"', 'newer:30', 'needed:5', 'status:approved'];
  return mrkdwn`Narrow it down, for example: ${code(`${command} updates ${examples.join(' ')}`, 120)}`;
}

/** `11 to 20 of 37`; empty where all are shown. */
export function shownLine(first: number, shown: number, all: number): Mrkdwn {
  return shown === all ? mrkdwn`` : mrkdwn`Patches ${first + 1} to ${first + shown} of ${all}, the weightiest first.`;
}

const REBOOT: Readonly<Record<RebootBehavior, string>> = {
  never: 'never restarts',
  'can-request': 'may restart',
  always: 'always restarts',
};

export function updateLine({ patch, approvedFor, neededBy }: UpdateRow): Mrkdwn {
  const products = list(
    patch.products.filter((product) => !says(patch.title, product)).map((product) => safe(product, 40)),
    2,
  );
  const approved = list(
    approvedFor.map((group) => safe(group, 40)),
    3,
  );
  const facts = [
    products,
    safe(patch.classification, 40),
    safe(REBOOT[patch.rebootBehavior]),
    patch.impact === 'exclusive' ? mrkdwn`installed alone` : mrkdwn``,
    patch.needsUserInput ? mrkdwn`needs user input` : mrkdwn``,
    patch.declined ? mrkdwn`declined` : mrkdwn``,
    patch.expired ? mrkdwn`expired` : mrkdwn``,
    patch.superseded ? mrkdwn`superseded` : mrkdwn``,
    patch.declined ? mrkdwn`` : needText(neededBy),
    approved === '' ? mrkdwn`` : mrkdwn`approved for ${approved}`,
  ];
  return mrkdwn`• ${patchName(patch)} (${join(facts, '; ')})`;
}

/** Most titles name their product, in words of their own order. */
function says(title: string, product: string): boolean {
  const words = (text: string) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const said = new Set(words(title));
  return words(product).every((word) => said.has(word));
}

function needText(neededBy: number | null): Mrkdwn {
  return neededBy === null ? mrkdwn`` : mrkdwn`needed by ${count(neededBy, 'computer')}`;
}

/** WSUS tells for whom a patch is only after its approval. */
export function needLine({ rows }: UpdatesView): Mrkdwn {
  if (rows.every(({ neededBy, patch }) => neededBy !== null || patch.declined)) return mrkdwn``;
  return mrkdwn`How many computers need a patch is known once it is approved and they were scanned.`;
}

export function syncLine(view: UpdatesView): Mrkdwn {
  if (view.lastSync === null) return mrkdwn`WSUS has not synchronized yet.`;
  return mrkdwn`WSUS synchronized ${moment(view.lastSync.endedAt)}: ${safe(view.lastSync.result)}.`;
}

export const APPROVE_MODAL = {
  title: 'Approve patches',
  submit: 'Continue',
  group: 'WSUS groups',
  groupPlaceholder: 'Choose groups',
  groupHint: 'A group without an approval of its own takes that of the group above it.',
  action: 'Approval',
  install: 'Approve for installation',
  uninstall: 'Approve to be uninstalled',
  takeBack: 'Take the approval back',
  deadline: 'Deadline',
  deadlineHint:
    'Leave it empty, unless computers shall do it by themselves from then on, and restart, outside of plans and windows.',
  note: mrkdwn`An approval installs nothing by itself here: scan, approve the recommendations, then run.`,
} as const;

export const WHICH_FORM = {
  all: (number: number): string => `All ${number}`,
  only: 'Only those chosen below',
  except: 'All but those chosen below',
  chosen: 'Chosen patches',
  choose: 'Choose patches',
  allListed: 'Not needed where all are taken.',
  someListed: (shown: number, all: number): string =>
    `The list shows the ${shown} weightiest of ${all}; filter by words to see others.`,
} as const;

export const DECLINE_MODAL = {
  title: 'Decline patches',
  submit: 'Decline',
  warning: mrkdwn`*Declining is for the whole WSUS server*, for all groups and all who use it: no computer is offered these patches any more. It is undone on the WSUS console.`,
  sure: 'Confirmation',
  sureOption: 'Decline them for all computers',
} as const;

export const FILTER_MODAL = {
  title: 'Filter patches',
  submit: 'Show',
  status: 'Status',
  severity: 'Severity',
  classification: 'Classification',
  product: 'Product',
  kb: 'KB numbers',
  kbHint: 'Such as KB5031356 KB5034441.',
  newer: 'Arrived within so many days',
  older: 'Arrived more than so many days ago',
  needed: 'Needed by at least so many computers',
  words: 'Words in the title',
  any: 'Any',
} as const;

export const STATUS_CHOICES: Readonly<Record<UpdatesFilter['status'], string>> = {
  waiting: 'Waiting for an approval',
  approved: 'Approved',
  declined: 'Declined',
  all: 'All',
};

export function patchesOnWsus(number: number): Mrkdwn {
  return mrkdwn`${count(number, 'patch', 'patches')} on WSUS.`;
}

export function patchChoiceText(patch: Patch, neededBy: number | null): string {
  const facts = neededBy === null ? (patch.products[0] ?? '') : `needed by ${neededBy}`;
  return `${severityName(patch.severity)}${facts === '' ? '' : `; ${facts}`}`;
}
