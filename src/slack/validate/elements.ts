import { LIMITS } from '../limits.js';
import {
  all,
  also,
  anyNumber,
  boolean,
  byType,
  type Fields,
  integer,
  isObject,
  list,
  type Note,
  object,
  oneOf,
  pattern,
  type Rule,
  text,
} from './rules.js';

/** Block elements and composition objects: https://docs.slack.dev/reference/block-kit/block-elements */

const type = text(LIMITS.id);
const id = text(LIMITS.id);

export function plainText(max: number): Rule {
  return all(byType({ plain_text: object({ type, text: text(max) }, { emoji: boolean }) }));
}

export function anyText(max: number): Rule {
  return byType({
    plain_text: object({ type, text: text(max) }, { emoji: boolean }),
    mrkdwn: object({ type, text: text(max) }, { verbatim: boolean }),
  });
}

const style = oneOf('primary', 'danger');
const confirm = object(
  { text: anyText(LIMITS.confirm.text) },
  {
    title: plainText(LIMITS.confirm.title),
    confirm: plainText(LIMITS.confirm.confirm),
    deny: plainText(LIMITS.confirm.deny),
    style,
  },
);
const placeholder = plainText(LIMITS.placeholder);
const actionable: Fields = { action_id: id, confirm };
const focusable: Fields = { ...actionable, focus_on_load: boolean };
const dispatching: Fields = {
  action_id: id,
  focus_on_load: boolean,
  placeholder,
  dispatch_action_config: object(
    {},
    { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 2) },
  ),
};

function optionWith(label: Rule, extra: Fields = {}): Rule {
  return object(
    { text: label, value: text(LIMITS.option.value) },
    { description: anyText(LIMITS.option.description), ...extra },
  );
}
const option = optionWith(plainText(LIMITS.option.text));
const choice = optionWith(anyText(LIMITS.option.text));
const overflowOption = optionWith(plainText(LIMITS.option.text), { url: text(LIMITS.url) });
const optionGroup = object({
  label: plainText(LIMITS.select.groupLabel),
  options: list(option, LIMITS.select.options),
});

/** Initial options must be among the options: Slack compares them whole, we by value. */
const initialAmongOptions = also((element, at, note) => {
  const known = new Set(optionsOf(element).map(optionValue));
  const initial = Array.isArray(element.initial_options) ? element.initial_options : [];
  initial.forEach((item, index) => {
    if (!known.has(optionValue(item))) note('must match one of the options', `${at}/initial_options/${index}`);
  });
  if (element.initial_option !== undefined && !known.has(optionValue(element.initial_option))) {
    note('must match one of the options', `${at}/initial_option`);
  }
});

function optionsOf(element: Readonly<Record<string, unknown>>): readonly unknown[] {
  const groups = Array.isArray(element.option_groups) ? element.option_groups : [];
  const plain: readonly unknown[] = Array.isArray(element.options) ? element.options : [];
  return [
    ...plain,
    ...groups.flatMap((group: unknown) => (isObject(group) && Array.isArray(group.options) ? group.options : [])),
  ];
}

function optionValue(item: unknown): unknown {
  return isObject(item) ? item.value : undefined;
}

const optionsOrGroups = also((element: Readonly<Record<string, unknown>>, at: string, note: Note) => {
  if ((element.options === undefined) === (element.option_groups === undefined)) {
    note('must define either `options` or `option_groups`', at);
  }
});

const maxSelected = integer(1, LIMITS.select.options);

function staticSelect(initial: Fields): Rule {
  const fields: Fields = {
    ...focusable,
    placeholder,
    options: list(option, LIMITS.select.options),
    option_groups: list(optionGroup, LIMITS.select.groups),
    ...initial,
  };
  return all(object({ type }, fields), optionsOrGroups, initialAmongOptions);
}

const oneInitial: Fields = { initial_option: option };
const manyInitial: Fields = { initial_options: list(option, LIMITS.select.options), max_selected_items: maxSelected };

