import type { DateTimepicker, ModalView } from '@slack/types';
import type { Freeze } from '../../domain/freeze.js';
import { type Instant, parseGroupId } from '../../domain/ids.js';
import type { FreezeForm } from '../../domain/window-view.js';
import type { Mrkdwn } from '../text.js';
import { FREEZE_FORM, LIFT_FREEZE } from '../words/window-forms.js';
import { liftQuestion } from '../words/windows.js';
import type { Filled } from './filled.js';
import { form, lookUp, question, textInput } from './form.js';
import { type Choice, INPUT, input } from './parts.js';

/** What is filled in: the group with its name, to be shown once more. */
export interface FreezeFields {
  readonly group: Choice | null;
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly reason: string;
}

const REASON = 200;

export function freezeModal(values: FreezeFields, note: Mrkdwn | null): ModalView {
  return form({
    ...{ name: 'freeze', title: FREEZE_FORM.title, submit: FREEZE_FORM.submit, subject: 'new', note },
    blocks: [
      input('group', FREEZE_FORM.group, lookUp('groups', values.group, FREEZE_FORM.allGroups), {
        optional: true,
        hint: FREEZE_FORM.groupHint,
      }),
      input('from', FREEZE_FORM.from, momentInput(values.from)),
      input('to', FREEZE_FORM.to, momentInput(values.to)),
      input('reason', FREEZE_FORM.why, textInput(values.reason, { max: REASON, placeholder: FREEZE_FORM.whyExample }), {
        hint: FREEZE_FORM.whyHint,
      }),
    ],
  });
}

function momentInput(at: Instant | null): DateTimepicker {
  return {
    type: 'datetimepicker',
    action_id: INPUT,
    ...(at === null ? {} : { initial_date_time: Math.floor(at / 1000) }),
  };
}

export function freezeSent(sent: Filled): FreezeFields {
  const [group] = sent.choices('group');
  return { group: group ?? null, from: sent.moment('from'), to: sent.moment('to'), reason: sent.text('reason') };
}

/** Null where a moment is missing. */
export function freezeIn({ group, from, to, reason }: FreezeFields): FreezeForm | null {
  if (from === null || to === null) return null;
  return { groupId: group === null ? null : parseGroupId(group.value), from, to, reason };
}

export function liftFreezeModal(freeze: Freeze, note: Mrkdwn | null): ModalView {
  return question({
    ...{ name: 'freeze-lift', ...LIFT_FREEZE, subject: freeze.id, note },
    text: liftQuestion(freeze),
  });
}
