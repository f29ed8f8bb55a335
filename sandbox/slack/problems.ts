import { asList, asText, elementsOf, initialOf } from './blocks.js';
import type { Chosen, Json, View } from './model.js';

/**
 * What Slack itself refuses to send: empty required inputs, texts that are too short or too long, numbers, addresses
 * and links that are none.
 * @returns block_id → what is wrong
 */
export function problemsOf(view: View): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {};
  for (const { block, element } of elementsOf(asList(view.content.blocks))) {
    if (block.type !== 'input') continue;
    const blockId = asText(block.block_id);
    const entered = view.values[blockId]?.[asText(element.action_id)];
    const problem = problemOf(block, element, entered === undefined ? initialOf(element) : entered);
    if (problem !== null) problems[blockId] = problem;
  }
  return problems;
}

function problemOf(block: Json, element: Json, chosen: Chosen): string | null {
  const isEmpty = chosen === null || chosen.length === 0;
  if (isEmpty) return block.optional === true ? null : 'Please complete this required field.';
  if (typeof chosen !== 'string') return tooMany(element, chosen);
  switch (element.type) {
    case 'plain_text_input':
      return lengthProblem(element, chosen);
    case 'number_input':
      return numberProblem(element, chosen);
    case 'email_text_input':
      return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(chosen) ? null : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(chosen) ? null : 'Please enter a valid URL.';
    default:
      return null;
  }
}

function lengthProblem(element: Json, text: string): string | null {
  const { min_length: min = 0, max_length: max = 3000 } = element;
  if (text.length < Number(min)) return `This needs at least ${String(min)} characters.`;
  return text.length > Number(max) ? `This takes at most ${String(max)} characters.` : null;
}

function numberProblem(element: Json, text: string): string | null {
  const value = Number(text);
  if (!/^-?\d+(\.\d+)?$/.test(text)) return 'Please enter a number.';
  if (element.is_decimal_allowed !== true && !Number.isInteger(value)) return 'Please enter a whole number.';
  if (element.min_value !== undefined && value < Number(element.min_value)) {
    return `Please enter a number of at least ${String(element.min_value)}.`;
  }
  if (element.max_value !== undefined && value > Number(element.max_value)) {
    return `Please enter a number of at most ${String(element.max_value)}.`;
  }
  return null;
}

function tooMany(element: Json, chosen: readonly string[]): string | null {
  const max = Number(element.max_selected_items ?? element.max_files ?? Number.POSITIVE_INFINITY);
  return chosen.length > max ? `You can choose at most ${max}.` : null;
}
