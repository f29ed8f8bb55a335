import { PatchbayError } from '../domain/errors.js';
import type { ComputerId, GroupId, TaskId } from '../domain/ids.js';
import { parseComputerId, parseKb, parseTaskId, parseUpdateId } from '../domain/ids.js';
import { nearest } from '../domain/nearest.js';
import { RUN_MODES, type RunMode } from '../domain/rollout.js';
import { readStackWords, type StackWords } from '../domain/software-stack.js';
import { readFilter, type UpdatesFilter } from '../domain/update-filter.js';
import type { RecommendationsFilter } from '../domain/views.js';
import { type AuditOrder, auditOrder } from './audit-words.js';
import { isVerb, VERBS, type Verb } from './verbs.js';
import { example } from './words/help.js';

type Named = { readonly group: GroupId } | { readonly computer: ComputerId } | { readonly task: TaskId };

declare const brand: unique symbol;
/** A workflow execution log's id: task number, dot, target number. */
type LogId = string & { readonly [brand]: 'LogId' };

/** Turns names into ids; fails with PB102 or PB107. */
export interface Names {
  readonly command: string;
  resolve(text: string): Named;
  resolveGroup(text: string): GroupId;
}

interface PatchesOnGroup {
  /** Knowledge base numbers without the letters `KB`, or update ids. */
  readonly patches: readonly string[];
  readonly group: GroupId;
}

/** What was asked for, by verb. Nothing in it is still text from outside, but the words to filter by. */
interface Arguments {
  readonly help: { readonly topic: Verb | null };
  readonly sync: object;
  readonly groups: object;
  readonly group: { readonly group: GroupId };
  readonly patches: { readonly name: string | null };
  /** Null: all of them. Which stack and which group is meant is found out later. */
  readonly stack: { readonly words: StackWords | null };
  readonly deny: { readonly patches: readonly string[]; readonly reason: string; readonly lastDay: string | null };
  readonly schedule: { readonly group: GroupId };
  readonly freeze: object;
  readonly tasks: object;
  readonly updates: { readonly filter: UpdatesFilter };
  readonly scan: { readonly group: GroupId };
  readonly check: { readonly group: GroupId };
  readonly recommendations: { readonly group: GroupId; readonly filter: RecommendationsFilter };
  readonly digest: { readonly group: GroupId | null };
  readonly ask: { readonly group: GroupId };
  readonly approvals: object;
  readonly run: { readonly group: GroupId; readonly mode: RunMode | null };
  readonly install: PatchesOnGroup;
  readonly uninstall: PatchesOnGroup;
  readonly retry: { readonly task: TaskId } | { readonly profile: string };
  readonly computers: { readonly words: readonly string[] };
  readonly computer: { readonly computer: ComputerId };
  readonly import: object;
  /** The name as it was typed: whether it can be one is found out later. */
  readonly rename: { readonly computer: ComputerId; readonly name: string };
  readonly retire: { readonly computer: ComputerId; readonly undo: boolean };
  readonly confirm: { readonly computer: ComputerId };
  /** Without a computer: Patchbay itself. */
  readonly diagnose: { readonly computer: ComputerId | null; readonly how: 'look' | 'detect' | 'log' };
  readonly status: { readonly scope: GroupId | ComputerId | null };
  readonly task: { readonly task: TaskId };
  readonly log: { readonly log: LogId; readonly level: 'info' | 'debug' | null };
  readonly audit: AuditOrder;
  readonly stop: { readonly what: Named | 'everything' };
}

export type OrderOf<V extends Verb> = { readonly verb: V } & Arguments[V];
export type Order = { [V in Verb]: OrderOf<V> }[Verb];

const MAX_TEXT = 1000;
const MAX_WORDS = 15;

/**
 * Reads a sentence: of the slash command, a mention, a direct message or a button.
 * @throws PatchbayError PB101 (unknown verb, with the nearest one), PB106 (something is missing, with an example), and
 *   what resolving a name fails with
 */
export function parse(text: string, names: Names): Order {
  const sentence = normalise(text);
  const [first = '', rest = ''] = split(sentence);
  if (first === '') return { verb: 'help', topic: null };
  const verb = first.toLowerCase();
  if (!isVerb(verb)) throw unknownVerb(first, names.command);
  return ORDERS[verb](unquoted(rest), names);
}

