import { z } from 'zod';
import { Refusal } from '../model.js';

/** Arguments of Web API methods: form fields are all text, those of JSON bodies are not; both are read here. */

/** A JSON value, or its text. */
export const json = z.unknown().transform((value, context) => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    context.addIssue('must provide valid JSON');
    return z.NEVER;
  }
});

export const flag = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0'])])
  .transform((value) => value === true || value === 'true' || value === '1');

export const count = z.coerce.number().int().min(1).max(1000);
export const text = z.coerce.string();
export const list = json.pipe(z.array(z.unknown()));
export const metadata = json.pipe(
  z.object({ event_type: z.string().min(1), event_payload: z.record(z.string(), z.unknown()) }),
);

/** @throws Refusal `invalid_arguments`, or what Slack says where one argument is at fault */
export function parseArgs<T extends z.ZodType>(schema: T, args: unknown): z.output<T> {
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0] ?? '');
  const problems = parsed.error.issues.map((one) => `${one.message} [json-pointer:/${one.path.join('/')}]`);
  throw new Refusal(ERROR_OF[name] ?? 'invalid_arguments', problems);
}

const ERROR_OF: Readonly<Record<string, string>> = {
  channel: 'channel_not_found',
  blocks: 'invalid_blocks_format',
  metadata: 'invalid_metadata_format',
};
