import { isIP } from 'node:net';
import { z } from 'zod';
import { nearest } from '../domain/nearest.js';
import { isHostName } from '../domain/roster.js';

/** Names under which people try to put secrets into the file. */
const SECRETS = /(^|_)(token|password|passwd|secret)$/i;

const NO_SECRETS =
  'no secret belongs in this file, which is copied and shared: name an environment variable or a file that holds it';

/** A section with these settings and no others. One without content is the section with all defaults. */
export function section<S extends z.core.$ZodLooseShape>(shape: S) {
  const names = Object.keys(shape);
  const object = z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key: string) => unknownName(key, names)).join('\n')
        : 'must be a section: names with values, indented below it',
  });
  return z.preprocess((data) => data ?? {}, object);
}

/** What is said of a name that is no setting. */
export function unknownName(name: string, names: readonly string[]): string {
  if (SECRETS.test(name)) return NO_SECRETS;
  const near = nearest(name, names);
  if (near !== null) return `is no setting. Did you mean ${near}?`;
  return `is no setting; there are ${names.join(', ')}`;
}

export function text(what = 'must be a text') {
  return z.string({ error: what }).trim().min(1, { error: what });
}

export function flag(normally: boolean) {
  return z.boolean({ error: 'must be true or false' }).default(normally);
}

export function whole(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

export function amount(least: number, most: number) {
  const error = `must be a number from ${least} to ${most}`;
  return z.number({ error }).min(least, { error }).max(most, { error });
}

export function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}` });
}

export function list<T extends z.ZodType>(item: T) {
  return z.array(item, { error: 'must be a list' });
}

/** A text that a parser of the domain takes. */
export function parsed<T>(parse: (text: string) => T | null, what: string) {
  return z.string({ error: `must be ${what}` }).transform((given, context) => {
    const value = parse(given);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: `must be ${what}` });
    return z.NEVER;
  });
}

export const port = whole(1, 65_535);

export const host = z
  .string({ error: 'must be a host name or an IP address' })
  .refine((name) => isHostName(name) || isIP(name) !== 0, {
    error: 'must be a host name or an IP address, without scheme and port',
  });
