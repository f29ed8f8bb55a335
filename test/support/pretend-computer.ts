import { createHash } from 'node:crypto';
import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId, Instant, JobKey, UpdateId } from '../../src/domain/ids.js';
import type { Contact, JobOrder, JobState, Json } from '../../src/domain/job.js';
import type { Clock } from '../../src/ports/clock.js';
import type {
  ApproveInput,
  ApproveResult,
  FactsResult,
  InstallInput,
  InstallResult,
  ListResult,
  RestartResult,
  ScanResult,
  SyncResult,
} from '../../src/windows/scripts/contract.js';
import { aFacts } from './samples.js';

/** What the updates of a pretend fleet do, and what its WSUS says; null where there is none. */
export interface Updates {
  /** Whose install asks for a restart. */
  readonly wantsRestart: ReadonlySet<UpdateId>;
  /** That Windows rolls back in the restart. */
  readonly rollsBack: ReadonlySet<UpdateId>;
  /** Whose installer fails. */
  readonly fails: ReadonlySet<UpdateId>;
  readonly list: ListResult | null;
}

interface Job {
  readonly key: JobKey;
  /** The order's content; null where only a tombstone ever came. */
  readonly content: string | null;
  readonly notAfter: Instant;
  readonly boot: Instant;
  ending: JobState | null;
  progress: { readonly done: number; readonly total: number } | null;
  stopped: boolean;
}

type Outcome = InstallResult['updates'][number];

const INSTALL = 'MS_WUA_Install_Updates';
const DOWN_MS = 30_000;

/** One pretend computer in virtual time. It keeps to the script contract, so that the real readers of results fit. */
export class PretendComputer {
  readonly id: ComputerId;
  machineId: string;
  computerName: string;
  domain: string | null = 'CORP';
  /** How it is logged on to. */
  way = 'Negotiate (NTLM) over HTTP, sealed, because over http nothing else is sealed';
  /** Whether anything of ours was brought there. */
  hasToolkit = false;
  /** How far its clock is ahead. */
  skewMs = 0;
  readonly needed: Set<UpdateId>;
  readonly pending = new Set<UpdateId>();
  readonly installed = new Set<UpdateId>();
  readonly downloaded = new Set<UpdateId>();
  /** How often each update's installer ran. */
  readonly installs = new Map<UpdateId, number>();
  /** How often an installer was asked for what was in place already, or waited for its restart. */
  doubles = 0;
  /** How often an install was begun while another one ran. */
  overlaps = 0;
  /** Each job that was begun, in its order. */
  readonly begun: JobOrder[] = [];
  /** What each job that came to its end has told, whether or not it was taken away since. */
  readonly results = new Map<JobKey, Json>();
  bootedAt: Instant;
  offUntil: Instant = 0;
  readonly #jobs = new Map<JobKey, Job>();
  readonly #clock: Clock;
  readonly #updates: Updates;
  readonly #jobMs: number;

  constructor(id: ComputerId, needed: readonly UpdateId[], around: { clock: Clock; updates: Updates; jobMs: number }) {
    this.id = id;
    this.machineId = machineIdOf(id);
    this.computerName = id.toUpperCase();
    this.needed = new Set(needed);
    this.#clock = around.clock;
    this.#updates = around.updates;
    this.#jobMs = around.jobMs;
    this.bootedAt = this.#clock.now() - 86_400_000;
  }

  get isOff(): boolean {
    return this.#clock.now() < this.offUntil;
  }

  contact(): Contact {
    const { computerName, domain, machineId, bootedAt, skewMs } = this;
    return {
      computerName,
      domain,
      machineId,
      bootedAt: bootedAt + skewMs,
      clock: this.#clock.now() + skewMs,
      way: this.way,
    };
  }

  submit(order: JobOrder): JobState {
    const known = this.#jobs.get(order.key);
    const content = JSON.stringify([order.spec.script, order.spec.input]);
    if (known === undefined) this.#begin(order, content);
    else if (known.content !== null && known.content !== content)
      throw new PatchbayError('PB505', { computer: this.id, key: order.key });
    return this.stateOf(order.key);
  }

