import type { Compliance } from './computer.js';
import type { ComputerDiagnosis } from './diagnosis/record.js';
import { type ComputerId, type GroupId, type Instant, parseComputerId } from './ids.js';
import { nearest } from './nearest.js';
import type { WsusClient } from './patch.js';
import { didYouMean } from './reasons.js';
import { type AddedWay, type NewComputer, PORTS, type RosterEntry, type Source } from './roster.js';
import type { StatusView } from './views.js';

/** A computer as it may be known elsewhere: by its short name, its host, and what it calls itself. */
export interface KnownNames {
  readonly id: ComputerId;
  readonly names: readonly string[];
  readonly clientId: string | null;
}

/** A client of WSUS that is no computer here yet. */
export interface Candidate {
  /** What it would be called here. */
  readonly id: ComputerId;
  readonly client: WsusClient;
  /** Others with the same SusClientId: WSUS shows only one of them at a time. */
  readonly twins: readonly string[];
}

const ADDRESS = /^[\d.]+$|:/;
/** Windows' short name for itself is cut there. */
const MOST_NETBIOS = 15;

/** The clients of WSUS that are not known, in the order of their names. What cannot be a name here is left out. */
export function candidatesOf(clients: readonly WsusClient[], known: readonly KnownNames[]): readonly Candidate[] {
  const isKnown = knownTest(known);
  const fresh = clients.filter(({ name }) => !isKnown(name));
  const labels = countsOf(fresh.map(({ name }) => labelOf(name)));
  const taken = new Set<string>(known.map(({ id }) => id));
  const twinsOf = twins(clients, known);
  return fresh
    .flatMap((client) => {
      const label = labelOf(client.name);
      const isOwn = labels.get(label) === 1 && !taken.has(label);
      const id = parseComputerId(isOwn ? label : client.name);
      return id === null || taken.has(id) ? [] : [{ id, client, twins: twinsOf(client) }];
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** How a client of WSUS is reached: by its whole name, and it has to call itself by that name. */
export function computerOf(
  { id, client }: Candidate,
  { scheme, profile, group }: Pick<NewComputer, 'scheme' | 'profile' | 'group'>,
): NewComputer {
  const label = labelOf(client.name);
  const computerName = label.length <= MOST_NETBIOS ? label : null;
  return {
    ...{ id, host: client.name, port: PORTS[scheme], scheme, transport: 'auto', profile, computerName, pin: null },
    group,
  };
}

/** A whole name is compared with whole names; a short one with the first label. */
function knownTest(known: readonly KnownNames[]): (name: string) => boolean {
  const names = known.flatMap((one) => [one.id, ...one.names]).map((name) => name.toLowerCase());
  const domains = names.filter((name) => name.includes('.') && !ADDRESS.test(name));
  const whole = new Set(domains);
  const short = new Set(names.filter((name) => !name.includes('.')));
  const labels = new Set(domains.map(labelOf));
  return (name) => whole.has(name) || short.has(labelOf(name)) || (!name.includes('.') && labels.has(name));
}

function twins(clients: readonly WsusClient[], known: readonly KnownNames[]): (client: WsusClient) => string[] {
  const named = new Map<string, Set<string>>();
  const note = (id: string, name: string) =>
    named.set(id.toLowerCase(), (named.get(id.toLowerCase()) ?? new Set()).add(name));
  for (const { clientId, name } of clients) if (clientId !== '') note(clientId, name);
  for (const { clientId, id } of known) if (clientId !== null) note(clientId, id);
  return ({ clientId, name }) =>
    [...(named.get(clientId.toLowerCase()) ?? [])].filter((other) => other !== name).sort();
}

function labelOf(name: string): string {
  return name.split('.', 1)[0] ?? name;
}

function countsOf(all: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

/** A row of a list of computers; null where a cell is empty. */
export interface ComputerRow {
  /** Where it begins in the file, from 1. */
  readonly line: number;
  readonly name: ComputerId;
  readonly host: string | null;
  readonly port: number | null;
  readonly scheme: AddedWay['scheme'] | null;
  readonly transport: AddedWay['transport'] | null;
  readonly credentials: string | null;
  readonly group: string | null;
  readonly computerName: string | null;
  readonly pin: string | null;
}

export interface ListProblem {
  /** 0: the whole file. */
  readonly line: number;
  readonly text: string;
}

/** What a list of computers says, and what is wrong with it. */
export interface ComputerList {
  readonly rows: readonly ComputerRow[];
  readonly problems: readonly ListProblem[];
}

/** What stands in for empty cells. */
export interface ListDefaults {
  readonly profile: string | null;
  readonly group: GroupId | null;
}

/** What rows are read against. */
export interface ListTerms extends ListDefaults {
  readonly known: ReadonlySet<string>;
  readonly profiles: readonly string[];
  readonly groupNamed: (name: string) => GroupId | null;
}

/** The computers that rows ask for, and which rows ask for what is not there. */
export function computersIn(rows: readonly ComputerRow[], terms: ListTerms) {
  const problems: ListProblem[] = [];
  const computers = rows.flatMap((row): NewComputer[] => {
    const found = problemsOf(row, terms);
    problems.push(...found.map((text) => ({ line: row.line, text })));
    return found.length > 0 ? [] : [rowComputer(row, terms)];
  });
  return { computers, problems };
}

function problemsOf(row: ComputerRow, terms: ListTerms): readonly string[] {
  const profile = row.credentials ?? terms.profile;
  const found: string[] = [];
  if (terms.known.has(row.name)) found.push(`${row.name} is known already`);
  if (profile === null) found.push('credentials is missing');
  else if (!terms.profiles.includes(profile))
    found.push(`there is no profile ${profile} to add computers with.${didYouMean(nearest(profile, terms.profiles))}`);
  if (row.group !== null && terms.groupNamed(row.group) === null) found.push(`there is no group ${row.group}`);
  if (row.pin !== null && schemeOf(row) === 'http')
    found.push('certificate_sha256 is of no use over http, where there is no certificate');
  return found;
}

function schemeOf({ scheme, port }: ComputerRow): AddedWay['scheme'] {
  return scheme ?? (port === PORTS.http ? 'http' : 'https');
}

function rowComputer(row: ComputerRow, terms: ListTerms): NewComputer {
  const { name: id, host, port, transport, credentials, group, computerName, pin } = row;
  const scheme = schemeOf(row);
  return {
    ...{ id, host: host ?? id, port: port ?? PORTS[scheme], scheme, transport: transport ?? 'auto', computerName, pin },
    profile: credentials ?? terms.profile ?? '',
    group: group === null ? terms.group : terms.groupNamed(group),
  };
}

/** A computer that waits for an administrator before the first logon. */
export interface Waiting {
  readonly computerId: ComputerId;
  readonly host: string;
  readonly scheme: AddedWay['scheme'];
}

/** What can be imported, and what was and waits. */
export interface ImportView {
  /** When WSUS was asked for its clients; null: never. */
  readonly at: Instant | null;
  readonly candidates: readonly Candidate[];
  readonly waiting: readonly Waiting[];
  /** Of `waiting`: a confirmation of others than were shown is stale. */
  readonly hash: string;
  readonly profiles: readonly string[];
  readonly command: string;
}

/** Which clients of WSUS are imported, and how. */
export interface ImportOrder extends Pick<NewComputer, 'scheme' | 'profile' | 'group'> {
  readonly clients: 'all' | readonly string[];
}

/** What a file of computers would add. */
export interface FilePreview {
  readonly computers: readonly NewComputer[];
  readonly problems: readonly ListProblem[];
  /** Of all that would be added. */
  readonly hash: string;
}

/** Where a computer comes from and how it is reached. */
interface ComputerWay {
  readonly computerId: ComputerId;
  readonly from: Source | 'configuration';
  readonly host: string;
  readonly port: number;
  readonly scheme: AddedWay['scheme'];
  readonly profile: string | null;
  readonly retired: RosterEntry['retired'];
  /** Nobody was logged on to it yet, and nobody is before an administrator says so. */
  readonly isWaiting: boolean;
}

export interface ComputerGroup {
  readonly id: GroupId;
  readonly name: string;
}

export interface ComputerLine extends ComputerWay {
  readonly compliance: Compliance | null;
  readonly groups: readonly ComputerGroup[];
  readonly scannedAt: Instant | null;
}

export interface ComputersView {
  readonly words: readonly string[];
  readonly lines: readonly ComputerLine[];
  readonly of: number;
}

/** All that is known of one computer. */
export interface ComputerView extends ComputerLine {
  readonly status: StatusView;
  /** What it calls itself, and its machine id; null before anybody was logged on. */
  readonly identity: string | null;
  readonly system: string | null;
  readonly added: { readonly at: Instant; readonly by: string } | null;
  readonly diagnosis: ComputerDiagnosis | null;
  /** Whether the person may retire it. */
  readonly isAdmin: boolean;
}
