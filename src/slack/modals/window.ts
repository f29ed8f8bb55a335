import type { ExternalSelect, InputBlock, ModalView, Timepicker } from '@slack/types';
import type { WindowRule } from '../../domain/window.js';
import type { Preview, ScanForm, ScheduleView, WindowForm, WindowLine } from '../../domain/window-view.js';
import { WINDOW_ACTIONS } from '../actions.js';
import { context, plain } from '../blocks.js';
import { LIMITS } from '../limits.js';
import type { Mrkdwn } from '../text.js';
import { previewText, removeText, unscheduleText } from '../words/windows.js';
import type { Filled } from './filled.js';
import { form, numberInput, question, textInput } from './form.js';
import { type Choice, INPUT, input, option, radio, select } from './parts.js';

/** What a form shows: what is so, or what was sent and not taken. */
interface Drawn {
  readonly subject: string;
  readonly note: Mrkdwn | null;
}

const KINDS: readonly [Choice, Choice] = [
  { value: 'monthly', text: 'Once a month, such as the second Tuesday plus 3 days' },
  { value: 'cron', text: 'A cron expression' },
];
const WEEKS: readonly Choice[] = [
  { value: '1', text: 'First' },
  { value: '2', text: 'Second' },
  { value: '3', text: 'Third' },
  { value: '4', text: 'Fourth' },
  { value: '5', text: 'Last' },
];
const WEEKDAYS: readonly Choice[] = [
  { value: '1', text: 'Monday' },
  { value: '2', text: 'Tuesday' },
  { value: '3', text: 'Wednesday' },
  { value: '4', text: 'Thursday' },
  { value: '5', text: 'Friday' },
  { value: '6', text: 'Saturday' },
  { value: '0', text: 'Sunday' },
];
const MOST_MINUTES = 10_080;
const NAME = 80;

/** Three days after Patch Tuesday at night: what most begin with. */
export function newWindow(timeZone: string): WindowForm {
  const rule = { kind: 'monthly', week: 2, weekday: 2, plusDays: 3, at: '22:00' } as const;
  return { name: '', rule, durationMinutes: 240, timeZone };
}

/** A window: what is chosen in it shows at once when it would open. */
export function windowModal(
  values: WindowForm,
  preview: Preview,
  { subject, note, isNew }: Drawn & { readonly isNew: boolean },
): ModalView {
  return form({
    name: 'window',
    title: isNew ? 'New window' : 'Edit window',
    submit: 'Save',
    ...{ subject, note },
    blocks: [
      input('name', 'Name', textInput(values.name, { max: NAME, placeholder: 'Saturday night' })),
      live(
        'kind',
        'It opens',
        radio(
          KINDS,
          KINDS.find(({ value }) => value === values.rule.kind),
        ),
      ),
      ...ruleInputs(values.rule),
      live('duration', 'For so many minutes', numberInput(values.durationMinutes, 1, MOST_MINUTES), {
        hint: 'Installs and their restarts end within it.',
      }),
      zoneInput(values.timeZone),
      context(previewText(preview, values.timeZone)),
    ],
  });
}

function ruleInputs(rule: WindowRule): readonly InputBlock[] {
  if (rule.kind === 'cron')
    return [
      live('cron', 'Cron expression', textInput(rule.expression, { max: 100, placeholder: '0 22 * * 6' }), {
        hint: 'Minute, hour, day of the month, month, day of the week. Enter shows when it opens.',
      }),
    ];
  return [
    live('week', 'Week of the month', select(WEEKS, 'Choose', chosen(WEEKS, rule.week))),
    live('weekday', 'Weekday', select(WEEKDAYS, 'Choose', chosen(WEEKDAYS, rule.weekday))),
    live('days', 'Plus so many days', numberInput(rule.plusDays, 0, 27)),
    live('time', 'At', timeInput(rule.at)),
  ];
}

function chosen(choices: readonly Choice[], value: number): Choice | undefined {
  return choices.find((one) => one.value === String(value));
}

/** An input that tells of every change, so that the preview follows. */
function live(id: string, label: string, element: InputBlock['element'], more: { readonly hint?: string } = {}) {
  const block = input(id, label, { ...element, action_id: WINDOW_ACTIONS.change } as InputBlock['element'], more);
  return { ...block, dispatch_action: true };
}

function timeInput(at: string): Timepicker {
  return { type: 'timepicker', action_id: INPUT, ...(/^\d\d:\d\d$/.test(at) ? { initial_time: at } : {}) };
}

/** Hundreds of zones: looked up while somebody types. */
function zoneInput(timeZone: string): InputBlock {
  const element: ExternalSelect = {
    type: 'external_select',
    action_id: WINDOW_ACTIONS.zone,
    min_query_length: 0,
    placeholder: plain('Europe/Berlin', LIMITS.placeholder),
    ...(timeZone === '' ? {} : { initial_option: option({ value: timeZone, text: timeZone }) }),
  };
  return { ...input('zone', 'Time zone', element, { hint: 'Type a city.' }), dispatch_action: true };
}

/** What was filled in, as it is: whether it fits is asked of the core. */
export function windowSent(sent: Filled): WindowForm {
  return {
    name: sent.text('name'),
    rule: ruleSent(sent),
    durationMinutes: sent.number('duration') ?? 0,
    timeZone: sent.one('zone'),
  };
}

/** The inputs of the other kind are not there: then it is as a new window has it. */
function ruleSent(sent: Filled): WindowRule {
  if (sent.one('kind') === 'cron') return { kind: 'cron', expression: sent.text('cron') };
  const week = ([1, 2, 3, 4, 5] as const).find((one) => String(one) === sent.one('week'));
  const weekday = ([0, 1, 2, 3, 4, 5, 6] as const).find((one) => String(one) === sent.one('weekday'));
  const plusDays = sent.has('days') ? (sent.number('days') ?? -1) : 3;
  const at = sent.has('time') ? (sent.time('time') ?? '') : '22:00';
  return { kind: 'monthly', week: week ?? 2, weekday: weekday ?? 2, plusDays, at };
}

/** *Scans*: an empty expression ends them. */
export function scansModal(values: ScanForm, preview: Preview | null, drawn: Drawn): ModalView {
  return form({
    name: 'scans',
    title: 'Scans by themselves',
    submit: 'Save',
    ...drawn,
    blocks: [
      {
        ...input('cron', 'Cron expression', textInput(values.cron, { max: 100, placeholder: '0 20 * * *' }), {
          hint: 'Minute, hour, day of the month, month, day of the week. Empty: no scan starts by itself.',
        }),
        optional: true,
      },
      { ...zoneInput(values.timeZone), dispatch_action: false },
      ...(preview === null ? [] : [context(previewText(preview, values.timeZone))]),
    ],
  });
}

export function scansSent(sent: Filled): ScanForm {
  return { cron: sent.text('cron'), timeZone: sent.one('zone') };
}

export function removeWindowModal(view: ScheduleView, line: WindowLine, drawn: Drawn): ModalView {
  return question({
    ...{ name: 'window-remove', title: 'Remove window', submit: 'Remove' },
    ...{ ...drawn, text: removeText(line, view) },
  });
}

export function unscheduleModal(view: ScheduleView, drawn: Drawn): ModalView {
  return question({
    ...{ name: 'unschedule', title: 'Unschedule all', submit: 'Unschedule' },
    ...{ ...drawn, text: unscheduleText(view) },
  });
}
