import { LIMITS } from './limits.js';
import { messageBlock, view } from './validate/blocks.js';
import { isObject, list, type Note } from './validate/rules.js';

/**
 * What Slack would say against messages and views before it takes them: pure, shared by the tests of our cards and by
 * the local Slack. Each problem reads as Slack writes it: `must be less than 3001 characters
 * [json-pointer:/blocks/0/text/text]`. An empty list means that it is taken.
 */

export interface MessageContent {
  readonly text?: string | undefined;
  readonly blocks?: unknown;
}

/** The error code that chat.postMessage and chat.update answer with, besides the problems. */
export type MessageError =
  | 'no_text'
  | 'invalid_blocks'
  | 'invalid_attachments'
  | 'msg_blocks_too_long'
  | 'msg_too_long';

interface Problem {
  readonly error: MessageError;
  readonly text: string;
}

/**
 * @param call what the message is for: chat.update refuses a `text` that chat.postMessage takes. Cards are edited, so
 *   the stricter one is the default.
 */
export function validateMessage(message: MessageContent, call: 'post' | 'update' = 'update'): string[] {
  return messageProblems(message, call).map((problem) => problem.text);
}

/** The code of the first problem; null where Slack takes the message. */
export function messageError(message: MessageContent, call: 'post' | 'update'): MessageError | null {
  return messageProblems(message, call)[0]?.error ?? null;
}

function messageProblems(message: MessageContent, call: 'post' | 'update'): readonly Problem[] {
  const { text = '', blocks } = message;
  const problems: Problem[] = [];
  const note =
    (error: MessageError): Note =>
    (problem, at) =>
      problems.push({ error, text: `${problem} [json-pointer:${at}]` });
  if (text === '' && (blocks === undefined || (Array.isArray(blocks) && blocks.length === 0))) {
    note('no_text')('missing required field: text', '/text');
  }
  if (call === 'update' && text.length > LIMITS.message.text) {
    note('msg_too_long')(`must be less than ${LIMITS.message.text + 1} characters`, '/text');
  }
  if (blocks === undefined) return problems;
  list(messageBlock, LIMITS.blocks.message, 0)(blocks, '/blocks', note('invalid_blocks'));
  if (!Array.isArray(blocks)) return problems;
  uniqueIds(blocks, '/blocks', note('invalid_blocks'));
  wholeMessage(blocks, note);
  return problems;
}

/** What Slack would say against a modal or a Home view. */
export function validateView(candidate: unknown): string[] {
  const problems: string[] = [];
  const note: Note = (problem, at) => problems.push(`${problem} [json-pointer:${at}]`);
  view(candidate, '/view', note);
  if (!isObject(candidate)) return problems;
  if (isViewTooLarge(candidate)) note(`must be less than ${LIMITS.view.bytes + 1} bytes`, '/view');
  const blocks: readonly unknown[] = Array.isArray(candidate.blocks) ? candidate.blocks : [];
  uniqueIds(blocks, '/view/blocks', note);
  if (candidate.type === 'modal' && candidate.submit === undefined && blocks.some(isInput)) {
    note('missing required field: submit', '/view');
  }
  return problems;
}

/** Slack answers `view_too_large`, before any other problem. */
export function isViewTooLarge(candidate: unknown): boolean {
  return new TextEncoder().encode(JSON.stringify(candidate) ?? '').length > LIMITS.view.bytes;
}

function isInput(block: unknown): boolean {
  return isObject(block) && block.type === 'input';
}

/** Rules that no single block can break. */
function wholeMessage(blocks: readonly unknown[], note: (error: MessageError) => Note): void {
  const ofType = (...types: readonly string[]) =>
    blocks.filter(isObject).filter((block) => types.includes(String(block.type)));
  const markdown = ofType('markdown').map((block) => String(block.text));
  const tables = ofType('table', 'data_table').length + markdown.filter(holdsTable).length;
  if (tables > LIMITS.message.tables) note('invalid_attachments')('only_one_table_allowed', '/blocks');
  if (ofType('plan').length > LIMITS.message.plans) note('invalid_blocks')('only one plan block allowed', '/blocks');
  if (ofType('plan').length > 0 && ofType('task_card').length > 0) {
    note('invalid_blocks')('plan and task_card blocks are mutually exclusive', '/blocks');
  }
  if (markdown.join('').length > LIMITS.message.markdown) {
    note('invalid_blocks')(`markdown blocks must be less than ${LIMITS.message.markdown + 1} characters`, '/blocks');
  }
  const rich = textLength(ofType('rich_text'));
  if (rich > LIMITS.message.richText || textLength(blocks) > LIMITS.message.blockText) {
    note('msg_blocks_too_long')('msg_blocks_too_long', '/blocks');
  }
}

/** A table in a markdown block counts as a table: a line of cells above a line of dashes. */
function holdsTable(markdown: string): boolean {
  return /^ *\|?.*\|.*\n *\|?(?: *:?-+:? *\|)+ *(?::?-+:? *)?$/m.test(markdown);
}

/** The characters of all `text` strings below a value. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + textLength(item), 0);
  if (!isObject(value)) return 0;
  const own = typeof value.text === 'string' ? value.text.length : 0;
  return Object.values(value).reduce((sum: number, part) => sum + textLength(part), own);
}

/** block_id once in a message, action_id once in a block, task_id once in a plan. */
function uniqueIds(blocks: readonly unknown[], at: string, note: Note): void {
  once(blocks, 'block_id', at, note);
  blocks.forEach((block, index) => {
    if (!isObject(block)) return;
    if (Array.isArray(block.elements)) once(block.elements, 'action_id', `${at}/${index}/elements`, note);
    if (Array.isArray(block.tasks)) once(block.tasks, 'task_id', `${at}/${index}/tasks`, note);
  });
  once(
    blocks.filter((block) => isObject(block) && block.type === 'task_card'),
    'task_id',
    at,
    note,
  );
}

function once(items: readonly unknown[], name: string, at: string, note: Note): void {
  const seen = new Set<unknown>();
  items.forEach((item, index) => {
    const id = isObject(item) ? item[name] : undefined;
    if (id === undefined) return;
    if (seen.has(id)) note(`\`${name}\` ${JSON.stringify(id)} already exists`, `${at}/${index}/${name}`);
    seen.add(id);
  });
}
