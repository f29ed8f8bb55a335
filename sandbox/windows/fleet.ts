import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { type Scenario, type ScenarioComputer, SYSTEMS } from '../scenario.js';
import { type Authority, openAuthority } from './certificates.js';
import { isInstallTime } from './computer/by-itself.js';
import { Computer } from './computer/computer.js';
import { dnsNameOf, freshComputer } from './computer/fresh.js';
import { type ComputerState, computerState } from './computer/state.js';
import {
  type Credentials,
  type Doors,
  type Keys,
  keysOf,
  type LockoutSettings,
  netbiosOf,
  serviceOf,
} from './doors.js';
import { type Durations, durationsAt } from './durations.js';
import { Kept, readJson } from './kept.js';
import type { Account } from './ntlm/account.js';
import { type SandboxClock, wallClock } from './time.js';
import type { Ports } from './winrm/listeners.js';
import { DEFAULT_QUOTAS, type Quotas } from './winrm/quotas.js';
import type { ServiceSettings } from './winrm/settings.js';
import type { Trouble } from './winrm/trouble.js';
import { WELL, type WsusState, wsusState } from './wsus/state.js';
import { Wsus } from './wsus/wsus.js';

export interface FleetSettings {
  /** The sandbox's data folder: everything of the fleet lies in it and is there again at the next start. */
  readonly folder: string;
  readonly scenario: Scenario;
  /** How many times faster than the sandbox's own pace things happen: 1 for people, 1000 and more for tests. */
  readonly speed: number;
  readonly clock?: SandboxClock;
  /** The first computer's port; the others follow. Left out, the system chooses. Only ports that are not kept yet. */
  readonly firstPort?: number;
  readonly quotas?: Partial<Quotas>;
  /** How administrators get in; `basic` where it is left out. */
  readonly doors?: Doors;
  /** What a computer's service has in place of what its door says. */
  readonly service?: (id: string) => Partial<ServiceSettings>;
  readonly lockout?: LockoutSettings;
  /** The commands of a test besides our scripts: see test-commands.ts. */
  readonly testCommands?: boolean;
}

interface Host extends Credentials {
  readonly id: string;
  readonly dnsName: string;
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly scheme: 'http' | 'https';
}

const DAY_MS = 86_400_000;
/** How long ago a computer that is off from the start reported to WSUS, and how long the others. */
const DAYS_OFF = 9;
const LAST_REPORT_MS = 2 * 3_600_000;

/** `off`: no power. `unreachable`: no network. Anything else: see Trouble. */
type Fault = { readonly kind: 'off' } | { readonly kind: 'unreachable' } | Trouble;

export interface Fleet {
  /** All computers that are patched, and the WSUS host; the ports stay the same over restarts. */
  readonly hosts: readonly Host[];
  readonly wsusHostId: string;
  readonly caFile: string;
  /** The administrator that every computer knows. */
  readonly user: string;
  readonly password: string;
  readonly scenario: Scenario;
  readonly wsus: Wsus;
  /** Who may log on to a computer: to lock, to give another password, to count wrong ones. */
  accounts(id: string): readonly Account[];
  /** The computer itself, to look at and to change. Throws RangeError where there is none. */
  computer(id: string): Computer;
  /** Makes it so, or heals it (null). */
  setFault(id: string, fault: Fault | null): Promise<void>;
  /**
   * Microsoft publishes the month after the newest one: the next synchronization brings it to WSUS. As often as wanted.
   * Gives the month, such as `2026-12`, and how many updates it has.
   */
  releasePatchTuesday(): Promise<{ readonly month: string; readonly updates: number }>;
  close(): Promise<void>;
}

const identity = z.object({
  user: z.string(),
  password: z.string(),
  /** By computer: the port of its HTTPS listener; with `:http` behind it, of its HTTP listener. */
  ports: z.record(z.string(), z.int()),
  /** Passwords of the computers' own accounts. */
  local: z.record(z.string(), z.string()).default({}),
});
type Identity = z.infer<typeof identity>;

