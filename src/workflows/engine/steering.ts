import { asFailure } from '../../domain/errors.js';
import type { ComputerId, TaskId } from '../../domain/ids.js';
import type { AuditEntry } from '../../domain/operation.js';
import { WINDOW_CLOSED } from '../../domain/reasons.js';
import { canariesOf } from '../../domain/rollout.js';
import { isEnded, type TargetRecord } from '../../domain/target.js';
import type { Stop, Task } from '../../domain/task.js';
import { hasLine } from '../audit-lines.js';
import type { Archive } from './archive.js';
import type { EngineParts } from './parts.js';
import type { Queue } from './queue.js';
import type { Rollouts } from './rollouts.js';
import { installsEnd } from './windows.js';

interface Around {
  readonly archive: Archive;
  readonly queue: Queue;
  readonly rollouts: Rollouts;
  /** Gives a computer its turn. */
  readonly call: (computer: ComputerId) => void;
}

/** Looks after each task as a whole: who comes next, when a person is asked, and when nothing further starts. */
export class Steering {
  readonly #parts: EngineParts;
  readonly #around: Around;
  readonly #timers = new Map<TaskId, () => void>();

  constructor(parts: EngineParts, around: Around) {
    this.#parts = parts;
    this.#around = around;
  }

  /** A task was taken up: what a crash may have left undone is done, and its window's end is waited for. */
  async begun(task: Task): Promise<void> {
    if (task.stop?.by === 'system') await this.#dropRest(task, task.stop);
    this.#watchWindow(task);
    await this.look(task.id);
  }

  /** Something changed: a target ended, or a person said *Continue*. Safe to repeat. */
  async look(id: TaskId): Promise<void> {
    const { archive, rollouts } = this.#around;
    const task = await archive.task(id);
    if (task === null || task.endedAt !== null) return this.#forget(id);
    if (task.rollout === null || task.stop !== null) return;
    const failed = rollouts.tooManyFailures(task);
    if (failed !== null) return this.close(id, `${failed} ${failed === 1 ? 'computer' : 'computers'} failed`);
    await this.#askToContinue(task);
    await this.#callNext(task);
  }

  /** Nothing further of the task starts, what runs ends by itself; nothing happens where nobody waits any more. */
  async close(id: TaskId, reason: string): Promise<void> {
    const task = await this.#around.archive.task(id);
    if (task === null || task.endedAt !== null || task.stop !== null) return;
    if (!(await this.#anyLeft(task))) return;
    const stop: Stop = { by: 'system', at: this.#parts.clock.now(), reason };
    await this.#audit(task, reason);
    const stored = await this.#parts.store.tasks.update(id, (value) =>
      value?.stop === null ? { ...value, stop } : null,
    );
    if (stored?.value.stop != null) await this.#dropRest(stored.value, stored.value.stop);
    await this.#around.archive.tellCanaries(id);
  }

  drain(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  async #anyLeft(task: Task): Promise<boolean> {
    const records = await this.#around.archive.records(task);
    return records.some(
      (record) => record.status === 'Scheduled' || (!isEnded(record.status) && isBefore(task, record)),
    );
  }

  /** Who has begun goes on; who has not never will. Who is held, but has yet to begin, ends at its next step. */
  async #dropRest(task: Task, { reason }: Stop): Promise<void> {
    const { archive, queue } = this.#around;
    for (const record of await archive.records(task))
      if (record.status === 'Scheduled' && !(await this.#isHeldBy(record.computerId, task.id)))
        await queue.drop(record, `not started: ${reason}`);
    await archive.settle(task.id);
  }

  async #isHeldBy(computer: ComputerId, task: TaskId | null): Promise<boolean> {
    try {
      const run = (await this.#parts.store.computers.get(computer))?.value.run ?? null;
      return run !== null && (task === null || run.taskId === task);
    } catch (thrown) {
      this.#parts.report(asFailure(thrown), { computer });
      return false;
    }
  }

  /** A crash after the line would write it again. It comes after the line that the task itself was begun with. */
  async #audit(task: Task, reason: string): Promise<void> {
    const { audit } = this.#parts.store;
    const line = { who: 'system', what: 'stop', on: `task ${task.id}`, operation: task.operation } as const;
    const isIt = ({ who, what, on }: AuditEntry): boolean => who === line.who && what === line.what && on === line.on;
    if (await hasLine(audit, isIt, ({ operation }) => operation === task.operation)) return;
    const planHash = task.plan?.hash ?? null;
    await audit.append({ ...line, at: this.#parts.clock.now(), planHash, detail: `nothing further starts: ${reason}` });
  }

  /** Says once what the canary computers came to. */
  async #askToContinue(task: Task): Promise<void> {
    const { archive, rollouts } = this.#around;
    if (task.rollout === null || task.rollout.canaries.length === 0 || rollouts.canariesLeft(task) > 0) return;
    const report = task.rollout.continued === null ? canariesOf(task.rollout, await archive.records(task)) : null;
    if (report === null) return;
    await this.#parts.conversation.show({
      id: `task-${task.id}-canaries`,
      subject: {
        kind: 'notice',
        notice: { about: 'canaries-ended', taskId: task.id, report, mention: task.createdBy },
      },
      conversation: task.conversation,
      person: task.createdBy,
      threadOf: `task-${task.id}`,
      mustArrive: true,
      broadcast: true,
    });
    archive.tell(task.id);
  }

  /** Gives free places to those who wait; who is busy for another task comes when that is over. */
  async #callNext(task: Task): Promise<void> {
    const { rollouts, call } = this.#around;
    let room = rollouts.room(task);
    for (const computer of rollouts.waiting(task.id)) {
      if (room <= 0) return;
      if (!rollouts.mayBegin(task, computer) || (await this.#isHeldBy(computer, null))) continue;
      room -= 1;
      call(computer);
    }
  }

  #watchWindow(task: Task): void {
    const wait = this.#untilEnd(task);
    if (wait === null || task.endedAt !== null || this.#timers.has(task.id)) return;
    this.#timers.set(
      task.id,
      this.#parts.clock.after(wait, () => void this.#windowEnds(task.id)),
    );
  }

  /** Milliseconds until nothing further of the task may start; null where no moment ends it. */
  #untilEnd({ until, plan }: Task): number | null {
    if (until === null) return null;
    const end = installsEnd(until, plan?.restart !== 'never', this.#parts.settings);
    return Math.max(0, end - this.#parts.clock.now());
  }

  async #windowEnds(id: TaskId): Promise<void> {
    this.#timers.delete(id);
    try {
      const task = await this.#around.archive.task(id);
      // A long wait comes in parts, and a clock may be set back: the window may not be over yet.
      if (task !== null && (this.#untilEnd(task) ?? 0) > 0) return this.#watchWindow(task);
      await this.close(id, WINDOW_CLOSED);
    } catch (thrown) {
      this.#parts.report(asFailure(thrown), { task: id });
      this.#timers.set(
        id,
        this.#parts.clock.after(this.#parts.settings.maxRetryMs, () => void this.#windowEnds(id)),
      );
    }
  }

  #forget(id: TaskId): void {
    this.#around.rollouts.forget(id);
    this.#timers.get(id)?.();
    this.#timers.delete(id);
  }
}

/** Whether a target that its computer is held for has yet to begin what the run is for. */
function isBefore({ rollout }: Task, { leg }: TargetRecord): boolean {
  return leg === 'facts' || leg === 'hook-before' || (leg === 'distribute' && rollout?.mode !== 'distribute');
}
