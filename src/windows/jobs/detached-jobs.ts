import type { Survey } from '../../domain/diagnosis/seen.js';
import { PatchbayError } from '../../domain/errors.js';
import type { ComputerId, Instant, JobKey } from '../../domain/ids.js';
import type { Contact, JobOrder, JobState } from '../../domain/job.js';
import type { DetachedJobs } from '../../ports/endpoint.js';
import { fits, inputPieces, toolkitLine } from '../scripts/command-lines.js';
import {
  commandLineJson,
  inputReport,
  type JobReport,
  jobContent,
  jobReport,
  type ProbeReport,
  purgeReport,
  type SubmitRequest,
  submitRequest,
  type Verb,
} from '../scripts/contract.js';
import { sha256Hex, toolkitVersion } from '../scripts/texts.js';
import type { WinRmConnection, WinRmShell, WinRmTransport } from '../winrm/transport.js';
import { within } from '../winrm/within.js';
import { stateOf } from './results.js';
import { askFor } from './talk.js';
import { meet, probe } from './toolkit.js';

export interface DetachedJobsOptions {
  readonly transport: WinRmTransport;
  /** How a computer is reached; throws a PatchbayError where it is not known. */
  readonly connectionOf: (computer: ComputerId) => WinRmConnection;
  /** How long one call may take in all, in seconds. */
  readonly callSeconds?: number;
  /** The same for a first contact, which may have to bring the toolkit. */
  readonly prepareSeconds?: number;
  /** The longest result that is taken of a computer, in characters. */
  readonly resultLimitOf?: (computer: ComputerId) => number;
  /** Ends every call, when the program ends. */
  readonly signal?: AbortSignal;
  /** How often a computer is told to remove what is old, in hours. */
  readonly purgeHours?: number;
  readonly now?: () => Instant;
}

/** One shell on one computer that has the toolkit. */
interface Talk {
  verb(verb: Verb, request: unknown, input?: string): string;
  report(line: string): Promise<JobReport>;
  readonly shell: WinRmShell;
}

const DEFAULTS = { callSeconds: 600, prepareSeconds: 600, resultLimit: 8_000_000, purgeHours: 24 } as const;

/** Detached jobs over WinRM: every call opens a shell, says one or a few short lines, and closes it. */
export class WinRmDetachedJobs implements DetachedJobs {
  readonly #options: DetachedJobsOptions;
  /** Where the toolkit of this version lies, for computers that were seen to have it. */
  readonly #homes = new Map<ComputerId, string>();
  readonly #purgedAt = new Map<ComputerId, Instant>();

  constructor(options: DetachedJobsOptions) {
    this.#options = options;
  }

