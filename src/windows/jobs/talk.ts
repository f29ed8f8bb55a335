import type { z } from 'zod';
import { PatchbayError } from '../../domain/errors.js';
import type { ComputerId } from '../../domain/ids.js';
import { refusal } from '../scripts/contract.js';
import type { CommandOutput, WinRmShell } from '../winrm/transport.js';
import { DamagedOutput, readFrame, shownError } from './frames.js';
import { refusalError } from './refusals.js';

/**
 * Runs a line and reads its answer; once more where the answer was damaged (every line of ours may run twice), then
 * PB405.
 */
export async function ask<T>(
  computer: ComputerId,
  shell: WinRmShell,
  line: string,
  read: (output: CommandOutput) => T,
): Promise<T> {
  const first = await shell.run(line);
  try {
    return read(first);
  } catch (error) {
    if (!(error instanceof DamagedOutput)) throw error;
  }
  const second = await shell.run(line);
  try {
    return read(second);
  } catch (error) {
    if (!(error instanceof DamagedOutput)) throw error;
    throw unreadable(computer, second, error);
  }
}

/** Runs a line whose answer is a frame: the report, or a refusal as an error. */
export async function askFor<T>(
  computer: ComputerId,
  shell: WinRmShell,
  line: string,
  schema: z.ZodType<T>,
): Promise<T> {
  const value = await ask(computer, shell, line, (output) => readFrame(output.stdout));
  const refused = refusal.safeParse(value);
  if (refused.success) throw refusalError(computer, refused.data);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new PatchbayError('PB405', { computer, cause: `${issue?.path.join('.')}: ${issue?.message}` });
}

function unreadable(computer: ComputerId, output: CommandOutput, error: DamagedOutput): PatchbayError {
  const said = shownError(output.stderr);
  const cause = said === '' ? `${error.message}, exit code ${output.exitCode}` : said;
  return new PatchbayError('PB405', { computer, cause }, { cause: error });
}
