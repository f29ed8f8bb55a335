import type { ModalView } from '@slack/types';
import { MOST_REASON } from '../../domain/denial.js';
import { MOST_NAME } from '../../domain/group-name.js';
import type { DenyForm, PatchGroupForm, PatchGroupView, PatchWords } from '../../domain/group-views.js';
import { parseKb, parseUpdateId } from '../../domain/ids.js';
import { section } from '../blocks.js';
import { LIMITS } from '../limits.js';
import type { Mrkdwn } from '../text.js';
import { FORM } from '../words/forms.js';
import { DELETE_TITLES, DENY_FORM, LIFT_FORM, PATCH_GROUP_FORM } from '../words/group-forms.js';
import { deletePatchGroupText, denyHint, liftText } from '../words/groups.js';
import { LABELS } from '../words/labels.js';
import type { Filled } from './filled.js';
import { asChoices, dateInput, form, lookUpSome, question, someOf, textInput } from './form.js';
import type { Drawn } from './groups.js';
import { type Choice, input } from './parts.js';
import { subjectOf } from './subject.js';

/** As a patch group's form is filled in. What does not fit into a list of a hundred stays as text. */
export interface PatchGroupSent {
  readonly name: string;
  readonly chosen: readonly Choice[];
  readonly typed: readonly string[];
  readonly classifications: readonly string[];
  readonly severities: readonly string[];
  readonly products: readonly string[];
}

export function patchGroupModal(
  view: PatchGroupView | null,
  values: PatchGroupSent,
  words: PatchWords,
  drawn: Drawn,
): ModalView {
  const isNew = view === null;
  const stays = view !== null && isLong(view) ? listed(view.patchGroup).length : 0;
  return form({
    ...{
      name: 'patches',
      title: isNew ? PATCH_GROUP_FORM.newTitle : PATCH_GROUP_FORM.title,
      submit: LABELS.save,
      ...drawn,
    },
    blocks: [
      input('name', FORM.name, textInput(values.name, { max: MOST_NAME })),
      ...(stays === 0 ? [] : [section(PATCH_GROUP_FORM.stays(stays))]),
      input('patches', FORM.patches, lookUpSome('patches', values.chosen, FORM.typePatch), {
        optional: true,
      }),
      input(
        'kbs',
        PATCH_GROUP_FORM.kbs,
        textInput(values.typed.join(', '), { multiline: true, placeholder: PATCH_GROUP_FORM.kbsExample }),
        { optional: true },
      ),
      section(PATCH_GROUP_FORM.rule),
      ...(words.classifications.length === 0
        ? []
        : [
            input(
              'classifications',
              PATCH_GROUP_FORM.classifications,
              someOf(asChoices(words.classifications), values.classifications, FORM.any),
              { optional: true },
            ),
          ]),
      input(
        'severities',
        PATCH_GROUP_FORM.severities,
        someOf(asChoices(words.severities), values.severities, FORM.any),
        {
          optional: true,
        },
      ),
      input('products', PATCH_GROUP_FORM.products, lookUpSome('products', asChoices(values.products), FORM.any), {
        optional: true,
      }),
    ],
  });
}

/** Whether the listed patches are too many to be shown for editing: then they stay, and others are added to them. */
export function isLong({ patchGroup }: PatchGroupView): boolean {
  return listed(patchGroup).join(', ').length > LIMITS.input.text;
}

function listed({ kbs, updates }: PatchGroupView['patchGroup']): readonly string[] {
  return [...kbs.map((kb) => `KB${kb}`), ...updates];
}

export function patchGroupOf(view: PatchGroupView | null): PatchGroupSent {
  if (view === null) return { name: '', chosen: [], typed: [], classifications: [], severities: [], products: [] };
  const { name, rule } = view.patchGroup;
  return {
    name,
    chosen: [],
    typed: isLong(view) ? [] : listed(view.patchGroup),
    classifications: rule?.classifications ?? [],
    severities: rule?.severities ?? [],
    products: rule?.products ?? [],
  };
}

export function patchGroupSent(sent: Filled): PatchGroupSent {
  return {
    name: sent.text('name'),
    chosen: sent.choices('patches'),
    typed: sent.names('kbs').flatMap((text) => text.split(/\s+/)),
    classifications: sent.many('classifications'),
    severities: sent.many('severities'),
    products: sent.many('products'),
  };
}

export function patchGroupIn(values: PatchGroupSent, words: PatchWords, view: PatchGroupView | null): PatchGroupForm {
  const keep = view !== null && isLong(view) ? view.patchGroup : null;
  const named = [...values.chosen.map(({ value }) => value), ...values.typed];
  const updates = named.flatMap((text) => parseUpdateId(text) ?? []);
  const kbs = named.filter((text) => parseUpdateId(text) === null).map((text) => parseKb(text) ?? text);
  return {
    name: values.name,
    kbs: [...(keep?.kbs ?? []), ...kbs],
    updates: [...(keep?.updates ?? []), ...updates],
    rule: {
      classifications: values.classifications,
      severities: words.severities.filter((severity) => values.severities.includes(severity)),
      products: values.products,
    },
  };
}

export function deletePatchGroupModal(view: PatchGroupView, note: Mrkdwn | null): ModalView {
  const subject = subjectOf({ id: view.patchGroup.id, revision: view.revision });
  const text = deletePatchGroupText(view);
  return question({
    name: 'patches-delete',
    title: DELETE_TITLES.patchGroup,
    submit: FORM.delete,
    subject,
    note,
    text,
  });
}

export interface DenySent {
  readonly chosen: readonly Choice[];
  readonly typed: readonly string[];
  readonly reason: string;
  readonly lastDay: string | null;
}

export function denyModal(values: DenySent, drawn: Drawn): ModalView {
  return form({
    ...{ name: 'deny', title: DENY_FORM.title, submit: DENY_FORM.submit, ...drawn },
    blocks: [
      section(denyHint()),
      input('patches', FORM.patches, lookUpSome('patches', values.chosen, FORM.typePatch), {
        optional: true,
      }),
      input('kbs', DENY_FORM.kbs, textInput(values.typed.join(', '), { placeholder: DENY_FORM.kbsExample }), {
        optional: true,
        hint: DENY_FORM.kbsHint,
      }),
      input('reason', FORM.reason, textInput(values.reason, { max: MOST_REASON })),
      input('lastDay', DENY_FORM.lastDay, dateInput(values.lastDay), {
        optional: true,
        hint: DENY_FORM.lastDayHint,
      }),
    ],
  });
}

export function denySent(sent: Filled): DenySent {
  return {
    chosen: sent.choices('patches'),
    typed: sent.names('kbs').flatMap((text) => text.split(/\s+/)),
    reason: sent.text('reason'),
    lastDay: sent.date('lastDay'),
  };
}

export function denyIn({ chosen, typed, reason, lastDay }: DenySent): DenyForm {
  return { patches: [...chosen.map(({ value }) => value), ...typed], reason, lastDay };
}

export function liftModal(patch: string, reason: string, note: Mrkdwn | null): ModalView {
  return form({
    ...{ name: 'lift', ...LIFT_FORM, subject: patch, note },
    blocks: [
      section(liftText(patch)),
      input('reason', FORM.reason, textInput(reason, { max: MOST_REASON }), { optional: true }),
    ],
  });
}
