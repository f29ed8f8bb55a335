import { PatchbayError } from '../../domain/errors.js';
import { ask, type Service } from './exchange.js';
import { type ReceivePart, readReceive, receive, terminate } from './soap.js';
import type { CommandOutput } from './transport.js';

/** A command that was started. */
export interface Started {
  readonly shellId: string;
  readonly commandId: string;
}

/**
 * Receives all output of a command, however many replies it takes and however long it is silent, then frees it.
 * @param outputBytes more than that is PB405
 */
export async function finish(
  service: Service,
  started: Started,
  outputBytes: number,
  signal: AbortSignal,
): Promise<CommandOutput> {
  const output = await receiveAll(service, started, outputBytes, signal);
  await tolerated(ask(service, terminate(started.shellId, started.commandId), () => true, signal));
  return output;
}

async function receiveAll(
  service: Service,
  { shellId, commandId }: Started,
  outputBytes: number,
  signal: AbortSignal,
): Promise<CommandOutput> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const read = (body: Parameters<typeof readReceive>[0]): ReceivePart => readReceive(body, commandId);
  let size = 0;
  for (;;) {
    const part = await ask(service, receive(shellId, commandId), read, signal);
    if (part === null) continue;
    // One a reply: empty streams would fill the memory and count for nothing.
    size += add(stdout, part.stdout) + add(stderr, part.stderr);
    if (size > outputBytes) {
      throw new PatchbayError('PB405', { computer: service.computer, cause: 'output without end' });
    }
    if (part.exitCode !== null) return { stdout: text(stdout), stderr: text(stderr), exitCode: part.exitCode };
  }
}

/** For steps that tidy up: the transport's own failures are of no consequence, anything else is a mistake of ours. */
export async function tolerated(step: Promise<unknown>): Promise<void> {
  try {
    await step;
  } catch (error) {
    if (!(error instanceof PatchbayError)) throw error;
  }
}

/** Says how many bytes were added. */
function add(chunks: Buffer[], more: readonly Buffer[]): number {
  const chunk = Buffer.concat(more);
  if (chunk.length > 0) chunks.push(chunk);
  return chunk.length;
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('latin1');
}
