import type { ComputerId } from '../../domain/ids.js';
import { nearest } from '../../domain/nearest.js';
import { unknownComputer } from '../../domain/reasons.js';
import { refused } from '../groups/edit.js';
import type { Office } from '../office.js';

/** Retired ones are known, too. */
export function demandKnown(office: Office, id: ComputerId): void {
  const known = office.roster.known();
  if (!known.includes(id)) throw refused(unknownComputer(id, nearest(id, known)));
}
