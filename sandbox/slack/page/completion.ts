import type { Directory } from './workspace.js';

/** One thing that the composer offers. */
export interface Offer {
  /** What replaces the word at the caret. */
  readonly word: string;
  /** What it is: `group`, `computer`, `person`. */
  readonly kind: string;
  readonly about: string;
}

export interface Completion {
  /** Where the word at the caret begins. */
  readonly from: number;
  readonly offers: readonly Offer[];
  /** A word that cannot be sent as it is: Enter completes it. */
  readonly isEager: boolean;
}

export type Words = Pick<Directory, 'commands' | 'names' | 'people' | 'channels' | 'bot'> & {
  /** Numbers of tasks that somebody spoke of, newest first. */
  readonly tasks: readonly string[];
};

const MOST = 8;
const NONE: Completion = { from: 0, offers: [], isEager: false };

/**
 * What could stand at the caret: a command, a command's verb as its usage hint tells it, a known name, `@person` or
 * `#channel`. Nothing where the word stands there already.
 */
export function completionOf(text: string, caret: number, words: Words): Completion {
  const before = text.slice(0, caret);
  const from = before.search(/\S*$/);
  const word = before.slice(from);
  const found = offersFor(before.slice(0, from), word, words);
  const typed = word.toLowerCase();
  const matching = found.offers.filter((offer) => offer.word.toLowerCase().startsWith(typed));
  const isThere = matching.some((offer) => offer.word.toLowerCase() === typed);
  if (isThere || (word === '' && from === 0)) return NONE;
  return { from, offers: matching.slice(0, MOST), isEager: found.isEager && word !== '' };
}

type Found = Pick<Completion, 'offers' | 'isEager'>;

function offersFor(before: string, word: string, words: Words): Found {
  if (word.startsWith('@')) return { offers: people(words), isEager: word.length > 1 };
  if (word.startsWith('#')) return { offers: channels(words), isEager: word.length > 1 };
  if (before === '') return { offers: word.startsWith('/') ? commands(words) : [], isEager: true };
  const [command = '', verb, ...rest] = before.trim().split(/\s+/);
  const known = words.commands.find((one) => one.name === command);
  if (known === undefined) return { offers: [], isEager: false };
  const hints = hintsOf(known.usageHint);
  if (verb === undefined) return { offers: verbs(hints), isEager: true };
  return { offers: rest.length > 3 ? [] : names(hints, verb, words), isEager: false };
}

interface Hint {
  readonly verb: string;
  readonly rest: string;
}

/** `help | scan GROUP`: the verbs of a usage hint, each with what follows it. */
function hintsOf(usageHint: string): readonly Hint[] {
  return usageHint
    .split(/\s\|\s/)
    .map((part) => /^([a-z][\w-]*)\s*(.*)$/.exec(part.trim()))
    .flatMap((match) => (match === null ? [] : [{ verb: match[1] ?? '', rest: match[2] ?? '' }]));
}

function verbs(hints: readonly Hint[]): readonly Offer[] {
  return hints.map(({ verb, rest }) => ({ word: verb, kind: 'verb', about: rest }));
}

function commands(words: Words): readonly Offer[] {
  const own = words.commands.map(({ name, description }) => ({ word: name, kind: 'command', about: description }));
  return [...own, { word: '/invite', kind: 'command', about: `Invite @${words.bot.name} to this channel.` }];
}

function people({ people: known, bot }: Words): readonly Offer[] {
  const persons = known.map(({ name, realName }) => ({ word: `@${name}`, kind: 'person', about: realName }));
  const app = { word: `@${bot.name.toLowerCase()}`, kind: 'app', about: bot.name };
  return [app, ...persons, { word: '@here', kind: 'everybody', about: 'Everybody in this channel' }];
}

function channels({ channels: known }: Words): readonly Offer[] {
  return known
    .filter((one) => one.kind === 'channel')
    .map(({ name }) => ({ word: `#${name}`, kind: 'channel', about: '' }));
}

/** What the hint names after the verb comes first: `scan GROUP` wants groups. */
function names(hints: readonly Hint[], verb: string, words: Words): readonly Offer[] {
  const wanted = (hints.find((hint) => hint.verb === verb)?.rest ?? '').toLowerCase();
  const all: readonly Offer[] = [
    ...words.names.map(({ name, kind }) => ({ word: name, kind, about: '' })),
    ...words.tasks.map((task) => ({ word: task, kind: 'task', about: '' })),
  ];
  return all.toSorted((a, b) => Number(wanted.includes(b.kind)) - Number(wanted.includes(a.kind)));
}
