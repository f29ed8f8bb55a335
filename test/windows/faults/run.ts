import type { Computer as Pretend } from '../../../sandbox/windows/computer/computer.js';
import type { Fleet } from '../../../sandbox/windows/fleet.js';
import type { Computer } from '../../../src/domain/computer.js';
import type { JobKey } from '../../../src/domain/ids.js';
import type { Contact } from '../../../src/domain/job.js';
import type { WinRmConnection } from '../../../src/windows/winrm/transport.js';
import { next } from '../../../src/workflows/engine/machine.js';
import type { Context, Effect, Observation } from '../../../src/workflows/engine/protocol.js';
import { claimedBy, contextAt, runOf } from '../../support/machine-walk.js';
import { Bot } from './bot.js';
import { fastClock } from './fast-clock.js';
import { type Planned, type Schedule, troubleOf } from './kinds.js';

/** By the fast clock, in milliseconds. */
const SETTINGS = {
  ...{ pollMs: 6_000, retryMs: 3_000, maxRetryMs: 30_000, giveUpMs: 7_200_000 },
  ...{ jobLimitMs: 14_400_000, restartDelayMs: 0, restartWaitMs: 3_600_000 },
  maxClockSkewMs: 300_000,
};
/** By the wall clock. */
const DEADLINE_MS = 80_000;
const ANOTHER = '22222222-2222-4222-8222-222222222222';

/** Keys are never used twice, whoever uses them. */
let keys = 0;

/** What a schedule came to. */
export interface Played {
  readonly schedule: Schedule;
  readonly met: readonly Planned[];
  readonly history: readonly string[];
  readonly wrong: readonly string[];
  readonly implemented: number;
}

/** One run of the step machine on one of the sandbox's computers, by way of real sockets. */
export class Run {
  readonly #fleet: Fleet;
  readonly #pretend: Pretend;
  readonly #connection: WinRmConnection;
  readonly #schedule: Schedule;
  readonly #begunAt = performance.now();
  readonly #taken: JobKey[] = [];
  readonly #met: Planned[] = [];
  readonly #history: string[] = [];
  readonly #wrong: string[] = [];
  readonly #machineId: string;
  #left: readonly Planned[];
  #stored: Computer;
  #bot: Bot;

  constructor(fleet: Fleet, pretend: Pretend, connection: WinRmConnection, schedule: Schedule) {
    this.#fleet = fleet;
    this.#pretend = pretend;
    this.#connection = connection;
    this.#schedule = schedule;
    this.#left = schedule.planned;
    this.#machineId = pretend.state.machineId;
    const start = { kind: 'run', restart: 'if-required', updates: 2, mode: 'install', windowMinutes: null } as const;
    this.#stored = { ...claimedBy(start), machineId: this.#machineId };
    this.#bot = new Bot(connection, schedule.keepSeconds);
  }

