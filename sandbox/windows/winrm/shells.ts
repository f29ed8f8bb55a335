import { COMMAND_LINE_LIMIT } from '../../../src/windows/scripts/contract.js';
import type { SandboxClock } from '../time.js';
import { badSignal, timedOut, tooManyOperations, tooManyShells, unknownCommand, unknownShell } from './fault.js';
import { NS } from './names.js';
import type { Quotas } from './quotas.js';
import {
  commandReply,
  createReply,
  emptyReply,
  type Fragment,
  receiveReply,
  type ShellFacts,
  upperUuid,
} from './reply.js';
import type { Body, Header, Request } from './request.js';

/** What a command line leads to. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}
export type Run = (commandLine: string) => Promise<Outcome>;

interface Command {
  readonly id: string;
  readonly queue: Fragment[];
  exitCode: number | null;
  /** Done was told: only a signal is welcome now. */
  delivered: boolean;
  /** Wakes the Receive that waits for output. */
  wake: (() => void) | null;
}

interface Shell extends ShellFacts {
  readonly utf8: boolean;
  readonly commands: Map<string, Command>;
  usedAt: number;
}

/** STATUS_CONTROL_C_EXIT, as a process's exit code. */
const INTERRUPTED = -1073741510;

type Of<O extends Body['operation']> = Extract<Body, { operation: O }>;

/** The remote shells of one computer (MS-WSMV 3.1.4.1): they live in its memory and end with it. */
export class Shells {
  readonly #shells = new Map<string, Shell>();
  readonly #run: Run;
  readonly #quotas: Quotas;
  readonly #clock: SandboxClock;
  #operations = 0;

  constructor(run: Run, quotas: Quotas, clock: SandboxClock) {
    this.#run = run;
    this.#quotas = quotas;
    this.#clock = clock;
  }

  get count(): number {
    return this.#shells.size;
  }

  /** The computer went down: every shell and command is gone, and whoever waits for output hears so. */
  clear(): void {
    const shells = [...this.#shells.values()];
    this.#shells.clear();
    for (const shell of shells) for (const command of shell.commands.values()) command.wake?.();
  }

  /** Answers one request. Throws WinrmFault. */
  async answer(request: Request, owner: string, clientIp: string): Promise<string> {
    if (this.#operations >= this.#quotas.maxConcurrentOperationsPerUser) {
      throw tooManyOperations(this.#quotas.maxConcurrentOperationsPerUser);
    }
    this.#operations += 1;
    try {
      this.#forgetIdle();
      return await this.#dispatch(request, owner, clientIp);
    } finally {
      this.#operations -= 1;
    }
  }

  async #dispatch({ header, body }: Request, owner: string, clientIp: string): Promise<string> {
    if (body.operation === 'Create') return this.#create(header, body, owner, clientIp);
    const shell = this.#shell(header.shellId);
    switch (body.operation) {
      case 'Command':
        return this.#command(header, body, shell);
      case 'Receive':
        return await this.#receive(header, body, shell);
      case 'Send':
        commandOf(shell, body.commandId);
        return emptyReply('Send', header.messageId);
      case 'Signal':
        return signal(header, body, shell);
      case 'Delete':
        this.#delete(shell);
        return emptyReply('Delete', header.messageId);
    }
  }

  #forgetIdle(): void {
    const before = this.#clock.now() - this.#quotas.idleTimeoutSeconds * 1000;
    for (const shell of this.#shells.values()) if (shell.usedAt < before) this.#delete(shell);
  }

  #shell(id: string): Shell {
    const shell = this.#shells.get(id.toUpperCase());
    if (!shell) throw unknownShell(id);
    shell.usedAt = this.#clock.now();
    return shell;
  }

