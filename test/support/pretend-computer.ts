import { createHash } from 'node:crypto';
import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId, Instant, JobKey, UpdateId } from '../../src/domain/ids.js';
import type { Contact, JobOrder, JobState, Json } from '../../src/domain/job.js';
import type { Clock } from '../../src/ports/clock.js';
import type {
  ApproveInput,
  ApproveResult,
  DiagnosisResult,
  FactsResult,
  HealthResult,
  InstallInput,
  InstallResult,
  ListResult,
  RestartResult,
  ScanResult,
  SyncResult,
  UninstallInput,
} from '../../src/windows/scripts/contract.js';
import { aDiagnosisResult } from './diagnosis-results.js';
import { aFacts } from './samples.js';

/** What the updates of a pretend fleet do, and what its WSUS says; null where there is none. */
export interface Updates {
  /** Whose install asks for a restart. */
  readonly wantsRestart: ReadonlySet<UpdateId>;
  /** That Windows rolls back in the restart. */
  readonly rollsBack: ReadonlySet<UpdateId>;
  /** Whose installer fails. */
  readonly fails: ReadonlySet<UpdateId>;
  /** That are not begun while a restart is pending. */
  readonly afterRestart?: ReadonlySet<UpdateId>;
  /** That are there in a newer version as soon as they are installed. */
  readonly renews?: ReadonlySet<UpdateId>;
  /** That are drivers. */
  readonly drivers?: ReadonlySet<UpdateId>;
  readonly list: ListResult | null;
  /** How WSUS stands cannot be found out. */
  readonly healthFails?: boolean;
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

const DEFINITIONS = 'e0789628-ce08-4437-be74-2495b842f43b';
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
  /** What a diagnosis finds otherwise than in good health. */
  trouble: Partial<DiagnosisResult> = {};
  /** How often it was told to look for updates. */
  detections = 0;
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
  /** Who is logged on, and what they were told. */
  users = 0;
  readonly notices: { readonly at: Instant; readonly message: string }[] = [];
  /** How each script ends, by its phase; 0 where it is not said. A number, or why it did not end. */
  readonly hookEnds = new Map<string, number | 'missing' | 'timed-out' | 'refused'>();
  /** Each script that was begun, in its order. */
  readonly hooks: { readonly phase: string; readonly at: Instant; readonly boot: Instant }[] = [];
  /** The revision that is offered of each update. */
  revision = 200;
  /** So many planned restarts are called off by somebody. */
  cancels = 0;
  /** After so many restarts it asks for one more. */
  asksForMore = 0;
  restarts = 0;
  wantsRestart = false;
  startsAlone = true;
  role: 'server' | 'domain-controller' = 'server';
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
    this.restarts += 1;
    for (const id of this.pending) (this.#updates.rollsBack.has(id) ? this.needed : this.installed).add(id);
    this.pending.clear();
    this.wantsRestart = false;
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
    else if (script === 'Invoke-Hook') this.#hook(job, input as unknown as { readonly phase: string });
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
      case 'Get-Diagnosis':
        return this.#diagnosis(input as unknown as { readonly detectNow: boolean });
      case 'Get-EndpointFacts':
        return this.#facts();
      case 'MS_WUA_Scan':
        return this.#scan();
      case 'MS_WUA_Uninstall_Updates':
        return this.#uninstall(job, input as unknown as UninstallInput);
      case 'Send-Notice':
        this.notices.push({ at: this.#clock.now(), message: (input as { readonly message: string }).message });
        return { told: this.users, error: null };
      case 'Restart-Endpoint':
        return this.#planRestart(job, input as unknown as { readonly delaySeconds: number });
      case 'Sync-Wsus':
        return this.#updates.list === null ? null : synced(iso(this.#clock.now()));
      case 'Get-WsusHealth':
        return this.#updates.list === null || this.#updates.healthFails ? null : HEALTHY;
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

  #pendingReason(id: UpdateId): 'restart-pending' | null {
    return this.pending.size > 0 && this.#updates.afterRestart?.has(id) ? 'restart-pending' : null;
  }

  #planRestart(job: Job, { delaySeconds }: { readonly delaySeconds: number }): RestartResult {
    const reason = this.#stopReason(job);
    if (reason === null && this.cancels > 0) this.cancels -= 1;
    else if (reason === null) this.#later(job, delaySeconds * 1000, () => this.restart());
    return { bootedAt: iso(this.bootedAt), planned: reason === null, reason };
  }

  /** A script is begun at once, so that one that is begun twice is seen. */
  #hook(job: Job, { phase }: { readonly phase: string }): void {
    this.hooks.push({ phase, at: this.#clock.now(), boot: this.bootedAt });
    const end = this.hookEnds.get(phase) ?? 0;
    const result =
      typeof end === 'number'
        ? { outcome: 'ended', exitCode: end, output: `said of ${phase}` }
        : { outcome: end, exitCode: null, output: `said of ${phase}` };
    this.#later(job, this.#jobMs, () => this.#finish(job, result));
  }

  #uninstall(job: Job, { updates }: UninstallInput): InstallResult {
    const reason = this.#stopReason(job);
    if (reason !== null)
      return this.#installed(
        updates.map(({ updateId: id }) => outcome(id, 'not-started', null)),
        reason,
      );
    return this.#installed(
      updates.map(({ updateId: id }) => this.#uninstallOne(id as UpdateId)),
      null,
    );
  }

