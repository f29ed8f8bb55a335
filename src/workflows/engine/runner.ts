import type { Computer, Facts } from '../../domain/computer.js';
import { asFailure, type PatchbayFailure } from '../../domain/errors.js';
import { doubtOf, type IdentityTerms } from '../../domain/identity.js';
import type { ComputerId, TaskId } from '../../domain/ids.js';
import type { Contact } from '../../domain/job.js';
import type { RestartTerms } from '../../domain/restart-wait.js';
import { isEnded, type Status, type TargetRecord, type TargetRun } from '../../domain/target.js';
import type { Task } from '../../domain/task.js';
import { Archive } from './archive.js';
import { Gates } from './gates.js';
import { Identities } from './identities.js';
import { Jumps, skipped } from './jumps.js';
import { Leftovers, mayStillRun } from './leftovers.js';
import { longestWait, next, type Step } from './machine.js';
import { meanwhile } from './meanwhile.js';
import type { EngineParts } from './parts.js';
import { perform } from './performing.js';
import type { Context, Effect, Observation } from './protocol.js';
import { Queue } from './queue.js';
import { changed, type Held } from './record.js';
import { whyStopped } from './recording.js';
import { RestartSets } from './restart-sets.js';
import { Rollouts } from './rollouts.js';
import { Steering } from './steering.js';
import { Timetable } from './timetable.js';

