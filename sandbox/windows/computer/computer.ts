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
import { finishUpdates } from './agent.js';
import { dueByItself } from './by-itself.js';
import { JobRunner } from './job-runner.js';
import type { JobHost } from './jobs.js';
import { Life } from './life.js';
import { runCommandLine } from './shell.js';
import { type ComputerState, type Conditions, type Job, note } from './state.js';
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

/** What to do where somebody else has the port: only at the sandbox's start may it be another one. */
type Otherwise = 'wait' | 'any port';

/** How long a port that somebody took meanwhile is tried again, in milliseconds. */
const PORT_RETRY_MS = 200;

/** One pretend Windows computer: its state, its jobs, its power and its WinRM listener. */
export class Computer implements JobHost, ToolkitHost {
  readonly winrm: WinrmService;
  readonly partFolder: string;
  readonly #settings: ComputerSettings;
  #life: Life;
  #ports: Ports;
  readonly #runner: JobRunner;
  #cable: 'plugged' | 'pulled' = 'plugged';
  #closed = false;

  constructor(settings: ComputerSettings) {
    this.#settings = settings;
    this.partFolder = settings.partFolder;
    this.#ports = settings.ports;
    this.#life = new Life(settings.clock);
    this.#runner = new JobRunner(this, settings, (delaySeconds, key) => this.#planRestart(delaySeconds, key));
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

  /** Where a client knocks: at its HTTP listener, where it has one, else at the one of HTTPS. */
  get port(): number {
    return this.#ports.http ?? this.#ports.https ?? 0;
  }

  get ports(): Ports {
    return this.#ports;
  }

  get service(): ServiceSettings {
    return this.#settings.service;
  }

  get cable(): 'plugged' | 'pulled' {
    return this.#cable;
  }

  get reachable(): boolean {
    return this.state.power === 'on' && this.#cable === 'plugged';
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
    this.#interruptJobs();
    if (this.state.power === 'restarting') await this.#boot('any port');
    else {
      if (this.state.power === 'off') await this.#choosePort();
      if (this.state.power === 'on') await this.#listen('any port');
      await this.save();
    }
    if (this.state.restart && this.state.power === 'on') this.#awaitRestart();
  }

  /** The sandbox ends; the computer is as it is. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#life.end();
    await this.winrm.close(true);
    await this.save();
  }

  /**
   * Changes what a person in the machine room can change: free space of the disk, who is logged on, the update policy,
   * updates that fail or are undone by the restart, how slow it is, and so on. Holds from now on, over restarts.
   */
  async alter(change: Partial<Conditions>): Promise<void> {
    Object.assign(this.state.conditions, change);
    await this.save();
  }

  /** Another machine is at this address now, or this one was installed anew: nothing of ours is on it. */
  async becomeAnother(machineId: string): Promise<void> {
    Object.assign(this.state, { machineId, toolkits: {}, jobs: {}, inputs: {} });
    await this.save();
  }

  /** The power goes: jobs die, and nothing answers until it comes back. */
  async cutPower(): Promise<void> {
    await this.#goDown('off');
    if (this.state.power !== 'restarting') return;
    this.#newLife();
    this.state.power = 'off';
    await this.save();
  }

  async restorePower(): Promise<void> {
    if (this.state.power === 'off') await this.#boot();
  }

  /** The network cable: the computer goes on, and nobody reaches it. */
  async pullCable(): Promise<void> {
    this.#cable = 'pulled';
    await this.winrm.close(false);
  }

  async plugCable(): Promise<void> {
    this.#cable = 'plugged';
    await this.#listen();
  }

  /** Goes down now and comes up after a while, as if somebody had pressed the button. Ends when it is down. */
  async restart(): Promise<void> {
    if (this.state.power !== 'on') return;
    const down = this.#goDown('restarting');
    const duration = this.#settings.durations.restart * this.state.conditions.slowness;
    this.#life.after(duration, () => void down.then(() => this.#boot()));
    await down;
  }

  launch(job: Job): void {
    void this.#runner.run(job, this.#life);
  }

  /**
   * Begins what Windows installs without a job of ours, if there is any: see `dueByItself`.
   * @param isHour whether the hour has come at which policies install
   */
  async lookAfterItself(isHour: boolean): Promise<void> {
    if (!this.reachable) return;
    const due = dueByItself(this.state, this.#settings.updates, isHour);
    if (due.length > 0) await this.#runner.byItself(due, this.#life);
  }

  /** Whoever is logged on is told, and has this long to save his work. */
  #planRestart(delaySeconds: number, key: string | null): boolean {
    if (this.state.restart) return false;
    const notice = Math.min(delaySeconds * 1000, this.#settings.durations.noticeAtMost);
    this.state.restart = { at: this.#settings.clock.now() + notice, key };
    note(this.state, 'restart planned', this.now(), key);
    if (this.state.conditions.loggedOnUsers > 0) note(this.state, 'users warned', this.now(), key);
    this.#awaitRestart();
    return true;
  }

  #awaitRestart(): void {
    const wait = Math.max(0, (this.state.restart?.at ?? 0) - this.#settings.clock.now());
    this.#life.after(wait, () => void this.restart());
  }

  async #goDown(power: 'off' | 'restarting'): Promise<void> {
    if (this.state.power !== 'on') return;
    const key = this.state.restart?.key ?? null;
    this.#newLife();
    this.state.power = power;
    this.state.restart = null;
    this.#interruptJobs();
    note(this.state, 'went down', this.now(), key);
    if (this.state.conditions.loggedOnUsers > 0) note(this.state, 'users logged off', this.now(), key);
    this.state.conditions.loggedOnUsers = 0;
    await Promise.all([this.winrm.close(true), this.save()]);
  }

  #newLife(): void {
    this.#life.end();
    this.#life = new Life(this.#settings.clock);
  }

  #interruptJobs(): void {
    for (const job of Object.values(this.state.jobs)) {
      if (job.state !== 'running') continue;
      Object.assign(job, { state: 'interrupted', scheduledTask: null, endedAt: this.now() });
      note(this.state, 'job interrupted', this.now(), job.key);
    }
  }

