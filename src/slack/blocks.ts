import type {
  ActionsBlock,
  Button,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
  SectionBlock,
  TableBlock,
} from '@slack/types';
import { LIMITS } from './limits.js';
import { clean, join, lines, type Mrkdwn, mrkdwn, shorten } from './text.js';
import { LABELS } from './words/labels.js';

/** A message: `text` alone is a full summary, for notifications and screen readers. */
export interface Card {
  readonly text: Mrkdwn;
  readonly blocks: readonly KnownBlock[];
  /** Who is called when it is posted in its channel: said then, and in no edit. */
  readonly calls?: Mrkdwn;
  /** Shown below the first two blocks. It is uploaded once, with the message's first post. */
  readonly picture?: Upload;
  /** The message is this file, and nothing else: it is uploaded once, into its thread, and never edited. */
  readonly file?: Upload;
}

export interface Upload {
  /** Told apart by it: one name once in a thread. */
  readonly name: string;
  readonly title: string;
  /** What it shows, for whoever does not see it. */
  readonly alt: string;
  readonly content: () => Promise<Uint8Array>;
}

/** Text longer than this is cut in a summary: chat.update refuses more than 4,000 characters. */
const SUMMARY = 3000;

export function card(text: Mrkdwn, blocks: readonly (KnownBlock | null)[]): Card {
  return {
    text: text === '' ? mrkdwn`–` : shorten(text, SUMMARY),
    blocks: namedRows(blocks.filter((block) => block !== null)),
  };
}

/**
 * A row of buttons keeps its name as long as it begins with the same button. A card is edited while somebody reads its
 * question whether to stop: the yes must still find the button.
 */
function namedRows(blocks: readonly KnownBlock[]): readonly KnownBlock[] {
  const taken = new Set<string>();
  return blocks.map((block) => {
    const name = block.type === 'actions' && block.block_id === undefined ? rowName(block) : '';
    if (name === '' || taken.has(name)) return block;
    taken.add(name);
    return { ...block, block_id: name };
  });
}

function rowName({ elements: [first] }: ActionsBlock): string {
  return first?.type === 'button' ? `${first.action_id} ${first.value}`.slice(0, LIMITS.id) : '';
}

/** `verbatim`: Slack makes no mention or link of its own out of it. */
function marked(text: Mrkdwn, max: number = LIMITS.section.text): MrkdwnElement {
  return { type: 'mrkdwn', text: shorten(text, max) || '–', verbatim: true };
}

/** Hostile text where Slack takes only plain text. */
export function plain(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: clean(text, max) || '–', emoji: false };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plain(text, LIMITS.header) };
}

export function section(text: Mrkdwn): SectionBlock {
  return { type: 'section', text: marked(text) };
}

/** Null where there is nothing to say. */
export function optionalSection(text: Mrkdwn): SectionBlock | null {
  return text === '' ? null : section(text);
}

export function context(text: Mrkdwn): ContextBlock {
  return { type: 'context', elements: [marked(text)] };
}

/** Null where there is nothing to say. */
export function optionalContext(text: Mrkdwn): ContextBlock | null {
  return text === '' ? null : context(text);
}

export interface ButtonSpec {
  readonly text: string;
  readonly action: string;
  readonly value: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: { readonly title: string; readonly text: Mrkdwn; readonly yes: string };
}

/** A row of buttons; null where there is none. */
export function buttons(specs: readonly (ButtonSpec | null)[]): ActionsBlock | null {
  const elements = specs.filter((spec) => spec !== null).map(button);
  return elements.length === 0 ? null : { type: 'actions', elements };
}

function button(spec: ButtonSpec): Button {
  return {
    type: 'button',
    text: plain(spec.text, LIMITS.button.text),
    action_id: spec.action,
    value: spec.value,
    ...(spec.style ? { style: spec.style } : {}),
    ...(spec.confirm
      ? { confirm: { ...confirmation(spec.confirm), ...(spec.style === 'danger' ? { style: spec.style } : {}) } }
      : {}),
  };
}

function confirmation(confirm: NonNullable<ButtonSpec['confirm']>) {
  return {
    title: plain(confirm.title, LIMITS.confirm.title),
    text: marked(confirm.text, LIMITS.confirm.text),
    confirm: plain(confirm.yes, LIMITS.confirm.confirm),
    deny: plain(LABELS.cancel, LIMITS.confirm.deny),
  };
}

/** Lines in as many sections as they need, within `max` characters and `most` lines; then `and 3 more`. */
export function lineSections<T>(
  items: readonly T[],
  line: (item: T, index: number) => Mrkdwn,
  max: number,
  most: number,
): readonly SectionBlock[] {
  const pages: Mrkdwn[] = [];
  for (const text of lines(items, line, max, most)) {
    const longer = join([pages.at(-1) ?? mrkdwn``, text], '\n');
    if (pages.length === 0 || longer.length > LIMITS.section.text) pages.push(text);
    else pages[pages.length - 1] = longer;
  }
  return pages.map(section);
}

/**
 * A table of plain cells: as many rows as fit in `max` characters. The caller says what was left out.
 * @returns the block, null where nothing fits, and how many rows it shows
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  max: number,
): { readonly block: TableBlock | null; readonly shown: number } {
  const cells = (row: readonly string[]) =>
    row.map((text) => ({ type: 'raw_text' as const, text: clean(text, 80) || '–' }));
  const kept = [cells(head)];
  let left = max - sum(kept[0] ?? []);
  for (const row of rows.slice(0, LIMITS.table.rows - 1)) {
    const drawn = cells(row);
    left -= sum(drawn);
    if (left < 0) break;
    kept.push(drawn);
  }
  const shown = kept.length - 1;
  // Its last column is the one that says most: it takes as many lines as it needs, instead of leaving the screen.
  const column_settings = head.map((_, index) => ({ is_wrapped: index === head.length - 1 }));
  return { block: shown === 0 ? null : { type: 'table', rows: kept, column_settings }, shown };
}

function sum(cells: readonly { readonly text: string }[]): number {
  return cells.reduce((total, cell) => total + cell.text.length, 0);
}
