import type { Computer } from '../../domain/computer.js';
import { computersIn, type FilePreview, type ListDefaults } from '../../domain/computer-list.js';
import { PatchbayError } from '../../domain/errors.js';
import type { ComputerId, PersonId } from '../../domain/ids.js';
import {
  candidatesOf,
  computerOf,
  type ImportOrder,
  type ImportView,
  type KnownNames,
  type Waiting,
} from '../../domain/importing.js';
import { NO_COMPUTER, NO_CREDENTIALS, tooManyComputers } from '../../domain/reasons.js';
import type { NewComputer, Source } from '../../domain/roster.js';
import type { Asker } from '../desk.js';
import { refused } from '../groups/edit.js';
import { computersOf, type Office, wsusOf } from '../office.js';
import { carryOut, RIGHTS } from '../operations.js';
import { demand } from '../rights.js';

const MOST_PROBLEMS = 20;
/** One decision is one document. */
const MOST_AT_ONCE = 2_000;

export async function importView(office: Office, person: PersonId): Promise<ImportView> {
  await demand(office, person, RIGHTS['import-computers']);
  const wsus = await wsusOf(office);
  const computers = await computersOf(office, office.roster.known());
  const waiting = computers.filter((one) => waits(office, one)).map(({ id }) => waitingOf(office, id));
  return {
    at: wsus?.at ?? null,
    candidates: candidatesOf(
      wsus?.clients ?? [],
      computers.map((one) => namesOf(office, one)),
    ),
    waiting,
    hash: office.hash(JSON.stringify(waiting)).slice(0, 16),
    profiles: office.roster.profiles,
    command: office.command,
  };
}

/** Whether nobody is logged on to it before an administrator's word. */
export function waits(office: Office, { id, confirmed, doubt }: Computer): boolean {
  return office.expected(id).isImported && confirmed === null && doubt === null && office.roster.retired(id) === null;
}

function waitingOf(office: Office, id: ComputerId): Waiting {
  const { host, port, scheme } = office.roster.way(id);
  return { computerId: id, host, port, scheme };
}

function namesOf(office: Office, { id, names, facts }: Computer): KnownNames {
  const full = names === null || names.domain === null ? [] : [`${names.computerName}.${names.domain}`];
  const short = names === null ? [] : [names.computerName];
  return { id, names: [office.roster.way(id).host, ...short, ...full], clientId: facts?.susClientId ?? null };
}

export async function importFromWsus(office: Office, asker: Asker, order: ImportOrder): Promise<readonly ComputerId[]> {
  const { candidates, profiles } = await importView(office, asker.person);
  const before = await importedBefore(office, asker);
  if (before !== null) return before;
  if (!profiles.includes(order.profile)) throw refused(NO_CREDENTIALS);
  const asked = order.clients === 'all' ? null : new Set(order.clients);
  const chosen = candidates.filter(({ id }) => asked === null || asked.has(id));
  if (asked !== null && chosen.length < asked.size) throw new PatchbayError('PB302');
  return imported(
    office,
    asker,
    'wsus',
    chosen.map((one) => computerOf(one, order)),
  );
}

export async function previewFile(
  office: Office,
  person: PersonId,
  bytes: Uint8Array,
  defaults: ListDefaults,
): Promise<FilePreview> {
  await demand(office, person, RIGHTS['import-computers']);
  const list = office.readComputers(bytes);
  const groups = new Map(
    office.groups().flatMap(({ id, name }) => [[id, id] as const, [name.toLowerCase(), id] as const]),
  );
  const { computers, problems } = computersIn(list.rows, {
    ...{ ...defaults, known: new Set(office.roster.known()), profiles: office.roster.profiles },
    groupNamed: (name) => groups.get(name.toLowerCase()) ?? null,
  });
  const hash = office.hash(JSON.stringify(computers)).slice(0, 16);
  return { computers, problems: [...list.problems, ...problems].sort((a, b) => a.line - b.line), hash };
}

/** Half of a list is no list: where a row is wrong, nothing is added. */
export async function importFile(
  office: Office,
  asker: Asker,
  { bytes, defaults, shown }: { readonly bytes: Uint8Array; readonly defaults: ListDefaults; readonly shown: string },
): Promise<readonly ComputerId[]> {
  await demand(office, asker.person, RIGHTS['import-computers']);
  const before = await importedBefore(office, asker);
  if (before !== null) return before;
  const { computers, problems, hash } = await previewFile(office, asker.person, bytes, defaults);
  if (problems.length > 0)
    throw refused(
      problems
        .slice(0, MOST_PROBLEMS)
        .map(({ line, text }) => `line ${line}: ${text}`)
        .join('; '),
    );
  if (hash !== shown) throw new PatchbayError('PB302');
  return imported(office, asker, 'csv', computers);
}

async function importedBefore(office: Office, { operation }: Asker): Promise<readonly ComputerId[] | null> {
  const intent = (await office.store.operations.get(operation))?.value.intent;
  return intent?.kind === 'import-computers' ? intent.computers.map(({ id }) => id) : null;
}

async function imported(
  office: Office,
  asker: Asker,
  from: Source,
  computers: readonly NewComputer[],
): Promise<readonly ComputerId[]> {
  if (computers.length === 0) throw refused(NO_COMPUTER);
  if (computers.length > MOST_AT_ONCE) throw refused(tooManyComputers(MOST_AT_ONCE));
  await carryOut(office, asker, { kind: 'import-computers', from, computers });
  return computers.map(({ id }) => id);
}
