import type { ComputerId } from '../../domain/ids.js';
import { isEnded, type TargetRecord } from '../../domain/target.js';
import type { Task } from '../../domain/task.js';
import { claimed, newRecords, plannedFor } from './claiming.js';
import type { EngineParts } from './parts.js';
import { catalogueOf } from './performing.js';
import { stoppedBefore } from './recording.js';

/** Targets that wait for their computer to be free, in the order of their tasks. Rebuilt from the records at start. */
export class Queue {
  readonly #parts: EngineParts;
  readonly #waiting = new Map<ComputerId, readonly string[]>();

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** Stores a task's targets if they are not, and queues those that have not ended. Says which computers to call. */
  async enter(task: Task): Promise<readonly ComputerId[]> {
    const called: ComputerId[] = [];
    for (const fresh of newRecords(task)) {
      const record = (await this.#parts.store.targets.update(fresh.logId, (value) => value ?? fresh))?.value ?? fresh;
      if (isEnded(record.status)) continue;
      const queue = this.#waiting.get(record.computerId) ?? [];
      if (!queue.includes(record.logId)) this.#waiting.set(record.computerId, [...queue, record.logId]);
      called.push(record.computerId);
    }
    return called;
  }

  /** A target that has not begun never will. */
  async drop(record: TargetRecord): Promise<void> {
    const now = this.#parts.clock.now();
    await this.#parts.store.targets.update(record.logId, (value) =>
      value?.status === 'Scheduled' ? stoppedBefore(value, now) : null,
    );
    this.#forget(record.computerId, record.logId);
  }

  /** Takes a free computer for the first target that waits for it; says whether there is something to do now. */
  async claim(computer: ComputerId): Promise<boolean> {
    const logId = this.#waiting.get(computer)?.[0];
    if (logId === undefined) return false;
    const record = (await this.#parts.store.targets.get(logId))?.value;
    const task = record && (await this.#parts.store.tasks.get(record.taskId))?.value;
    if (task !== undefined && record !== undefined && !isEnded(record.status)) {
      const reference = await catalogueOf(this.#parts.store, plannedFor(task, computer));
      const now = this.#parts.clock.now();
      const claim = (value: Parameters<typeof claimed>[0]) => claimed(value, task, computer, reference, now);
      const stored = await this.#parts.store.computers.update(computer, claim);
      if (stored?.value.run?.taskId !== task.id) return false;
    }
    this.#forget(computer, logId);
    return true;
  }

  #forget(computer: ComputerId, logId: string): void {
    const left = this.#waiting.get(computer)?.filter((one) => one !== logId) ?? [];
    if (left.length === 0) this.#waiting.delete(computer);
    else this.#waiting.set(computer, left);
  }
}
