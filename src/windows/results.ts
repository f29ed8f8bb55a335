import type { z } from 'zod';
import { PatchbayError } from '../domain/errors.js';
import { type ComputerId, type Instant, parseUpdateId, type UpdateId } from '../domain/ids.js';
import type { Json } from '../domain/job.js';
import type { Impact, RebootBehavior } from '../domain/patch.js';
import type { JobScript } from './scripts/contract.js';

/** What a computer gave, by its script's schema; PB502, naming the first place that does not fit. */
export function readResult<T>(script: JobScript, schema: z.ZodType<T>, result: Json, computer: ComputerId): T {
  const parsed = schema.safeParse(result);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unusable(script, computer, `${issue?.path.join('.') || 'result'}: ${issue?.message}`);
}

export function unusable(script: JobScript, computer: ComputerId, cause: string): PatchbayError {
  return new PatchbayError('PB502', { script, computer, cause });
}

/** An id that its schema has checked already. */
export function updateId(text: string): UpdateId {
  const id = parseUpdateId(text);
  if (id === null) throw new RangeError('not an update id');
  return id;
}

/** InstallationRebootBehavior. */
const REBOOT_BEHAVIORS: readonly RebootBehavior[] = ['never', 'always', 'can-request'];
/** InstallationImpact. */
const IMPACTS: readonly Impact[] = ['normal', 'minor', 'exclusive'];

/** Of what a computer may say, the worse: nothing is called harmless because it is not known. */
export function rebootBehavior(code: number): RebootBehavior {
  return REBOOT_BEHAVIORS[code] ?? 'can-request';
}

export function impact(code: number): Impact {
  return IMPACTS[code] ?? 'exclusive';
}

export function instantOrNull(text: string | null): Instant | null {
  return text === null ? null : Date.parse(text);
}