const button = object(
  { type, text: plainText(LIMITS.button.text) },
  {
    ...actionable,
    value: text(LIMITS.button.value),
    url: text(LIMITS.url),
    style,
    accessibility_label: text(LIMITS.button.label),
  },
);
const checkboxes = all(
  object(
    { type, options: list(choice, LIMITS.choices) },
    { ...focusable, initial_options: list(choice, LIMITS.choices) },
  ),
  initialAmongOptions,
);
const radioButtons = all(
  object({ type, options: list(choice, LIMITS.choices) }, { ...focusable, initial_option: choice }),
  initialAmongOptions,
);
const idList = list(id, LIMITS.select.options);
const minQuery: Fields = { min_query_length: integer(0, LIMITS.select.minQuery) };
/** External options are not in the element, so its initial ones cannot be compared with them. */
const oneExternal = object({ type }, { ...focusable, placeholder, ...oneInitial, ...minQuery });
const manyExternal = object({ type }, { ...focusable, placeholder, ...manyInitial, ...minQuery });
const conversationFilter = object(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), 4),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
);
const conversations: Fields = {
  ...focusable,
  placeholder,
  default_to_current_conversation: boolean,
  filter: conversationFilter,
};

/** What may stand in an actions block and beside a section; inputs take these too, but for buttons and menus. */
const pickers: Fields = {
  checkboxes,
  radio_buttons: radioButtons,
  static_select: staticSelect(oneInitial),
  multi_static_select: staticSelect(manyInitial),
  users_select: object({ type }, { ...focusable, placeholder, initial_user: id }),
  multi_users_select: object(
    { type },
    { ...focusable, placeholder, initial_users: idList, max_selected_items: maxSelected },
  ),
  channels_select: object({ type }, { ...focusable, placeholder, initial_channel: id, response_url_enabled: boolean }),
  multi_channels_select: object(
    { type },
    { ...focusable, placeholder, initial_channels: idList, max_selected_items: maxSelected },
  ),
  conversations_select: object({ type }, { ...conversations, initial_conversation: id, response_url_enabled: boolean }),
  multi_conversations_select: object(
    { type },
    { ...conversations, initial_conversations: idList, max_selected_items: maxSelected },
  ),
  external_select: oneExternal,
  multi_external_select: manyExternal,
  datepicker: object(
    { type },
    { ...focusable, placeholder, initial_date: pattern(/^\d{4}-\d{2}-\d{2}$/, 'a date in the format YYYY-MM-DD') },
  ),
  timepicker: object(
    { type },
    { ...focusable, placeholder, timezone: id, initial_time: pattern(/^\d{2}:\d{2}$/, 'a time in the format HH:mm') },
  ),
  datetimepicker: object({ type }, { ...focusable, initial_date_time: anyNumber }),
};

export const actionElements: Fields = {
  ...pickers,
  button,
  overflow: object({ type, options: list(overflowOption, LIMITS.overflow) }, actionable),
};

export const image = all(
  object(
    { type, alt_text: text(LIMITS.image.alt) },
    { image_url: text(LIMITS.url), slack_file: object({}, { id, url: id }) },
  ),
  also((element, at, note) => {
    if ((element.image_url === undefined) === (element.slack_file === undefined)) {
      note('must define either `image_url` or `slack_file`', at);
    }
  }),
);

export const accessories: Fields = { ...actionElements, image };

const line = { initial_value: text(LIMITS.input.text, 0) };
const numeric = pattern(/^-?\d+(\.\d+)?$/, 'a number in a string');
export const inputElements: Fields = {
  ...pickers,
  plain_text_input: object(
    { type },
    {
      ...dispatching,
      ...line,
      multiline: boolean,
      min_length: integer(0, LIMITS.input.text),
      max_length: integer(1, LIMITS.input.text),
    },
  ),
  email_text_input: object({ type }, { ...dispatching, ...line }),
  url_text_input: object({ type }, { ...dispatching, ...line }),
  file_input: object({ type }, { action_id: id, filetypes: idList, max_files: integer(1, LIMITS.input.files) }),
  number_input: object(
    { type, is_decimal_allowed: boolean },
    { ...dispatching, initial_value: numeric, min_value: numeric, max_value: numeric },
  ),
};

const feedback = object(
  { text: plainText(LIMITS.button.text), value: text(LIMITS.button.value) },
  { accessibility_label: text(LIMITS.button.label) },
);
export const contextActionElements: Fields = {
  feedback_buttons: object({ type, positive_button: feedback, negative_button: feedback }, { action_id: id }),
  icon_button: object(
    { type, icon: oneOf('trash'), text: plainText(LIMITS.button.text) },
    {
      ...actionable,
      value: text(LIMITS.button.value),
      accessibility_label: text(LIMITS.button.label),
      visible_to_user_ids: idList,
    },
  ),
};