/**
 * Drives the targets: reads a computer's state, does the one thing it asks for, stores what was seen. Everything it
 * keeps in memory (who is due when, who waits) is rebuilt from the store by `start`.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #archive: Archive;
  readonly #queue: Queue;
  readonly #gates: Gates;
  readonly #sets: RestartSets;
  readonly #rollouts = new Rollouts();
  readonly #leftovers: Leftovers;
  readonly #steering: Steering;
  readonly #timetable: Timetable;
  readonly #jumps: Jumps;
  readonly #identities = new Identities();
  /** The last log line of each computer that its record has. */
  readonly #flushed = new Map<ComputerId, number>();

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#archive = new Archive(parts);
    this.#queue = new Queue(parts, this.#rollouts);
    this.#gates = new Gates(parts.caps);
    this.#sets = new RestartSets(parts.restartSets);
    this.#leftovers = new Leftovers(parts);
    this.#jumps = new Jumps(longestWait(parts.settings));
    this.#timetable = new Timetable(parts.clock, (computer) => this.#turn(computer));
    this.#steering = new Steering(parts, {
      archive: this.#archive,
      queue: this.#queue,
      rollouts: this.#rollouts,
      call: (computer) => this.#timetable.call(computer),
    });
  }

  /**
   * Takes up all that was going on when the process ended. Nothing is begun before: who holds a place in a scan or a
   * restart must be known first. A damaged document is reported, and the others go on.
   */
  async start(): Promise<void> {
    const { computers, tasks } = this.#parts.store;
    for (const id of await computers.ids()) await this.#guarded({ computer: id }, () => this.#resume(id));
    const inOrder = [...(await tasks.ids())].sort((a, b) => Number(a) - Number(b));
    for (const id of inOrder) await this.#guarded({ task: id }, () => this.#beginAgain(id as TaskId));
    this.#timetable.open();
  }

  async #resume(id: string): Promise<void> {
    const computer = (await this.#parts.store.computers.get(id))?.value;
    if (computer !== undefined) this.#learn(computer);
    if (computer?.run == null) return;
    const { taskId, groupId, work } = computer.run;
    this.#rollouts.isRunOf(taskId, work.kind === 'run' ? groupId : null);
    this.#rollouts.holds(taskId, computer.id);
    this.#gates.admits(computer.id, computer.run, { do: 'look-up' });
    this.#sets.enter(computer.id, computer.run, { do: 'look-up' });
    this.#timetable.call(computer.id);
  }

  async #beginAgain(id: TaskId): Promise<void> {
    const task = await this.#archive.task(id);
    if (task?.endedAt === null) await this.begin(task);
    else if (task?.stopsLost) await this.#stopLost(id);
  }

  /** Begins a stored task, or takes it up again. */
  async begin(task: Task): Promise<void> {
    for await (const computer of this.#queue.enter(task)) this.#timetable.call(computer);
    if (task.stop !== null && task.stop.by !== 'system') await this.stop(task.id);
    await this.#archive.settle(task.id);
    await this.#steering.begun(task);
  }

  /** A person said *Continue*, as stored: those who waited for it have their turn. */
  async proceed(taskId: TaskId): Promise<void> {
    await this.#steering.look(taskId);
    this.#archive.tell(taskId);
    await this.#archive.tellCanaries(taskId);
  }

  /** Nothing further of this task starts, for this reason; what runs ends by itself. */
  close(taskId: TaskId, reason: string): Promise<void> {
    return this.#steering.close(taskId, reason);
  }

  /** No further update or restart of this task starts. */
  async stop(taskId: TaskId): Promise<void> {
    const task = await this.#archive.task(taskId);
    for (const record of await this.#archive.records(task)) {
      if (isEnded(record.status)) continue;
      await this.#guarded({ computer: record.computerId }, () => this.#stopTarget(taskId, record, task?.stop ?? null));
      this.#timetable.call(record.computerId);
    }
    await this.#stopLost(taskId);
    await this.#archive.settle(taskId);
    await this.#steering.look(taskId);
    await this.#archive.tellCanaries(taskId);
  }

  /** Brings the stop to jobs that were lost sight of. It is noted first: after a restart it is still to be brought. */
  async #stopLost(taskId: TaskId): Promise<void> {
    const task = await this.#archive.task(taskId);
    const lost = task === null ? [] : await this.lostJobsOf(task);
    if (lost.length === 0) return;
    await this.#parts.store.tasks.update(taskId, (value) =>
      value === null || value.stopsLost ? null : { ...value, stopsLost: true },
    );
    for (const record of lost) void this.#leftovers.stop(record);
  }

  async #stopTarget(taskId: TaskId, record: TargetRecord, stop: Task['stop']): Promise<void> {
    const held = (await this.#parts.store.computers.get(record.computerId))?.value.run;
    if (held?.taskId !== taskId) await this.#queue.drop(record, whyStopped(stop ?? { reason: null }));
    else if (!held.stopRequested) await this.#observe(record.computerId, { kind: 'stop-requested' });
  }

  /** What goes wrong with one thing is reported and does not keep the others from being done. */
  async #guarded(about: Readonly<Record<string, string>>, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.#parts.report(asFailure(thrown), about);
    }
  }

  /** How many tasks are open, and how many computers they hold. */
  atWork(): { readonly tasks: number; readonly computers: number } {
    return this.#rollouts.atWork();
  }

  /** Lets running calls end and begins none. */
  drain(): Promise<void> {
    this.#steering.drain();
    this.#leftovers.drain();
    return this.#timetable.drain();
  }

  records(task: Task): Promise<readonly TargetRecord[]> {
    return this.#archive.records(task);
  }

  /** The targets that have ended though their jobs may still run, as nobody can reach them. */
  async lostJobsOf(task: Task): Promise<readonly TargetRecord[]> {
    const now = this.#parts.clock.now();
    return (await this.#archive.records(task)).filter((record) => mayStillRun(record, now));
  }

  /** One thing for one computer. What goes wrong here is reported, and the state is taken up again later. */
  async #turn(computer: ComputerId): Promise<void> {
    try {
      await this.#oneStep(computer);
    } catch (thrown) {
      await this.#guarded({ computer }, () => this.#afterFailure(computer, asFailure(thrown)));
    }
    for (const admitted of this.#gates.letIn()) this.#timetable.call(admitted);
  }

  /** A damaged document does not mend itself: what waits for it ends. */
  async #afterFailure(computer: ComputerId, failure: PatchbayFailure): Promise<void> {
    this.#parts.report(failure, { computer });
    if (failure.code !== 'PB803') return this.#timetable.call(computer, this.#parts.settings.maxRetryMs);
    this.#leaves(computer);
    for (const task of await this.#archive.failTargetsOf(computer, failure))
      await this.#leftBy(task, computer, 'Failed');
  }

  async #oneStep(computer: ComputerId): Promise<void> {
    const current = (await this.#parts.store.computers.get(computer))?.value;
    if (current?.run == null) return this.#claim(computer);
    const held: Held = { ...current, run: current.run };
    const { effect } = next(held, { kind: 'resumed' }, await this.#contextOf(computer));
    if (effect.do === 'finish') return this.#finish(held);
    if (effect.do === 'wait') return this.#timetable.call(computer, effect.until - this.#parts.clock.now());
    if (!this.#gates.admits(computer, held.run, effect)) return;
    this.#sets.enter(computer, held.run, effect);
    await this.#act(computer, effect);
  }

  async #claim(computer: ComputerId): Promise<void> {
    if (!(await this.#queue.claim(computer))) return;
    const run = (await this.#parts.store.computers.get(computer))?.value.run;
    // A stop that came while the claim was made has found nothing to stop.
    if (run != null && (await this.#archive.task(run.taskId))?.stop !== null)
      await this.#observe(computer, { kind: 'stop-requested' });
    this.#timetable.call(computer);
  }

  /** Does one effect, stores what was seen, and goes on with what the stored state does not ask for by itself. */
  async #act(computer: ComputerId, effect: Effect): Promise<void> {
    const seen = await perform(this.#parts, computer, effect, (contact) => this.#isIt(computer, contact));
    const step = await this.#observe(computer, seen);
    if (step?.effect.do === 'keep') return this.#act(computer, step.effect);
    const until = step?.effect.do === 'wait' ? step.effect.until : 0;
    this.#timetable.call(computer, until - this.#parts.clock.now());
  }

  /** Stores what follows from an observation. A later due time alone is not worth a write. */
  async #observe(computer: ComputerId, seen: Observation): Promise<Step | null> {
    const context = await this.#contextOf(computer);
    const jumpMs = this.#jumps.since(computer, context.now);
    const seenBy: { step: Step | null; isWritten: boolean; isNews: boolean } = {
      ...{ step: null, isWritten: false, isNews: false },
    };
    await this.#parts.store.computers.update(computer, (value) => {
      if (value?.run == null) return null;
      const held = skipped({ ...value, run: value.run }, jumpMs);
      seenBy.step = next(trimmed(held, this.#flushed.get(computer) ?? -1), seen, context);
      seenBy.isWritten = !isOnlyLater(value, seenBy.step.computer);
      seenBy.isNews = isOther(value.facts, seenBy.step.computer.facts);
      return seenBy.isWritten ? seenBy.step.computer : null;
    });
    if (seenBy.isNews) this.#parts.learnt();
    if (seenBy.step !== null) await this.#identified(seenBy.step.computer);
    const run = seenBy.step?.computer.run;
    if (run != null) this.#gates.seen(computer, run);
    if (run != null) this.#sets.seen(computer, run);
    if (seenBy.isWritten && seenBy.step !== null && run != null) {
      await this.#archive.record({ ...seenBy.step.computer, run });
      this.#flushed.set(computer, run.logged - 1);
    }
    return seenBy.step;
  }

  #learn(computer: Computer): void {
    this.#identities.learn(computer);
    const isPresent = this.#parts.isPresent(computer.id);
    this.#sets.learn(isPresent ? computer : { ...computer, missingSince: null, outOfServiceSince: null });
  }

  #leaves(computer: ComputerId): void {
    this.#gates.leave(computer);
    this.#sets.leave(computer);
  }

  /** Who is one machine with another computer stops that one, too: nobody knows which of them it is. */
  async #identified(computer: Computer): Promise<void> {
    this.#learn(computer);
    const { doubt } = computer;
    if (doubt?.kind !== 'twin') return;
    await this.#parts.store.computers.update(doubt.of, (value) =>
      value === null || value.doubt !== null ? null : { ...value, doubt: { ...doubt, of: computer.id } },
    );
    this.#timetable.call(doubt.of);
  }

  /** Nothing is written on a machine that may be another one. */
  async #isIt(computer: ComputerId, contact: Contact): Promise<boolean> {
    const known = (await this.#parts.store.computers.get(computer))?.value;
    const terms = this.#identityTermsOf(computer);
    return known !== undefined && doubtOf(known, contact, terms, this.#parts.clock.now()) === null;
  }

  #identityTermsOf(computer: ComputerId): IdentityTerms {
    const twinOf = (machineId: string) => this.#identities.twinOf(computer, machineId);
    return { name: this.#parts.expected(computer).name, twinOf };
  }

  /** Who answers there, whoever it is: nothing is run. */
  identify(computer: ComputerId): Promise<Contact> {
    return this.#parts.connection(() => this.#parts.jobs.identify(computer));
  }

  /** What a person decided of a computer's identity. */
  recognized(computer: Computer): void {
    this.#learn(computer);
  }

  /** Another computer that this machine is known as. */
  twinOf(computer: ComputerId, machineId: string): ComputerId | null {
    return this.#identities.twinOf(computer, machineId);
  }

  async #contextOf(computer: ComputerId): Promise<Context> {
    const { endpoint, updateServer, settings, rules, clock, newKey, store } = this.#parts;
    const value = (await store.computers.get(computer))?.value ?? null;
    const run = value?.run ?? null;
    const stop = run === null ? null : ((await this.#archive.task(run.taskId))?.stop ?? null);
    const since = await meanwhile(this.#parts, value);
    const closed = stop === null ? since.closed : whyStopped(stop);
    const restart = await this.#restartTermsOf(computer, run);
    const { command } = this.#parts;
    const fixed = { endpoint, updateServer, settings, rules, command, identity: this.#identityTermsOf(computer) };
    return { ...fixed, ...since, now: clock.now(), freshKey: newKey(), closed, restart };
  }

  /** By freezes and windows, and by who of its sets is down at this moment. */
  async #restartTermsOf(computer: ComputerId, run: TargetRun | null): Promise<RestartTerms> {
    if (run === null || !NEAR_RESTART.has(run.leg)) return ANY_TIME;
    const terms = run.leg === 'hook-before' ? ANY_TIME : await this.#parts.restartTerms(run.groupId);
    const wait = terms.may === 'begin' ? this.#sets.waitFor(computer) : null;
    return wait === null ? terms : { may: 'wait', wait };
  }

  /** The record gets the end first; only then is the computer free. */
  async #finish(held: Held): Promise<void> {
    const { taskId } = held.run;
    await this.#archive.record(held);
    await this.#archive.tellFailure(held);
    if (held.run.stopRequested) await this.#stopLost(taskId);
    await this.#parts.store.computers.update(held.id, (value) =>
      value?.run?.taskId === taskId ? { ...value, run: null } : null,
    );
    this.#flushed.delete(held.id);
    this.#jumps.forget(held.id);
    this.#leaves(held.id);
    await this.#leftBy(taskId, held.id, held.run.ended?.status ?? 'Failed');
    this.#timetable.call(held.id);
  }

  async #leftBy(task: TaskId, computer: ComputerId, status: Status): Promise<void> {
    // Its place is free for another run of the group, too.
    const sharing = this.#rollouts.sharing(task);
    this.#rollouts.known(task, computer, status);
    await this.#archive.settle(task);
    for (const id of sharing) await this.#steering.look(id);
  }
}

const ANY_TIME: RestartTerms = { may: 'begin', until: null };

/** Where it matters whether the computer may go down. */
const NEAR_RESTART: ReadonlySet<TargetRun['leg']> = new Set([
  'hook-before',
  'users',
  'notice',
  'hook-restart',
  'restart',
]);

/** Lines that the record has need not be carried on. */
function trimmed(computer: Computer, flushed: number): Computer {
  if (computer.run === null || computer.run.pendingLog.every((entry) => entry.n > flushed)) return computer;
  const held: Held = { ...computer, run: computer.run };
  return changed(held, { pendingLog: computer.run.pendingLog.filter((entry) => entry.n > flushed) });
}

/** What rules of groups ask of a computer. */
function isOther(before: Facts | null, after: Facts | null): boolean {
  return before?.osCaption !== after?.osCaption || before?.computerName !== after?.computerName;
}

function isOnlyLater(before: Computer, after: Computer): boolean {
  const { run: was, ...rest } = before;
  const { run: is, ...now } = after;
  if (Object.entries(now).some(([key, value]) => value !== rest[key as keyof typeof rest])) return false;
  if (was === null || is === null) return was === is;
  return [...new Set([...keysOf(was), ...keysOf(is)])].every((key) => key === 'dueAt' || isSame(was[key], is[key]));
}

function keysOf(run: TargetRun): readonly (keyof TargetRun)[] {
  return Object.keys(run) as (keyof TargetRun)[];
}

/** Most parts are the very same: only what was made anew is looked into. */
function isSame(was: unknown, is: unknown): boolean {
  return was === is || JSON.stringify(was) === JSON.stringify(is);
}
