import type { ComputerId, GroupId, TaskId } from '../../domain/ids.js';
import { isPastFailures, mayBegin } from '../../domain/rollout.js';
import { isEnded, type Status } from '../../domain/target.js';
import type { Task } from '../../domain/task.js';

interface Standing {
  /** The group that it patches; null for what is no run. */
  group: GroupId | null;
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

  /** Runs of one group share its places: said of each task when it is taken up. */
  isRunOf(task: TaskId, group: GroupId | null): void {
    this.#of(task).group = group;
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
    const { failed } = this.#of(task.id);
    const inside = this.#insideWith(task.id);
    const aheadLeft = this.#aheadLeft(task, task.rollout.last, computer);
    return mayBegin(task.rollout, computer, { inside, failed, canariesLeft: this.canariesLeft(task), aheadLeft });
  }

  /** Who comes last waits for all others, and for those before it among the last. */
  #aheadLeft({ id, computers }: Task, last: readonly ComputerId[], computer: ComputerId): number {
    const place = last.indexOf(computer);
    if (place < 0) return 0;
    const { ended } = this.#of(id);
    const after = new Set(last.slice(place));
    return computers.filter((other) => !after.has(other) && !ended.has(other)).length;
  }

  /** Those who wait, in the order in which they came. */
  waiting(task: TaskId): readonly ComputerId[] {
    return [...this.#of(task).waiting];
  }

  /** For how many more there is room. */
  room({ id, rollout }: Task): number {
    return rollout === null || rollout.atOnce === null
      ? Number.POSITIVE_INFINITY
      : rollout.atOnce - this.#insideWith(id);
  }

  /** The runs that share places with a task, and it itself; the oldest first. */
  sharing(task: TaskId): readonly TaskId[] {
    const group = this.#standings.get(task)?.group ?? null;
    const others = [...this.#standings].filter(([, other]) => group !== null && other.group === group);
    const ids = new Set([task, ...others.map(([id]) => id)]);
    return [...ids].sort((a, b) => Number(a) - Number(b));
  }

  /** How many computers are held by a task and by those that share places with it. */
  #insideWith(task: TaskId): number {
    return this.sharing(task).reduce((sum, id) => sum + this.#of(id).inside.size, 0);
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
    const fresh: Standing = { group: null, inside: new Set(), waiting: new Set(), ended: new Set(), failed: 0 };
    this.#standings.set(task, fresh);
    return fresh;
  }
}