const ORDERS: { readonly [V in Verb]: (rest: string, names: Names) => OrderOf<V> } = {
  help: (rest) => ({ verb: 'help', topic: topicOf(rest) }),
  sync: () => ({ verb: 'sync' }),
  groups: () => ({ verb: 'groups' }),
  group: (rest, names) => ({ verb: 'group', group: group('group', rest, names) }),
  patches: (rest) => ({ verb: 'patches', name: rest === '' ? null : rest }),
  stack: (rest) => ({ verb: 'stack', words: rest === '' ? null : readStackWords(rest) }),
  deny: (rest) => ({ verb: 'deny', ...denial(rest) }),
  digest: (rest, names) => ({ verb: 'digest', group: rest === '' ? null : group('digest', rest, names) }),
  schedule: (rest, names) => ({ verb: 'schedule', group: group('schedule', rest, names) }),
  freeze: () => ({ verb: 'freeze' }),
  tasks: () => ({ verb: 'tasks' }),
  updates: (rest) => ({ verb: 'updates', filter: readFilter(rest) }),
  scan: (rest, names) => ({ verb: 'scan', group: group('scan', rest, names) }),
  check: (rest, names) => ({ verb: 'check', group: group('check', rest, names) }),
  recommendations: (rest, names) => ({ verb: 'recommendations', ...groupAndFilter(rest, names) }),
  ask: (rest, names) => ({ verb: 'ask', group: group('ask', rest, names) }),
  approvals: () => ({ verb: 'approvals' }),
  run: (rest, names) => runOrder(rest, names),
  install: (rest, names) => ({ verb: 'install', ...patchesOnGroup('install', rest, names) }),
  uninstall: (rest, names) => ({ verb: 'uninstall', ...patchesOnGroup('uninstall', rest, names) }),
  retry: (rest, names) => ({ verb: 'retry', ...whatToRetry(rest, names) }),
  computers: (rest) => ({ verb: 'computers', words: rest.split(' ').filter(Boolean).slice(0, MAX_WORDS) }),
  computer: (rest, names) => ({ verb: 'computer', computer: anyComputer('computer', rest, names) }),
  import: () => ({ verb: 'import' }),
  rename: (rest, names) => ({ verb: 'rename', ...renaming(rest, names) }),
  retire: (rest, names) => ({ verb: 'retire', ...retirement(rest, names) }),
  confirm: (rest, names) => ({ verb: 'confirm', computer: computer('confirm', rest, names) }),
  diagnose: (rest, names) => ({ verb: 'diagnose', ...diagnosis(rest, names) }),
  status: (rest, names) => ({ verb: 'status', scope: scope(rest, names) }),
  task: (rest, names) => ({ verb: 'task', task: taskId(rest, names) }),
  log: (rest, names) => ({ verb: 'log', ...logArguments(rest, names) }),
  audit: (rest, names) => ({ verb: 'audit', ...auditOrder(rest, (name) => names.resolveGroup(name)) }),
  stop: (rest, names) => ({ verb: 'stop', what: whatToStop(rest, names) }),
};

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** Slack escapes three characters, phones make quotes curly, and a mention begins with the bot's own name. */
function normalise(text: string): string {
  return text
    .slice(0, MAX_TEXT)
    .replace(/^\s*(?:<@[UW][A-Z0-9]+(?:\|[^>]*)?>[\s,:]*)+/, '')
    .replaceAll(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll(/[“”„«»]/g, '"')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Z}]+/gu, ' ')
    .trim();
}

function split(sentence: string): readonly [string, string] {
  const space = sentence.indexOf(' ');
  return space < 0 ? [sentence, ''] : [sentence.slice(0, space), sentence.slice(space + 1)];
}

function unquoted(text: string): string {
  const quoted = /^"([^"]*)"?$/.exec(text);
  return (quoted?.[1] ?? text).trim();
}

function topicOf(rest: string): Verb | null {
  const word = rest.toLowerCase();
  return isVerb(word) ? word : null;
}

function group(verb: Verb, rest: string, names: Names): GroupId {
  if (rest === '') throw missing('the name of a group', verb, names);
  return names.resolveGroup(rest);
}

/** A group's name, then `by computer`, then words: `Domain Controllers by computer critical`. */
function groupAndFilter(rest: string, names: Names): Omit<OrderOf<'recommendations'>, 'verb'> {
  const parts = rest
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS);
  for (let length = parts.length; length > 1; length -= 1) {
    const found = groupIfThere(parts.slice(0, length).join(' '), names);
    if (found !== null) return { group: found, filter: filterOf(parts.slice(length)) };
  }
  const [first = '', ...others] = parts;
  return { group: group('recommendations', unquoted(first), names), filter: filterOf(others) };
}

function filterOf(said: readonly string[]): RecommendationsFilter {
  const isByComputer = said[0]?.toLowerCase() === 'by' && said[1]?.toLowerCase().startsWith('computer') === true;
  return isByComputer ? { view: 'computer', words: said.slice(2) } : { view: 'recommendation', words: said };
}

function groupIfThere(text: string, names: Names): GroupId | null {
  try {
    return names.resolveGroup(unquoted(text));
  } catch (thrown) {
    if (thrown instanceof PatchbayError && thrown.code === 'PB102') return null;
    throw thrown;
  }
}

/** `KB5031356 KB5034441 breaks printing until 2026-12-24`: patches first, then why, then the last day. */
function denial(rest: string): Omit<OrderOf<'deny'>, 'verb'> {
  const words = rest.split(/[ ,]+/).filter((word) => word !== '');
  const isPatch = (word: string): boolean => parseKb(word) !== null || parseUpdateId(word) !== null;
  const first = words.findIndex((word) => !isPatch(word));
  const patches = first < 0 ? words : words.slice(0, first);
  const why = first < 0 ? '' : words.slice(first).join(' ');
  const [, before = why, lastDay = null] = /^(.*?)\s*\buntil (\d{4}-\d{2}-\d{2})$/i.exec(why) ?? [];
  return { patches, reason: before, lastDay };
}

