import { asciiJson } from '../../../src/windows/scripts/contract.js';
import type { Durations } from '../durations.js';
import type { PublishedUpdate, UpdateService } from '../wsus/update.js';
import type { Wsus } from '../wsus/wsus.js';
import { restartPending } from './agent.js';
import { installUnasked } from './by-itself.js';
import type { InstallsOn } from './installer.js';
import { inputOf, type JobHost } from './jobs.js';
import type { Life } from './life.js';
import type { Power } from './power.js';
import { PowerLost, ScriptError } from './script-error.js';
import { type Job, note } from './state.js';
import { perform, type Work } from './work.js';

/** What a job can reach beside its own computer. */
interface Surroundings {
  readonly durations: Durations;
  readonly updates: UpdateService;
  readonly wsus: Wsus | null;
}

/** Windows' own notice before it restarts after installs of its own: fifteen minutes. */
const UNASKED_NOTICE_SECONDS = 900;
const UNASKED_NOTICE = 'Your device will restart to update';

/** `Start-PatchbayJob.ps1`: runs a job to its end, detached from whoever asked for it. */
export class JobRunner {
  readonly #host: JobHost;
  readonly #around: Surroundings;
  readonly #power: Power;
  /** The life in which an installer is at work. */
  #installing: Life | null = null;

  constructor(host: JobHost, around: Surroundings, power: Power) {
    this.#host = host;
    this.#around = around;
    this.#power = power;
  }

  async run(job: Job, life: Life): Promise<void> {
    try {
      if (job.script === null) return;
      const result = await perform(this.#workOf(job, life), job.script, inputOf(job));
      await this.#end(job, life, { state: 'finished', resultText: asciiJson(result) });
    } catch (error) {
      if (error instanceof PowerLost) return;
      const hresult = error instanceof ScriptError ? error.hresult : '0x80131501';
      const message = error instanceof Error ? error.message.slice(0, 2000) : String(error);
      await this.#end(job, life, { state: 'broken', error: { message, hresult } });
    }
  }

  async #end(job: Job, life: Life, end: Pick<Job, 'state'> & Partial<Job>): Promise<void> {
    if (life.over) return;
    Object.assign(job, { scheduledTask: null, endedAt: this.#host.now(), ...end });
    note(this.#host.state, 'job ended', this.#host.now(), job.key);
    await this.#host.save();
  }

  /**
   * Installs what no job asked for, one after another, and plans the restart that it needs. Nothing happens where an
   * installer is at work.
   */
  async byItself(updates: readonly PublishedUpdate[], life: Life): Promise<void> {
    const on = this.#installsOn(life);
    try {
      await this.#alone(life, () => installUnasked(updates, on));
      if (restartPending(on.state)) this.#planRestart(UNASKED_NOTICE_SECONDS, null, UNASKED_NOTICE);
    } catch (error) {
      if (!(error instanceof PowerLost)) throw error;
    }
  }

  /** Whoever is logged on is told, and has this long to save his work. False where one is planned already. */
  #planRestart(delaySeconds: number, key: string | null, message: string): boolean {
    const notice = Math.min(delaySeconds * 1000, this.#around.durations.noticeAtMost);
    if (!this.#power.planned.plan(notice, key)) return false;
    this.#power.tell('users warned', key, message);
    return true;
  }

  #installsOn(life: Life): InstallsOn {
    const host = this.#host;
    return {
      state: host.state,
      durations: this.#around.durations,
      updates: this.#around.updates,
      now: () => host.now(),
      pause: (milliseconds) => life.pause(milliseconds * host.state.conditions.slowness),
      save: () => host.save(),
    };
  }

  #workOf(job: Job, life: Life): Work {
    return {
      ...this.#around,
      ...this.#installsOn(life),
      job,
      progress: (done, total, phase, item) => {
        job.progress = { done, total, phase, item };
      },
      alone: (install) => this.#alone(life, install),
      installerBusy: () => this.#installing === life,
      losePower: () => this.#power.cut(),
      planRestart: (delaySeconds, message) => this.#planRestart(delaySeconds, job.key, message),
      tell: (message) => this.#power.tell('users told', job.key, message),
    };
  }

  async #alone<T>(life: Life, install: () => Promise<T>): Promise<T | null> {
    if (this.#installing === life) return null;
    this.#installing = life;
    try {
      return await install();
    } finally {
      if (this.#installing === life) this.#installing = null;
    }
  }
}
