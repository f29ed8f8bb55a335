import { type Computer, newComputer } from '../../domain/computer.js';
import type { ComputerGroup, ComputerLine, ComputersView, ComputerView } from '../../domain/computer-views.js';
import type { ComputerId, PersonId } from '../../domain/ids.js';
import { computersOf, type Office } from '../office.js';
import { demand, mayNow } from '../rights.js';
import { statusView } from '../status-queries.js';
import { waits } from './import.js';
import { demandKnown } from './known.js';

/** All computers that every word fits, with retired ones, in the order of their names. */
export async function computersView(
  office: Office,
  person: PersonId,
  words: readonly string[],
): Promise<ComputersView> {
  await demand(office, person, ['viewer']);
  const ids = [...office.roster.known()].sort();
  const groups = groupsByComputer(office);
  const all = (await computersOf(office, ids)).map((one) => lineOf(office, one, groups.get(one.id) ?? []));
  const asked = words.map((word) => word.toLowerCase());
  const lines = all.filter((line) => asked.every((word) => wordsOf(line).includes(word)));
  return { words, lines, of: all.length };
}

export async function computerView(office: Office, person: PersonId, id: ComputerId): Promise<ComputerView> {
  await demand(office, person, ['viewer']);
  demandKnown(office, id);
  const [computer = newComputer(id)] = await computersOf(office, [id]);
  const { names, machineId, facts } = computer;
  const who = [names?.computerName, names?.domain, machineId].filter((part) => part != null);
  const added = office.roster.added(id);
  return {
    ...lineOf(office, computer, groupsByComputer(office).get(id) ?? []),
    status: await statusView(office, id),
    identity: who.length === 0 ? null : who.join(', '),
    system: facts === null ? null : `${facts.osCaption} (${facts.osBuild})`,
    added,
    diagnosis: (await office.store.diagnoses.get(id))?.value ?? null,
    isAdmin: await mayNow(office, person, ['admin']),
  };
}

function lineOf(office: Office, computer: Computer, groups: readonly ComputerGroup[]): ComputerLine {
  const { id, compliance, scan } = computer;
  const added = office.roster.added(id);
  return {
    ...{ computerId: id, from: added?.from ?? 'configuration', ...office.roster.way(id) },
    formerly: added?.formerly ?? [],
    ...{ retired: office.roster.retired(id), isWaiting: waits(office, computer) },
    ...{ compliance, groups, scannedAt: scan?.endedAt ?? null },
  };
}

/** What the words of a search are looked for in. */
function wordsOf({
  computerId,
  formerly,
  host,
  groups,
  compliance,
  retired,
  isWaiting,
  from,
  profile,
}: ComputerLine): string {
  const state = retired === null ? (isWaiting ? 'waiting' : (compliance?.state ?? 'unknown')) : 'retired';
  return [computerId, ...formerly, host, ...groups.map(({ name }) => name), state, from, profile ?? '']
    .join(' ')
    .toLowerCase();
}

function groupsByComputer(office: Office): ReadonlyMap<ComputerId, readonly ComputerGroup[]> {
  const found = new Map<ComputerId, ComputerGroup[]>();
  for (const { id: group, name, computers } of office.groups())
    for (const id of computers) found.set(id, [...(found.get(id) ?? []), { id: group, name }]);
  return found;
}
