import { asciiJson } from '../../../src/windows/scripts/contract.js';
import type { Durations } from '../durations.js';
import type { UpdateService } from '../wsus/update.js';
import type { Wsus } from '../wsus/wsus.js';
import { inputOf, type JobHost } from './jobs.js';
import type { Life } from './life.js';
import { PowerLost, ScriptError } from './script-error.js';
import { type Job, note } from './state.js';
import { perform, type Work } from './work.js';

/** What a job can reach beside its own computer. */
interface Surroundings {
  readonly durations: Durations;
  readonly updates: UpdateService;
  readonly wsus: Wsus | null;
}

/** `Start-PatchbayJob.ps1`: runs a job to its end, detached from whoever asked for it. */
export class JobRunner {
  readonly #host: JobHost;
  readonly #around: Surroundings;
  readonly #planRestart: (delaySeconds: number, key: string) => boolean;
  /** The life in which an installer is at work. */
  #installing: Life | null = null;

  constructor(host: JobHost, around: Surroundings, planRestart: (delaySeconds: number, key: string) => boolean) {
    this.#host = host;
    this.#around = around;
    this.#planRestart = planRestart;
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

  #workOf(job: Job, life: Life): Work {
    const host = this.#host;
    return {
      ...this.#around,
      job,
      state: host.state,
      now: () => host.now(),
      pause: (milliseconds) => life.pause(milliseconds),
      save: () => host.save(),
      progress: (done, total, phase, item) => {
        job.progress = { done, total, phase, item };
      },
      alone: (install) => this.#alone(life, install),
      installerBusy: () => this.#installing === life,
      planRestart: (delaySeconds) => this.#planRestart(delaySeconds, job.key),
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
