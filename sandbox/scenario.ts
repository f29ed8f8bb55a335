import { FAULTS, type ScenarioFaults } from './scenario-faults.js';
import { catalogue } from './windows/catalogue/catalogue.js';
import { updateId } from './windows/catalogue/make.js';
import type { Conditions } from './windows/computer/conditions.js';
import { guidOf } from './windows/guid.js';
import type { WsusGroup } from './windows/wsus/listing.js';
import type { PublishedUpdate } from './windows/wsus/update.js';

/**
 * `http`: sealed messages over HTTP. `https`: over HTTPS with NTLM. `basic`: over HTTPS with Basic too, and with an
 * account of its own.
 */
type ScenarioDoor = 'http' | 'https' | 'basic';

/** A pretend computer, as it is when the sandbox begins. */
export interface ScenarioComputer {
  /** Its name in the bot's configuration: the computer's name in lower case. */
  readonly id: string;
  readonly system: keyof typeof SYSTEMS;
  /** What is on it besides its system, for WSUS's rules of applicability. */
  readonly software: readonly string[];
  /** WSUS groups, by name. */
  readonly wsusGroups: readonly string[];
  readonly loggedOnUsers: number;
  readonly freeGigabytes: number;
  readonly daysSinceBoot: number;
  /** Names of updates in the catalogue that are on it. */
  readonly installed: readonly string[];
  /** How it lets administrators in, where the fleet is as Windows comes. */
  readonly door: ScenarioDoor;
  /** What is wrong with it from the start; a person in the machine room can heal it. */
  readonly faults: ScenarioFaults;
  /** What else is true of it: see conditions.ts. */
  readonly conditions?: Partial<Conditions>;
}

/** A provisioning group, for the bot's configuration. */
export interface ScenarioGroup {
  readonly id: string;
  readonly name: string;
  readonly computers: readonly string[];
  readonly restart: 'never' | 'if-required' | 'always';
  /** Scripts on its computers that run around a run. */
  readonly hooks?: { readonly before: string; readonly after: string };
}

export interface Scenario {
  readonly domain: string;
  readonly wsusHost: ScenarioComputer;
  readonly computers: readonly ScenarioComputer[];
  readonly wsusGroups: readonly WsusGroup[];
  readonly updates: readonly PublishedUpdate[];
  /** What was approved before the sandbox began. */
  readonly approved: readonly { readonly updateId: string; readonly groupId: string; readonly deadline?: string }[];
  readonly provisioningGroups: readonly ScenarioGroup[];
  /** Computers that never restart together. */
  readonly restartSets: Readonly<Record<string, readonly string[]>>;
}

export const SYSTEMS = {
  ws2019: { caption: 'Microsoft Windows Server 2019 Standard', build: '10.0.17763.7310' },
  ws2022: { caption: 'Microsoft Windows Server 2022 Standard', build: '10.0.20348.7310' },
  ws2025: { caption: 'Microsoft Windows Server 2025 Standard', build: '10.0.26100.7310' },
  'w11-23h2': { caption: 'Microsoft Windows 11 Enterprise', build: '10.0.22631.7310' },
  'w11-24h2': { caption: 'Microsoft Windows 11 Enterprise', build: '10.0.26100.7310' },
} as const;

/** WSUS's own ids of the groups that every server has. */
const ALL_COMPUTERS = 'a0a08746-4dbe-4a37-9adf-9e7652c0b421';
const UNASSIGNED = 'b73ca6ed-5727-47f3-84de-015e03f6a88a';

function groupId(name: string): string {
  if (name === 'All Computers') return ALL_COMPUTERS;
  return name === 'Unassigned Computers' ? UNASSIGNED : guidOf(`wsus-group:${name}`);
}

function group(name: string, parent: string | null): WsusGroup {
  return { id: groupId(name), name, parentId: parent === null ? null : groupId(parent) };
}

const WSUS_GROUPS: readonly WsusGroup[] = [
  group('All Computers', null),
  group('Unassigned Computers', 'All Computers'),
  group('Finance', 'All Computers'),
  group('Headquarters servers', 'All Computers'),
  group('Domain controllers', 'Headquarters servers'),
  group('Databases', 'Headquarters servers'),
  group('Branches', 'All Computers'),
  group('Points of sale', 'Branches'),
];

