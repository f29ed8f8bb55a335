import type { ModalView } from '@slack/types';
import { MOST_NAME } from '../../domain/group-name.js';
import type { CheckForm, CheckLine, GroupView, ModelForm } from '../../domain/group-views.js';
import { parsePatchGroupId } from '../../domain/ids.js';
import { context } from '../blocks.js';
import type { Mrkdwn } from '../text.js';
import { FORM } from '../words/forms.js';
import { AUTOMATIC_FORM, CHECK_FORM, COPY_FORM, DELETE_TITLES, MODEL_FORM } from '../words/group-forms.js';
import { automaticEndText, automaticText, deleteCheckText } from '../words/groups.js';
import { LABELS } from '../words/labels.js';
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

const ALL = { value: 'all', text: CHECK_FORM.all } as const;
const GROUP = { value: 'patch-group', text: CHECK_FORM.ofGroup } as const;
const KEEP = { value: 'keep', text: CHECK_FORM.keep } as const;

/** New Compliance Check > Patch Check, or another content for one that is there. */
export function checkModal(line: CheckLine | null, values: CheckSent, { subject, note }: Drawn): ModalView {
  const hasList = line !== null && typeof line.check.patchGroup === 'object' && line.check.patchGroup !== null;
  const scopes: readonly [Choice, ...Choice[]] = hasList ? [ALL, GROUP, KEEP] : [ALL, GROUP];
  const scope = scopes.find(({ value }) => value === values.scope);
  return form({
    ...{
      name: 'check',
      title: line === null ? CHECK_FORM.newTitle : CHECK_FORM.title,
      submit: LABELS.save,
      subject,
      note,
    },
    blocks: [
      context(CHECK_FORM.about),
      input('name', FORM.name, textInput(values.name, { max: MOST_NAME })),
      input('scope', FORM.patches, radio(scopes, scope)),
      input('patchGroup', CHECK_FORM.patchGroup, lookUp('patch-groups', values.patchGroup, FORM.typeName), {
        optional: true,
      }),
      input(
        'automatic',
        CHECK_FORM.approval,
        tick(
          {
            value: 'yes',
            text: CHECK_FORM.automatic,
            description: CHECK_FORM.automaticHint,
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
    ...{ name: 'check-copy', title: COPY_FORM.title, submit: COPY_FORM.submit, ...drawn },
    blocks: [
      input('checks', COPY_FORM.checks, someOf(choices, chosen, COPY_FORM.choose)),
      input('to', COPY_FORM.to, lookUp('groups', to, FORM.typeName)),
    ],
  });
}

const WHATS: readonly [Choice, ...Choice[]] = [
  { value: 'installed', text: MODEL_FORM.installed },
  { value: 'both', text: MODEL_FORM.both },
  { value: 'needed', text: MODEL_FORM.needed },
];

/** New Checks from Model Computer. */
export function modelModal(computer: Choice | null, drawn: Drawn): ModalView {
  return form({
    ...{ name: 'check-model', title: MODEL_FORM.title, submit: FORM.create, ...drawn },
    blocks: [
      input('computer', MODEL_FORM.computer, lookUp('computers', computer, FORM.typeName)),
      input('what', FORM.patches, radio(WHATS), {
        hint: MODEL_FORM.hint,
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
    ...{
      name: 'check-automatic',
      title: AUTOMATIC_FORM.title,
      submit: isOn ? AUTOMATIC_FORM.end : AUTOMATIC_FORM.enable,
      subject,
      note,
    },
    text: isOn ? automaticEndText(check, name) : automaticText(check, name),
  });
}

export function deleteCheckModal(view: GroupView, { check }: CheckLine, note: Mrkdwn | null): ModalView {
  const subject = subjectOf({ id: view.group.id, revision: view.revision }, check.id);
  const text = deleteCheckText(view, check);
  return question({ name: 'check-delete', title: DELETE_TITLES.check, submit: FORM.delete, subject, note, text });
}
