import type { ModalView } from '@slack/types';
import { MOST_NAME } from '../../domain/group-name.js';
import type { CheckForm, CheckLine, GroupView, ModelForm } from '../../domain/group-views.js';
import { parsePatchGroupId } from '../../domain/ids.js';
import { context } from '../blocks.js';
import { type Mrkdwn, mrkdwn } from '../text.js';
import { automaticEndText, automaticText, deleteCheckText } from '../words/groups.js';
import type { Filled } from './filled.js';
import { form, lookUp, question, someOf, textInput, tick } from './form.js';
import type { Drawn } from './groups.js';
import { type Choice, input, radio } from './parts.js';
import { subjectOf } from './subject.js';

/** What a check's form holds: its scope is one of three, and a patch group only where that is chosen. */
export interface CheckSent {
  readonly name: string;
  readonly scope: 'all' | 'patch-group' | 'keep';
  readonly patchGroup: Choice | null;
  readonly automatic: boolean;
}

const ALL = { value: 'all', text: 'All patches that are approved on WSUS' } as const;
const GROUP = { value: 'patch-group', text: 'Only those of the patch group below' } as const;
const KEEP = { value: 'keep', text: 'Only the KB numbers that it has now' } as const;

/** New Compliance Check > Patch Check, or another content for one that is there. */
export function checkModal(line: CheckLine | null, values: CheckSent, { subject, note }: Drawn): ModalView {
  const hasList = line !== null && typeof line.check.patchGroup === 'object' && line.check.patchGroup !== null;
  const scopes: readonly [Choice, ...Choice[]] = hasList ? [ALL, GROUP, KEEP] : [ALL, GROUP];
  const scope = scopes.find(({ value }) => value === values.scope);
  return form({
    ...{ name: 'check', title: line === null ? 'New Compliance Check' : 'Edit check', submit: 'Save', subject, note },
    blocks: [
      context(mrkdwn`Type: Patch Check. A scan finds what is missing; the check says what of it is recommended.`),
      input('name', 'Name', textInput(values.name, { max: MOST_NAME })),
      input('scope', 'Patches', radio(scopes, scope)),
      input('patchGroup', 'Patch group', lookUp('patch-groups', values.patchGroup, 'Type a name'), { optional: true }),
      input(
        'automatic',
        'Approval',
        tick(
          {
            value: 'yes',
            text: 'Enable automatic approval',
            description: 'New recommendations are created Approved. Needs the approver role.',
          },
          values.automatic,
        ),
        { optional: true },
      ),
    ],
  });
}

export function checkOf(line: CheckLine | null): CheckSent {
  if (line === null) return { name: '', scope: 'all', patchGroup: null, automatic: false };
  const { check, patchGroup } = line;
  const isGroup = typeof check.patchGroup === 'string';
  return {
    name: check.name,
    scope: check.patchGroup === null ? 'all' : isGroup ? 'patch-group' : 'keep',
    patchGroup: isGroup ? { value: String(check.patchGroup), text: patchGroup ?? String(check.patchGroup) } : null,
    automatic: check.automaticApproval,
  };
}

export function checkSent(sent: Filled): CheckSent {
  const scope = sent.one('scope');
  return {
    name: sent.text('name'),
    scope: scope === 'keep' || scope === 'patch-group' ? scope : 'all',
    patchGroup: sent.choices('patchGroup')[0] ?? null,
    automatic: sent.isTicked('automatic'),
  };
}

/** Null where a patch group was asked for and none was chosen. */
export function checkIn({ name, scope, patchGroup, automatic }: CheckSent, id: string | null): CheckForm | null {
  const chosen = parsePatchGroupId(patchGroup?.value ?? '');
  if (scope === 'patch-group' && chosen === null) return null;
  const asked = scope === 'keep' ? 'keep' : scope === 'all' ? null : chosen;
  return { id, name, patchGroup: asked, automaticApproval: automatic };
}

/** Copy Checks: which, and to which group. */
export function copyModal(view: GroupView, chosen: readonly string[], to: Choice | null, drawn: Drawn): ModalView {
  const choices = view.checks.map(({ check }) => ({ value: check.id, text: check.name }));
  return form({
    ...{ name: 'check-copy', title: 'Copy Checks', submit: 'Copy', ...drawn },
    blocks: [
      input('checks', 'Checks', someOf(choices, chosen, 'Choose checks')),
      input('to', 'To the group', lookUp('groups', to, 'Type a name')),
    ],
  });
}

const WHATS: readonly [Choice, ...Choice[]] = [
  { value: 'installed', text: 'What it has installed' },
  { value: 'both', text: 'What it has installed, and what it needs' },
  { value: 'needed', text: 'What it needs' },
];

/** New Checks from Model Computer. */
export function modelModal(computer: Choice | null, drawn: Drawn): ModalView {
  return form({
    ...{ name: 'check-model', title: 'Model computer', submit: 'Create', ...drawn },
    blocks: [
      input('computer', 'Model computer', lookUp('computers', computer, 'Type a name')),
      input('what', 'Patches', radio(WHATS), {
        hint: 'As its last scan lists them. They become a patch group, and the new check asks for it.',
      }),
    ],
  });
}

export function modelIn(sent: Filled): ModelForm {
  const what = sent.one('what');
  return { computer: sent.one('computer'), what: what === 'needed' || what === 'both' ? what : 'installed' };
}

export function automaticModal(view: GroupView, { check }: CheckLine, note: Mrkdwn | null): ModalView {
  const subject = subjectOf({ id: view.group.id, revision: view.revision }, check.id);
  const { name } = view.group;
  const isOn = check.automaticApproval;
  return question({
    ...{ name: 'check-automatic', title: 'Automatic approval', submit: isOn ? 'End it' : 'Enable', subject, note },
    text: isOn ? automaticEndText(check, name) : automaticText(check, name),
  });
}

export function deleteCheckModal(view: GroupView, { check }: CheckLine, note: Mrkdwn | null): ModalView {
  const subject = subjectOf({ id: view.group.id, revision: view.revision }, check.id);
  const text = deleteCheckText(view, check);
  return question({ name: 'check-delete', title: 'Delete check', submit: 'Delete', subject, note, text });
}
