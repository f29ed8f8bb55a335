/**
 * What a `markdown` block may hold, as far as bots use it: headings, lists, quotes, code, tables, rules and inline marks.
 * https://docs.slack.dev/reference/block-kit/blocks/markdown-block. Pure: the page draws what it gives.
 */
export type Span =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly of: readonly Span[] }
  | { readonly kind: 'link'; readonly url: string; readonly text: string };

export type Part =
  | { readonly kind: 'heading'; readonly level: number; readonly of: readonly Span[] }
  | { readonly kind: 'line' | 'quote'; readonly of: readonly Span[] }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly Span[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Span[])[])[] }
  | { readonly kind: 'rule' };

const MARK =
  /`(?<code>[^`]+)`|\[(?<label>[^\]]+)\]\((?<url>[^)\s]+)\)|\*\*(?<bold>.+?)\*\*|~~(?<strike>.+?)~~|(?<![\p{L}\p{N}])[*_](?=\S)(?<italic>[^*_]+)(?<=\S)[*_](?![\p{L}\p{N}])/gu;

export function parseMarkdown(text: string): readonly Part[] {
  const parts: Part[] = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; ) {
    const taken = takenFrom(lines, index);
    if (taken.part !== null) parts.push(taken.part);
    index += taken.lines;
  }
  return parts;
}

interface Taken {
  readonly part: Part | null;
  readonly lines: number;
}

function takenFrom(lines: readonly string[], index: number): Taken {
  const line = lines[index] ?? '';
  if (line.trim() === '') return { part: null, lines: 1 };
  if (line.startsWith('```')) return fenced(lines, index);
  if (/^ {0,3}([-*_])( *\1){2,} *$/.test(line)) return { part: { kind: 'rule' }, lines: 1 };
  if (isTable(lines, index)) return table(lines, index);
  const heading = /^(#{1,6}) +(.*)$/.exec(line);
  if (heading !== null) {
    return { part: { kind: 'heading', level: heading[1]?.length ?? 1, of: spans(heading[2] ?? '') }, lines: 1 };
  }
  if (ITEM.test(line)) return list(lines, index);
  const quote = /^> ?(.*)$/.exec(line);
  if (quote !== null) return { part: { kind: 'quote', of: spans(quote[1] ?? '') }, lines: 1 };
  return { part: { kind: 'line', of: spans(line) }, lines: 1 };
}

function fenced(lines: readonly string[], index: number): Taken {
  const end = lines.findIndex((line, at) => at > index && line.startsWith('```'));
  const last = end < 0 ? lines.length : end;
  return { part: { kind: 'code', text: lines.slice(index + 1, last).join('\n') }, lines: last - index + 1 };
}

const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;

function list(lines: readonly string[], index: number): Taken {
  const items = runOf(lines, index, (line) => ITEM.test(line));
  const isOrdered = ITEM.exec(items[0] ?? '')?.[1] !== undefined;
  const part: Part = { kind: 'list', isOrdered, items: items.map((line) => spans(ITEM.exec(line)?.[2] ?? '')) };
  return { part, lines: items.length };
}

const RULE_ROW = /^ *\|?(?: *:?-+:? *\|)+ *(?::?-+:? *)?$/;

function isTable(lines: readonly string[], index: number): boolean {
  return (lines[index] ?? '').includes('|') && RULE_ROW.test(lines[index + 1] ?? '');
}

function table(lines: readonly string[], index: number): Taken {
  const rows = runOf(lines, index, (line) => line.includes('|'));
  const cells = (row: string) =>
    row
      .replace(/^ *\||\| *$/g, '')
      .split('|')
      .map((cell) => spans(cell.trim()));
  return { part: { kind: 'table', rows: rows.toSpliced(1, 1).map(cells) }, lines: rows.length };
}

function runOf(lines: readonly string[], index: number, belongs: (line: string) => boolean): readonly string[] {
  const end = lines.findIndex((line, at) => at >= index && !belongs(line));
  return lines.slice(index, end < 0 ? lines.length : end);
}

function spans(text: string): readonly Span[] {
  const found: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    if (match.index > from) found.push({ kind: 'text', text: text.slice(from, match.index) });
    found.push(spanOf(match.groups ?? {}));
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push({ kind: 'text', text: text.slice(from) });
  return found;
}

function spanOf(groups: Readonly<Record<string, string | undefined>>): Span {
  if (groups.code !== undefined) return { kind: 'code', text: groups.code };
  if (groups.url !== undefined) return { kind: 'link', url: groups.url, text: groups.label ?? groups.url };
  if (groups.bold !== undefined) return { kind: 'bold', of: spans(groups.bold) };
  if (groups.strike !== undefined) return { kind: 'strike', of: spans(groups.strike) };
  return { kind: 'italic', of: spans(groups.italic ?? '') };
}