  stateOf(key: JobKey): JobState {
    const job = this.#jobs.get(key);
    if (job === undefined) return { state: 'unknown' };
    if (job.ending !== null) return job.ending;
    if (job.boot !== this.bootedAt) return { state: 'interrupted' };
    return {
      state: 'running',
      progress: job.progress === null ? null : { ...job.progress, phase: 'install', item: null },
    };
  }

  /** A key that never arrived gets its tombstone too: a late copy of its submission must not run. */
  acknowledge(key: JobKey): void {
    if (this.stateOf(key).state === 'running')
      throw new PatchbayError('PB408', { computer: this.id, cause: 'the job is still running' });
    const ending = { state: 'acknowledged' } as const;
    const nothing = { key, content: null, notAfter: 0, boot: this.bootedAt, progress: null, stopped: false };
    this.#jobs.set(key, { ...(this.#jobs.get(key) ?? nothing), ending });
  }

  stop(key: JobKey): void {
    const job = this.#jobs.get(key);
    if (job !== undefined) job.stopped = true;
  }

  /** Running jobs vanish; pending updates come into effect or are rolled back. */
  restart(): void {
    this.offUntil = this.#clock.now() + DOWN_MS;
    this.bootedAt = this.offUntil;
    for (const id of this.pending) (this.#updates.rollsBack.has(id) ? this.needed : this.installed).add(id);
    this.pending.clear();
  }

  #begin(order: JobOrder, content: string): void {
    const { script, input } = order.spec;
    if (script === INSTALL && this.#isInstalling()) this.overlaps += 1;
    this.begun.push(order);
    const job: Job = {
      ...{ key: order.key, content, notAfter: order.notAfter, boot: this.bootedAt },
      ...{ ending: null, progress: null, stopped: false },
    };
    this.#jobs.set(order.key, job);
    if (script === INSTALL) this.#install(job, input as unknown as InstallInput);
    else this.#later(job, this.#jobMs, () => this.#perform(job, script, input));
  }

  #isInstalling(): boolean {
    return this.begun.some(({ key, spec }) => spec.script === INSTALL && this.stateOf(key).state === 'running');
  }

