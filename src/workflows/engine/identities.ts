import type { Computer } from '../../domain/computer.js';
import type { ComputerId } from '../../domain/ids.js';

/** Which machine is known as which computer. In memory: it is rebuilt from the computers' documents. */
export class Identities {
  readonly #machines = new Map<ComputerId, string>();
  readonly #computers = new Map<string, Set<ComputerId>>();

  learn({ id, machineId }: Pick<Computer, 'id' | 'machineId'>): void {
    const before = this.#machines.get(id);
    if (before === machineId) return;
    if (before !== undefined) this.#computers.get(before)?.delete(id);
    this.#machines.delete(id);
    if (machineId === null) return;
    this.#machines.set(id, machineId);
    const known = this.#computers.get(machineId);
    if (known === undefined) this.#computers.set(machineId, new Set([id]));
    else known.add(id);
  }

  /** Another computer that this machine is known as. */
  twinOf(computer: ComputerId, machineId: string): ComputerId | null {
    for (const other of this.#computers.get(machineId) ?? []) if (other !== computer) return other;
    return null;
  }
}
