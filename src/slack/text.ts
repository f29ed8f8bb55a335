import type { Instant, PersonId } from '../domain/ids.js';
import { isUserGroup, type Party } from '../domain/roles.js';

declare const brand: unique symbol;

/**
 * Text in Slack's markup that is safe to send. It is made only here: by `safe` and its like from hostile text, and by
 * the `mrkdwn` template from our own words, which takes no plain string. Forgetting to escape does not compile.
 */
export type Mrkdwn = string & { readonly [brand]: 'mrkdwn' };

const trusted = (text: string): Mrkdwn => text as Mrkdwn;

/** Our own words, with parts that are safe already. */
export function mrkdwn(words: TemplateStringsArray, ...parts: readonly (Mrkdwn | number)[]): Mrkdwn {
  return trusted(words.map((word, index) => (index === 0 ? word : `${parts[index - 1] ?? ''}${word}`)).join(''));
}

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu;
/** Direction overrides and invisible characters: they make a name look like another one. */
const INVISIBLE = /[\p{DI}\p{Bidi_C}\p{Cf}]+/gu;

/**
 * Hostile text as one line without control, direction and invisible characters; at most `max` characters as Slack
 * counts them (UTF-16), cut between code points.
 */
export function clean(text: string, max: number): string {
  // A first cut keeps megabytes away from the expressions below; nothing grows by them.
  const line = text
    .slice(0, max * 2 + 1000)
    .replaceAll(INVISIBLE, '')
    .replaceAll(CONTROL, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  return cut([...line], max);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** Marks that format where no letter or digit stands on one of their sides, and look-alikes that do not. */
const MARKS: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };
/** `:white_check_mark:` becomes a picture; a time such as 10:30:45 does not. */
const PICTURE = /:(?=[+-]\d:|[\p{L}\p{N}_+'-]*\p{L}[\p{L}\p{N}_+'-]*:)/gu;

/**
 * Hostile text, made harmless: no mention, link, date, picture or formatting survives. `max` counts characters as Slack does,
 * after escaping; an entity or a code point is never split.
 * Source: https://docs.slack.dev/messaging/formatting-message-text
 */
export function safe(text: string, max = 300): Mrkdwn {
  const line = clean(text, max)
    .replace(/^>+/, '›')
    .replaceAll(PICTURE, '꞉')
    .replaceAll(/`|(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu, (mark) => MARKS[mark] ?? mark);
  return trusted(cut([...line].map(entity), max));
}

function entity(point: string): string {
  return ENTITIES[point] ?? point;
}

/** Joins pieces that must stay whole, up to `max` characters. */
function cut(pieces: readonly string[], max: number): string {
  const whole = pieces.join('');
  if (whole.length <= max) return whole;
  let kept = '';
  for (const piece of pieces) {
    if (kept.length + piece.length > max - 1) break;
    kept += piece;
  }
  return `${kept}…`;
}

/** Shortens safe text to `max` characters between its code points and entities. Tokens in brackets stay whole. */
export function shorten(text: Mrkdwn, max: number): Mrkdwn {
  if (text.length <= max) return text;
  return trusted(cut(text.match(/<[^<>]*>|&(?:amp|lt|gt);|[\s\S]/gu) ?? [], max));
}

/** Hostile text in code style. */
export function code(text: string, max = 100): Mrkdwn {
  const inner = cut([...(clean(text, max).replaceAll('`', 'ˋ') || '–')].map(entity), max);
  return trusted(`\`${inner}\``);
}

/** Hostile lines, as they are, in a preformatted block; at most `max` characters. */
export function preformatted(lines: readonly string[], max: number): Mrkdwn {
  const fence = '```';
  const body = lines.map((line) => trusted(cut([...clean(line, 500).replaceAll('`', 'ˋ')].map(entity), 500)));
  return trusted(`${fence}\n${shorten(join(body, '\n'), max - 8)}\n${fence}`);
}

export function person(id: PersonId): Mrkdwn {
  return trusted(`<@${id}>`);
}

/** A person, or all members of a user group: each is notified. */
export function party(id: Party): Mrkdwn {
  return trusted(isUserGroup(id) ? `<!subteam^${id}>` : `<@${id}>`);
}

/** A channel's name, as each reader may see it. */
export function channel(id: string): Mrkdwn {
  return /^[CG][A-Z0-9]{2,20}$/.test(id) ? trusted(`<#${id}>`) : trusted('another conversation');
}

/** A link to a message in Slack, as Slack gave it; the words alone where that is none. */
export function link(url: string, words: Mrkdwn): Mrkdwn {
  return /^https?:\/\/[^\s<>|]{1,2000}$/.test(url) ? trusted(`<${url.replaceAll('&', '&amp;')}|${words}>`) : words;
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** A moment in the reader's own time zone and words; those who cannot show it read UTC. */
export function moment(at: Instant): Mrkdwn {
  const seconds = Math.floor(at / 1000);
  return trusted(`<!date^${seconds}^{date_short_pretty} {time}|${utc(at)}>`);
}

/** `2026-11-22 14:05 UTC`. */
export function utc(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The day in UTC that a moment is in: `24 December 2030`. */
export function day(at: Instant): Mrkdwn {
  return trusted(DAY.format(at));
}

export function bold(text: Mrkdwn): Mrkdwn {
  return text === '' ? text : trusted(`*${text}*`);
}

type Separator = '. ' | '\n' | '\n\n' | ', ' | ' · ' | ' ' | '; ';

export function join(parts: readonly Mrkdwn[], separator: Separator): Mrkdwn {
  return trusted(parts.filter((part) => part !== '').join(separator));
}

/** `1 patch`, `14 patches`. */
export function count(number: number, one: string, many = `${one}s`): Mrkdwn {
  return trusted(`${number} ${number === 1 ? one : many}`);
}

/** `a, b and 3 more`. */
export function list(parts: readonly Mrkdwn[], max: number): Mrkdwn {
  const shown = parts.slice(0, max);
  const more = parts.length - shown.length;
  if (more > 0) return trusted(`${shown.join(', ')} and ${more} more`);
  if (shown.length < 2) return trusted(shown.join(''));
  return trusted(`${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`);
}

/**
 * As many lines as fit in `max` characters and `most` lines, then `and 3 more`. What is not shown is not rendered: lists
 * of thousands cost no more than short ones.
 */
export function lines<T>(items: readonly T[], line: (item: T, index: number) => Mrkdwn, max: number, most: number) {
  const kept: Mrkdwn[] = [];
  let length = 0;
  for (const [index, item] of items.slice(0, most).entries()) {
    const rendered = line(item, index);
    length += rendered.length + 1;
    if (length > max - 20) break;
    kept.push(rendered);
  }
  const more = items.length - kept.length;
  return more > 0 ? [...kept, trusted(`and ${more} more`)] : kept;
}

/** `up to 340 MB`: sizes that Windows Update gives are upper bounds. */
export function upTo(bytes: number): Mrkdwn {
  if (bytes <= 999_000_000) return trusted(`up to ${Math.ceil(bytes / 1_000_000)} MB`);
  return trusted(`up to ${Math.ceil(bytes / 100_000_000) / 10} GB`);
}