  /** Goes on after a while, unless the computer went down meanwhile. */
  #later(job: Job, milliseconds: number, goOn: () => void): void {
    this.#clock.after(milliseconds, () => {
      if (job.boot === this.bootedAt) goOn();
    });
  }

  #perform(job: Job, script: string, input: Json): void {
    const result = this.#resultOf(job, script, input);
    if (result === null) job.ending = { state: 'broken', message: "no module 'UpdateServices'", hresult: 0x80131501 };
    else this.#finish(job, result);
  }

  #finish(job: Job, result: object): void {
    if (job.ending !== null) return;
    const told = JSON.parse(JSON.stringify(result)) as Json;
    job.ending = { state: 'finished', result: told };
    this.results.set(job.key, told);
  }

  #resultOf(job: Job, script: string, input: Json): object | null {
    switch (script) {
      case 'Get-EndpointFacts':
        return this.#facts();
      case 'MS_WUA_Scan':
        return this.#scan();
      case 'Restart-Endpoint':
        return this.#planRestart(job, input as unknown as { readonly delaySeconds: number });
      case 'Sync-Wsus':
        return this.#updates.list === null ? null : synced(iso(this.#clock.now()));
      case 'Get-WsusUpdates':
        return this.#updates.list;
      case 'Approve-WsusUpdates':
        return this.#updates.list === null ? null : approved(input as unknown as ApproveInput);
      default:
        throw new Error(`no such script: ${script}`);
    }
  }

  /** Why nothing further may start. */
  #stopReason(job: Job): 'stop' | 'not-after' | null {
    if (job.stopped) return 'stop';
    return this.#clock.now() > job.notAfter ? 'not-after' : null;
  }

  #planRestart(job: Job, { delaySeconds }: { readonly delaySeconds: number }): RestartResult {
    const reason = this.#stopReason(job);
    if (reason === null) this.#later(job, delaySeconds * 1000, () => this.restart());
    return { bootedAt: iso(this.bootedAt), planned: reason === null, reason };
  }

  /** One update after another: before each it asks whether to go on. */
  #install(job: Job, input: InstallInput, outcomes: readonly Outcome[] = []): void {
    const { updates, distributeOnly } = input;
    const next = updates[outcomes.length];
    const reason = next === undefined ? null : this.#stopReason(job);
    if (next === undefined || reason !== null) {
      const left = updates.slice(outcomes.length).map((id) => outcome(id, 'not-started', null));
      this.#later(job, 1, () => this.#finish(job, this.#installed([...outcomes, ...left], reason)));
      return;
    }
    job.progress = { done: outcomes.length, total: updates.length };
    this.#later(job, this.#jobMs / updates.length, () =>
      this.#install(job, input, [
        ...outcomes,
        distributeOnly ? this.#downloadOne(next as UpdateId) : this.#installOne(next as UpdateId),
      ]),
    );
  }

  #installed(updates: readonly Outcome[], stopped: InstallResult['stopped']): InstallResult {
    const restartRequired = updates.some((update) => update.restartRequired);
    return { bootedAt: iso(this.bootedAt), updates: [...updates], restartRequired, stopped };
  }

  #downloadOne(id: UpdateId): Outcome {
    if (!this.needed.has(id)) return outcome(id, 'not-found', null);
    this.downloaded.add(id);
    return outcome(id, 'downloaded', 2);
  }

  #installOne(id: UpdateId): Outcome {
    if (this.installed.has(id) || this.pending.has(id)) this.doubles += 1;
    if (!this.needed.has(id)) return outcome(id, 'not-found', null);
    this.installs.set(id, (this.installs.get(id) ?? 0) + 1);
    if (this.#updates.fails.has(id)) return { ...outcome(id, 'failed', 4), hresult: '0x80070643' };
    this.needed.delete(id);
    const restartRequired = this.#updates.wantsRestart.has(id);
    (restartRequired ? this.pending : this.installed).add(id);
    return { ...outcome(id, 'installed', 2), restartRequired };
  }

  #facts(): FactsResult {
    const { at: _, ...facts } = aFacts();
    return {
      ...facts,
      restartHints: [],
      computerName: this.id.toUpperCase(),
      machineId: this.machineId,
      bootedAt: iso(this.bootedAt),
      clock: iso(this.#clock.now()),
      restartRequired: this.pending.size > 0,
    };
  }

  #scan(): ScanResult {
    return {
      facts: this.#facts(),
      resultCode: 2,
      warnings: [],
      needed: [...this.needed].map((updateId) => ({
        updateId,
        revision: 200,
        title: `Update ${updateId}`,
        kbs: [],
        downloaded: this.downloaded.has(updateId),
        sizeBytes: 1000,
        rebootBehavior: this.#updates.wantsRestart.has(updateId) ? 1 : 0,
        impact: 0,
      })),
      installed: [...this.installed],
    };
  }
}

function outcome(updateId: string, what: Outcome['outcome'], resultCode: number | null): Outcome {
  return { updateId, outcome: what, resultCode, hresult: null, restartRequired: false };
}

function synced(now: string): SyncResult {
  const counts = { newUpdates: 3, revisedUpdates: 1, expiredUpdates: 0 };
  return { outcome: 'ended', startedAt: now, endedAt: now, result: 1, ...counts, error: null };
}

function approved(input: ApproveInput): ApproveResult {
  return { answers: input.orders.map(({ updateId, groupId }) => ({ updateId, groupId, ok: true, error: null })) };
}

function machineIdOf(id: string): string {
  return `11111111-1111-4111-8111-${createHash('sha256').update(id).digest('hex').slice(0, 12)}`;
}

function iso(instant: Instant): string {
  return new Date(instant).toISOString();
}
