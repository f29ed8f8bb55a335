import type { Checkboxes, ExternalSelect, ModalView } from '@slack/types';
import type { Severity } from '../../domain/patch.js';
import { RECOMMENDATION_STATES } from '../../domain/recommendation.js';
import type { ReviewView } from '../../domain/review-views.js';
import { MODALS, REVIEW_ACTIONS } from '../actions.js';
import { plain } from '../blocks.js';
import { LIMITS } from '../limits.js';
import { severityName } from '../words/patches.js';
import { FILTER, REVIEW } from '../words/review.js';
import { textInput } from './form.js';
import { type Choice, INPUT, input, modal, option } from './parts.js';

export const SEVERITY_NAMES: readonly Severity[] = ['Critical', 'Important', 'Moderate', 'Low', 'Unspecified'];

/** Which recommendations a review shows. */
export function reviewFilterModal({ draft, patch }: ReviewView): ModalView {
  const { states, severities, words, computer } = draft.filter;
  const one = computer === null ? null : { value: computer, text: computer };
  const known = patch === null ? null : { value: patch.id, text: patch.title };
  return modal({
    callback: MODALS.reviewFilter,
    title: FILTER.title,
    submit: FILTER.submit,
    request: draft.id,
    blocks: [
      input('states', FILTER.states, some(RECOMMENDATION_STATES.map(asChoice), states), {
        optional: true,
        hint: FILTER.anyState,
      }),
      input('severities', FILTER.severities, some(SEVERITY_NAMES.map(severityChoice), severities), { optional: true }),
      input('words', FILTER.words, textInput(words.join(' '), { max: 200 }), {
        optional: true,
        hint: FILTER.wordsHint,
      }),
      input('computer', FILTER.computer, lookUp(REVIEW_ACTIONS.computer, one, REVIEW.noComputer), { optional: true }),
      input('patch', FILTER.patch, lookUp(REVIEW_ACTIONS.patch, known, REVIEW.noPatch), { optional: true }),
    ],
  });
}

function asChoice(value: string): Choice {
  return { value, text: value };
}

function severityChoice(severity: Severity): Choice {
  return { value: severity, text: severityName(severity) };
}

function some(choices: readonly Choice[], ticked: readonly string[]): Checkboxes {
  const chosen = choices.filter(({ value }) => ticked.includes(value)).map(option);
  return {
    type: 'checkboxes',
    action_id: INPUT,
    options: choices.map(option),
    ...(chosen.length === 0 ? {} : { initial_options: chosen }),
  };
}

function lookUp(action: string, initial: Choice | null, placeholder: string): ExternalSelect {
  return {
    type: 'external_select',
    action_id: action,
    min_query_length: 1,
    placeholder: plain(placeholder, LIMITS.placeholder),
    ...(initial === null ? {} : { initial_option: option(initial) }),
  };
}
