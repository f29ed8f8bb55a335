import type { ModalView, NumberInput } from '@slack/types';
import { PatchbayError } from '../../domain/errors.js';
import { type ComputerId, type OperationId, parseComputerId } from '../../domain/ids.js';
import { RUN_MODES, type RunChoice } from '../../domain/rollout.js';
import type { RunView } from '../../domain/views.js';
import { MODALS } from '../actions.js';
import { context } from '../blocks.js';
import { MODE_HINTS, MODE_WORDS, OPTIONS_FORM, RESTART_CHOICES } from '../words/plans.js';
import { type Choice, INPUT, input, modal, multiSelect, offeredIn, radio } from './parts.js';
import { Submitted } from './submitted.js';

const MOST = 10_000;

/** How the plan's run is to be done; the plan is made anew by it, nothing starts yet. */
export function runOptionsModal({ requestId, plan }: RunView): ModalView {
  const { mode, restart, canaries, atOnce, stopAfterFailures } = plan.options;
  const chosen = typeof canaries === 'number' ? [] : canaries;
  const choices = plan.rows.map((row) => ({ value: row.computerId, text: row.computerId }));
  return modal({
    callback: MODALS.runOptions,
    title: OPTIONS_FORM.title,
    submit: OPTIONS_FORM.submit,
    request: requestId,
    blocks: [
      input('mode', OPTIONS_FORM.mode, radio(firstBy(modeChoices(), mode))),
      input('restart', OPTIONS_FORM.restart, radio(firstBy(restartChoices(), restart))),
      input('canaries', OPTIONS_FORM.canaries, number(typeof canaries === 'number' ? canaries : null, 0), {
        optional: true,
        hint: OPTIONS_FORM.canariesHint,
      }),
      ...(choices.length === 0
        ? []
        : [
            input('chosen', OPTIONS_FORM.chosen, preset(choices, chosen), {
              optional: true,
              hint: OPTIONS_FORM.chosenHint,
            }),
          ]),
      input('at-once', OPTIONS_FORM.atOnce, number(atOnce, 1), { optional: true, hint: OPTIONS_FORM.atOnceHint }),
      input('failures', OPTIONS_FORM.failures, number(stopAfterFailures, 1), {
        optional: true,
        hint: OPTIONS_FORM.failuresHint,
      }),
      context(OPTIONS_FORM.note),
    ],
  });
}

function modeChoices(): readonly Choice[] {
  return RUN_MODES.map((value) => ({ value, text: MODE_WORDS[value], description: MODE_HINTS[value] }));
}

function restartChoices(): readonly Choice[] {
  return (['group', 'never'] as const).map((value) => ({ value, text: RESTART_CHOICES[value] }));
}

/** Radio buttons begin with what is so now. */
function firstBy(choices: readonly Choice[], value: string): readonly [Choice, ...Choice[]] {
  const now = choices.find((choice) => choice.value === value) ?? { value, text: value };
  return [now, ...choices.filter((choice) => choice.value !== value)];
}

function number(value: number | null, least: number): NumberInput {
  const initial = value === null ? {} : { initial_value: String(value) };
  return {
    type: 'number_input',
    action_id: INPUT,
    is_decimal_allowed: false,
    min_value: String(least),
    max_value: String(MOST),
    ...initial,
  };
}

function preset(choices: readonly Choice[], chosen: readonly string[]) {
  const element = multiSelect(choices, OPTIONS_FORM.choose);
  const options = offeredIn(element);
  const initial = options.filter((option) => chosen.includes(option.value ?? ''));
  return initial.length === 0 ? element : { ...element, initial_options: initial };
}

/** @throws PatchbayError PB304 where the view is not one that we opened; PB121 where a number is none */
export function readRunOptions(view: unknown, command: string): { request: OperationId; options: RunChoice } {
  const forged = new PatchbayError('PB304', { command, verb: 'run' });
  const submitted = Submitted.read(view);
  const mode = RUN_MODES.find((one) => one === submitted?.one('mode'));
  const restart = (['group', 'never'] as const).find((one) => one === submitted?.one('restart'));
  if (submitted === null || mode === undefined || restart === undefined) throw forged;
  return { request: submitted.request, options: { mode, restart, ...limitsIn(submitted, forged) } };
}

function limitsIn(submitted: Submitted, forged: PatchbayError) {
  const chosen = submitted.many('chosen').map((value) => computerIn(value, forged));
  return {
    canaries: chosen.length > 0 ? chosen : (numberIn(submitted, 'canaries', 0) ?? 0),
    atOnce: numberIn(submitted, 'at-once', 1),
    stopAfterFailures: numberIn(submitted, 'failures', 1),
  };
}

function computerIn(value: string, forged: PatchbayError): ComputerId {
  const id = parseComputerId(value);
  if (id === null) throw forged;
  return id;
}

function numberIn(submitted: Submitted, id: string, least: number): number | null {
  const text = submitted.text(id).slice(0, 20);
  if (text === '') return null;
  const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= MOST) return value;
  throw new PatchbayError('PB121', { text, least, most: MOST });
}
