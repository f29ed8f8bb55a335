import { LIMITS } from '../limits.js';
import {
  accessories,
  actionElements,
  anyText,
  contextActionElements,
  image,
  inputElements,
  plainText,
} from './elements.js';
import {
  all,
  also,
  anyNumber,
  boolean,
  byType,
  type Fields,
  integer,
  list,
  object,
  oneOf,
  type Rule,
  text,
} from './rules.js';

/** Blocks: https://docs.slack.dev/reference/block-kit/blocks */

const type = text(LIMITS.id);
const id = text(LIMITS.id);
const block: Fields = { block_id: id };
const anyString = text(LIMITS.message.textCut);

const leafStyle = object({}, { bold: boolean, italic: boolean, strike: boolean, code: boolean, underline: boolean });
const styled: Fields = { style: leafStyle };
const textLeaf = object({ type, text: anyString }, styled);
const linkLeaf = object({ type, url: text(LIMITS.url) }, { ...styled, text: anyString, unsafe: boolean });
const leaf = byType({
  text: textLeaf,
  link: linkLeaf,
  user: object({ type, user_id: id }, styled),
  channel: object({ type, channel_id: id }, styled),
  usergroup: object({ type, usergroup_id: id }, styled),
  broadcast: object({ type, range: oneOf('here', 'channel', 'everyone') }, styled),
  emoji: object({ type, name: id }, { ...styled, unicode: id }),
  date: object(
    { type, timestamp: anyNumber, format: anyString },
    { ...styled, url: text(LIMITS.url), fallback: anyString },
  ),
});
const many = 1000;
const border: Fields = { border: integer(0, 1) };
const section = object({ type, elements: list(leaf, many, 0) });
const richElement = byType({
  rich_text_section: section,
  rich_text_list: object(
    { type, style: oneOf('bullet', 'ordered'), elements: list(byType({ rich_text_section: section }), many) },
    { ...border, indent: integer(0, 8), offset: integer(0, many) },
  ),
  rich_text_quote: object({ type, elements: list(leaf, many) }, border),
  rich_text_preformatted: object(
    { type, elements: list(byType({ text: textLeaf, link: linkLeaf }), many) },
    { ...border, language: id },
  ),
});
const richText = object({ type, elements: list(richElement, many) }, block);
const onlyRichText = byType({ rich_text: richText });

const cell = byType({
  raw_text: object({ type, text: anyString }),
  raw_number: object({ type, value: anyNumber, text: anyString }),
  rich_text: richText,
});
const rows = list(list(cell, LIMITS.table.columns), LIMITS.table.rows);
const column: Rule = (value, at, note) => {
  // Slack's own examples pass null for a column that keeps the defaults.
  if (value !== null) object({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean })(value, at, note);
};

const taskCard = object(
  { type, task_id: id, title: anyString, status: oneOf('pending', 'in_progress', 'complete', 'error') },
  {
    ...block,
    details: onlyRichText,
    output: onlyRichText,
    sources: list(object({ type, url: anyString, text: anyString }), many),
  },
);

const everywhere: Fields = {
  section: all(
    object(
      { type },
      {
        ...block,
        text: anyText(LIMITS.section.text),
        fields: list(anyText(LIMITS.section.field), LIMITS.section.fields),
        accessory: byType(accessories),
        expand: boolean,
      },
    ),
    also((value, at, note) => {
      if (value.text === undefined && value.fields === undefined) note('missing required field: text', at);
    }),
  ),
  header: object({ type, text: plainText(LIMITS.header) }, block),
  divider: object({ type }, block),
  context: object(
    {
      type,
      elements: list(
        byType({ plain_text: anyText(LIMITS.section.text), mrkdwn: anyText(LIMITS.section.text), image }),
        LIMITS.context,
      ),
    },
    block,
  ),
  actions: object({ type, elements: list(byType(actionElements), LIMITS.actions) }, block),
  image: all(
    object(
      { type, alt_text: text(LIMITS.image.alt) },
      {
        ...block,
        image_url: text(LIMITS.url),
        slack_file: object({}, { id, url: id }),
        title: plainText(LIMITS.image.title),
      },
    ),
    also((value, at, note) => {
      if ((value.image_url === undefined) === (value.slack_file === undefined)) {
        note('must define either `image_url` or `slack_file`', at);
      }
    }),
  ),
  input: object(
    { type, label: plainText(LIMITS.input.label), element: byType(inputElements) },
    { ...block, hint: plainText(LIMITS.input.hint), optional: boolean, dispatch_action: boolean },
  ),
  rich_text: richText,
};

export const messageBlock = byType({
  ...everywhere,
  table: object({ type, rows }, { ...block, column_settings: list(column, LIMITS.table.columns, 0) }),
  data_table: object(
    { type, rows, caption: anyString },
    { ...block, page_size: integer(1, 100), row_header_column_index: integer(0, LIMITS.table.columns - 1) },
  ),
  markdown: object({ type, text: text(LIMITS.message.markdown) }, block),
  task_card: taskCard,
  plan: object(
    { type, title: anyString },
    { ...block, tasks: list(byType({ task_card: taskCard }), LIMITS.plan.tasks, 0) },
  ),
  context_actions: object({ type, elements: list(byType(contextActionElements), LIMITS.contextActions) }, block),
});

const modalBlock = byType({
  ...everywhere,
  alert: object(
    { type, text: anyText(LIMITS.alert) },
    { ...block, level: oneOf('default', 'info', 'warning', 'error', 'success') },
  ),
});

const homeBlock = byType(everywhere);

const metadata = text(LIMITS.view.privateMetadata, 0);
const common: Fields = { private_metadata: metadata, callback_id: text(LIMITS.id, 0), external_id: text(LIMITS.id, 0) };

export const view = byType({
  modal: object(
    { type, title: plainText(LIMITS.view.title), blocks: list(modalBlock, LIMITS.blocks.view, 0) },
    {
      ...common,
      submit: plainText(LIMITS.view.submit),
      close: plainText(LIMITS.view.close),
      clear_on_close: boolean,
      notify_on_close: boolean,
      submit_disabled: boolean,
    },
  ),
  home: object({ type, blocks: list(homeBlock, LIMITS.blocks.view, 0) }, common),
});