/** Starts the pretend fleet: one WinRM service a computer, on 127.0.0.1. */
export async function startFleet(settings: FleetSettings): Promise<Fleet> {
  const { folder, scenario, clock = wallClock } = settings;
  const kept = await openIdentity(join(folder, 'fleet.json'));
  const authority = await openAuthority(join(folder, 'certificates'));
  const durations = durationsAt(settings.speed);
  const computers = new Map<string, Computer>();
  const clientIdOf: ClientIds = (id) => computers.get(id)?.state.susClientId ?? '';
  const wsus = await openWsus({ folder, scenario, clock, durations, clientIdOf });
  const keys = keysOf(settings, kept.value, clock);
  const world: World = { settings, clock, durations, wsus, authority, identity: kept.value, keys };
  for (const [index, computer] of [scenario.wsusHost, ...scenario.computers].entries()) {
    computers.set(computer.id, await openComputer(world, computer, index));
  }
  wsus.answers = () => computers.get(scenario.wsusHost.id)?.reachable ?? false;
  for (const computer of computers.values()) await computer.start();
  kept.value.ports = Object.fromEntries([...computers].flatMap(([id, { ports }]) => keptPorts(id, ports)));
  await kept.save();
  const stopWatch = watchTheHour(clock, durations.detection, wsus, [...computers.values()]);
  return handleOf(world, computers, stopWatch);
}

/** Now and then each computer looks whether it is to install something by itself. Returns what ends that. */
function watchTheHour(clock: SandboxClock, everyMs: number, wsus: Wsus, computers: readonly Computer[]): () => void {
  let last = clock.now();
  let cancel = clock.after(everyMs, look);
  function look(): void {
    const isHour = isInstallTime(last, clock.now());
    last = clock.now();
    if (isHour || wsus.hasDeadlines) for (const computer of computers) void computer.lookAfterItself(isHour);
    cancel = clock.after(everyMs, look);
  }
  return () => cancel();
}

interface World {
  readonly settings: FleetSettings;
  readonly clock: SandboxClock;
  readonly durations: Durations;
  readonly wsus: Wsus;
  readonly authority: Authority;
  readonly identity: Identity;
  readonly keys: Keys;
}

function keptPorts(id: string, { http, https }: Ports): readonly (readonly [key: string, port: number])[] {
  return [[id, https] as const, [`${id}:http`, http] as const].flatMap(([key, port]) => (port ? [[key, port]] : []));
}

function handleOf(world: World, computers: ReadonlyMap<string, Computer>, stopWatch: () => void): Fleet {
  const { identity: known, wsus, keys } = world;
  const { scenario } = world.settings;
  const computer = (id: string): Computer => {
    const found = computers.get(id);
    if (!found) throw new RangeError(`no computer ${id} in the sandbox`);
    return found;
  };
  return {
    hosts: [...computers].map(([id, each]) => ({
      id,
      dnsName: each.state.dnsName,
      host: '127.0.0.1',
      port: each.port,
      scheme: each.service.http ? 'http' : 'https',
      ...keys.credentialsOf(id),
    })),
    wsusHostId: scenario.wsusHost.id,
    caFile: world.authority.caFile,
    user: known.user,
    password: known.password,
    scenario,
    wsus,
    accounts: (id) => keys.accountsOf(computer(id).state.id),
    computer,
    setFault: (id, fault) => applyFault(computer(id), fault),
    releasePatchTuesday: () => wsus.publishNextMonth(),
    close: async () => {
      stopWatch();
      await Promise.all([...computers.values()].map((each) => each.close()));
      await wsus.close();
    },
  };
}

async function applyFault(computer: Computer, fault: Fault | null): Promise<void> {
  if (fault?.kind === 'off') return await computer.cutPower();
  if (fault?.kind === 'unreachable') return await computer.pullCable();
  computer.winrm.troubles.set(fault);
  if (fault !== null) return;
  await computer.plugCable();
  await computer.restorePower();
}

