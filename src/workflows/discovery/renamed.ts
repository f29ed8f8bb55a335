import type { Computer } from '../../domain/computer.js';
import { atNewAddress, withoutMachine } from '../../domain/identity.js';
import type { ComputerId } from '../../domain/ids.js';
import type { Operation } from '../../domain/operation.js';
import { renamedEntry } from '../../domain/roster.js';
import { isSameAddress, type RosterIntent } from '../../domain/roster-intent.js';
import type { Office } from '../office.js';
import { taskWith } from './busy.js';
import { membersRenamed } from './members.js';

type Renaming = Extract<RosterIntent, { kind: 'rename-computer' }>;

/**
 * Moves all that is kept of a computer to its new name: first what is there by both names, the old one last, so that a
 * crash at any moment leaves enough to go on with. A task that took the computer in the meantime comes first.
 */
export async function renamed(office: Office, { at }: Operation, intent: Renaming): Promise<readonly string[]> {
  const { computerId: id, to } = intent;
  const task = await taskWith(office, id);
  if (task !== null) return [`task ${task} took ${id} meanwhile`];
  if (!(await entered(office, intent))) return [`the name ${to} was taken meanwhile`];
  await office.fleet.settle(id);
  const before = (await office.store.computers.get(id))?.value ?? null;
  const after = before === null ? null : documentAfter(before, intent, at);
  if (to !== id) await moved(office, intent, before, after);
  else if (after !== null) await office.store.computers.update(id, () => after);
  if (after !== null) office.engine.recognized(after);
  await office.book.refresh();
  return [];
}

/** Whether the computer is in the roster by its new name, and no other one is. */
async function entered(office: Office, { computerId: id, to, after }: Renaming): Promise<boolean> {
  const added = office.roster.added(id);
  if (added !== null)
    await office.roster.change(to, (entry) => {
      return entry === null || to === id ? renamedEntry(added, id, to, after) : entry;
    });
  return to === id || (office.roster.added(to)?.formerly.includes(id) ?? false);
}

function documentAfter(computer: Computer, { to, before, after }: Renaming, at: number): Computer {
  const named = { ...computer, id: to };
  return isSameAddress(before, after) ? named : atNewAddress(named, at);
}

async function moved(
  office: Office,
  { computerId: id, to }: Renaming,
  before: Computer | null,
  after: Computer | null,
): Promise<void> {
  const { computers, groups } = office.store;
  if (after !== null) await computers.update(to, (value) => value ?? after);
  await membersRenamed(groups, id, to);
  await diagnosisMoved(office, id, to);
  await computers.remove(id);
  await office.roster.forget(id);
  // Its machine is nobody's twin, and nobody waits for it.
  if (before !== null) office.engine.recognized(withoutMachine(before));
}

async function diagnosisMoved({ store }: Office, id: ComputerId, to: ComputerId): Promise<void> {
  const last = (await store.diagnoses.get(id))?.value;
  if (last === undefined) return;
  const findings = last.findings.map((one) => (one.about === id ? { ...one, about: to } : one));
  await store.diagnoses.update(to, (value) => value ?? { ...last, computerId: to, findings });
}
