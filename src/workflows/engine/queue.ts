import { asFailure } from '../../domain/errors.js';
import type { ComputerId } from '../../domain/ids.js';
import { isEnded, type TargetRecord } from '../../domain/target.js';
import type { Task } from '../../domain/task.js';
import { claimed, newRecords, plannedFor } from './claiming.js';
import type { EngineParts } from './parts.js';
import { catalogueOf } from './performing.js';
import { stoppedBefore, whyStopped } from './recording.js';
import type { Rollouts } from './rollouts.js';

/** Targets that wait for their computer to be free, in the order of their tasks. Rebuilt from the records at start. */
export class Queue {
  readonly #parts: EngineParts;
  readonly #rollouts: Rollouts;
  readonly #waiting = new Map<ComputerId, readonly string[]>();

  constructor(parts: EngineParts, rollouts: Rollouts) {
    this.#parts = parts;
    this.#rollouts = rollouts;
  }

  /**
   * Stores a task's targets if they are not, and queues those that have not ended. Gives the computers to call, each as
   * soon as it is stored: thousands that were called at once would keep everybody else waiting.
   */
  async *enter(task: Task): AsyncGenerator<ComputerId, void> {
    this.#rollouts.isRunOf(task.id, task.kind === 'run' ? task.groupId : null);
    for (const fresh of newRecords(task)) {
      const record = await this.#stored(fresh);
      this.#rollouts.known(task.id, fresh.computerId, record?.status ?? 'Failed');
      if (record === null || isEnded(record.status)) continue;
      const queue = this.#waiting.get(record.computerId) ?? [];
      if (!queue.includes(record.logId)) this.#waiting.set(record.computerId, [...queue, record.logId]);
      yield record.computerId;
    }
  }

  /** Null where the record is damaged: that target cannot go on, and the others of its task do. */
  async #stored(fresh: TargetRecord): Promise<TargetRecord | null> {
    try {
      return (await this.#parts.store.targets.update(fresh.logId, (value) => value ?? fresh))?.value ?? fresh;
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code !== 'PB803') throw thrown;
      this.#parts.report(failure, { target: fresh.logId });
      return null;
    }
  }

  /** A target that has not begun never will. */
  async drop(record: TargetRecord, why: string): Promise<void> {
    const now = this.#parts.clock.now();
    await this.#parts.store.targets.update(record.logId, (value) =>
      value?.status === 'Scheduled' ? stoppedBefore(value, why, now) : null,
    );
    this.#rollouts.known(record.taskId, record.computerId, 'Stopped');
    this.#forget(record.computerId, record.logId);
  }

  /**
   * Takes a free computer for the first target that may have it; says whether there is something to do now. A task that
   * lets nobody begin yet does not keep the computer from the tasks after it.
   */
  async claim(computer: ComputerId): Promise<boolean> {
    for (const logId of this.#waiting.get(computer) ?? []) {
      const came = await this.#tryOne(computer, logId);
      if (came !== 'later') return came === 'again';
    }
    return false;
  }

  async #tryOne(computer: ComputerId, logId: string): Promise<'again' | 'busy' | 'later'> {
    const record = (await this.#parts.store.targets.get(logId))?.value;
    const task = record && (await this.#parts.store.tasks.get(record.taskId))?.value;
    if (record === undefined || task === undefined || isEnded(record.status)) this.#forget(computer, logId);
    else if (task.stop !== null) await this.drop(record, whyStopped(task.stop));
    else if (!this.#rollouts.admits(task, computer)) return 'later';
    else if (await this.#takePlace(computer, task)) this.#forget(computer, logId);
    else return 'busy';
    return 'again';
  }

  /** Whoever does not come to use the place gives it back. */
  async #takePlace(computer: ComputerId, task: Task): Promise<boolean> {
    let isTaken = false;
    try {
      isTaken = await this.#take(computer, task);
      return isTaken;
    } finally {
      if (!isTaken) this.#rollouts.giveBack(task.id, computer);
    }
  }

  async #take(computer: ComputerId, task: Task): Promise<boolean> {
    const { isImported } = this.#parts.expected(computer);
    const looked = await catalogueOf(this.#parts, plannedFor(task, computer));
    const terms = this.#parts.termsOf(task.groupId);
    const reference = { ...looked, isImported, command: this.#parts.command, terms };
    const now = this.#parts.clock.now();
    const claim = (value: Parameters<typeof claimed>[0]) => claimed(value, task, computer, reference, now);
    const stored = await this.#parts.store.computers.update(computer, claim);
    return stored?.value.run?.taskId === task.id;
  }

  #forget(computer: ComputerId, logId: string): void {
    const left = this.#waiting.get(computer)?.filter((one) => one !== logId) ?? [];
    if (left.length === 0) this.#waiting.delete(computer);
    else this.#waiting.set(computer, left);
  }
}
