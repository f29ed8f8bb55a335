import type { Computer } from '../../domain/computer.js';
import type { ComputerId } from '../../domain/ids.js';
import type { RestartWait } from '../../domain/restart-wait.js';
import type { TargetRun } from '../../domain/target.js';
import type { Effect } from './protocol.js';

/**
 * Who of a set that never restarts together is at it: one at a time, over all groups and tasks, from when it is drained
 * or goes down until it is back, has settled and was put into service again. One that did not come back keeps the others
 * waiting until it is met again, and one that may be out of service until it is in service. In memory only: it is rebuilt
 * from the computers' documents.
 */
export class RestartSets {
  readonly #configured: ReadonlyMap<ComputerId, readonly string[]>;
  readonly #setsOf = new Map<ComputerId, readonly string[]>();
  readonly #members = new Map<string, Set<ComputerId>>();
  /** Who is at it, in the order in which they came: more than one where another went down by itself. */
  readonly #inside = new Map<string, Set<ComputerId>>();
  readonly #missing = new Set<ComputerId>();

  /** @param sets as in the configuration, by name */
  constructor(sets: ReadonlyMap<string, readonly ComputerId[]>) {
    const configured = new Map<ComputerId, string[]>();
    for (const [name, computers] of sets)
      for (const id of computers) configured.set(id, [...(configured.get(id) ?? []), name]);
    this.#configured = configured;
    for (const [id, names] of configured) this.#joins(id, names);
  }

  /** What a computer's document says: its facts may make it one of a set, and it may be missed. */
  learn(computer: Computer): void {
    const { id, missingSince, outOfServiceSince } = computer;
    this.#joins(id, [...(this.#configured.get(id) ?? []), ...builtIn(computer)]);
    if (missingSince === null && outOfServiceSince === null) this.#missing.delete(id);
    else this.#missing.add(id);
  }

  /** Takes a place before a restart, or before what drains the computer, is begun. */
  enter(computer: ComputerId, run: TargetRun, effect: Effect): void {
    const isAtIt = (run.leg === 'restart' || run.leg === 'hook-before') && effect.do === 'prepare';
    if (isDown(run) || (isAtIt && this.waitFor(computer) === null)) this.#take(computer);
  }

  /** After something was seen: who is up, and in service, gives its place to others. */
  seen(computer: ComputerId, run: TargetRun): void {
    if (!isDown(run)) this.leave(computer);
  }

  leave(computer: ComputerId): void {
    for (const inside of this.#inside.values()) inside.delete(computer);
  }

  /** Whom a computer waits for; null where it may go down. */
  waitFor(computer: ComputerId): RestartWait | null {
    for (const set of this.#setsOf.get(computer) ?? []) {
      const other = this.#aheadOf(computer, set) ?? this.#missedIn(set, computer);
      if (other !== null) return { for: 'set', set, computer: other };
    }
    return null;
  }

  /** Of those who are at it the first goes on: were each to wait for the others, none would. */
  #aheadOf(computer: ComputerId, set: string): ComputerId | null {
    const [first] = this.#inside.get(set) ?? [];
    return first === undefined || first === computer ? null : first;
  }

  #missedIn(set: string, computer: ComputerId): ComputerId | null {
    for (const member of this.#members.get(set) ?? [])
      if (member !== computer && this.#missing.has(member)) return member;
    return null;
  }

  #take(computer: ComputerId): void {
    for (const set of this.#setsOf.get(computer) ?? []) {
      const inside = this.#inside.get(set) ?? new Set();
      this.#inside.set(set, inside.add(computer));
    }
  }

  #joins(id: ComputerId, names: readonly string[]): void {
    const before = this.#setsOf.get(id) ?? [];
    if (before.length === names.length && before.every((name, index) => name === names[index])) return;
    for (const name of before) this.#members.get(name)?.delete(id);
    this.#setsOf.set(id, names);
    for (const name of names) this.#members.set(name, (this.#members.get(name) ?? new Set()).add(id));
  }
}

/** Which cluster a node is of nobody tells: those of one domain count as one. */
function builtIn({ facts, names }: Computer): readonly string[] {
  const domain = names?.domain ?? null;
  const where = domain === null ? '' : ` of ${domain}`;
  return [
    ...(facts?.role === 'domain-controller' ? [`domain controllers${where}`] : []),
    ...(facts?.clusterNode === true ? [`cluster nodes${where}`] : []),
  ];
}

const DOWN = new Set<TargetRun['leg']>(['await-boot', 'settle']);

/** Whether its service is missed: it restarts, or the scripts around that took it out of service. */
function isDown({ ended, leg, order, work }: TargetRun): boolean {
  if (ended !== null || work.kind !== 'run') return false;
  if (DOWN.has(leg) || ((leg === 'restart' || leg === 'hook-restart') && order !== null)) return true;
  const { hooks, begun, readyIn, restarts } = work;
  if (hooks === null) return false;
  const isDrained = hooks.before !== null && begun;
  return isDrained || readyIn !== null || leg === 'hook-restart' || (hooks.after !== null && restarts > 0);
}
