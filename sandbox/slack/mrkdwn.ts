/**
 * Slack's message markup, read as Slack reads it: https://docs.slack.dev/messaging/formatting-message-text. Pure: the
 * page draws what it gives, the server rings whom it names.
 */
export type Inline =
  | { readonly kind: 'text' | 'code' | 'emoji'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly of: readonly Inline[] }
  | { readonly kind: 'link'; readonly url: string; readonly text: string }
  | { readonly kind: 'user' | 'channel' | 'group'; readonly id: string; readonly text: string }
  | { readonly kind: 'channel-name'; readonly text: string }
  | { readonly kind: 'broadcast'; readonly range: 'here' | 'channel' | 'everyone' }
  | { readonly kind: 'date'; readonly unix: number; readonly format: string; readonly fallback: string };

export type Paragraph =
  | { readonly kind: 'line'; readonly of: readonly Inline[] }
  | { readonly kind: 'quote'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: 'preformatted'; readonly text: string };

const MARKS = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
const TOKEN =
  /`(?<code>[^`\n]+)`|<(?<control>[^<>\n]+)>|(?<![\p{L}\p{N}])(?<mark>[*_~])(?=\S)(?<marked>(?:<[^<>\n]*>|`[^`\n]*`|[^\n<`])+?)(?<=\S)\k<mark>(?![\p{L}\p{N}])|:(?<emoji>[a-z0-9_+-]+):|(?<url>https?:\/\/[^\s<>|]+)|(?<![\p{L}\p{N}])@(?<ring>here|channel|everyone)\b|(?<![\p{L}\p{N}&#])#(?<channel>[a-z0-9][a-z0-9_-]*)/gu;

/**
 * @param autoParse false for `verbatim: true` and `parse: "none"`: raw links, `@here` and `#names` stay what they are
 */
export function parseMrkdwn(text: string, autoParse = true): readonly Paragraph[] {
  return text.split(/```/).flatMap((part, index, parts) => {
    const isCode = index % 2 === 1 && index < parts.length - 1;
    if (isCode) return [{ kind: 'preformatted', text: decode(part.replace(/^\n/, '')) } as const];
    return paragraphs(index % 2 === 1 ? `\`\`\`${part}` : part, autoParse);
  });
}

function paragraphs(text: string, autoParse: boolean): readonly Paragraph[] {
  if (text === '' || text === '\n') return [];
  const found: Paragraph[] = [];
  for (const line of text.replace(/^\n|\n$/g, '').split('\n')) {
    // An escaped > at the start of a line still quotes.
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line)?.[1];
    if (quoted === undefined) {
      found.push({ kind: 'line', of: parseInline(line, autoParse) });
      continue;
    }
    const last = found.at(-1);
    const lines = [parseInline(quoted, autoParse)];
    if (last?.kind === 'quote') found[found.length - 1] = { kind: 'quote', lines: [...last.lines, ...lines] };
    else found.push({ kind: 'quote', lines });
  }
  return found;
}

function parseInline(text: string, autoParse: boolean): readonly Inline[] {
  const found: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > from) found.push({ kind: 'text', text: decode(text.slice(from, match.index)) });
    found.push(inlineOf(match[0], match.groups ?? {}, autoParse));
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push({ kind: 'text', text: decode(text.slice(from)) });
  return found;
}

type Groups = Readonly<Record<string, string | undefined>>;

function inlineOf(whole: string, groups: Groups, autoParse: boolean): Inline {
  if (groups.code !== undefined) return { kind: 'code', text: decode(groups.code) };
  if (groups.control !== undefined) return controlOf(groups.control);
  if (groups.emoji !== undefined) return { kind: 'emoji', text: groups.emoji };
  if (groups.marked !== undefined) {
    const kind = MARKS[groups.mark as keyof typeof MARKS];
    return { kind, of: parseInline(groups.marked, autoParse) };
  }
  return (autoParse ? automatic(groups) : null) ?? { kind: 'text', text: decode(whole) };
}

function automatic(groups: Groups): Inline | null {
  if (groups.url !== undefined) return { kind: 'link', url: decode(groups.url), text: decode(groups.url) };
  if (groups.channel !== undefined) return { kind: 'channel-name', text: groups.channel };
  const range = rangeOf(groups.ring ?? '');
  return range === null ? null : { kind: 'broadcast', range };
}

function rangeOf(name: string): 'here' | 'channel' | 'everyone' | null {
  return name === 'here' || name === 'channel' || name === 'everyone' ? name : null;
}

/** What stands between angle brackets. */
function controlOf(control: string): Inline {
  const [target = '', ...rest] = control.split('|');
  const label = decode(rest.join('|'));
  const id = target.slice(1);
  if (/^@[UW][A-Z0-9]+$/.test(target)) return { kind: 'user', id, text: label };
  if (/^#C[A-Z0-9]+$/.test(target)) return { kind: 'channel', id, text: label };
  if (/^!subteam\^S[A-Z0-9]+$/.test(target)) return { kind: 'group', id: target.slice(9), text: label };
  const range = target.startsWith('!') ? rangeOf(id) : null;
  if (range !== null) return { kind: 'broadcast', range };
  const date = /^!date\^(\d+)\^([^^]+)/.exec(target);
  if (date !== null) {
    return { kind: 'date', unix: Number(date[1]), format: decode(date[2] ?? ''), fallback: label };
  }
  if (/^(https?:\/\/|mailto:)/i.test(target)) {
    return { kind: 'link', url: decode(target), text: label === '' ? decode(target) : label };
  }
  return { kind: 'text', text: decode(`<${control}>`) };
}

/** `&amp;`, `&lt;` and `&gt;` are the only entities that Slack knows. */
function decode(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Whom this text rings: user and group ids, `here`, `channel`, `everyone`. */
export function pingsOf(text: string, autoParse = true): readonly string[] {
  return parseMrkdwn(text, autoParse).flatMap((paragraph) => {
    if (paragraph.kind === 'line') return paragraph.of.flatMap(ringing);
    return paragraph.kind === 'quote' ? paragraph.lines.flat().flatMap(ringing) : [];
  });
}

function ringing(inline: Inline): readonly string[] {
  if (inline.kind === 'user' || inline.kind === 'group') return [inline.id];
  if (inline.kind === 'broadcast') return [inline.range];
  return 'of' in inline ? inline.of.flatMap(ringing) : [];
}
