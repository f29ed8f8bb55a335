import type { SandboxClock } from '../time.js';
import { type Run, RunningCommand } from './command.js';
import {
  badSignal,
  timedOut,
  tooManyOperations,
  tooManyProcesses,
  tooManyShells,
  unknownCommand,
  unknownShell,
} from './fault.js';
import { NS } from './names.js';
import type { Quotas } from './quotas.js';
import { commandReply, createReply, emptyReply, receiveReply, type ShellFacts, upperUuid } from './reply.js';
import type { Body, Header, Request } from './request.js';

interface Shell extends ShellFacts {
  readonly utf8: boolean;
  readonly commands: Map<string, RunningCommand>;
  usedAt: number;
}

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
    for (const shell of shells) for (const command of shell.commands.values()) command.wake();
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
    for (const command of shell.commands.values()) command.wake();
  }

  #create(header: Header, body: Of<'Create'>, owner: string, clientIp: string): string {
    const own = [...this.#shells.values()].filter((each) => each.owner === owner).length;
    if (own >= this.#quotas.maxShellsPerUser) throw tooManyShells(this.#quotas.maxShellsPerUser);
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
    const running = [...shell.commands.values()].filter((each) => each.running).length;
    if (running >= this.#quotas.maxProcessesPerShell) throw tooManyProcesses(this.#quotas.maxProcessesPerShell);
    const command = new RunningCommand(body.commandId ?? upperUuid(), this.#quotas);
    shell.commands.set(command.id, command);
    void command.execute(this.#run, body.commandLine, shell.utf8);
    return commandReply(header.messageId, command.id);
  }

  async #receive(header: Header, body: Of<'Receive'>, shell: Shell): Promise<string> {
    const command = commandOf(shell, body.commandId);
    if (command.delivered) throw unknownCommand();
    if (command.silent) await command.output(this.#clock, header.operationTimeoutMs);
    if (!this.#shells.has(shell.id)) throw unknownShell(shell.id);
    if (command.silent) throw timedOut();
    const { fragments, exitCode } = command.take(header.maxEnvelopeSize);
    const wanted = fragments.filter((each) => body.streams.includes(each.stream));
    return receiveReply(header.messageId, command.id, wanted, exitCode);
  }
}

function commandOf(shell: Shell, id: string): RunningCommand {
  const command = shell.commands.get(id);
  if (!command) throw unknownCommand();
  return command;
}

function signal(header: Header, body: Of<'Signal'>, shell: Shell): string {
  const code = body.code.toLowerCase();
  const known = ['terminate', 'ctrl_c', 'ctrl_break'].some((name) => code === `${NS.rsp}/signal/${name}`);
  if (!known) throw badSignal();
  const command = commandOf(shell, body.commandId);
  shell.commands.delete(command.id);
  command.interrupt();
  return emptyReply('Signal', header.messageId);
}
