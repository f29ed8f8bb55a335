import type { Certificate } from '../certificates.js';
import type { Durations } from '../durations.js';
import type { Kept } from '../kept.js';
import type { Account } from '../ntlm/account.js';
import type { HostNames } from '../ntlm/messages.js';
import type { SandboxClock } from '../time.js';
import type { Ports } from '../winrm/listeners.js';
import type { Quotas } from '../winrm/quotas.js';
import { WinrmService } from '../winrm/service.js';
import type { ServiceSettings } from '../winrm/settings.js';
import type { UpdateService } from '../wsus/update.js';
import type { Wsus } from '../wsus/wsus.js';
import { dueByItself } from './by-itself.js';
import type { Conditions } from './conditions.js';
import { JobRunner } from './job-runner.js';
import type { JobHost } from './jobs.js';
import { Network, type Otherwise } from './network.js';
import { Power, type Powered } from './power.js';
import { runCommandLine } from './shell.js';
import { type ComputerState, type Job, note } from './state.js';
import { runTestCommand } from './test-commands.js';
import type { ToolkitHost } from './toolkit.js';

export interface ComputerSettings {
  readonly kept: Kept<ComputerState>;
  readonly partFolder: string;
  /** Its WinRM ports on 127.0.0.1; 0: any. */
  readonly ports: { readonly http: number; readonly https: number };
  readonly certificate: Certificate;
  /** The NetBIOS name of its domain. */
  readonly domain: string;
  /** Who may log on to it. */
  readonly accounts: readonly Account[];
  readonly service: ServiceSettings;
  readonly quotas: Quotas;
  /** Whether it knows the commands of a test besides our scripts. */
  readonly testCommands: boolean;
  readonly clock: SandboxClock;
  readonly durations: Durations;
  readonly updates: UpdateService;
  readonly wsus: Wsus | null;
}

/** One pretend Windows computer: its state, its jobs, its power and its WinRM listener. */
export class Computer implements JobHost, ToolkitHost, Powered {
  readonly winrm: WinrmService;
  readonly partFolder: string;
  readonly #settings: ComputerSettings;
  readonly #network: Network;
  readonly #power: Power;
  readonly #runner: JobRunner;

