import { asFailure, type PatchbayFailure } from '../../domain/errors.js';
import type { ComputerId, TaskId } from '../../domain/ids.js';
import { isEnded, type TargetRecord, type TargetRun } from '../../domain/target.js';
import type { Task } from '../../domain/task.js';
import { newRecords } from './claiming.js';
import type { EngineParts } from './parts.js';
import type { Held } from './record.js';
import { failedRecord, recorded, settledTask } from './recording.js';

/** Each failure is said in the task's thread; of very many only the first. */
const MOST_NOTES = 10;
/** What fewer came to is read in the thread; of a run a file is kept in any case. */
const MANY_TARGETS = 25;

/** What is kept and told of tasks and their targets. Everything here may be done twice. */
export class Archive {
  readonly #parts: EngineParts;
  /** How many of a task's targets, from the first, are known to have ended: what has ended stays so. */
  readonly #ended = new Map<TaskId, number>();

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  async task(id: TaskId): Promise<Task | null> {
    return (await this.#parts.store.tasks.get(id))?.value ?? null;
  }

  async records(task: Task | null): Promise<readonly TargetRecord[]> {
    const logIds = task?.computers.map((_, index) => `${task.id}.${index + 1}`) ?? [];
    const found = await Promise.all(logIds.map((logId, index) => this.#recordOf(task, index, logId)));
    return found.flatMap((record) => record ?? []);
  }

  /** A target whose record is damaged counts as failed: it must not hold up the others of its task. */
  async #recordOf(task: Task | null, index: number, logId: string): Promise<TargetRecord | null> {
    try {
      return (await this.#parts.store.targets.get(logId))?.value ?? null;
    } catch (thrown) {
      const fresh = task === null ? undefined : newRecords(task)[index];
      if (fresh === undefined) throw thrown;
      return failedRecord(fresh, asFailure(thrown), this.#parts.clock.now());
    }
  }

  /** Brings the target's record up to where its computer's run is. */
  async record(held: Held): Promise<void> {
    const logId = await this.#logIdOf(held);
    if (logId === null) return;
    await this.#parts.store.targets.update(logId, (record) => (record === null ? null : recorded(record, held)));
    this.tell(held.run.taskId);
  }

  /**
   * The task's status, from its targets. It is over when it holds no computer any more. Called after each target: it
   * reads them all only where something may follow from it.
   */
  async settle(taskId: TaskId): Promise<void> {
    const task = await this.task(taskId);
    if (task?.status === 'In Progress' && !(await this.#haveEnded(task))) return;
    const records = await this.records(task);
    const now = this.#parts.clock.now();
    if (records.length < (task?.computers.length ?? 0)) return;
    if (records.every((record) => isEnded(record.status)) && (await this.#holdsAny(task))) return;
    this.#ended.delete(taskId);
    if (task !== null) await this.#tellEnd(settledTask(task, records, now), records.length);
    const settled = await this.#parts.store.tasks.update(taskId, (task) =>
      task === null ? null : settledTask(task, records, now),
    );
    this.tell(taskId);
    if (settled?.value.endedAt != null) await this.tellCanaries(taskId);
  }

  /**
   * Says once, in the task's thread, what came of it, and adds the file of all targets. Before the task is stored as
   * ended: what is shown twice is shown once, what was ended and not told would stay so.
   */
  async #tellEnd(task: Task, targets: number): Promise<void> {
    if (task.endedAt === null) return;
    const { id: taskId, name, groupId, status, conversation, createdBy } = task;
    const root = `task-${taskId}`;
    const place = { conversation, person: createdBy, threadOf: root };
    const said = { about: 'task-ended', taskId, name, groupId, status, mention: createdBy } as const;
    await this.#parts.conversation.show({
      ...place,
      id: `${root}-ended`,
      subject: { kind: 'notice', notice: { ...said, summary: task.summary ?? '' } },
      mustArrive: true,
      broadcast: status === 'Failed' || task.stop?.by === 'system',
    });
    if (task.kind !== 'run' && targets < MANY_TARGETS) return;
    await this.#parts.conversation.show({ ...place, id: `${root}-file`, subject: { kind: 'task-file', taskId } });
  }

  /** Whether all targets have ended: looks at them in their order, from the first that had not when last asked. */
  async #haveEnded(task: Task): Promise<boolean> {
    let ended = this.#ended.get(task.id) ?? 0;
    while (ended < task.computers.length && (await this.#hasEnded(task, ended))) ended += 1;
    this.#ended.set(task.id, ended);
    return ended === task.computers.length;
  }

  async #hasEnded(task: Task, index: number): Promise<boolean> {
    const record = await this.#recordOf(task, index, `${task.id}.${index + 1}`);
    return record !== null && isEnded(record.status);
  }

  /** Whether more targets failed than are told of. */
  async #hasManyFailures(task: Task): Promise<boolean> {
    let failed = 0;
    for (let index = 1; index <= task.computers.length && failed <= MOST_NOTES; index += 1) {
      const record = await this.#recordOf(task, index - 1, `${task.id}.${index}`);
      if (record?.status === 'Failed') failed += 1;
    }
    return failed > MOST_NOTES;
  }

  async #holdsAny(task: Task | null): Promise<boolean> {
    for (const id of task?.computers ?? []) if ((await this.#runOf(id))?.taskId === task?.id) return true;
    return false;
  }

  /** A computer whose document is damaged is held by nothing that could go on. */
  async #runOf(id: ComputerId): Promise<TargetRun | null> {
    try {
      return (await this.#parts.store.computers.get(id))?.value.run ?? null;
    } catch (thrown) {
      this.#parts.report(asFailure(thrown), { computer: id });
      return null;
    }
  }

  /** A computer whose document is damaged: its targets fail, so that their tasks end. Says which tasks. */
  async failTargetsOf(computer: ComputerId, failure: PatchbayFailure): Promise<readonly TaskId[]> {
    const failed: TaskId[] = [];
    for (const id of await this.#parts.store.tasks.ids()) {
      const task = await this.task(id as TaskId);
      const index = task?.endedAt === null ? task.computers.indexOf(computer) : -1;
      if (task === null || index < 0) continue;
      const now = this.#parts.clock.now();
      const record = newRecords(task)[index];
      if (record === undefined) continue;
      await this.#parts.store.targets.update(record.logId, (value) =>
        value !== null && isEnded(value.status) ? null : failedRecord(value ?? record, failure, now),
      );
      failed.push(task.id);
    }
    return failed;
  }

  async tellFailure(held: Held): Promise<void> {
    const { ended } = held.run;
    const task = await this.task(held.run.taskId);
    const logId = await this.#logIdOf(held);
    if (ended?.status !== 'Failed' || task === null || logId === null) return;
    if (await this.#hasManyFailures(task)) return;
    await this.#parts.conversation.show({
      id: `target-${logId.replace('.', '-')}-failed`,
      subject: {
        kind: 'notice',
        notice: {
          about: 'target-failed',
          computerId: held.id,
          logId,
          failure: ended.failure,
          message: ended.message,
        },
      },
      conversation: task.conversation,
      person: task.createdBy,
      threadOf: `task-${task.id}`,
    });
  }

  /** What was said of its canary computers offers a *Continue*: it is drawn again when that is no longer called for. */
  async tellCanaries(taskId: TaskId): Promise<void> {
    const said = await this.#parts.store.surfaces.get(`task-${taskId}-canaries`);
    if (said !== null) this.#parts.conversation.changed(said.value.subject);
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
