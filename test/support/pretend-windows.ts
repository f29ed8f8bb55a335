import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId, Instant, JobKey, UpdateId } from '../../src/domain/ids.js';
import type { Contact, JobOrder, JobState, Json } from '../../src/domain/job.js';
import type { Clock } from '../../src/ports/clock.js';
import type { DetachedJobs } from '../../src/ports/endpoint.js';
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

/** What can go wrong with one call. `lost-reply` has its effect; `late-twin` delivers the call once more, later. */
export type Mishap = 'none' | 'lost-request' | 'lost-reply' | 'late-twin' | 'restart';

interface Job {
  readonly order: JobOrder;
  readonly endsAt: Instant;
  readonly boot: Instant;
  result: Json | null;
  acknowledged: boolean;
  stopped: boolean;
}

interface Machine {
  readonly id: ComputerId;
  bootedAt: Instant;
  offUntil: Instant;
  readonly needed: Set<UpdateId>;
  readonly pending: Set<UpdateId>;
  readonly installed: Set<UpdateId>;
  /** How often each update's installer ran. */
  readonly installs: Map<UpdateId, number>;
  readonly jobs: Map<JobKey, Job>;
}

/**
 * A fleet in memory and virtual time, one behaviour for each script, with mishaps by a seeded choice. It keeps to the
 * script contract, so that the real readers of results are used on it.
 */
export class PretendWindows implements DetachedJobs {
  readonly machines = new Map<ComputerId, Machine>();
  readonly calls: string[] = [];
  /** Chosen by the test for each call. */
  mishap: (verb: string, computer: ComputerId) => Mishap = () => 'none';
  /** Updates whose install asks for a restart. */
  readonly wantsRestart = new Set<UpdateId>();
  /** Updates that Windows rolls back in the restart. */
  readonly rollsBack = new Set<UpdateId>();
  /** Updates whose installer fails. */
  readonly fails = new Set<UpdateId>();
  list: ListResult | null = null;
  readonly jobMs: number;
  readonly #clock: Clock;

  constructor(clock: Clock, jobMs = 60_000) {
    this.#clock = clock;
    this.jobMs = jobMs;
  }

  add(id: string, needed: readonly UpdateId[]): Machine {
    const machine: Machine = {
      id: id as ComputerId,
      bootedAt: this.#clock.now() - 86_400_000,
      offUntil: 0,
      needed: new Set(needed),
      pending: new Set(),
      installed: new Set(),
      installs: new Map(),
      jobs: new Map(),
    };
    this.machines.set(machine.id, machine);
    return machine;
  }