  constructor(settings: ComputerSettings) {
    this.#settings = settings;
    this.partFolder = settings.partFolder;
    this.#power = new Power(this, settings.clock, settings.durations);
    this.#runner = new JobRunner(this, settings, this.#power);
    this.winrm = new WinrmService({
      names: namesOf(settings),
      certificate: settings.certificate,
      accounts: settings.accounts,
      service: settings.service,
      quotas: settings.quotas,
      clock: settings.clock,
      run: (commandLine) => this.#run(commandLine),
      now: () => this.now(),
    });
    this.#network = new Network(
      this.winrm,
      settings.ports,
      () => this.hasWinrm,
      (ms, again) => void this.#power.life.after(ms, again),
    );
  }

  /** Told of each command line before it has its effect, and after it had. */
  watcher: (phase: 'before' | 'after', commandLine: string) => void = () => undefined;

  async #run(commandLine: string): ReturnType<typeof runCommandLine> {
    this.watcher('before', commandLine);
    const test = this.#settings.testCommands ? runTestCommand(commandLine, this.#settings.clock) : null;
    const outcome = (await test) ?? (await runCommandLine(this, commandLine));
    this.watcher('after', commandLine);
    return outcome;
  }

  /** What is true of it. For reading; to change something use the methods. */
  get state(): ComputerState {
    return this.#settings.kept.value;
  }

  /** Where a client knocks. */
  get port(): number {
    return this.#network.port;
  }

  get ports(): Ports {
    return this.#network.ports;
  }

  get service(): ServiceSettings {
    return this.#settings.service;
  }

  get cable(): 'plugged' | 'pulled' {
    return this.#network.cable;
  }

  /** Whether it is on the network; its WinRM may not run yet. */
  get reachable(): boolean {
    return this.state.power === 'on' && this.cable === 'plugged';
  }

  /** Whether its WinRM service has started, whoever reaches it. */
  get hasWinrm(): boolean {
    return this.state.power === 'on' && this.#settings.clock.now() >= this.state.winrmAt;
  }

  /** The computer's own clock. */
  now(): number {
    return this.#settings.clock.now() + this.state.conditions.clockOffsetMs;
  }

  save(): Promise<void> {
    return this.#settings.kept.save();
  }

  /**
   * Begins where the file ended. What the sandbox was killed in the middle of is interrupted; a restart that was under
   * way ends; one that was planned comes.
   */
  async start(): Promise<void> {
    this.interruptJobs();
    if (this.state.power !== 'on') await this.#network.choosePort();
    await this.#power.resume();
  }

  /** The sandbox ends; the computer is as it is. */
  async close(): Promise<void> {
    this.#power.end();
    await this.#network.close();
    await this.save();
  }

  /** Changes what a person in the machine room can change. Holds from now on, over restarts. */
  async alter(change: Partial<Conditions>): Promise<void> {
    Object.assign(this.state.conditions, change);
    await this.save();
  }

  /** Another machine is at this address now, or this one was installed anew: nothing of ours is on it. */
  async becomeAnother(machineId: string): Promise<void> {
    Object.assign(this.state, { machineId, toolkits: {}, jobs: {}, inputs: {} });
    await this.save();
  }

  /** It was made from another one's disk: it has that one's ids. */
  async becomeClone(of: Partial<Pick<ComputerState, 'machineId' | 'susClientId'>>): Promise<void> {
    Object.assign(this.state, of);
    await this.save();
  }

  /** The power goes: jobs die, and nothing answers until it comes back. */
  cutPower(): Promise<void> {
    return this.#power.cut();
  }

  /** Power for a computer that has none, and a press of the button for one that hangs. */
  restorePower(): Promise<void> {
    return this.#power.restore();
  }

  /** Somebody stands before it and enters the PIN that it asks for. */
  enterPin(): Promise<void> {
    return this.#power.enterPin();
  }

  /** The network cable: the computer goes on, and nobody reaches it. */
  pullCable(): Promise<void> {
    return this.#network.pull();
  }

  plugCable(): Promise<void> {
    return this.#network.plug();
  }

  /** Somebody starts a WinRM that would start late. */
  startWinrm(): Promise<void> {
    return this.#power.startWinrm();
  }

  /** Goes down now and comes up after a while, as if somebody had pressed the button. Ends when it is down. */
  restart(): Promise<void> {
    return this.#power.restart();
  }

  /** Somebody else plans a restart, after so many milliseconds; nobody is told. Nothing happens where one is planned. */
  async planRestart(milliseconds: number): Promise<void> {
    this.#power.planned.plan(milliseconds, null);
    await this.save();
  }

  /** Somebody takes a planned restart back: `shutdown /a`. */
  async abortRestart(): Promise<void> {
    this.#power.planned.abort();
    await this.save();
  }

  launch(job: Job): void {
    void this.#runner.run(job, this.#power.life);
  }

  /**
   * Begins what Windows installs without a job of ours, if there is any: see `dueByItself`.
   * @param isHour whether the hour has come at which policies install
   */
  async lookAfterItself(isHour: boolean): Promise<void> {
    if (!this.reachable) return;
    const due = dueByItself(this.state, this.#settings.updates, isHour);
    if (due.length > 0) await this.#runner.byItself(due, this.#power.life);
  }

  listen(otherwise?: Otherwise): Promise<void> {
    return this.#network.listen(otherwise);
  }

  silence(): Promise<void> {
    return this.winrm.close(true);
  }

  interruptJobs(): void {
    for (const job of Object.values(this.state.jobs)) {
      if (job.state !== 'running') continue;
      Object.assign(job, { state: 'interrupted', scheduledTask: null, endedAt: this.now() });
      note(this.state, 'job interrupted', this.now(), job.key);
    }
  }
}

/** A local account's place is the computer; the domain's names are told all the same. */
function namesOf({ kept: { value }, domain }: ComputerSettings): HostNames {
  const dnsDomain = value.dnsName.slice(value.dnsName.indexOf('.') + 1);
  return { computer: value.name, domain, dnsComputer: value.dnsName, dnsDomain };
}
