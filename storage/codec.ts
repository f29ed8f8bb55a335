import { z } from 'zod';
import type { Versioned } from '../src/ports/store.js';
import { deepFreeze } from './freeze.js';
import { jsonOf, seal, Unreadable, unseal } from './sealed.js';
import { SharedTexts } from './shared-texts.js';

/** How documents of one kind are written and read. */
export interface Codec<T> {
  /** The value as it will be read again: a frozen copy. TypeError where the schema would refuse it later. */
  normalise(value: T): T;
  encode(id: string, document: Versioned<T>): string;
  /** Unreadable unless these bytes are a document of this kind and id, whole. */
  decode(id: string, bytes: Buffer): Versioned<T>;
}

/**
 * A document's file: one sealed line, `{"schema":"<kind>/<version>","id":…,"revision":…,"value":…}`. It names its id,
 * so that a file copied over another one is noticed.
 * @param packed how a value is written, where that is shorter than the value; the schema reads it back
 */
export function codecOf<T>(
  kind: string,
  schema: z.ZodType<T>,
  packed: (value: T) => unknown = (value) => value,
): Codec<T> {
  const name = `${kind}/1`;
  const texts = new SharedTexts();
  const envelope = z.object({ schema: z.string(), id: z.string(), revision: z.int().positive(), value: schema });

  return {
    normalise(value) {
      const parsed = schema.safeParse(JSON.parse(JSON.stringify(packed(value))));
      if (!parsed.success) throw new TypeError(`a ${kind} that could not be read again: ${problemsOf(parsed.error)}`);
      return deepFreeze(parsed.data, texts);
    },
    encode(id, { revision, value }) {
      return `${seal(JSON.stringify({ schema: name, id, revision, value: packed(value) }))}\n`;
    },
    decode(id, bytes) {
      if (bytes.at(-1) !== NEWLINE) throw new Unreadable(bytes.length === 0 ? 'empty' : 'torn: its end is missing');
      const parsed = envelope.safeParse(jsonOf(unseal(bytes.subarray(0, -1)).body));
      if (!parsed.success) throw new Unreadable(`does not fit its schema: ${problemsOf(parsed.error)}`);
      if (parsed.data.schema !== name) throw new Unreadable(`of another kind: ${parsed.data.schema}`);
      if (parsed.data.id !== id) throw new Unreadable(`the file of another document: ${parsed.data.id}`);
      return deepFreeze({ revision: parsed.data.revision, value: parsed.data.value }, texts);
    },
  };
}

const NEWLINE = 0x0a;

/** Where it is wrong and how, without the values. */
function problemsOf(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}