/** September's month is on every computer. */
function upToSeptember(system: string): readonly string[] {
  return [`cu-${system}-2026-09`];
}

/** The one that was opened for Basic, as they are found in branch offices. */
const BASIC_COMPUTER = 'br-srv-01';

/** The rest, as Windows comes, has an HTTP listener. */
const WITH_CERTIFICATE: readonly string[] = ['fin-ws-02', 'fin-app-01', 'hq-dc-02', 'hq-file-01', 'br-pos-02'];

function doorOf(id: string): ScenarioDoor {
  if (id === BASIC_COMPUTER) return 'basic';
  return WITH_CERTIFICATE.includes(id) ? 'https' : 'http';
}

/** A script that the company's administrators have on every computer: it drains and fills what runs there. */
const SCRIPT = 'C:\\Lakeside\\Patching.ps1';
const HOOKS: Conditions['hooks'] = {
  [SCRIPT]: { exitCode: 0, seconds: 1, output: 'Done.', owner: 'administrators' },
};

function computer(
  id: string,
  system: ScenarioComputer['system'],
  wsusGroup: string,
  rest: Partial<
    Omit<ScenarioComputer, 'id' | 'system' | 'wsusGroups' | 'installed' | 'door' | 'faults' | 'conditions'>
  > & {
    readonly also?: readonly string[];
  },
): ScenarioComputer {
  const { also = [], ...facts } = rest;
  return {
    id,
    system,
    software: [],
    wsusGroups: [wsusGroup],
    loggedOnUsers: 0,
    freeGigabytes: 64,
    daysSinceBoot: 21,
    ...facts,
    installed: [...upToSeptember(system), ...also],
    door: doorOf(id),
    faults: {},
    conditions: { hooks: HOOKS, domainController: wsusGroup === 'Domain controllers' },
  };
}

const COMPUTERS: readonly ScenarioComputer[] = [
  computer('fin-ws-01', 'w11-24h2', 'Finance', {
    software: ['edge'],
    loggedOnUsers: 1,
    freeGigabytes: 118,
    daysSinceBoot: 4,
  }),
  computer('fin-ws-02', 'w11-24h2', 'Finance', {
    software: ['edge'],
    freeGigabytes: 96,
    daysSinceBoot: 12,
  }),
  computer('fin-ws-03', 'w11-23h2', 'Finance', { software: ['edge'], freeGigabytes: 41, daysSinceBoot: 33 }),
  computer('fin-app-01', 'ws2022', 'Finance', { software: ['net8', 'ledger'], freeGigabytes: 210 }),
  computer('hq-dc-01', 'ws2022', 'Domain controllers', { freeGigabytes: 72, daysSinceBoot: 38 }),
  computer('hq-dc-02', 'ws2025', 'Domain controllers', { freeGigabytes: 80, daysSinceBoot: 36 }),
  computer('hq-sql-01', 'ws2019', 'Databases', { software: ['sql2019'], freeGigabytes: 340, daysSinceBoot: 52 }),
  computer('hq-file-01', 'ws2025', 'Headquarters servers', {
    software: ['net8'],
    freeGigabytes: 870,
    also: ['cu-ws2025-2026-10', 'dotnet-ws2025-2026-10', 'net8-2026-10', 'msrt-2026-10'],
  }),
  computer('br-srv-01', 'ws2019', 'Branches', { software: ['net8'], freeGigabytes: 55, daysSinceBoot: 61 }),
  computer('br-pos-01', 'w11-23h2', 'Points of sale', {
    software: ['edge', 'pos'],
    loggedOnUsers: 1,
    freeGigabytes: 23,
  }),
  computer('br-pos-02', 'w11-23h2', 'Points of sale', {
    software: ['edge', 'pos'],
    loggedOnUsers: 1,
    freeGigabytes: 19,
  }),
  computer('br-pos-03', 'w11-24h2', 'Points of sale', {
    software: ['edge', 'pos'],
    freeGigabytes: 31,
    daysSinceBoot: 8,
  }),
];