  async #boot(otherwise: Otherwise = 'wait'): Promise<void> {
    const servicing = this.state.awaitingRestart.length > 0 ? this.#settings.durations.servicing : 0;
    this.state.bootedAt = this.now();
    this.state.servicingUntil = this.now() + servicing;
    this.state.power = 'on';
    note(this.state, 'came up', this.now(), null);
    for (const id of finishUpdates(this.state)) note(this.state, 'rolled back', this.now(), null, id);
    await this.save();
    await this.#listen(otherwise);
  }

  /** What is off at the sandbox's start has an address all the same. */
  async #choosePort(): Promise<void> {
    if (this.port !== 0) return;
    this.#ports = await this.#open(this.#ports);
    await this.winrm.close(true);
  }

  async #open({ http, https }: Ports): Promise<Ports> {
    return await this.winrm.open({ http: http ?? 0, https: https ?? 0 });
  }

  async #listen(otherwise: Otherwise = 'wait'): Promise<void> {
    if (this.#closed || this.winrm.listening || !this.reachable) return;
    try {
      this.#ports = await this.#open(this.#ports);
    } catch (error) {
      if (!isTaken(error)) throw error;
      if (otherwise === 'any port') this.#ports = await this.#open({ http: 0, https: 0 });
      else this.#life.after(PORT_RETRY_MS, () => void this.#listen());
    }
    if (this.#closed || !this.reachable) await this.winrm.close(true);
  }
}

/** A local account's place is the computer; the domain's names are told all the same. */
function namesOf({ kept: { value }, domain }: ComputerSettings): HostNames {
  const dnsDomain = value.dnsName.slice(value.dnsName.indexOf('.') + 1);
  return { computer: value.name, domain, dnsComputer: value.dnsName, dnsDomain };
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
