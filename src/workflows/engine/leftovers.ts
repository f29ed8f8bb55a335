import { newComputer } from '../../domain/computer.js';
import { asFailure } from '../../domain/errors.js';
import type { TargetRecord } from '../../domain/target.js';
import type { KnownComputer } from '../../ports/endpoint.js';
import type { EngineParts } from './parts.js';
import { isSafeToAsk } from './trouble.js';

/** Whether a job of a target that has ended may still run on its computer. */
export function mayStillRun({ left }: TargetRecord, now: number): boolean {
  return left !== null && left.until > now;
}

/**
 * Jobs that were lost sight of: their targets have ended and their computers are free. A stop is brought to them where
 * it is safe, for as long as they may run. When to try again is kept in memory; that it is to be tried, in the task.
 */
export class Leftovers {
  readonly #parts: EngineParts;
  readonly #timers = new Map<string, () => void>();
  #isDraining = false;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  async stop(record: TargetRecord): Promise<void> {
    const { left, computerId, logId, failure } = record;
    if (left === null || !mayStillRun(record, this.#parts.clock.now()) || this.#isDraining) return;
    if (failure !== null && !isSafeToAsk(failure)) return;
    try {
      const known = await this.#knownOf(record);
      if (known === null) return;
      await this.#parts.connection(() => this.#parts.jobs.stop(known, left.key));
      await this.#parts.store.targets.update(logId, (value) => (value === null ? null : { ...value, left: null }));
      this.#timers.delete(logId);
    } catch (thrown) {
      const found = asFailure(thrown);
      if (!isSafeToAsk(found)) this.#parts.report(found, { computer: computerId });
      else this.#again(record);
    }
  }

  /** A job stays on its machine: whoever has taken its place, or may have, knows nothing of it. */
  async #knownOf({ computerId, endedAt }: TargetRecord): Promise<KnownComputer | null> {
    const { id, machineId, doubt, confirmed } =
      (await this.#parts.store.computers.get(computerId))?.value ?? newComputer(computerId);
    if (machineId === null || doubt !== null || (confirmed?.at ?? 0) > (endedAt ?? 0)) return null;
    return { id, machineId };
  }

  drain(): void {
    this.#isDraining = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #again(record: TargetRecord): void {
    const { clock, settings } = this.#parts;
    this.#timers.get(record.logId)?.();
    if (this.#isDraining) return;
    this.#timers.set(
      record.logId,
      clock.after(settings.maxRetryMs, () => void this.stop(record)),
    );
  }
}
