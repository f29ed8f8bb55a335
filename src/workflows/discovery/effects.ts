import { newComputer } from '../../domain/computer.js';
import { confirmedAs, withoutMachine } from '../../domain/identity.js';
import type { ComputerId } from '../../domain/ids.js';
import type { Operation } from '../../domain/operation.js';
import { moved, stateAfter } from '../../domain/recommendation.js';
import { withAdded } from '../../domain/roster.js';
import type { RosterIntent } from '../../domain/roster-intent.js';
import type { Office } from '../office.js';
import { taskWith } from './busy.js';
import { membersAdded } from './members.js';
import { renamed } from './renamed.js';

const RETIRED = 'computer retired';

/** What follows from a decision about which computers there are. Doing it twice has the effect of once. */
export async function rosterEffect(
  office: Office,
  operation: Operation,
  intent: RosterIntent,
): Promise<readonly string[]> {
  switch (intent.kind) {
    case 'import-computers':
      return imported(office, operation, intent);
    case 'confirm-imported':
      for (const id of intent.computers) await confirmed(office, operation, id);
      return [];
    case 'rename-computer':
      return renamed(office, operation, intent);
    case 'retire-computer':
      return retired(office, operation, intent.computerId);
    case 'bring-back-computer':
      await office.roster.change(intent.computerId, (entry) => (entry === null ? null : { ...entry, retired: null }));
      await recognized(office, intent.computerId);
      await office.book.refresh();
      return [];
  }
}

async function imported(
  office: Office,
  { at, by }: Operation,
  { from, computers }: Extract<RosterIntent, { kind: 'import-computers' }>,
): Promise<readonly string[]> {
  for (const { id, group: _, ...way } of computers)
    await office.roster.change(id, (entry) => withAdded(entry, id, { ...way, from, at, by, formerly: [] }));
  const missing = await membersAdded(office.store.groups, computers);
  await office.book.refresh();
  return missing.map((group) => `the group ${group} is gone: nothing was added to it`);
}

/** Only before the first logon: whoever answered once is looked at one by one. */
async function confirmed(office: Office, { at, by }: Operation, id: ComputerId): Promise<void> {
  const after = await office.store.computers.update(id, (value) => {
    const before = value ?? newComputer(id);
    return before.confirmed !== null || before.doubt !== null ? value : confirmedAs(before, null, { at, by });
  });
  if (after !== null) office.engine.recognized(after.value);
}

async function recognized(office: Office, id: ComputerId): Promise<void> {
  const computer = await office.store.computers.get(id);
  if (computer !== null) office.engine.recognized(computer.value);
}

/** A task that took the computer in the meantime comes first. */
async function retired(office: Office, { at, by }: Operation, id: ComputerId): Promise<readonly string[]> {
  const task = await taskWith(office, id);
  if (task !== null) return [`task ${task} took ${id} meanwhile`];
  await office.roster.change(id, (entry) => {
    if (entry !== null && entry.retired !== null) return entry;
    return { ...(entry ?? { id, added: null }), retired: { at, by } };
  });
  // Its machine may come back by another name, and is not the twin of a computer that is no more.
  const after = await office.store.computers.update(id, (value) => {
    if (value === null) return null;
    const all = Object.entries(value.recommendations).map(([key, one]) => {
      const isOpen = stateAfter(one.state, 'computer-retired') !== null;
      return [key, isOpen ? moved(one, { event: 'computer-retired', at, by, reason: RETIRED }) : one] as const;
    });
    return { ...withoutMachine(value), recommendations: Object.fromEntries(all) };
  });
  if (after !== null) office.engine.recognized(after.value);
  await office.book.refresh();
  return [];
}
