import type { ComputerId } from '../../domain/ids.js';
import type { TargetRun } from '../../domain/target.js';
import type { Effect } from './protocol.js';

export interface Caps {
  /** Scans that ask WSUS at the same time: more stampede it. */
  readonly scansAtOnce: number;
  readonly restartsAtOncePerGroup: number;
}

interface Gate {
  readonly cap: number;
  readonly inside: Set<ComputerId>;
  /** Who came first is first. */
  readonly waiting: Set<ComputerId>;
}

const SCANS = new Set(['scan', 'verify-scan']);
const RESTARTS = new Set(['hook-restart', 'restart', 'await-boot', 'settle']);

/** Who may begin a scan or a restart now. Held in memory only: it is rebuilt from the runs themselves. */
export class Gates {
  readonly #caps: Caps;
  readonly #gates = new Map<string, Gate>();

  constructor(caps: Caps) {
    this.#caps = caps;
  }

  /**
   * Whether the effect may be begun. A scan or a restart waits before its job is made, so that the job's time does not
   * pass while it waits. Who waits is let in by `letIn`.
   */
  admits(computer: ComputerId, run: TargetRun, effect: Effect): boolean {
    const gate = this.#gateOf(run);
    for (const other of this.#gates.values()) if (other !== gate) forget(other, computer);
    if (gate === null || gate.inside.has(computer)) return true;
    if (effect.do === 'prepare' && !isInside(run) && isFull(gate)) {
      gate.waiting.add(computer);
      return false;
    }
    if (effect.do === 'prepare' || isInside(run)) enter(gate, computer);
    return true;
  }

  /** After something was seen: who is no longer inside, or cannot be reached in a scan, gives its place to others. */
  seen(computer: ComputerId, run: TargetRun): void {
    if (!isInside(run)) this.leave(computer);
  }

  leave(computer: ComputerId): void {
    for (const gate of this.#gates.values()) forget(gate, computer);
  }

  /** Gives free places to those who wait, and says who has one now. Nobody else need be called. */
  letIn(): readonly ComputerId[] {
    const called: ComputerId[] = [];
    for (const gate of this.#gates.values()) {
      for (const computer of gate.waiting) {
        if (isFull(gate)) break;
        enter(gate, computer);
        called.push(computer);
      }
    }
    return called;
  }

  #gateOf(run: TargetRun): Gate | null {
    const name = nameOf(run);
    if (name === null) return null;
    const known = this.#gates.get(name);
    if (known !== undefined) return known;
    const cap = name === 'scan' ? this.#caps.scansAtOnce : this.#caps.restartsAtOncePerGroup;
    const gate = { cap, inside: new Set<ComputerId>(), waiting: new Set<ComputerId>() };
    this.#gates.set(name, gate);
    return gate;
  }
}

/** Whether the run takes a place. A computer that restarts is missed by its group until it is back and settled. */
function isInside(run: TargetRun): boolean {
  if (SCANS.has(run.leg)) return run.order !== null && run.trouble === null;
  return run.leg === 'restart' ? run.order !== null : RESTARTS.has(run.leg);
}

function isFull(gate: Gate): boolean {
  return gate.inside.size >= gate.cap;
}

function enter(gate: Gate, computer: ComputerId): void {
  gate.waiting.delete(computer);
  gate.inside.add(computer);
}

function forget(gate: Gate, computer: ComputerId): void {
  gate.waiting.delete(computer);
  gate.inside.delete(computer);
}

function nameOf(run: TargetRun): string | null {
  if (SCANS.has(run.leg)) return 'scan';
  return RESTARTS.has(run.leg) ? `restart:${run.groupId ?? ''}` : null;
}