  async prepare(computer: ComputerId): Promise<Contact> {
    return this.#withShell(computer, this.#options.prepareSeconds ?? DEFAULTS.prepareSeconds, async (shell) => {
      this.#homes.delete(computer);
      const met = await meet(computer, shell);
      this.#homes.set(computer, met.programfiles);
      await this.#purge(computer, shell, met.programfiles);
      return contactOf(met);
    });
  }

  async identify(computer: ComputerId): Promise<Contact> {
    return this.#withShell(computer, this.#options.callSeconds ?? DEFAULTS.callSeconds, async (shell) =>
      contactOf(await probe(computer, shell)),
    );
  }

  /** Who answers there, and whether our scripts can work there: nothing is written. Fails as `identify` does. */
  async survey(computer: ComputerId): Promise<Survey> {
    return this.#withShell(computer, this.#options.callSeconds ?? DEFAULTS.callSeconds, async (shell) =>
      surveyOf(await probe(computer, shell)),
    );
  }

  async submit(computer: ComputerId, order: JobOrder): Promise<JobState> {
    const text = commandLineJson(order.spec.input);
    const request = submitRequest.parse({
      key: order.key,
      script: order.spec.script,
      hash: sha256Hex(jobContent(order.spec.script, text)),
      pieces: 0,
      notAfter: new Date(order.notAfter).toISOString(),
      limitSeconds: order.spec.limitSeconds,
    });
    return this.#talk(computer, async (talk) => {
      const short = fits(() => talk.verb('submit', request, text));
      const line = short
        ? talk.verb('submit', request, text)
        : talk.verb('submit', { ...request, pieces: await sendInput(computer, talk, request, text) });
      return this.#stateOf(computer, talk, await talk.report(line), order.key);
    });
  }

  async poll(computer: ComputerId, key: JobKey): Promise<JobState> {
    return this.#talk(computer, async (talk) => {
      const report = await talk.report(talk.verb('poll', { key, from: 0 }));
      return this.#stateOf(computer, talk, report, key);
    });
  }

  async acknowledge(computer: ComputerId, key: JobKey): Promise<void> {
    const report = await this.#talk(computer, (talk) => talk.report(talk.verb('acknowledge', { key })));
    if (report.state === 'acknowledged' || report.state === 'unknown') return;
    throw new PatchbayError('PB408', { computer, cause: `the job is still ${report.state}` });
  }

  async stop(computer: ComputerId, key: JobKey): Promise<void> {
    await this.#talk(computer, (talk) => talk.report(talk.verb('stop', { key })));
  }

  /** Old tombstones and toolkits go, now and then. A computer that cannot do so can still be worked with. */
  async #purge(computer: ComputerId, shell: WinRmShell, home: string): Promise<void> {
    const now = (this.#options.now ?? Date.now)();
    const since = now - (this.#purgedAt.get(computer) ?? 0);
    if (since < (this.#options.purgeHours ?? DEFAULTS.purgeHours) * 3_600_000) return;
    try {
      await askFor(computer, shell, toolkitLine(home, toolkitVersion(), 'purge', {}), purgeReport);
    } catch (error) {
      if (!(error instanceof PatchbayError) || error.code !== 'PB408') throw error;
    }
    this.#purgedAt.set(computer, now);
  }

  #stateOf(computer: ComputerId, talk: Talk, report: JobReport, key: JobKey): Promise<JobState> {
    const more = (from: number): Promise<JobReport> => talk.report(talk.verb('poll', { key, from }));
    return stateOf(computer, report, more, this.#options.resultLimitOf?.(computer) ?? DEFAULTS.resultLimit);
  }

  async #talk<T>(computer: ComputerId, use: (talk: Talk) => Promise<T>): Promise<T> {
    return this.#withShell(computer, this.#options.callSeconds ?? DEFAULTS.callSeconds, async (shell) => {
      const home = this.#homes.get(computer) ?? (await meet(computer, shell)).programfiles;
      this.#homes.set(computer, home);
      const version = toolkitVersion();
      return use({
        shell,
        verb: (verb, request, input) => toolkitLine(home, version, verb, request, input ?? null),
        report: (line) => askFor(computer, shell, line, jobReport),
      });
    });
  }

  async #withShell<T>(computer: ComputerId, seconds: number, use: (shell: WinRmShell) => Promise<T>): Promise<T> {
    const target = { ...this.#options.connectionOf(computer), computer };
    const outer = this.#options.signal ?? new AbortController().signal;
    try {
      return await within(outer, seconds * 1000, (signal) => this.#options.transport.withShell(target, use, signal));
    } catch (error) {
      // No frame at all is what a computer without the toolkit gives: the next call looks again.
      if (error instanceof PatchbayError && error.code === 'PB405') this.#homes.delete(computer);
      throw error;
    }
  }
}

function contactOf({ name, domain, machine, booted, clock }: ProbeReport): Contact {
  const moments = { bootedAt: Date.parse(booted), clock: Date.parse(clock) };
  return { computerName: name, domain: domain === '' ? null : domain, machineId: machine, ...moments };
}

function surveyOf(report: ProbeReport): Survey {
  const { mode, policy, admin, toolkit } = report;
  const means = { languageMode: mode, executionPolicy: policy, isAdmin: admin === 'yes' };
  return { ...contactOf(report), ...means, hasToolkit: toolkit === 'present' };
}

/** Sends a long input up in pieces; gives their number. */
async function sendInput(computer: ComputerId, talk: Talk, request: SubmitRequest, text: string): Promise<number> {
  const empty = talk.verb('input', { key: request.key, index: 999, count: 999, sha256: request.hash }, '');
  const pieces = inputPieces(text, empty.length);
  for (const [index, piece] of pieces.entries()) {
    const place = { key: request.key, index, count: pieces.length, sha256: sha256Hex(piece) };
    await askFor(computer, talk.shell, talk.verb('input', place, piece), inputReport);
  }
  return pieces.length;
}
