import { randomUUID } from 'node:crypto';
import { PatchbayError } from '../../domain/errors.js';
import { Agents, startedOver } from './agents.js';
import { failureOf, faultFailure, statusFailure } from './failures.js';
import { post } from './post.js';
import { type ReceivePart, readReceive, readReply, receiveRequest, type ShellRef, terminateRequest } from './soap.js';
import type { CommandOutput, WinRmShell, WinRmTarget, WinRmTransport } from './transport.js';
import { RequestWatch } from './watch.js';
import { loadWinRmClient } from './winrm-client.js';
import { within } from './within.js';
import { XmlError } from './xml.js';

export interface BasicTransportOptions {
  /** How long one request may take, in seconds. */
  readonly requestSeconds?: number;
  /** How long the service may hold a request for output, in whole seconds, less than a request may take. */
  readonly holdSeconds?: number;
  /** How long one command line may run, in seconds. */
  readonly commandSeconds?: number;
  /** What one command line may print, in bytes. */
  readonly outputBytes?: number;
}

/** WSMAN_OPERATION_TIMEDOUT: no output within the time that we allowed; ask again. */
const TIMED_OUT = 2_150_858_793;
/** How long tidying up may take. */
const CLEANUP_MS = 10_000;
const ID = /^[A-Za-z0-9-]{1,64}$/;

/**
 * WinRM over HTTPS with Basic, for local accounts. winrm-client opens the shell, starts the command and deletes the
 * shell; output is received by a loop of ours, because winrm-client reads once and knows no exit code.
 */
export class BasicWinRmTransport implements WinRmTransport {
  readonly #client = loadWinRmClient();
  readonly #watch = new RequestWatch();
  readonly #agents = new Agents();
  readonly #requestMs: number;
  readonly #holdSeconds: number;
  readonly #commandMs: number;
  readonly #outputBytes: number;

  constructor(options: BasicTransportOptions = {}) {
    const requestSeconds = options.requestSeconds ?? 30;
    this.#requestMs = requestSeconds * 1000;
    this.#holdSeconds = options.holdSeconds ?? Math.max(1, Math.min(20, Math.floor((requestSeconds * 2) / 3)));
    this.#commandMs = (options.commandSeconds ?? 180) * 1000;
    this.#outputBytes = options.outputBytes ?? 4_000_000;
  }

  async withShell<T>(target: WinRmTarget, use: (shell: WinRmShell) => Promise<T>, signal: AbortSignal): Promise<T> {
    const shellId = await this.#call(target, signal, true, () => this.#client.Shell.doCreateShell(params(target)));
    checkId(target, shellId);
    try {
      return await use({ run: (line) => this.#run(target, shellId, line, signal) });
    } finally {
      await this.#delete(target, shellId);
    }
  }

  #run(target: WinRmTarget, shellId: string, command: string, outer: AbortSignal): Promise<CommandOutput> {
    return within(outer, this.#commandMs, (signal) => this.#execute(target, shellId, command, signal));
  }

  async #execute(target: WinRmTarget, shellId: string, command: string, signal: AbortSignal): Promise<CommandOutput> {
    const commandId = await this.#call(target, signal, false, () =>
      this.#client.Command.doExecuteCommand({ ...params(target), shellId, command }),
    );
    checkId(target, commandId);
    const shell = { to: `https://${target.host}:${target.port}/wsman`, shellId, commandId };
    const output = await this.#receiveAll(target, shell, signal);
    await this.#terminate(target, shell, signal);
    return output;
  }

  async #receiveAll(target: WinRmTarget, shell: ShellRef, signal: AbortSignal): Promise<CommandOutput> {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let size = 0;
    for (;;) {
      const part = await this.#receive(target, shell, signal);
      // One a reply: empty streams would fill the memory and count for nothing.
      size += add(stdout, part.stdout) + add(stderr, part.stderr);
      if (size > this.#outputBytes) {
        throw new PatchbayError('PB405', { computer: target.computer, cause: 'output without end' });
      }
      if (part.exitCode !== null) return { stdout: text(stdout), stderr: text(stderr), exitCode: part.exitCode };
    }
  }

  async #receive(target: WinRmTarget, shell: ShellRef, signal: AbortSignal): Promise<ReceivePart> {
    const id = randomUUID();
    const reply = await this.#post(target, receiveRequest(shell, id, this.#holdSeconds), signal);
    return parsed(target, () => {
      const { status, body } = reply;
      // Without a body there is no fault to tell what the status means.
      if (status === 401 || body === '') throw statusFailure(target.computer, status, body);
      const answer = readFaultOrBody(target, status, body, id);
      if ('body' in answer) return readReceive(answer.body, shell.commandId);
      if (answer.fault.code !== TIMED_OUT && answer.fault.subcode !== 'TimedOut') {
        throw faultFailure(target.computer, answer.fault);
      }
      return { stdout: [], stderr: [], exitCode: null };
    });
  }

  /** Frees the command on the other side. Its output is here already, so a failure changes nothing. */
  async #terminate(target: WinRmTarget, shell: ShellRef, signal: AbortSignal): Promise<void> {
    await tolerated(this.#post(target, terminateRequest(shell, randomUUID(), this.#holdSeconds), signal));
  }

  /** The last step, also after a failure, which it must not hide. A shell that stays ends by its idle timeout. */
  async #delete(target: WinRmTarget, shellId: string): Promise<void> {
    const remove = () => this.#client.Shell.doDeleteShell({ ...params(target), shellId });
    // Also where the caller's time is over.
    const own = new AbortController().signal;
    await tolerated(within(own, CLEANUP_MS, (signal) => this.#call(target, signal, true, remove)));
  }

  #call<T>(target: WinRmTarget, outer: AbortSignal, repeatable: boolean, call: () => Promise<T>): Promise<T> {
    const agent = this.#agents.of(target.authorities);
    return within(outer, this.#requestMs, (signal) =>
      this.#watch.call(target.computer, signal, repeatable, () => startedOver(agent, call)),
    );
  }

  #post(target: WinRmTarget, body: string, outer: AbortSignal): Promise<{ status: number; body: string }> {
    return within(outer, this.#requestMs, async (signal) => {
      try {
        return await post(target, this.#agents.of(target.authorities), body, signal);
      } catch (error) {
        throw failureOf(target.computer, signal.aborted ? signal.reason : error, null);
      }
    });
  }
}

function params(target: WinRmTarget) {
  return {
    host: target.host,
    port: target.port,
    path: '/wsman',
    username: target.user,
    password: target.password.reveal(),
    // Named, because winrm-client would guess it from the shape of the user name.
    authMethod: 'basic' as const,
    useHttps: true,
    rejectUnauthorized: true,
  };
}

function readFaultOrBody(target: WinRmTarget, status: number, body: string, id: string) {
  const answer = readReply(body, id);
  if ('body' in answer && status !== 200) throw statusFailure(target.computer, status, '');
  return answer;
}

function parsed<T>(target: WinRmTarget, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof XmlError) throw failureOf(target.computer, error, null);
    throw error;
  }
}

/** For steps that tidy up: the transport's own failures are of no consequence, anything else is a mistake of ours. */
async function tolerated(step: Promise<unknown>): Promise<void> {
  try {
    await step;
  } catch (error) {
    if (!(error instanceof PatchbayError)) throw error;
  }
}

/** What winrm-client took from the reply as an id: it believes whatever stands there. */
function checkId(target: WinRmTarget, id: unknown): void {
  if (typeof id === 'string' && ID.test(id)) return;
  throw new PatchbayError('PB405', { computer: target.computer, cause: 'no shell or command id' });
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