async function openIdentity(path: string): Promise<Kept<Identity>> {
  const found = await readJson(path, identity);
  const fresh = { user: 'patchbay', password: randomBytes(18).toString('base64url'), ports: {}, local: {} };
  const kept = new Kept(path, found ?? fresh);
  if (!found) await kept.save();
  return kept;
}

/** The SusClientId that a computer has now. */
type ClientIds = (id: string) => string;

async function openWsus(on: {
  readonly folder: string;
  readonly scenario: Scenario;
  readonly clock: SandboxClock;
  readonly durations: Durations;
  readonly clientIdOf: ClientIds;
}): Promise<Wsus> {
  const { folder, scenario, clock, durations, clientIdOf } = on;
  const path = join(folder, 'wsus.json');
  const kept = new Kept<WsusState>(path, (await readJson(path, wsusState)) ?? freshWsus(scenario, clock.now()));
  const byName = new Map(scenario.wsusGroups.map((group) => [group.name, group.id]));
  const root = scenario.wsusGroups.find((group) => group.parentId === null);
  const clients = [scenario.wsusHost, ...scenario.computers].map((computer) => ({
    dnsName: dnsNameOf(scenario, computer.id),
    get clientId(): string {
      return clientIdOf(computer.id);
    },
    os: SYSTEMS[computer.system].caption,
    groupIds: [root?.id, ...computer.wsusGroups.map((name) => byName.get(name))].filter((id) => id !== undefined),
  }));
  const dnsName = dnsNameOf(scenario, scenario.wsusHost.id);
  const contents = {
    dnsName,
    version: '10.0.20348.4405',
    updates: scenario.updates,
    groups: scenario.wsusGroups,
    clients,
  };
  return new Wsus(kept, contents, clock, durations);
}

function freshWsus(scenario: Scenario, now: number): WsusState {
  const approvals: WsusState['approvals'] = {};
  for (const { updateId, groupId, deadline = null } of scenario.approved) {
    const list = approvals[updateId] ?? [];
    list.push({ groupId, action: 'install', activeAt: now, deadline });
    approvals[updateId] = list;
  }
  const reports: WsusState['reports'] = {};
  for (const { id, faults } of [scenario.wsusHost, ...scenario.computers]) {
    reports[dnsNameOf(scenario, id)] = now - (faults.isOff ? DAYS_OFF * DAY_MS : LAST_REPORT_MS);
  }
  const approved = scenario.updates.filter(({ updateId, needsLicence }) => needsLicence && approvals[updateId]);
  const licences = Object.fromEntries(approved.map(({ updateId }) => [updateId, true] as const));
  const none = {
    arrivals: {},
    licences,
    declined: {},
    revisions: {},
    releases: [],
    reports,
    vanished: {},
    settings: WELL,
  };
  return { version: 1, syncs: 0, syncingSince: null, lastSync: null, approvals, ...none };
}

async function openComputer(world: World, computer: ScenarioComputer, index: number): Promise<Computer> {
  const { settings, clock, identity: known, keys } = world;
  const { scenario, folder } = settings;
  const path = join(folder, 'computers', `${computer.id}.json`);
  const state = (await readJson(path, computerState)) ?? freshComputer(scenario, computer, clock.now());
  const wanted = settings.firstPort === undefined ? 0 : settings.firstPort + index;
  const service = { ...serviceOf(settings.doors, computer), ...settings.service?.(computer.id) };
  return new Computer({
    kept: new Kept<ComputerState>(path, state),
    partFolder: join(folder, 'computers', `${computer.id}.part`),
    ports: {
      http: known.ports[`${computer.id}:http`] ?? wanted,
      https: known.ports[computer.id] ?? (service.http && wanted > 0 ? 0 : wanted),
    },
    certificate: await world.authority.certificateFor(dnsNameOf(scenario, computer.id)),
    domain: netbiosOf(scenario),
    accounts: keys.accountsOf(computer.id),
    service,
    testCommands: settings.testCommands ?? false,
    quotas: { ...DEFAULT_QUOTAS, ...settings.quotas },
    clock,
    durations: world.durations,
    updates: world.wsus,
    wsus: computer.id === scenario.wsusHost.id ? world.wsus : null,
  });
}
