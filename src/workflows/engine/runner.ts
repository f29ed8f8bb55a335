import type { Computer } from '../../domain/computer.js';
import { asFailure, type PatchbayFailure } from '../../domain/errors.js';
import type { ComplianceCheck } from '../../domain/group.js';
import type { ComputerId, JobKey, TaskId, UpdateId } from '../../domain/ids.js';
import type { Patch, WsusFacts } from '../../domain/patch.js';
import type { PlanRules } from '../../domain/planning.js';
import { isEnded, type TargetRecord } from '../../domain/target.js';
import type { Task } from '../../domain/task.js';
import type { Clock } from '../../ports/clock.js';
import type { Conversation } from '../../ports/conversation.js';
import type { DetachedJobs, Endpoint } from '../../ports/endpoint.js';
import type { Store } from '../../ports/store.js';
import type { UpdateServer } from '../../ports/update-server.js';
import { claimed, newRecords } from './claiming.js';
import { type Caps, Gates } from './gates.js';
import { next, type Step } from './machine.js';
import { perform } from './performing.js';
import type { Context, Effect, EngineSettings, Observation } from './protocol.js';
import { changed, type Held } from './record.js';
import { recorded, settledTask, stoppedBefore } from './recording.js';

export interface EngineParts {
  readonly store: Store;
  readonly jobs: DetachedJobs;
  readonly endpoint: Endpoint;
  readonly updateServer: UpdateServer;
  readonly clock: Clock;
  readonly conversation: Conversation;
  readonly settings: EngineSettings;
  readonly caps: Caps;
  readonly rules: PlanRules;
  readonly checksOf: (computer: ComputerId) => readonly ComplianceCheck[];
  readonly newKey: () => JobKey;
  /** Runs a call when a connection is free. */
  readonly connection: <T>(call: () => Promise<T>) => Promise<T>;
  readonly report: (failure: PatchbayFailure, about: Readonly<Record<string, string>>) => void;
}