  #uninstallOne(id: UpdateId): Outcome {
    if (!this.installed.has(id)) return outcome(id, 'not-found', null);
    if (this.#updates.fails.has(id)) return { ...outcome(id, 'failed', 4), hresult: '0x80070643' };
    this.installed.delete(id);
    const restartRequired = this.#updates.wantsRestart.has(id);
    this.wantsRestart ||= restartRequired;
    return { ...outcome(id, 'uninstalled', 2), restartRequired };
  }

  /** One update after another: before each it asks whether to go on. */
  #install(job: Job, input: InstallInput, outcomes: readonly Outcome[] = []): void {
    const { updates, distributeOnly } = input;
    const next = updates[outcomes.length];
    const reason =
      next === undefined ? null : (this.#stopReason(job) ?? this.#pendingReason(next.updateId as UpdateId));
    if (next === undefined || reason !== null) {
      const left = updates.slice(outcomes.length).map(({ updateId: id }) => outcome(id, 'not-started', null));
      this.#later(job, 1, () => this.#finish(job, this.#installed([...outcomes, ...left], reason)));
      return;
    }
    job.progress = { done: outcomes.length, total: updates.length };
    this.#later(job, this.#jobMs / updates.length, () =>
      this.#install(job, input, [
        ...outcomes,
        distributeOnly ? this.#downloadOne(next.updateId as UpdateId) : this.#installNext(next),
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

  #installNext({ updateId: id, revision }: InstallInput['updates'][number]): Outcome {
    if (revision !== this.revision && this.needed.has(id as UpdateId))
      return { ...outcome(id, 'refused', null), why: 'other-revision' };
    return this.#installOne(id as UpdateId);
  }

  #installOne(id: UpdateId): Outcome {
    if (this.installed.has(id) || this.pending.has(id)) this.doubles += 1;
    if (!this.needed.has(id)) return outcome(id, 'not-found', null);
    this.installs.set(id, (this.installs.get(id) ?? 0) + 1);
    if (this.#updates.fails.has(id)) return { ...outcome(id, 'failed', 4), hresult: '0x80070643' };
    if (this.#updates.renews?.has(id)) return outcome(id, 'installed', 2);
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
      restartRequired: this.pending.size > 0 || this.wantsRestart || this.#asksOnceMore(),
      loggedOnUsers: this.users,
      startsAlone: this.startsAlone,
      role: this.role,
    };
  }

  #diagnosis({ detectNow }: { readonly detectNow: boolean }): DiagnosisResult {
    this.detections += detectNow ? 1 : 0;
    return { ...aDiagnosisResult(this.#facts(), this.#clock.now()), ...this.trouble, detectAsked: detectNow };
  }

  /** What one restart began another one completes. */
  #asksOnceMore(): boolean {
    return this.restarts > 0 && this.restarts <= this.asksForMore;
  }

  #scan(): ScanResult {
    return {
      facts: this.#facts(),
      resultCode: 2,
      warnings: [],
      needed: [...this.needed].map((updateId) => ({
        updateId,
        revision: this.revision,
        title: `Update ${updateId}`,
        kbs: [],
        downloaded: this.downloaded.has(updateId),
        sizeBytes: 1000,
        rebootBehavior: this.#updates.wantsRestart.has(updateId) ? 1 : 0,
        impact: 0,
        kind: this.#updates.drivers?.has(updateId) ? 'driver' : 'software',
        categoryIds: this.#updates.renews?.has(updateId) ? [DEFINITIONS] : [],
        needsUser: false,
        deadline: null,
      })),
      installed: [...this.installed],
    };
  }
}

function outcome(updateId: string, what: Outcome['outcome'], resultCode: number | null): Outcome {
  return { updateId, outcome: what, why: null, resultCode, hresult: null, restartRequired: false };
}

const HEALTHY: HealthResult = {
  ...{ version: '10.0.20348.1', osBuild: '10.0.20348.4405', replica: false, upstream: null, ssl: true, port: 8531 },
  sync: { status: 'idle', startedAt: null, endedAt: null, result: 1, error: null },
  ...{ supersededNotDeclined: null, filesMissing: 0, clients: 0, silentClients: 0, contentFreeBytes: 1e11 },
  problems: [],
};

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
