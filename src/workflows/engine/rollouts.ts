import type { ComputerId, TaskId } from '../../domain/ids.js';
import { isPastFailures, mayBegin } from '../../domain/rollout.js';
import { isEnded, type Status } from '../../domain/target.js';
import type { Task } from '../../domain/task.js';

interface Standing {
  /** Computers that the task holds, or is about to take. */
  readonly inside: Set<ComputerId>;
  /** Who came first is first. */
  readonly waiting: Set<ComputerId>;
  readonly ended: Set<ComputerId>;
  failed: number;
}

/** How far each task has come, where that decides who may begin. In memory only: rebuilt from the records at start. */
export class Rollouts {
  readonly #standings = new Map<TaskId, Standing>();

  /** How a target stands, as stored: said of each when its task is taken up, and when it ends. */
  known(task: TaskId, computer: ComputerId, status: Status): void {
    const standing = this.#of(task);
    if (!isEnded(status) || standing.ended.has(computer)) return;
    standing.inside.delete(computer);
    standing.waiting.delete(computer);
    standing.ended.add(computer);
    if (status === 'Failed') standing.failed += 1;
  }

  /** The task holds this computer: said of each at start. */
  holds(task: TaskId, computer: ComputerId): void {
    this.#of(task).inside.add(computer);
  }

  /** Whether the computer may begin now; then its place is kept. Who may not is among those that wait. */
  admits(task: Task, computer: ComputerId): boolean {
    const standing = this.#of(task.id);
    const may = standing.inside.has(computer) || this.mayBegin(task, computer);
    standing.waiting.delete(computer);
    (may ? standing.inside : standing.waiting).add(computer);
    return may;
  }

  /** The place was not used. */
  giveBack(task: TaskId, computer: ComputerId): void {
    this.#standings.get(task)?.inside.delete(computer);
  }

  mayBegin(task: Task, computer: ComputerId): boolean {
    if (task.rollout === null) return true;
    const { inside, failed } = this.#of(task.id);
    return mayBegin(task.rollout, computer, { inside: inside.size, failed, canariesLeft: this.canariesLeft(task) });
  }

  /** Those who wait, in the order in which they came. */
  waiting(task: TaskId): readonly ComputerId[] {
    return [...this.#of(task).waiting];
  }

  /** For how many more there is room. */
  room({ id, rollout }: Task): number {
    return rollout === null || rollout.atOnce === null
      ? Number.POSITIVE_INFINITY
      : rollout.atOnce - this.#of(id).inside.size;
  }

  canariesLeft({ id, rollout }: Task): number {
    const { ended } = this.#of(id);
    return rollout?.canaries.filter((computer) => !ended.has(computer)).length ?? 0;
  }

  /** How many targets failed, where that is enough for nothing further to start; else null. */
  tooManyFailures({ id, rollout }: Task): number | null {
    const { failed } = this.#of(id);
    return rollout !== null && isPastFailures(rollout, failed) ? failed : null;
  }

  /** How many tasks are open, and how many computers they hold. */
  atWork(): { readonly tasks: number; readonly computers: number } {
    const standings = [...this.#standings.values()];
    return { tasks: standings.length, computers: standings.reduce((sum, { inside }) => sum + inside.size, 0) };
  }

  forget(task: TaskId): void {
    this.#standings.delete(task);
  }

  #of(task: TaskId): Standing {
    const known = this.#standings.get(task);
    if (known !== undefined) return known;
    const fresh: Standing = { inside: new Set(), waiting: new Set(), ended: new Set(), failed: 0 };
    this.#standings.set(task, fresh);
    return fresh;
  }
}
