import type { Survey } from '../../domain/diagnosis/seen.js';
import { PatchbayError } from '../../domain/errors.js';
import type { ComputerId, Instant, JobKey } from '../../domain/ids.js';
import type { Contact, JobOrder, JobState } from '../../domain/job.js';
import type { DetachedJobs, KnownComputer } from '../../ports/endpoint.js';
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
import { otherMachine } from './refusals.js';
import { stateOf } from './results.js';
import { askFor } from './talk.js';
import { equip, probe } from './toolkit.js';

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

  async prepare(computer: ComputerId, isIt: (contact: Contact) => Promise<boolean>): Promise<Contact> {
    return this.#withShell(computer, this.#options.prepareSeconds ?? DEFAULTS.prepareSeconds, async (shell) => {
      this.#homes.delete(computer);
      const found = await probe(computer, shell);
      const contact = contactOf(found, shell);
      if (!(await isIt(contact))) return contact;
      await equip(computer, shell, found);
      this.#homes.set(computer, found.programfiles);
      await this.#purge(computer, shell, found);
      return contact;
    });
  }

  async identify(computer: ComputerId): Promise<Contact> {
    return this.#withShell(computer, this.#options.callSeconds ?? DEFAULTS.callSeconds, async (shell) =>
      contactOf(await probe(computer, shell), shell),
    );
  }

  /** Who answers there, and whether our scripts can work there: nothing is written. Fails as `identify` does. */
  async survey(computer: ComputerId): Promise<Survey> {
    return this.#withShell(computer, this.#options.callSeconds ?? DEFAULTS.callSeconds, async (shell) =>
      surveyOf(await probe(computer, shell), shell),
    );
  }

  async submit(computer: KnownComputer, order: JobOrder): Promise<JobState> {
    const text = commandLineJson(order.spec.input);
    const request = submitRequest.parse({
      machine: computer.machineId,
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
        : talk.verb('submit', { ...request, pieces: await sendInput(computer.id, talk, request, text) });
      return this.#stateOf(computer, talk, await talk.report(line), order.key);
    });
  }

  async poll(computer: KnownComputer, key: JobKey): Promise<JobState> {
    return this.#talk(computer, async (talk) => {
      const report = await talk.report(talk.verb('poll', { machine: computer.machineId, key, from: 0 }));
      return this.#stateOf(computer, talk, report, key);
    });
  }

  async acknowledge(computer: KnownComputer, key: JobKey): Promise<void> {
    const request = { machine: computer.machineId, key };
    const report = await this.#talk(computer, (talk) => talk.report(talk.verb('acknowledge', request)));
    if (report.state === 'acknowledged' || report.state === 'unknown') return;
    throw new PatchbayError('PB408', { computer: computer.id, cause: `the job is still ${report.state}` });
  }

  async stop(computer: KnownComputer, key: JobKey): Promise<void> {
    await this.#talk(computer, (talk) => talk.report(talk.verb('stop', { machine: computer.machineId, key })));
  }

  /** Old tombstones and toolkits go, now and then. A computer that cannot do so can still be worked with. */
  async #purge(computer: ComputerId, shell: WinRmShell, found: ProbeReport): Promise<void> {
    const now = (this.#options.now ?? Date.now)();
    const since = now - (this.#purgedAt.get(computer) ?? 0);
    if (since < (this.#options.purgeHours ?? DEFAULTS.purgeHours) * 3_600_000) return;
    try {
      const line = toolkitLine(found.programfiles, toolkitVersion(), 'purge', { machine: found.machine });
      await askFor(computer, shell, line, purgeReport);
    } catch (error) {
      if (!(error instanceof PatchbayError) || error.code !== 'PB408') throw error;
    }
    this.#purgedAt.set(computer, now);
  }

  #stateOf({ id, machineId }: KnownComputer, talk: Talk, report: JobReport, key: JobKey): Promise<JobState> {
    const more = (from: number): Promise<JobReport> =>
      talk.report(talk.verb('poll', { machine: machineId, key, from }));
    return stateOf(id, report, more, this.#options.resultLimitOf?.(id) ?? DEFAULTS.resultLimit);
  }

  async #talk<T>(computer: KnownComputer, use: (talk: Talk) => Promise<T>): Promise<T> {
    const { id } = computer;
    return this.#withShell(id, this.#options.callSeconds ?? DEFAULTS.callSeconds, async (shell) => {
      const home = this.#homes.get(id) ?? (await this.#metAgain(computer, shell));
      const version = toolkitVersion();
      try {
        return await use({
          shell,
          verb: (verb, request, input) => toolkitLine(home, version, verb, request, input ?? null),
          report: (line) => askFor(id, shell, line, jobReport),
        });
      } catch (error) {
        // No frame at all is what a computer without the toolkit gives: another one, most likely.
        if (error instanceof PatchbayError && error.code === 'PB405') await recognize(computer, shell);
        throw error;
      }
    });
  }

  /** Where the toolkit lies on a computer that was met before this program began. */
  async #metAgain(computer: KnownComputer, shell: WinRmShell): Promise<string> {
    const found = await recognize(computer, shell);
    await equip(computer.id, shell, found);
    this.#homes.set(computer.id, found.programfiles);
    return found.programfiles;
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

/** Who answers there, if it is the known machine; else PB404. Nothing is written. */
async function recognize({ id, machineId }: KnownComputer, shell: WinRmShell): Promise<ProbeReport> {
  const found = await probe(id, shell);
  if (found.machine !== machineId) throw otherMachine(id, found.machine);
  return found;
}

function contactOf({ name, domain, machine, booted, clock }: ProbeReport, { way }: WinRmShell): Contact {
  const moments = { bootedAt: Date.parse(booted), clock: Date.parse(clock) };
  return {
    computerName: name,
    domain: domain === '' ? null : domain,
    machineId: machine,
    ...moments,
    way: way ?? null,
  };
}

function surveyOf(report: ProbeReport, shell: WinRmShell): Survey {
  const { mode, policy, admin, toolkit } = report;
  const means = { languageMode: mode, executionPolicy: policy, isAdmin: admin === 'yes' };
  return { ...contactOf(report, shell), ...means, hasToolkit: toolkit === 'present' };
}

/** Sends a long input up in pieces; gives their number. */
async function sendInput(computer: ComputerId, talk: Talk, request: SubmitRequest, text: string): Promise<number> {
  const empty = talk.verb(
    'input',
    { machine: request.machine, key: request.key, index: 999, count: 999, sha256: request.hash },
    '',
  );
  const pieces = inputPieces(text, empty.length);
  for (const [index, piece] of pieces.entries()) {
    const place = { machine: request.machine, key: request.key, index, count: pieces.length, sha256: sha256Hex(piece) };
    await askFor(computer, talk.shell, talk.verb('input', place, piece), inputReport);
  }
  return pieces.length;
}