function scope(rest: string, names: Names): GroupId | ComputerId | null {
  if (rest === '') return null;
  const named = names.resolve(rest);
  if ('group' in named) return named.group;
  if ('computer' in named) return named.computer;
  throw missing('the name of a group or a computer', 'status', names);
}

/** `run GROUP`, or `run GROUP distribute`; a group may be called so itself. */
function runOrder(rest: string, names: Names): OrderOf<'run'> {
  const words = rest.split(' ');
  const mode = words.length < 2 ? undefined : RUN_MODES.find((one) => one === words.at(-1)?.toLowerCase());
  const name = mode === undefined ? rest : unquoted(words.slice(0, -1).join(' '));
  return { verb: 'run', group: group('run', name, names), mode: mode ?? null };
}

/** `KB5031356, KB5034441 on Finance`. */
function patchesOnGroup(verb: Verb, rest: string, names: Names): PatchesOnGroup {
  const [, before = '', name = ''] = /^(.*?) on (.+)$/i.exec(rest) ?? [];
  const words = before.split(/[ ,]+/).filter((word) => word !== '');
  const patches = words.flatMap((word) => parseKb(word) ?? parseUpdateId(word) ?? []);
  if (patches.length === 0 || patches.length < words.length) throw missing('KB numbers', verb, names);
  return { patches, group: group(verb, unquoted(name), names) };
}

function taskId(rest: string, names: Names, verb: Verb = 'task'): TaskId {
  const id = parseTaskId(rest.replace(/^#/, ''));
  if (id === null) throw missing("a task's number", verb, names);
  return id;
}

/** A task by its number, or a profile of credentials by its name. */
function whatToRetry(rest: string, names: Names): Arguments['retry'] {
  const isProfile = /^[A-Za-z0-9._-]{1,40}$/.test(rest) && !/^\d+$/.test(rest);
  return isProfile ? { profile: rest } : { task: taskId(rest, names, 'retry') };
}

function computer(verb: Verb, rest: string, names: Names): ComputerId {
  const named = rest === '' ? null : names.resolve(rest);
  if (named !== null && 'computer' in named) return named.computer;
  throw missing('the name of a computer', verb, names);
}

/** A computer's name, also that of a retired one: whether there is one is found out later. */
function anyComputer(verb: Verb, rest: string, names: Names): ComputerId {
  const id = parseComputerId(rest);
  if (id === null) throw missing('the name of a computer', verb, names);
  return id;
}

/** `rename COMPUTER NEW-NAME`; `to` between them does no harm. */
function renaming(rest: string, names: Names): Arguments['rename'] {
  const [, before = '', name = ''] = /^(\S+) (?:to )?(\S+)$/i.exec(rest) ?? [];
  if (name === '') throw missing('the name of a computer, and its new name', 'rename', names);
  return { computer: anyComputer('rename', before, names), name };
}

/** `retire COMPUTER`, or `retire COMPUTER undo`. */
function retirement(rest: string, names: Names): Arguments['retire'] {
  const [, name = '', undo] = /^(.*?)( undo)?$/i.exec(rest) ?? [];
  return { computer: anyComputer('retire', unquoted(name), names), undo: undo !== undefined };
}

/** `diagnose`, `diagnose COMPUTER`, and with `detect` or `log` behind it. */
function diagnosis(rest: string, names: Names): Arguments['diagnose'] {
  if (rest === '') return { computer: null, how: 'look' };
  const [, name = '', word = 'look'] = /^(.*?)(?: (detect|log))?$/i.exec(rest) ?? [];
  const how = (['detect', 'log'] as const).find((one) => one === word.toLowerCase()) ?? 'look';
  return { computer: computer('diagnose', unquoted(name), names), how };
}

function logArguments(rest: string, names: Names): Arguments['log'] {
  const [, log = '', level = ''] = /^([1-9]\d{0,8}\.[1-9]\d{0,5})(?: (info|debug))?$/i.exec(rest) ?? [];
  if (log === '') throw missing("a log's number", 'log', names);
  const found = (['info', 'debug'] as const).find((one) => one === level.toLowerCase());
  return { log: log as LogId, level: found ?? null };
}

function whatToStop(rest: string, names: Names): Named | 'everything' {
  if (rest === '') throw missing('a task, a group or the word everything', 'stop', names);
  return rest.toLowerCase() === 'everything' ? 'everything' : names.resolve(rest);
}

function missing(what: string, verb: Verb, names: Names): PatchbayError {
  return new PatchbayError('PB106', { verb, what, example: example(verb, names.command) });
}

function unknownVerb(word: string, command: string): PatchbayError {
  const near = nearest(word.toLowerCase().slice(0, 40), Object.keys(VERBS));
  const suggestion = near === null ? '' : ` Did you mean "${near}"?`;
  return new PatchbayError('PB101', { verb: word.slice(0, 40), suggestion, command });
}