  #delete(shell: Shell): void {
    this.#shells.delete(shell.id);
    for (const command of shell.commands.values()) command.wake?.();
  }

  #create(header: Header, body: Of<'Create'>, owner: string, clientIp: string): string {
    if (this.#shells.size >= this.#quotas.maxShellsPerUser) throw tooManyShells(this.#quotas.maxShellsPerUser);
    const shell: Shell = {
      id: upperUuid(),
      owner,
      clientIp,
      idleSeconds: this.#quotas.idleTimeoutSeconds,
      inputStreams: body.inputStreams,
      outputStreams: body.outputStreams,
      utf8: header.options.get('WINRS_CODEPAGE') === '65001',
      commands: new Map(),
      usedAt: this.#clock.now(),
    };
    this.#shells.set(shell.id, shell);
    return createReply(header.messageId, header.to, shell);
  }

  #command(header: Header, body: Of<'Command'>, shell: Shell): string {
    const command: Command = {
      id: body.commandId ?? upperUuid(),
      queue: [],
      exitCode: null,
      delivered: false,
      wake: null,
    };
    shell.commands.set(command.id, command);
    void this.#execute(command, body.commandLine, shell.utf8);
    return commandReply(header.messageId, command.id);
  }

  async #execute(command: Command, commandLine: string, utf8: boolean): Promise<void> {
    const outcome = await this.#outcome(commandLine);
    for (const stream of ['stdout', 'stderr'] as const) {
      const bytes = encoded(outcome[stream], utf8);
      for (let at = 0; at < bytes.length; at += this.#quotas.fragmentBytes) {
        command.queue.push({ stream, bytes: bytes.subarray(at, at + this.#quotas.fragmentBytes) });
      }
    }
    command.exitCode = outcome.exitCode;
    command.wake?.();
  }

  async #outcome(commandLine: string): Promise<Outcome> {
    if (commandLine.length > COMMAND_LINE_LIMIT) return tooLong(this.#quotas.tooLongLine);
    try {
      return await this.#run(commandLine);
    } catch (error) {
      return { stdout: '', stderr: `${String(error)}\r\n`, exitCode: 1 };
    }
  }

  async #receive(header: Header, body: Of<'Receive'>, shell: Shell): Promise<string> {
    const command = commandOf(shell, body.commandId);
    if (command.delivered) throw unknownCommand();
    if (command.queue.length === 0 && command.exitCode === null) await this.#output(command, header.operationTimeoutMs);
    if (!this.#shells.has(shell.id)) throw unknownShell(shell.id);
    if (command.queue.length === 0 && command.exitCode === null) throw timedOut();
    const fragments = taken(command.queue, roomIn(header.maxEnvelopeSize), this.#quotas.fragmentsPerReply);
    const exitCode = command.queue.length === 0 ? command.exitCode : null;
    command.delivered = exitCode !== null;
    const wanted = fragments.filter((each) => body.streams.includes(each.stream));
    return receiveReply(header.messageId, command.id, wanted, exitCode);
  }

  #output(command: Command, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        command.wake = null;
        resolve();
      };
      const cancel = this.#clock.after(timeoutMs, done);
      command.wake = done;
    });
  }
}

function commandOf(shell: Shell, id: string): Command {
  const command = shell.commands.get(id);
  if (!command) throw unknownCommand();
  return command;
}

/** Bytes of output that an envelope of this size holds beside its header: base64 takes a third more. */
function roomIn(maxEnvelopeSize: number): number {
  const headerBytes = 2048;
  return Math.floor(((maxEnvelopeSize - headerBytes - 256) * 3) / 4);
}

/** The next fragments, cut where the envelope ends. */
function taken(queue: Fragment[], room: number, count: number): readonly Fragment[] {
  const fragments: Fragment[] = [];
  let left = room;
  while (left > 0 && fragments.length < count) {
    const next = queue.shift();
    if (!next) break;
    if (next.bytes.length > left) queue.unshift({ stream: next.stream, bytes: next.bytes.subarray(left) });
    fragments.push({ stream: next.stream, bytes: next.bytes.subarray(0, left) });
    left -= next.bytes.length;
  }
  return fragments;
}

function signal(header: Header, body: Of<'Signal'>, shell: Shell): string {
  const code = body.code.toLowerCase();
  const known = ['terminate', 'ctrl_c', 'ctrl_break'].some((name) => code === `${NS.rsp}/signal/${name}`);
  if (!known) throw badSignal();
  const command = commandOf(shell, body.commandId);
  shell.commands.delete(command.id);
  command.queue.length = 0;
  command.exitCode = INTERRUPTED;
  command.wake?.();
  return emptyReply('Signal', header.messageId);
}

/** Code page 437 has no letters beyond ASCII that we print: what it lacks becomes a question mark. */
function encoded(text: string, utf8: boolean): Buffer {
  return utf8 ? Buffer.from(text, 'utf8') : Buffer.from(text.replaceAll(/[^ -~\s]/g, '?'), 'latin1');
}

function tooLong(how: Quotas['tooLongLine']): Outcome {
  if (how === 'silent') return { stdout: '', stderr: '', exitCode: 0 };
  return { stdout: '', stderr: 'The command line is too long.\r\n', exitCode: 1 };
}
