import { type ComputerId, type Instant, parseComputerId } from './ids.js';
import type { WsusClient } from './patch.js';
import { type AddedWay, type NewComputer, PORTS } from './roster.js';

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

/** A computer that waits for an administrator before the first logon. */
export interface Waiting {
  readonly computerId: ComputerId;
  readonly host: string;
  readonly port: number;
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
