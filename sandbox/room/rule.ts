import type { Computer } from '../windows/computer/computer.js';
import type { Fleet } from '../windows/fleet.js';

/** It cannot be done now, for a reason that a person can read. */
export class Impossible extends Error {}

export interface Rule {
  isOn(computer: Computer, fleet: Fleet): boolean;
  /** Makes it so; says what will be seen of it. Throws Impossible. */
  begin(computer: Computer, fleet: Fleet): Promise<string>;
  end(computer: Computer, fleet: Fleet): Promise<string>;
}
