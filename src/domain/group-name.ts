import { NO_NAME, NUMBER_IS_TASK, nameReserved, nameTaken } from './reasons.js';
/** As long as a name may be, in characters as Slack counts them. */
export const MOST_NAME = 80;
const MOST_ID = 40;

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu;
/** Direction overrides and invisible characters: they make a name look like another one. */
const INVISIBLE = /[\p{DI}\p{Bidi_C}\p{Cf}]+/gu;

/** What a person typed as a name, as one line that looks like what it is; at most 80 characters. May be empty. */
export function cleanName(typed: string): string {
  return cleanLine(typed, MOST_NAME);
}

/** Any text of a person as one line without control, direction and invisible characters. */
export function cleanLine(typed: string, most: number): string {
  const line = typed
    .slice(0, most * 4)
    .normalize('NFC')
    .replaceAll(INVISIBLE, '')
    .replaceAll(CONTROL, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  return [...line].slice(0, most).join('').slice(0, most).trim();
}

/**
 * A short name of letters, digits and dashes, made from a name; none of those that are taken.
 * @param otherwise where the name has no such letter
 */
export function idFor(name: string, otherwise: string, isTaken: (id: string) => boolean): string {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '');
  // Digits alone are a task's number.
  const base = /[a-z]/.test(letters) ? letters : `${otherwise}-${letters}`;
  for (let n = 1; ; n++) {
    const suffix = n === 1 ? '' : `-${n}`;
    const id = `${base.slice(0, MOST_ID - suffix.length).replace(/-+$/, '')}${suffix}`;
    if (!isTaken(id)) return id;
  }
}

/** Names that are the same to somebody who types one of them. */
export function isSameName(a: string, b: string): boolean {
  return folded(a) === folded(b);
}

function folded(name: string): string {
  return name.normalize('NFKC').toLowerCase().trim();
}

const RESERVED: ReadonlySet<string> = new Set(['everything', 'all', 'none']);

/** Why a name cannot be told from something else that people type, in plain words; null where it can. */
export function whyNoName(
  name: string,
  others: { readonly names: readonly string[]; readonly computers: readonly string[] },
): string | null {
  if (name === '') return NO_NAME;
  if (RESERVED.has(folded(name))) return nameReserved(name);
  if (/^#?\d+$/.test(folded(name))) return NUMBER_IS_TASK;
  if (others.computers.some((id) => isSameName(id, name))) return nameTaken(name, 'computer');
  if (others.names.some((one) => isSameName(one, name))) return nameTaken(name, 'group');
  return null;
}
