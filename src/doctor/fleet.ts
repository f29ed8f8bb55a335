import { ulid } from 'ulid';
import type { Kept } from '../../storage/kept.js';
import type { Configuration } from '../config/configuration.js';
import { type Computer, newComputer } from '../domain/computer.js';
import { computerFindings } from '../domain/diagnosis/computer.js';
import { type Finding, findingsAbout } from '../domain/diagnosis/finding.js';
import { atWork, leftToTheBot } from '../domain/diagnosis/left-out.js';
import { accountFindings } from '../domain/diagnosis/own.js';
import {
  type ComputerSeen,
  type DiagnosisTerms,
  isFailure,
  isLeftOut,
  type LeftOut,
} from '../domain/diagnosis/seen.js';
import type { ComputerId, JobKey } from '../domain/ids.js';
import { wsusFindings } from '../domain/wsus-health.js';
import { diagnosticsOf, openTransports, windowsJobs } from '../reaching.js';
import { expectedOf, settingsOf } from '../roster-settings.js';
import { atMost } from '../schedule/limiter.js';
import { systemClock } from '../schedule/system-clock.js';
import type { Log } from '../slack/log.js';
import { updateServer } from '../windows/update-server.js';
import type { LogonDesk } from '../workflows/credentials/logons.js';
import { type LookingParts, lookAt, runJob } from '../workflows/diagnosing/looking.js';
import type { Roster } from '../workflows/discovery/roster.js';
import { doctorLogons } from './logons.js';

/** How long one computer may take to look into itself. */
const PATIENCE_MS = 4 * 60_000;
const POLL_MS = 1_000;
const LOG_LINES = 200;

/** Nobody waits for these lines: what is found is said. */
export const SILENT: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** What is known when a computer is looked at. */
interface Round {
  readonly configuration: Configuration;
  readonly expected: ReturnType<typeof expectedOf>;
  readonly parts: LookingParts;
  readonly terms: DiagnosisTerms;
  /** A running Patchbay owns the data: it may be at work anywhere. */
  readonly isBotRunning: boolean;
  readonly known: ReadonlyMap<ComputerId, Computer>;
  /** Who was met in this round as which machine, and with which SusClientId. */
  readonly machines: Map<string, ComputerId>;
  readonly clientIds: Map<string, Set<ComputerId>>;
}

/** Which computers are looked at, and what is known of them. */
interface FleetLook {
  readonly ids: readonly ComputerId[];
  readonly roster: Roster;
  readonly kept: Kept;
  readonly isBotRunning: boolean;
}

/** Looks at computers. The account of a profile is tried nowhere else once it was refused. */
export async function fleetFindings(configuration: Configuration, look: FleetLook): Promise<readonly Finding[]> {
  const { ids, roster, kept } = look;
  const settings = settingsOf(configuration, roster);
  const clock = systemClock();
  const logons = doctorLogons(configuration, { roster, kept: kept.credentials, clock });
  const transports = openTransports(configuration, SILENT, logons);
  const calls = new AbortController();
  try {
    const jobs = windowsJobs(configuration, transports.transport, calls.signal, settings);
    const connection = atMost(configuration.windows.maxConnections);
    const times = { pollMs: Math.min(POLL_MS, configuration.engine.pollMs), patienceMs: PATIENCE_MS };
    const parts = { clock, jobs, connection, diagnostics: diagnosticsOf(configuration, jobs, settings), ...times };
    const round = roundOf(configuration, look, parts);
    const at = atMost(configuration.windows.maxConnections);
    const found = await Promise.all(ids.map((id) => at(() => findingsOf(round, id))));
    return [...(await accounts(logons)), ...found.flat()];
  } finally {
    await transports.close();
  }
}

function roundOf(configuration: Configuration, look: FleetLook, parts: LookingParts): Round {
  const { roster, isBotRunning } = look;
  const { rules, engine, slack } = configuration;
  const clientIds = new Map<string, Set<ComputerId>>();
  // The machine of a retired computer may be another one by now.
  const present = new Set(roster.computers());
  const computers = look.kept.computers.filter(({ id }) => present.has(id));
  for (const { id, facts } of computers) if (facts?.susClientId != null) noted(clientIds, facts.susClientId, id);
  return {
    ...{ configuration, parts, isBotRunning, clientIds },
    expected: expectedOf(configuration, roster),
    terms: { rules, maxClockSkewMs: engine.maxClockSkewMs, command: slack.command },
    known: new Map(computers.map((computer) => [computer.id, computer])),
    machines: new Map(computers.flatMap(({ id, machineId }) => (machineId === null ? [] : [[machineId, id]]))),
  };
}

async function findingsOf(round: Round, id: ComputerId): Promise<readonly Finding[]> {
  const seen = await looked(round, id);
  const findings = computerFindings(seen, round.terms);
  if (id !== round.configuration.wsus.computer) return findings;
  return [...findings, ...(await wsusHealth(round, seen))];
}

function looked(round: Round, id: ComputerId): Promise<ComputerSeen> {
  const { name, isImported } = round.expected(id);
  const computer = round.known.get(id) ?? newComputer(id);
  return lookAt(round.parts, {
    ...{ computer, isImported, key: newKey(), detectNow: false, logLines: LOG_LINES },
    identity: { name, twinOf: (machineId) => twinOf(round, id, machineId) },
    mayNot: async () => whyNot(round, computer),
    clones: async (clientId) => noted(round.clientIds, clientId, id),
  });
}

function whyNot({ isBotRunning, terms }: Round, { id, run }: Computer): LeftOut | null {
  if (isBotRunning) return leftToTheBot(id, terms.command);
  return run === null ? null : atWork(run.taskId, terms.command);
}

function twinOf({ machines }: Round, id: ComputerId, machineId: string): ComputerId | null {
  const known = machines.get(machineId);
  if (known === undefined) machines.set(machineId, id);
  return known === undefined || known === id ? null : known;
}

/** The others that have it. */
function noted(ids: Map<string, Set<ComputerId>>, clientId: string, id: ComputerId): readonly ComputerId[] {
  const key = clientId.toLowerCase();
  const all = (ids.get(key) ?? new Set()).add(id);
  ids.set(key, all);
  return [...all].filter((other) => other !== id).sort();
}

/** WSUS itself is asked only where its computer could be looked into. */
async function wsusHealth(round: Round, { computer, logon, inside }: ComputerSeen): Promise<readonly Finding[]> {
  const isLookedInto = inside !== null && !isFailure(inside) && !isLeftOut(inside);
  if (!isLookedInto || isFailure(logon) || isLeftOut(logon)) return [];
  const say = findingsAbout('wsus');
  const server = updateServer(() => round.parts.clock.now());
  const job = { id: computer.id, key: newKey(), spec: server.health(true), survey: logon };
  const health = await runJob(round.parts, job, (result) => server.readHealth(result, computer.id));
  if (isFailure(health)) return [say.failed('health', health)];
  if (isLeftOut(health)) return [say.warn('health', health.leftOut, health.nextStep)];
  return wsusFindings({ health, clients: [], computers: [] });
}

async function accounts(logons: LogonDesk): Promise<readonly Finding[]> {
  const standings = await logons.standings();
  const seen = standings.map((one) => ({ ...one, stopped: logons.whyStopped(one) }));
  return accountFindings(seen);
}

/** Jobs of the doctor are nobody else's. */
function newKey(): JobKey {
  return `doctor-${ulid()}` as JobKey;
}