  async play(): Promise<Played> {
    try {
      while (await this.#goOn());
      await this.#judge();
    } finally {
      await this.#bot.close();
      this.#pretend.watcher = () => undefined;
      this.#pretend.winrm.troubles.set(null);
    }
    const { work } = runOf(this.#stored);
    const implemented = Object.values(this.#stored.recommendations).filter((one) => one.state === 'Implemented').length;
    if (work.kind !== 'run') this.#wrong.push('it is no run any more');
    return { schedule: this.#schedule, met: this.#met, history: this.#history, wrong: this.#wrong, implemented };
  }

  /** One thing that the stored state asks for; false where it asks for nothing, or takes too long. */
  async #goOn(): Promise<boolean> {
    const { effect } = next(this.#stored, { kind: 'resumed' }, this.#context());
    if (effect.do === 'finish') return false;
    if (this.#elapsed > DEADLINE_MS) {
      this.#wrong.push(`hangs at ${runOf(this.#stored).leg}/${effect.do}`);
      return false;
    }
    if (effect.do === 'wait') await waited(effect.until - fastClock.now());
    else await this.#call(effect);
    return true;
  }

  async #call(effect: Exclude<Effect, { do: 'wait' | 'finish' }>): Promise<void> {
    const step = `${runOf(this.#stored).leg}/${effect.do}`;
    const planned = this.#left.find((one) => one.step === step) ?? null;
    if (planned !== null) {
      this.#left = this.#left.filter((one) => one !== planned);
      this.#met.push(planned);
      await this.#befalls(planned);
    }
    const isIt = async ({ machineId }: Contact): Promise<boolean> => machineId === this.#machineId;
    const seen = await this.#bot.does(this.#stored.id, effect, isIt);
    this.#history.push(`${Math.round(this.#elapsed)} ms  ${step}  ${planned?.kind ?? ''}  ${wordsOf(seen)}`);
    if (this.#bot.isOver) await this.#restartBot();
    else this.#observe(seen);
  }

  /** Only what was stored is there again. */
  async #restartBot(): Promise<void> {
    await this.#bot.close();
    this.#stored = JSON.parse(JSON.stringify(this.#stored)) as Computer;
    this.#bot = new Bot(this.#connection, this.#schedule.keepSeconds);
  }

  async #befalls({ kind, operation }: Planned): Promise<void> {
    const trouble = troubleOf(kind);
    const isAny = trouble?.kind === 'fault' && trouble.fault === 'remote shell';
    if (trouble !== null) {
      this.#pretend.winrm.troubles.set({ times: 1, ...(isAny ? {} : { operation }), ...trouble });
    } else if (kind === 'another computer') await this.#isReplaced();
    else if (kind === 'cable pulled') await this.#pullCable();
    else if (kind.startsWith('bot restarts')) this.#atCommand(kind.endsWith('before'), () => this.#bot.kill());
    else this.#atCommand(kind.endsWith('before'), () => void this.#pretend.restart());
  }

  async #isReplaced(): Promise<void> {
    await this.#pretend.becomeAnother(ANOTHER);
    this.#pretend.state.events = [];
  }

  async #pullCable(): Promise<void> {
    await this.#fleet.setFault(this.#pretend.state.id, { kind: 'unreachable' });
    fastClock.after(20_000, () => void this.#fleet.setFault(this.#pretend.state.id, null));
  }

  /** Before or after the next command line has its effect. */
  #atCommand(isBefore: boolean, act: () => void): void {
    this.#pretend.watcher = (phase) => {
      if (phase !== (isBefore ? 'before' : 'after')) return;
      this.#pretend.watcher = () => undefined;
      act();
    };
  }

  #observe(seen: Observation): void {
    const [before, facts] = [runOf(this.#stored), this.#stored.facts];
    this.#stored = next(this.#stored, seen, this.#context()).computer;
    if (this.#stored.facts !== facts && this.#stored.facts?.machineId !== this.#machineId)
      this.#wrong.push('lost: what another computer tells is believed');
    const isFinished = seen.kind === 'job' && seen.state.state === 'finished';
    if (!isFinished || before.order === null || runOf(this.#stored).phase !== 'acknowledge') return;
    this.#taken.push(before.order.key);
    if (JSON.stringify(seen.state.result).includes('not-found'))
      this.#wrong.push('double: an install was handed over for what was no longer needed');
  }

  /** What is true of the computer against what is stored. */
  async #judge(): Promise<void> {
    const { state } = this.#pretend;
    const isOther = state.machineId !== this.#machineId;
    if (isOther && (state.events.some(({ what }) => what === 'toolkit sealed') || Object.keys(state.jobs).length > 0))
      this.#wrong.push('strange: another machine was given what was meant for this one');
    // A job that nobody waits for any more comes to its end.
    const isOver = (): boolean =>
      state.power === 'on' && Object.values(state.jobs).every((job) => job.state !== 'running');
    for (let count = 0; !isOver() && count < 200; count++) await waited(6_000);
    const { ended, work } = runOf(this.#stored);
    for (const [id, count] of Object.entries(state.installs))
      if (count > 1) this.#wrong.push(`double: ${id} was installed ${count} times`);
    if (this.#taken.length > new Set(this.#taken).size) this.#wrong.push('lost: a result was taken twice');
    if (ended === null) return;
    this.#judgeRecommendations();
    const installs = Object.values(state.jobs).filter((job) => job.script === 'MS_WUA_Install_Updates');
    const left = installs.filter((job) => job.state === 'finished' && !this.#taken.includes(job.key as JobKey));
    if (left.length > 0 && ended.status !== 'Failed') this.#wrong.push('lost: an install was not told of');
    if (work.kind === 'run' && new Set(work.outcomes.map((one) => one.updateId)).size < work.outcomes.length)
      this.#wrong.push('lost: an outcome is recorded twice');
  }

  #judgeRecommendations(): void {
    const { installed } = this.#pretend.state;
    for (const { id, state } of Object.values(this.#stored.recommendations)) {
      if (state === 'In progress') this.#wrong.push(`lost: ${id} is In progress after the end`);
      if (state === 'Implemented' && !installed.includes(id)) this.#wrong.push(`lost: ${id} is not installed`);
    }
  }

  get #elapsed(): number {
    return performance.now() - this.#begunAt;
  }

  #context(): Context {
    const host = this.#pretend.state.conditions.policy.wuServer ?? '';
    const context = contextAt(fastClock.now(), ++keys);
    const rules = { ...context.rules, wsusNames: [new URL(host).hostname] };
    return { ...context, rules, settings: SETTINGS, restart: { may: 'begin', until: null } };
  }
}

function waited(milliseconds: number): Promise<void> {
  return new Promise((resolve) => fastClock.after(Math.max(0, milliseconds), resolve));
}

function wordsOf(seen: Observation): string {
  if (seen.kind === 'failed') return `${seen.failure.code} ${String(seen.failure.details.cause ?? '')}`;
  return seen.kind === 'job' ? seen.state.state : seen.kind;
}