/**
 * Drives the targets: reads a computer's state, does the one thing it asks for, stores what was seen. Everything it
 * keeps in memory (who is due when, who waits) is rebuilt from the store by `start`.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #gates: Gates;
  readonly #timers = new Map<ComputerId, () => void>();
  readonly #inFlight = new Map<ComputerId, Promise<void>>();
  /** Told while a step was on its way. */
  readonly #again = new Set<ComputerId>();
  readonly #waiting = new Map<ComputerId, string[]>();
  readonly #gated = new Set<ComputerId>();
  readonly #flushed = new Map<ComputerId, number>();
  #draining = false;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#gates = new Gates(parts.caps);
  }

  /** Takes up all that was going on when the process ended. */
  async start(): Promise<void> {
    for (const id of await this.#parts.store.tasks.ids()) {
      const task = (await this.#parts.store.tasks.get(id))?.value;
      if (task !== undefined && task.endedAt === null) await this.begin(task);
    }
    for (const id of await this.#parts.store.computers.ids()) {
      const run = (await this.#parts.store.computers.get(id))?.value.run;
      if (run) this.#wake(id as ComputerId, 0);
    }
  }

  /** Begins a stored task, or takes it up again. */
  async begin(task: Task): Promise<void> {
    for (const fresh of newRecords(task)) {
      const record = (await this.#parts.store.targets.update(fresh.logId, (value) => value ?? fresh))?.value ?? fresh;
      if (isEnded(record.status)) continue;
      const queue = this.#waiting.get(record.computerId) ?? [];
      if (!queue.includes(record.logId)) this.#waiting.set(record.computerId, [...queue, record.logId]);
      this.#wake(record.computerId, 0);
    }
    if (task.stop !== null) await this.stop(task.id);
    await this.#settle(task.id);
  }

  /** No further update or restart of this task starts. Says how many computers still have a job running. */
  async stop(taskId: TaskId): Promise<number> {
    const task = (await this.#parts.store.tasks.get(taskId))?.value;
    let running = 0;
    for (const record of await this.records(task)) {
      if (isEnded(record.status)) continue;
      const held = (await this.#parts.store.computers.get(record.computerId))?.value.run;
      if (held?.taskId === taskId) running += await this.#stopOne(record.computerId);
      else await this.#dropWaiting(record);
    }
    await this.#settle(taskId);
    return running;
  }

  /** Lets running calls end and begins none. */
  async drain(): Promise<void> {
    this.#draining = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    await Promise.allSettled(this.#inFlight.values());
  }

  async records(task: Task | undefined): Promise<readonly TargetRecord[]> {
    if (task === undefined) return [];
    const found = await Promise.all(
      task.computers.map((_, index) => this.#parts.store.targets.get(`${task.id}.${index + 1}`)),
    );
    return found.flatMap((record) => (record === null ? [] : [record.value]));
  }

  async #stopOne(computer: ComputerId): Promise<number> {
    const step = await this.#observe(computer, { kind: 'stop-requested' });
    this.#wake(computer, 0);
    return step?.computer.run?.ended === null ? 1 : 0;
  }

  async #dropWaiting(record: TargetRecord): Promise<void> {
    const now = this.#parts.clock.now();
    await this.#parts.store.targets.update(record.logId, (value) =>
      value === null || value.status !== 'Scheduled' ? null : stoppedBefore(value, now),
    );
    const queue = this.#waiting.get(record.computerId)?.filter((logId) => logId !== record.logId) ?? [];
    this.#waiting.set(record.computerId, queue);
  }

  #wake(computer: ComputerId, inMs: number): void {
    if (this.#draining) return;
    this.#timers.get(computer)?.();
    const cancel = this.#parts.clock.after(Math.max(0, inMs), () => {
      this.#timers.delete(computer);
      this.#begin(computer);
    });
    this.#timers.set(computer, cancel);
  }

  #begin(computer: ComputerId): void {
    if (this.#draining) return;
    if (this.#inFlight.has(computer)) {
      this.#again.add(computer);
      return;
    }
    const step = this.#advance(computer).finally(() => {
      this.#inFlight.delete(computer);
      if (this.#again.delete(computer)) this.#wake(computer, 0);
    });
    this.#inFlight.set(computer, step);
  }

  /** One thing for one computer. Never rejects: what goes wrong is reported, and the state is taken up again later. */
  async #advance(computer: ComputerId): Promise<void> {
    try {
      await this.#oneStep(computer);
    } catch (thrown) {
      this.#parts.report(asFailure(thrown), { computer });
      this.#wake(computer, this.#parts.settings.maxRetryMs);
    }
  }

  async #oneStep(computer: ComputerId): Promise<void> {
    const current = (await this.#parts.store.computers.get(computer))?.value ?? null;
    if (current?.run == null) return this.#claim(computer);
    const step = next(current, { kind: 'resumed' }, this.#context());
    const effect = step.effect;
    if (effect.do === 'finish') return this.#finish({ ...current, run: current.run });
    if (effect.do === 'wait') return this.#wake(computer, effect.until - this.#parts.clock.now());
    if (!this.#gates.admits(computer, current.run, effect)) {
      this.#gated.add(computer);
      return;
    }
    await this.#act(computer, effect);
  }

  /** Does one effect, stores what was seen, and goes on with effects that the stored state does not tell. */
  async #act(computer: ComputerId, effect: Effect): Promise<void> {
    let todo: Effect = effect;
    for (;;) {
      const seen = await this.#perform(computer, todo);
      const step = await this.#observe(computer, seen);
      if (step === null) return;
      if (step.effect.do !== 'keep') return this.#goOn(computer, step);
      todo = step.effect;
    }
  }

  #goOn(computer: ComputerId, step: Step): void {
    this.#openGates();
    const wait = step.effect.do === 'wait' ? step.effect.until - this.#parts.clock.now() : 0;
    this.#wake(computer, wait);
  }

  #openGates(): void {
    for (const computer of this.#gated) this.#wake(computer, 0);
    this.#gated.clear();
  }

  #perform(computer: ComputerId, effect: Effect): Promise<Observation> {
    return perform(this.#parts, computer, effect);
  }

  /** Stores what follows from an observation. Only a later due time is not worth a write. */
  async #observe(computer: ComputerId, seen: Observation): Promise<Step | null> {
    const context = this.#context();
    let step: Step | null = null;
    const stored = await this.#parts.store.computers.update(computer, (value) => {
      if (value?.run == null) return null;
      step = next(trimmed(value, this.#flushed.get(computer) ?? -1), seen, context);
      return isOnlyLater(value, step.computer) ? null : step.computer;
    });
    if (stored !== null) await this.#record(computer, step);
    return step;
  }

  async #record(computer: ComputerId, step: Step | null): Promise<void> {
    const run = step?.computer.run;
    if (step === null || run == null) return;
    const held: Held = { ...step.computer, run };
    const logId = await this.#logIdOf(held);
    if (logId === null) return;
    await this.#parts.store.targets.update(logId, (record) => (record === null ? null : recorded(record, held)));
    this.#flushed.set(computer, run.logged - 1);
    this.#tell(run.taskId);
  }

  async #logIdOf(held: Held): Promise<string | null> {
    const task = (await this.#parts.store.tasks.get(held.run.taskId))?.value;
    const index = task?.computers.indexOf(held.id) ?? -1;
    return index < 0 ? null : `${held.run.taskId}.${index + 1}`;
  }

  #context(): Context {
    const { endpoint, updateServer, settings, rules, clock, newKey } = this.#parts;
    return { now: clock.now(), freshKey: newKey(), endpoint, updateServer, settings, rules };
  }

  /** Takes the computer for the next task that waits for it. */
  async #claim(computer: ComputerId): Promise<void> {
    const logId = this.#waiting.get(computer)?.[0];
    if (logId === undefined) return;
    const record = (await this.#parts.store.targets.get(logId))?.value;
    const task = record && (await this.#parts.store.tasks.get(record.taskId))?.value;
    if (task === undefined || record === undefined || isEnded(record.status)) return this.#skip(computer, logId);
    const reference = await this.#claimReference(task);
    const now = this.#parts.clock.now();
    const stored = await this.#parts.store.computers.update(computer, (value) =>
      claimed(value, task, computer, reference, now),
    );
    if (stored?.value.run?.taskId !== task.id) return;
    this.#flushed.delete(computer);
    this.#skip(computer, logId);
  }

  #skip(computer: ComputerId, logId: string): void {
    this.#waiting.set(
      computer,
      (this.#waiting.get(computer) ?? []).filter((one) => one !== logId),
    );
    this.#wake(computer, 0);
  }

  async #claimReference(task: Task): Promise<{ patch: (id: UpdateId) => Patch | undefined; wsus: WsusFacts | null }> {
    const ids = [...new Set(task.plan?.rows.flatMap((row) => row.updates.map((update) => update.updateId)) ?? [])];
    const patches = new Map<UpdateId, Patch>();
    for (const id of ids) {
      const patch = await this.#parts.store.catalogue.get(id);
      if (patch !== null) patches.set(id, patch);
    }
    const wsus = (await this.#parts.store.wsus.get('wsus'))?.value ?? null;
    return { patch: (id) => patches.get(id), wsus };
  }

  /** The record gets the end first; only then is the computer free. */
  async #finish(held: Held): Promise<void> {
    const { taskId } = held.run;
    const logId = await this.#logIdOf(held);
    if (logId !== null)
      await this.#parts.store.targets.update(logId, (record) => (record === null ? null : recorded(record, held)));
    await this.#tellFailure(held, logId);
    await this.#parts.store.computers.update(held.id, (value) =>
      value?.run?.taskId === taskId ? { ...value, run: null } : null,
    );
    this.#gates.leave(held.id);
    this.#openGates();
    await this.#settle(taskId);
    this.#wake(held.id, 0);
  }

  /** Each failure is said in the task's thread; of very many only the first. */
  async #tellFailure(held: Held, logId: string | null): Promise<void> {
    const task = (await this.#parts.store.tasks.get(held.run.taskId))?.value;
    if (held.run.ended?.status !== 'Failed' || task === undefined || logId === null) return;
    const failed = (await this.records(task)).filter((record) => record.status === 'Failed');
    if (failed.length > MOST_NOTES) return;
    await this.#parts.conversation.show({
      id: `target-${logId.replace('.', '-')}-failed`,
      subject: { kind: 'note', text: `${held.id}: ${held.run.ended.message} (log ${logId})` },
      conversation: task.conversation,
      person: task.createdBy,
      threadOf: `task-${task.id}`,
    });
  }

  async #settle(taskId: TaskId): Promise<void> {
    const task = (await this.#parts.store.tasks.get(taskId))?.value;
    if (task === undefined) return;
    const records = await this.records(task);
    const now = this.#parts.clock.now();
    await this.#parts.store.tasks.update(taskId, (value) => (value === null ? null : settledTask(value, records, now)));
    this.#tell(taskId);
  }

  #tell(taskId: TaskId): void {
    this.#parts.conversation.changed({ kind: 'task', taskId });
    this.#parts.conversation.changed({ kind: 'task-detail', taskId });
  }
}

const MOST_NOTES = 10;

/** Lines that the record has need not be carried on. */
function trimmed(computer: Computer, flushed: number): Computer {
  if (computer.run === null || computer.run.pendingLog.every((entry) => entry.n > flushed)) return computer;
  const held: Held = { ...computer, run: computer.run };
  return changed(held, { pendingLog: computer.run.pendingLog.filter((entry) => entry.n > flushed) });
}

function isOnlyLater(before: Computer, after: Computer): boolean {
  const { run: was, ...rest } = before;
  const { run: is, ...now } = after;
  if (Object.entries(now).some(([key, value]) => value !== rest[key as keyof typeof rest])) return false;
  return JSON.stringify({ ...was, dueAt: 0 }) === JSON.stringify({ ...is, dueAt: 0 });
}
