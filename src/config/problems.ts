import type { z } from 'zod';
import { PatchbayError } from '../domain/errors.js';
import type { Path, Source } from './source.js';

/** Collects all that is wrong, so that it is told at once. */
export class Problems {
  readonly #found: { readonly line: number; readonly text: string }[] = [];
  readonly #file: string;
  readonly #source: Source;

  /** @param file the configuration file's name as it is shown */
  constructor(file: string, source: Source) {
    this.#file = file;
    this.#source = source;
    for (const { line, text } of source.mistakes) this.#found.push({ line, text: `${file}:${line}: ${text}` });
  }

  /** Something is wrong with a setting of the file. */
  add(path: Path, text: string): void {
    const line = this.#source.lineOf(path);
    const where = [`${this.#file}:${line}`, ...(path.length === 0 ? [] : [path.join('.').replaceAll(/\p{Cc}/gu, '?')])];
    this.#found.push({ line, text: [...where, text].join(': ') });
  }

  /** Something is wrong outside of the file. */
  addElsewhere(text: string): void {
    this.#found.push({ line: 0, text });
  }

  /** The setting as its schema gives it, or null where that found problems. */
  read<T>(path: Path, schema: z.ZodType<T>, data: unknown): T | null {
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) this.#addIssue(path, issue, data);
    return null;
  }

  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  /** PB201 with all problems, in the order of their lines. */
  error(): PatchbayError {
    const inOrder = [...this.#found].sort((one, other) => one.line - other.line);
    return new PatchbayError('PB201', { problems: [...new Set(inOrder.map(({ text }) => text))].join('\n') });
  }

  #addIssue(path: Path, issue: z.core.$ZodIssue, data: unknown): void {
    const steps = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
    if (issue.code === 'unrecognized_keys') {
      const texts = issue.message.split('\n');
      for (const [n, key] of issue.keys.entries()) this.add([...path, ...steps, key], texts[n] ?? '');
      return;
    }
    const isMissing = issue.code !== 'custom' && valueAt(data, steps) === undefined;
    this.add([...path, ...steps], isMissing ? 'is missing' : issue.message);
  }
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, step)?.value;
  }
  return value;
}
