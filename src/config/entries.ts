import type { z } from 'zod';
import { unknownName } from './fields.js';
import type { Problems } from './problems.js';
import { SECTIONS } from './schema.js';

/** The file's top level, section by section, so that a mistake in one does not hide those of the others. */
export type Sections = Readonly<Record<(typeof SECTIONS)[number], unknown>>;

export function readSections(data: unknown, problems: Problems): Sections | null {
  if (!isMapping(data)) {
    problems.add([], 'the file must hold sections: names with values, indented below them');
    return null;
  }
  for (const name of Object.keys(data)) {
    if (!SECTIONS.some((section) => section === name)) problems.add([name], unknownName(name, SECTIONS));
  }
  return Object.fromEntries(SECTIONS.map((section) => [section, data[section]])) as Sections;
}

/** A section that maps names to entries of one kind. Entries with problems are left out, as the others are read. */
export function readEntries<T, K extends string = string>(
  section: string,
  data: unknown,
  kind: { readonly entry: z.ZodType<T>; readonly name: (text: string) => K | null; readonly what: string },
  problems: Problems,
): ReadonlyMap<K, T> {
  const entries = new Map<K, T>();
  if (!isMapping(data)) {
    problems.add(
      [section],
      data === undefined ? 'is missing' : 'must be a section: names with values, indented below it',
    );
    return entries;
  }
  for (const [given, value] of Object.entries(data)) {
    const name = kind.name(given);
    const entry = problems.read([section, given], kind.entry, value);
    if (name === null) problems.add([section, given], `must be ${kind.what}`);
    else if (entries.has(name)) problems.add([section, given], 'is there twice: names do not differ by case');
    else if (entry !== null) entries.set(name, entry);
  }
  return entries;
}

/** The names in a section, also of entries that have problems: whoever refers to them made no mistake. */
export function namesIn<K>(data: unknown, name: (text: string) => K | null): readonly K[] {
  return isMapping(data) ? Object.keys(data).flatMap((given) => name(given) ?? []) : [];
}

function isMapping(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
