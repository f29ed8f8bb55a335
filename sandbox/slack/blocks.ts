import type { Chosen, Json, Values } from './model.js';
import { pingsOf } from './mrkdwn.js';

/** Blocks as data that were judged already: finding elements, giving ids, reading what a person chose. */

export function asJson(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The text of a text object. */
export function textOf(value: unknown): string {
  return asText(asJson(value).text);
}

/** The blocks with every element that a person can use replaced by what `change` makes of it. */
export function mapElements(blocks: readonly unknown[], change: (element: Json, block: Json) => Json): readonly Json[] {
  return blocks.map((item) => {
    const block = asJson(item);
    const changed = (value: unknown): Json => change(asJson(value), block);
    return {
      ...block,
      ...(block.type === 'actions' ? { elements: asList(block.elements).map(changed) } : {}),
      ...(block.type === 'input' ? { element: changed(block.element) } : {}),
      ...(block.accessory !== undefined && asJson(block.accessory).type !== 'image'
        ? { accessory: changed(block.accessory) }
        : {}),
    };
  });
}

/** Gives every block its block_id and every interactive element its action_id, as Slack does. */
export function withIds(blocks: readonly unknown[], id: () => string): readonly Json[] {
  const named = blocks.map((block) => ({ ...asJson(block), block_id: asJson(block).block_id ?? id() }));
  return mapElements(named, (element) => ({ ...element, action_id: element.action_id ?? id() }));
}

export interface PlacedElement {
  readonly block: Json;
  readonly element: Json;
}

/** Every interactive element, with its block. */
export function elementsOf(blocks: readonly unknown[]): readonly PlacedElement[] {
  return blocks.map(asJson).flatMap((block) => {
    const elements = block.type === 'input' ? [block.element] : [...asList(block.elements), block.accessory];
    return elements
      .map(asJson)
      .filter((element) => typeof element.action_id === 'string')
      .map((element) => ({ block, element }));
  });
}

/** The options of an element, groups flattened. */
export function optionsOf(element: Json): readonly Json[] {
  const groups = asList(element.option_groups).flatMap((group) => asList(asJson(group).options));
  return [...asList(element.options), ...groups].map(asJson);
}

const PLAIN_FIELDS: Readonly<Record<string, string>> = {
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  users_select: 'selected_user',
  channels_select: 'selected_channel',
  conversations_select: 'selected_conversation',
  multi_users_select: 'selected_users',
  multi_channels_select: 'selected_channels',
  multi_conversations_select: 'selected_conversations',
};
const MANY_OPTIONS = ['checkboxes', 'multi_static_select', 'multi_external_select'];
const ONE_OPTION = ['static_select', 'external_select', 'radio_buttons', 'overflow'];
/** What lists of ids start with. */
const INITIAL_IDS: Readonly<Record<string, string>> = {
  multi_users_select: 'initial_users',
  multi_channels_select: 'initial_channels',
  multi_conversations_select: 'initial_conversations',
};

/** What was chosen, in the words of Slack's `state.values` and `actions`. */
export function stateOf(element: Json, chosen: Chosen): Json {
  const type = asText(element.type);
  const options = optionsOf(element).filter((option) => [chosen].flat().includes(asText(option.value)));
  if (MANY_OPTIONS.includes(type)) return { type, selected_options: options };
  if (ONE_OPTION.includes(type)) return { type, selected_option: options[0] ?? null };
  if (type === 'file_input') return { type, files: options.map(({ value: _, ...file }) => file) };
  if (type === 'datetimepicker') return { type, selected_date_time: chosen === null ? null : Number(chosen) };
  return { type, [PLAIN_FIELDS[type] ?? 'value']: chosen === '' ? null : chosen };
}

/** What an element starts with. */
export function initialOf(element: Json): Chosen {
  const values = (list: unknown): readonly string[] => asList(list).map((option) => asText(asJson(option).value));
  if (MANY_OPTIONS.includes(asText(element.type))) return values(element.initial_options);
  const ids = INITIAL_IDS[asText(element.type)];
  if (ids !== undefined) return asList(element[ids]).map(asText);
  if (element.initial_option !== undefined) return asText(asJson(element.initial_option).value);
  const plain =
    element.initial_value ??
    element.initial_date ??
    element.initial_time ??
    element.initial_user ??
    element.initial_channel ??
    element.initial_conversation ??
    element.initial_date_time;
  return plain === undefined ? null : String(plain);
}

/** All values of some blocks as Slack reports them: what was chosen, else what it started with. Buttons have none. */
export function stateValues(blocks: readonly unknown[], values: Values): Json {
  const state: Record<string, Record<string, Json>> = {};
  for (const { block, element } of elementsOf(blocks)) {
    if (element.type === 'button' || element.type === 'overflow') continue;
    const blockId = asText(block.block_id);
    const actionId = asText(element.action_id);
    const chosen = values[blockId]?.[actionId];
    const entry = stateOf(element, chosen === undefined ? initialOf(element) : chosen);
    state[blockId] = { ...state[blockId], [actionId]: entry };
  }
  return state;
}

/** Whom a message rings: by its text, or by its blocks where it has some. */
export function pingsOfMessage(text: string, blocks: readonly unknown[] | null, autoParse: boolean): readonly string[] {
  const found = blocks === null ? pingsOf(text, autoParse) : blocks.flatMap(pingsBelow);
  return [...new Set(found)];
}

function pingsBelow(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(pingsBelow);
  const item = asJson(value);
  if (item.type === 'mrkdwn') return pingsOf(asText(item.text), item.verbatim !== true);
  if (item.type === 'user') return [asText(item.user_id)];
  if (item.type === 'usergroup') return [asText(item.usergroup_id)];
  if (item.type === 'broadcast') return [asText(item.range)];
  return Object.values(item).flatMap((part) => (typeof part === 'object' ? pingsBelow(part) : []));
}

/** All that a reader sees, line by line: for tests, the tour and screen readers' fallback. */
export function visibleText(value: unknown): string {
  if (Array.isArray(value)) return value.map(visibleText).filter(Boolean).join('\n');
  const item = asJson(value);
  if (typeof item.text === 'string') return item.text;
  return Object.entries(item)
    .filter(([name, part]) => typeof part === 'object' && name !== 'confirm' && name !== 'style')
    .map(([, part]) => visibleText(part))
    .filter(Boolean)
    .join('\n');
}
