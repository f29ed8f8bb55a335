import type { TaskId } from '../../domain/ids.js';
import { isEnded, type TargetRecord } from '../../domain/target.js';
import type { Task } from '../../domain/task.js';
import type { EngineParts } from './parts.js';
import type { Held } from './record.js';
import { recorded, settledTask } from './recording.js';

/** Each failure is said in the task's thread; of very many only the first. */
const MOST_NOTES = 10;

/** What is kept and told of tasks and their targets. Everything here may be done twice. */
export class Archive {
  readonly #parts: EngineParts;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  async task(id: TaskId): Promise<Task | null> {
    return (await this.#parts.store.tasks.get(id))?.value ?? null;
  }

  async records(task: Task | null): Promise<readonly TargetRecord[]> {
    const logIds = task?.computers.map((_, index) => `${task.id}.${index + 1}`) ?? [];
    const found = await Promise.all(logIds.map((logId) => this.#parts.store.targets.get(logId)));
    return found.flatMap((record) => (record === null ? [] : [record.value]));
  }

  /** Brings the target's record up to where its computer's run is. */
  async record(held: Held): Promise<void> {
    const logId = await this.#logIdOf(held);
    if (logId === null) return;
    await this.#parts.store.targets.update(logId, (record) => (record === null ? null : recorded(record, held)));
    this.tell(held.run.taskId);
  }

  /** The task's status, from its targets. It is over when it holds no computer any more. */
  async settle(taskId: TaskId): Promise<void> {
    const task = await this.task(taskId);
    const records = await this.records(task);
    const now = this.#parts.clock.now();
    if (records.every((record) => isEnded(record.status)) && (await this.#holdsAny(task))) return;
    await this.#parts.store.tasks.update(taskId, (task) => (task === null ? null : settledTask(task, records, now)));
    this.tell(taskId);
  }

  async #holdsAny(task: Task | null): Promise<boolean> {
    for (const id of task?.computers ?? [])
      if ((await this.#parts.store.computers.get(id))?.value.run?.taskId === task?.id) return true;
    return false;
  }

  async tellFailure(held: Held): Promise<void> {
    const { ended } = held.run;
    const task = await this.task(held.run.taskId);
    const logId = await this.#logIdOf(held);
    if (ended?.status !== 'Failed' || task === null || logId === null) return;
    const failed = (await this.records(task)).filter((record) => record.status === 'Failed');
    if (failed.length > MOST_NOTES) return;
    await this.#parts.conversation.show({
      id: `target-${logId.replace('.', '-')}-failed`,
      subject: { kind: 'note', text: `${held.id}: ${ended.message} (log ${logId})` },
      conversation: task.conversation,
      person: task.createdBy,
      threadOf: `task-${task.id}`,
    });
  }

  tell(taskId: TaskId): void {
    this.#parts.conversation.changed({ kind: 'task', taskId });
    this.#parts.conversation.changed({ kind: 'task-detail', taskId });
  }

  async #logIdOf(held: Held): Promise<string | null> {
    const index = (await this.task(held.run.taskId))?.computers.indexOf(held.id) ?? -1;
    return index < 0 ? null : `${held.run.taskId}.${index + 1}`;
  }
}