  prepare(computer: ComputerId): Promise<Contact> {
    return this.#call('prepare', computer, (machine) => ({
      computerName: computer.toUpperCase(),
      machineId: machineIdOf(computer),
      bootedAt: machine.bootedAt,
      clock: this.#clock.now(),
    }));
  }

  submit(computer: ComputerId, order: JobOrder): Promise<JobState> {
    return this.#call('submit', computer, (machine) => {
      if (!machine.jobs.has(order.key)) this.#begin(machine, order);
      return this.#stateOf(machine, order.key);
    });
  }

  poll(computer: ComputerId, key: JobKey): Promise<JobState> {
    return this.#call('poll', computer, (machine) => this.#stateOf(machine, key));
  }

  async acknowledge(computer: ComputerId, key: JobKey): Promise<void> {
    await this.#call('acknowledge', computer, (machine) => {
      const job = machine.jobs.get(key);
      if (job !== undefined) job.acknowledged = true;
    });
  }

  async stop(computer: ComputerId, key: JobKey): Promise<void> {
    await this.#call('stop', computer, (machine) => {
      const job = machine.jobs.get(key);
      if (job !== undefined) job.stopped = true;
    });
  }

  async #call<T>(verb: string, id: ComputerId, effect: (machine: Machine) => T): Promise<T> {
    const machine = this.machines.get(id);
    const mishap = this.mishap(verb, id);
    this.calls.push(`${verb} ${id}`);
    if (machine === undefined || mishap === 'lost-request' || this.#clock.now() < machine.offUntil) throw lost(id);
    if (mishap === 'restart') {
      this.#restart(machine);
      throw lost(id);
    }
    const result = effect(machine);
    if (mishap === 'late-twin') this.#clock.after(this.jobMs * 3, () => void effect(machine));
    if (mishap === 'lost-reply') throw lost(id);
    return result;
  }

  #begin(machine: Machine, order: JobOrder): void {
    const endsAt = this.#clock.now() + this.jobMs;
    const job: Job = { order, endsAt, boot: machine.bootedAt, result: null, acknowledged: false, stopped: false };
    machine.jobs.set(order.key, job);
    this.#clock.after(this.jobMs, () => {
      if (job.boot !== machine.bootedAt || this.#clock.now() > order.notAfter) return;
      job.result = this.#run(machine, job);
    });
  }

  #stateOf(machine: Machine, key: JobKey): JobState {
    const job = machine.jobs.get(key);
    if (job === undefined) return { state: 'unknown' };
    if (job.acknowledged) return { state: 'acknowledged' };
    if (job.result !== null) return { state: 'finished', result: job.result };
    return job.boot === machine.bootedAt ? { state: 'running', progress: null } : { state: 'interrupted' };
  }

  /** A restart: running jobs vanish, pending updates come into effect or are rolled back. */
  #restart(machine: Machine): void {
    machine.offUntil = this.#clock.now() + 30_000;
    machine.bootedAt = this.#clock.now() + 20_000;
    for (const id of machine.pending) {
      machine.pending.delete(id);
      if (this.rollsBack.has(id)) machine.needed.add(id);
      else machine.installed.add(id);
    }
  }

  #run(machine: Machine, job: Job): Json {
    const { script, input } = job.order.spec;
    switch (script) {
      case 'Get-EndpointFacts':
        return json(this.#facts(machine));
      case 'MS_WUA_Scan':
        return json(this.#scan(machine));
      case 'MS_WUA_Install_Updates':
        return json(this.#install(machine, job, input as unknown as InstallInput));
      case 'Restart-Endpoint':
        this.#clock.after(5_000, () => this.#restart(machine));
        return json({ bootedAt: iso(machine.bootedAt), planned: true, reason: null } satisfies RestartResult);
      case 'Sync-Wsus':
        return json(this.#sync());
      case 'Get-WsusUpdates':
        return json(this.list);
      case 'Approve-WsusUpdates':
        return json(approved(input as unknown as ApproveInput));
      default:
        throw new Error(`no such script: ${script}`);
    }
  }

  #facts(machine: Machine): FactsResult {
    const { at: _, ...facts } = aFacts();
    return {
      ...facts,
      restartHints: [],
      computerName: machine.id.toUpperCase(),
      machineId: machineIdOf(machine.id),
      bootedAt: iso(machine.bootedAt),
      clock: iso(this.#clock.now()),
      restartRequired: machine.pending.size > 0,
    };
  }

  #scan(machine: Machine): ScanResult {
    return {
      facts: this.#facts(machine),
      resultCode: 2,
      warnings: [],
      needed: [...machine.needed].map((updateId) => ({
        updateId,
        revision: 200,
        title: `Update ${updateId}`,
        kbs: [],
        downloaded: false,
        sizeBytes: 1000,
        rebootBehavior: this.wantsRestart.has(updateId) ? 1 : 0,
        impact: 0,
      })),
      installed: [...machine.installed],
    };
  }

  #install(machine: Machine, job: Job, input: InstallInput): InstallResult {
    const updates = input.updates.map((id) => this.#installOne(machine, job, id as UpdateId));
    return {
      bootedAt: iso(machine.bootedAt),
      updates,
      restartRequired: updates.some((update) => update.restartRequired),
      stopped: job.stopped ? 'stop' : null,
    };
  }

  #installOne(machine: Machine, job: Job, id: UpdateId): InstallResult['updates'][number] {
    const nothing = { updateId: id, resultCode: null, hresult: null, restartRequired: false };
    if (job.stopped) return { ...nothing, outcome: 'not-started' };
    if (!machine.needed.has(id)) return { ...nothing, outcome: 'not-found' };
    machine.installs.set(id, (machine.installs.get(id) ?? 0) + 1);
    if (this.fails.has(id))
      return { updateId: id, outcome: 'failed', resultCode: 4, hresult: '0x80070643', restartRequired: false };
    machine.needed.delete(id);
    const restartRequired = this.wantsRestart.has(id);
    if (restartRequired) machine.pending.add(id);
    else machine.installed.add(id);
    return { updateId: id, outcome: 'installed', resultCode: 2, hresult: null, restartRequired };
  }

  #sync(): SyncResult {
    const now = iso(this.#clock.now());
    return {
      outcome: 'ended',
      startedAt: now,
      endedAt: now,
      result: 1,
      newUpdates: 3,
      revisedUpdates: 1,
      expiredUpdates: 0,
      error: null,
    };
  }
}

function approved(input: ApproveInput): ApproveResult {
  return { answers: input.orders.map(({ updateId, groupId }) => ({ updateId, groupId, ok: true, error: null })) };
}

function machineIdOf(id: string): string {
  const hex = Buffer.from(id).toString('hex').padEnd(12, '0').slice(0, 12);
  return `11111111-1111-4111-8111-${hex}`;
}

const lost = (computer: string): PatchbayError => new PatchbayError('PB401', { computer, cause: 'lost' });
const iso = (instant: Instant): string => new Date(instant).toISOString();
const json = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
