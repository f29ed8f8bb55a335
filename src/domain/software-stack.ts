import { cleanLine } from './group-name.js';
import type { Instant, PersonId, StackId, UpdateId } from './ids.js';
import { parseKb, parseUpdateId } from './ids.js';
import type { Patch } from './patch.js';
import type { SoftwareStack, StackEntry } from './plan.js';

/** Patches under one name, in the order in which they are to be installed. It approves nothing. */
export interface KeptStack extends SoftwareStack {
  readonly id: StackId;
  /** Who made it, and when. */
  readonly by: PersonId;
  readonly at: Instant;
}

export const MOST_STACKS = 200;
export const MOST_IN_STACK = 200;

/** An update's id, and as much of a title as an option shows. */
const LONGEST_LINE = 112;

/** What speaks against a patch of a stack, whatever computer it is for. */
export type StackMark = 'gone' | 'denied' | 'declined' | 'expired' | 'superseded' | 'not approved';

/** @param patch the catalogue's entry; undefined where WSUS does not list it any more */
export function marksOf(patch: Patch | undefined, isDenied: boolean): readonly StackMark[] {
  const denied: readonly StackMark[] = isDenied ? ['denied'] : [];
  if (patch === undefined) return [...denied, 'gone'];
  const isApproved = patch.approvals.some(({ action }) => action === 'install');
  return [
    ...denied,
    ...(['declined', 'expired', 'superseded'] as const).filter((mark) => patch[mark]),
    ...(isApproved || patch.declined || patch.expired ? [] : (['not approved'] as const)),
  ];
}

export function entryOf({ updateId, title, kbs }: StackEntry): StackEntry {
  return { updateId, title, kbs };
}

/**
 * The patches as lines for a person: `KB5031356 title`, or by the update's id where the number is of several of them.
 * @param called a title, as short as it may be
 */
export function linesOf(
  entries: readonly StackEntry[],
  called: (title: string) => string = (title) => title,
): readonly string[] {
  const counts = new Map<string, number>();
  for (const kb of entries.flatMap(({ kbs }) => kbs)) counts.set(kb, (counts.get(kb) ?? 0) + 1);
  return entries.map(({ updateId, title, kbs }) => {
    const kb = kbs.find((one) => counts.get(one) === 1);
    return cleanLine(`${kb === undefined ? updateId : `KB${kb}`} ${called(title)}`, LONGEST_LINE);
  });
}

/** What a person's lines name, in their order. */
export interface Named {
  readonly updates: readonly StackEntry[];
  /** What names no patch: a number or id that is not in the catalogue, or a line that begins with neither. */
  readonly unknown: readonly string[];
}

/**
 * Reads lines of a person: only the KB number or update id at the beginning of each counts, and each patch once, where it
 * comes first. A number is of the entries that were shown, then of whatever the catalogue calls so.
 * @param shown what the lines were filled in with
 */
export function namedIn(lines: readonly string[], shown: readonly StackEntry[], catalogue: readonly Patch[]): Named {
  const byName = namesOf(catalogue);
  const before = namesOf(shown);
  const updates = new Map<UpdateId, StackEntry>();
  const unknown = new Set<string>();
  for (const name of lines.flatMap(namesIn)) {
    const meant = (before.get(name) ?? byName.get(name) ?? []).flatMap(({ updateId }) => byName.get(updateId) ?? []);
    if (meant.length === 0) unknown.add(/^\d+$/.test(name) ? `KB${name}` : name);
    for (const one of meant) if (!updates.has(one.updateId)) updates.set(one.updateId, entryOf(one));
  }
  return { updates: [...updates.values()], unknown: [...unknown] };
}

function namesOf(entries: readonly StackEntry[]): ReadonlyMap<string, readonly StackEntry[]> {
  const names = new Map<string, StackEntry[]>();
  for (const entry of entries)
    for (const name of new Set([entry.updateId, ...entry.kbs])) names.set(name, [...(names.get(name) ?? []), entry]);
  return names;
}

/**
 * Digits of KB numbers, and update ids: what the line begins with, and what follows with commas, or alone, like
 * `KB5031356, KB5034441`. Of any other line its first word; none of an empty one.
 */
function namesIn(line: string): readonly string[] {
  const words = wordsOf(line);
  const names = words.flatMap((word) => nameOf(word) ?? []);
  if (names.length === words.length) return names;
  const parts = line.split(/[,;]/).map(wordsOf);
  const end = parts.findIndex((part) => part.length !== 1);
  const heads = parts.slice(0, end + 1).flatMap(([head = '']) => nameOf(head) ?? []);
  return heads.length > 0 ? heads : words.slice(0, 1);
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[\s,;:•]+/).filter((word) => word !== '');
}

function nameOf(word: string): string | null {
  return parseKb(word) ?? parseUpdateId(word);
}

/** A sentence about a stack: its name, or its name and a group; several where `on` stands in it more than once. */
export interface StackWords {
  /** All of it, as one name. */
  readonly name: string;
  /** The longest name first; an empty group where the sentence ends with `on`. */
  readonly runs: readonly { readonly name: string; readonly group: string }[];
}

/** @param said without the verb: `March baseline on Finance`, `"On call" on "Tills on floor 2"` */
export function readStackWords(said: string): StackWords {
  const runs = [...said.matchAll(/ on(?= |$)/gi)].map(({ index }) => ({
    name: unquoted(said.slice(0, index)),
    group: unquoted(said.slice(index + ' on'.length)),
  }));
  return { name: unquoted(said), runs: runs.filter(({ name }) => name !== '').toReversed() };
}

function unquoted(text: string): string {
  return (/^"(.*)"$/.exec(text.trim())?.[1] ?? text).trim();
}
