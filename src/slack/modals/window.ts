import type { ExternalSelect, InputBlock, ModalView, Timepicker } from '@slack/types';
import type { WindowRule } from '../../domain/window.js';
import type { Preview, ScanForm, ScheduleView, WindowForm, WindowLine } from '../../domain/window-view.js';
import { WINDOW_ACTIONS } from '../actions.js';
import { context, plain } from '../blocks.js';
import { LIMITS } from '../limits.js';
import type { Mrkdwn } from '../text.js';
import { FORM } from '../words/forms.js';
import { LABELS } from '../words/labels.js';
import { REMOVE_WINDOW, SCANS_FORM, UNSCHEDULE, WEEK_NAMES, WINDOW_FORM } from '../words/window-forms.js';
import { previewText, removeText, unscheduleText, WEEKDAY_NAMES } from '../words/windows.js';
import type { Filled } from './filled.js';
import { form, numberInput, question, textInput } from './form.js';
import { type Choice, INPUT, input, option, radio, select } from './parts.js';

/** What a form shows: what is so, or what was sent and not taken. */
interface Drawn {
  readonly subject: string;
  readonly note: Mrkdwn | null;
}

const KINDS: readonly [Choice, Choice] = [
  { value: 'monthly', text: WINDOW_FORM.monthly },
  { value: 'cron', text: WINDOW_FORM.cron },
];
const WEEKS: readonly Choice[] = ([1, 2, 3, 4, 5] as const).map((week) => ({
  value: String(week),
  text: WEEK_NAMES[week],
}));
/** A week begins on Monday here. */
const WEEKDAYS: readonly Choice[] = ([1, 2, 3, 4, 5, 6, 0] as const).map((day) => ({
  value: String(day),
  text: WEEKDAY_NAMES[day],
}));
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
    title: isNew ? WINDOW_FORM.newTitle : WINDOW_FORM.title,
    submit: LABELS.save,
    ...{ subject, note },
    blocks: [
      input('name', FORM.name, textInput(values.name, { max: NAME, placeholder: WINDOW_FORM.nameExample })),
      live(
        'kind',
        WINDOW_FORM.kind,
        radio(
          KINDS,
          KINDS.find(({ value }) => value === values.rule.kind),
        ),
      ),
      ...ruleInputs(values.rule),
      live('duration', WINDOW_FORM.duration, numberInput(values.durationMinutes, 1, MOST_MINUTES), {
        hint: WINDOW_FORM.durationHint,
      }),
      zoneInput(values.timeZone),
      context(previewText(preview, values.timeZone)),
    ],
  });
}

function ruleInputs(rule: WindowRule): readonly InputBlock[] {
  if (rule.kind === 'cron')
    return [
      live('cron', FORM.cron, textInput(rule.expression, { max: 100, placeholder: WINDOW_FORM.cronExample }), {
        hint: WINDOW_FORM.cronHint,
      }),
    ];
  return [
    live('week', WINDOW_FORM.week, select(WEEKS, FORM.choose, chosen(WEEKS, rule.week))),
    live('weekday', WINDOW_FORM.weekday, select(WEEKDAYS, FORM.choose, chosen(WEEKDAYS, rule.weekday))),
    live('days', WINDOW_FORM.days, numberInput(rule.plusDays, 0, 27)),
    live('time', WINDOW_FORM.time, timeInput(rule.at)),
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
    placeholder: plain(WINDOW_FORM.zoneExample, LIMITS.placeholder),
    ...(timeZone === '' ? {} : { initial_option: option({ value: timeZone, text: timeZone }) }),
  };
  return { ...input('zone', FORM.timeZone, element, { hint: WINDOW_FORM.zoneHint }), dispatch_action: true };
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
    title: SCANS_FORM.title,
    submit: LABELS.save,
    ...drawn,
    blocks: [
      {
        ...input('cron', FORM.cron, textInput(values.cron, { max: 100, placeholder: SCANS_FORM.cronExample }), {
          hint: SCANS_FORM.cronHint,
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
    ...{ name: 'window-remove', ...REMOVE_WINDOW },
    ...{ ...drawn, text: removeText(line, view) },
  });
}

export function unscheduleModal(view: ScheduleView, drawn: Drawn): ModalView {
  return question({
    ...{ name: 'unschedule', ...UNSCHEDULE },
    ...{ ...drawn, text: unscheduleText(view) },
  });
}