const WSUS_HOST = computer('hq-wsus-01', 'ws2022', 'Unassigned Computers', { freeGigabytes: 612, daysSinceBoot: 29 });

/** What an administrator approved in October, by WSUS group. */
const APPROVED: Readonly<Record<string, readonly string[]>> = {
  'All Computers': ['defender-1.441.208.0', 'defender-platform-4.18.26100', 'msrt-2026-10', 'ssu-ws2019-2026-09'],
  Finance: [
    'cu-w11-24h2-2026-10',
    'cu-w11-23h2-2026-10',
    'cu-ws2022-2026-10',
    'dotnet-w11-24h2-2026-10',
    'edge-153',
    'net8-2026-10',
  ],
  'Headquarters servers': [
    'cu-ws2019-2026-10',
    'cu-ws2022-2026-10',
    'cu-ws2025-2026-10',
    'dotnet-ws2025-2026-10',
    'net8-2026-10',
  ],
  Databases: ['sql2019-2026-09', 'oledb19-2026-10'],
  Branches: ['cu-w11-23h2-2026-10', 'cu-w11-24h2-2026-10', 'cu-ws2019-2026-10', 'edge-153'],
  // What an approval rule lets through that nobody meant: another Windows, and a driver.
  'Points of sale': ['w11-25h2-upgrade', 'driver-display'],
};

function approvals(): Scenario['approved'] {
  const september = Object.keys(SYSTEMS).map((system) => `cu-${system}-2026-09`);
  const all: Readonly<Record<string, readonly string[]>> = {
    ...APPROVED,
    'All Computers': [...(APPROVED['All Computers'] ?? []), ...september],
  };
  return Object.entries(all).flatMap(([name, updates]) =>
    updates.map((update) => ({ updateId: updateId(update), groupId: groupId(name) })),
  );
}

/**
 * Twelve computers of a pretend company, and the WSUS host that serves them. Most are well; five have a fault each, of
 * the kinds that every fleet has.
 */
export function standardScenario(): Scenario {
  const healthy = healthyScenario();
  return { ...healthy, computers: healthy.computers.map((one) => ({ ...one, faults: FAULTS[one.id] ?? {} })) };
}

/** The same without a fault. */
export function healthyScenario(): Scenario {
  const ids = (prefix: string): readonly string[] =>
    COMPUTERS.map(({ id }) => id).filter((id) => id.startsWith(prefix));
  return {
    domain: 'lakeside.example',
    wsusHost: WSUS_HOST,
    computers: COMPUTERS,
    wsusGroups: WSUS_GROUPS,
    updates: catalogue(),
    approved: approvals(),
    provisioningGroups: [
      { id: 'finance', name: 'Finance', computers: ids('fin-'), restart: 'if-required' },
      {
        id: 'headquarters-servers',
        name: 'Headquarters servers',
        computers: ids('hq-'),
        restart: 'if-required',
        hooks: { before: SCRIPT, after: SCRIPT },
      },
      { id: 'branches', name: 'Branches', computers: ids('br-'), restart: 'if-required' },
      { id: 'pilot', name: 'Pilot', computers: ['fin-ws-01', 'hq-file-01', 'br-srv-01'], restart: 'if-required' },
    ],
    restartSets: { 'domain-controllers': ids('hq-dc-') },
  };
}

/** A fleet of this many computers, for measuring: the standard world's computers over and over, in one group `fleet`. */
export function fleetOf(count: number): Scenario {
  const computers = Array.from({ length: count }, (_, index): ScenarioComputer => {
    const like = COMPUTERS[index % COMPUTERS.length] ?? WSUS_HOST;
    const id = `${like.id.split('-')[0]}-${String(index + 1).padStart(5, '0')}`;
    return { ...like, id, door: index % 2 === 0 ? 'http' : 'https' };
  });
  const group: ScenarioGroup = {
    id: 'fleet',
    name: 'Fleet',
    computers: computers.map(({ id }) => id),
    restart: 'if-required',
  };
  return { ...healthyScenario(), computers, provisioningGroups: [group] };
}
