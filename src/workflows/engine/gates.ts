import type { ComputerId } from '../../domain/ids.js';
import type { TargetRun } from '../../domain/target.js';
import type { Effect } from './protocol.js';

export interface Caps {
  /** Scans that ask WSUS at the same time: more stampede it. */
  readonly scansAtOnce: number;
  readonly restartsAtOncePerGroup: number;
}

const SCANS = new Set(['scan', 'verify-scan']);
const RESTARTS = new Set(['restart', 'await-boot', 'settle']);

/** Who may begin a scan or a restart now. Held in memory only: it is rebuilt from the runs themselves. */
export class Gates {
  readonly #caps: Caps;
  readonly #inside = new Map<ComputerId, string>();

  constructor(caps: Caps) {
    this.#caps = caps;
  }

  /** Whether the effect may be begun; only handing over a scan or a restart can be made to wait. */
  admits(computer: ComputerId, run: TargetRun, effect: Effect): boolean {
    const gate = gateOf(run);
    if (gate === null) this.#inside.delete(computer);
    if (gate === null || this.#inside.get(computer) === gate) return true;
    const handedOver = run.order !== null && (run.phase === 'poll' || run.phase === 'acknowledge');
    if (effect.do !== 'submit' && !handedOver) return true;
    if (effect.do === 'submit' && this.#taken(gate) >= this.#capOf(gate)) return false;
    this.#inside.set(computer, gate);
    return true;
  }

  leave(computer: ComputerId): void {
    this.#inside.delete(computer);
  }

  #taken(gate: string): number {
    return [...this.#inside.values()].filter((one) => one === gate).length;
  }

  #capOf(gate: string): number {
    return gate === 'scan' ? this.#caps.scansAtOnce : this.#caps.restartsAtOncePerGroup;
  }
}

function gateOf(run: TargetRun): string | null {
  if (SCANS.has(run.leg)) return 'scan';
  return RESTARTS.has(run.leg) ? `restart:${run.groupId ?? ''}` : null;
}
