import type { Computer } from '../../src/domain/computer.js';
import { ERRORS, type ErrorCode } from '../../src/domain/errors.js';
import { NO_ROLLOUT } from '../../src/domain/group.js';
import type { Instant, JobKey, OperationId, UpdateId } from '../../src/domain/ids.js';
import type { JobState, Json } from '../../src/domain/job.js';
import { optionsOf, type RunMode } from '../../src/domain/rollout.js';
import type { TargetRun } from '../../src/domain/target.js';
import type { Task, TaskKind } from '../../src/domain/task.js';
import { endpoint } from '../../src/windows/endpoint.js';
import { updateServer } from '../../src/windows/update-server.js';
import { claimed } from '../../src/workflows/engine/claiming.js';
import { next, type Step } from '../../src/workflows/engine/machine.js';
import type { Context, Effect, EngineSettings, Observation } from '../../src/workflows/engine/protocol.js';
import {
  aComputer,
  aFacts,
  aPatch,
  aRecommendation,
  aScan,
  CHECK,
  NOW,
  needs,
  updateId,
  WSUS,
  withRecommendations,
} from './samples.js';
import { aTask } from './views.js';

/** Random walks of the step machine: what was chosen for each step, as small numbers that fast-check can shrink. */
export interface Choice {
  readonly turn: number;
  readonly detail: number;
  readonly minutes: number;
}

export interface Start {
  readonly kind: TaskKind;
  readonly restart: 'never' | 'if-required' | 'always';
  readonly updates: number;
  readonly mode: RunMode;
  /** After so many minutes the maintenance window closes; null: there is none. */
  readonly windowMinutes: number | null;
  /** Whether it has scripts, for how long users defer its restart, and whether it takes updates away. */
  readonly hooks?: boolean;
  readonly deferMinutes?: number;
  readonly uninstalls?: boolean;
}

/** One step of a walk: from which state, at what time, what was seen, and what followed. */
export interface Walked {
  readonly before: Computer;
  readonly now: Instant;
  readonly seen: Observation;
  readonly step: Step;
}

export const SETTINGS: EngineSettings = {
  pollMs: 15_000,
  retryMs: 5_000,
  maxRetryMs: 300_000,
  giveUpMs: 3_600_000,
  jobLimitMs: 14_400_000,
  restartDelayMs: 60_000,
  restartWaitMs: 2_700_000,
  maxClockSkewMs: 300_000,
};

const MINUTE = 60_000;
const BOOTS = [NOW - 86_400_000, NOW + 5 * MINUTE, NOW + 90 * MINUTE];
/** Most of them pass: a walk is to get somewhere. */
const FAILURES: readonly ErrorCode[] = [
  ...Array<ErrorCode>(100).fill('PB401'),
  ...(Object.keys(ERRORS) as ErrorCode[]).filter((code) => code.startsWith('PB4')),
  'PB804',
];
const RULES = { maxScanAgeMs: 86_400_000, minFreeDiskBytes: 1, wsusNames: ['wsus-01'] };

export function contextAt(now: Instant, count: number): Context {
  return {
    now,
    freshKey: `testbay000-${String(count).padStart(26, '0')}` as JobKey,
    endpoint: endpoint(),
    updateServer: updateServer(() => now),
    settings: SETTINGS,
    rules: RULES,
    identity: { name: null, twinOf: () => null },
    command: '/patch',
    closed: null,
    withdrawn: new Set(),
    restart: restartAt(now),
  };
}

/** A freeze comes in the middle of every walk. */
function restartAt(now: Instant): Context['restart'] {
  const [from, to] = [NOW + 60 * MINUTE, NOW + 180 * MINUTE];
  if (now < from || now >= to) return { may: 'begin', until: null };
  return { may: 'wait', wait: { for: 'freeze', until: to, reason: 'year end' } };
}

/** A computer that a task has just claimed: where every walk begins. */
export function claimedBy(start: Start): Computer {
  const { kind, restart, updates, mode, windowMinutes, uninstalls = false } = start;
  const numbers = Array.from({ length: updates }, (_, index) => index + 1);
  const task: Task = aTask({
    kind,
    plan: kind === 'run' ? planOf(numbers, restart, uninstalls) : null,
    rollout:
      kind === 'run' ? { mode, canaries: [], last: [], atOnce: null, stopAfterFailures: null, continued: null } : null,
    until: windowMinutes === null ? null : NOW + windowMinutes * MINUTE,
    approvals:
      kind === 'approve-updates'
        ? [{ updateId: updateId(1), revision: 200, groupId: updateId(2), action: 'install', deadline: null }]
        : [],
  });
  const approved = numbers.map((n) => aRecommendation(n, { state: 'Approved', operation: 'op-000001' as OperationId }));
  const known = uninstalls
    ? { scan: aScan([], numbers) }
    : { scan: aScan(numbers), ...withRecommendations(...approved) };
  const computer = aComputer(known);
  const reference = {
    patch: patchOf,
    wsus: WSUS,
    denied: () => null,
    maxScanAgeMs: RULES.maxScanAgeMs,
    isImported: false,
    command: '/patch',
    terms: {
      allows: { drivers: false, upgrades: false },
      deferMinutes: start.deferMinutes ?? 0,
      hooks: start.hooks ? HOOKS : null,
    },
  };
  const held = claimed(computer, task, computer.id, reference, NOW);
  if (held === null) throw new Error('a free computer was not claimed');
  return held;
}

const HOOKS = { before: 'C:\\S\\b.ps1', beforeRestart: 'C:\\S\\r.ps1', after: 'C:\\S\\a.ps1', timeoutSeconds: 600 };

function planOf(numbers: readonly number[], restart: Start['restart'], uninstalls: boolean): NonNullable<Task['plan']> {
  const updates = numbers.map((n) => ({ ...needs(n), exclusive: false }));
  const row = { computerId: aComputer().id, updates, byHand: [], sizeBytes: 0, restart: 'maybe' as const };
  return {
    groupId: aTask().groupId ?? ('finance' as never),
    restart,
    rows: [row],
    blocked: [],
    options: { ...optionsOf(NO_ROLLOUT), action: uninstalls ? 'uninstall' : 'install' },
    canaries: [],
    last: [],
    again: [],
    hash: '',
  };
}

function patchOf(id: UpdateId): ReturnType<typeof aPatch> {
  return aPatch(Number.parseInt(id.slice(-12), 16));
}

/** What WSUS and persons say of the updates of every walk. */
export const LOOKED_UP: Observation = {
  kind: 'looked-up',
  reference: {
    ...{ patch: patchOf, wsus: WSUS, checks: [CHECK], maxScanAgeMs: RULES.maxScanAgeMs },
    ...{ patchGroups: new Map(), denied: () => null },
  },
};

export function runOf(computer: Computer): TargetRun {
  if (computer.run === null) throw new Error('the computer has no run');
  return computer.run;
}

/** Goes one step for each choice, until the run has ended. */
export function walk(start: Start, choices: readonly Choice[]): readonly Walked[] {
  const walked: Walked[] = [];
  let now = NOW;
  let before = claimedBy(start);
  let effect: Effect = next(before, { kind: 'resumed' }, contextAt(now, 0)).effect;
  for (const choice of choices) {
    now = effect.do === 'wait' ? Math.max(now, effect.until) : now;
    now += choice.turn % 7 === 0 ? choice.minutes * MINUTE : 1000;
    const seen = observationOf(before, effect, choice, now);
    const step = next(before, seen, contextAt(now, walked.length + 1));
    walked.push({ before, now, seen, step });
    before = step.computer;
    effect = step.effect;
  }
  return walked;
}

/** What may be seen after an effect: its answer, its failure, or a stop at any moment. */
export function observationOf(computer: Computer, effect: Effect, choice: Choice, now: Instant): Observation {
  if (choice.turn % 61 === 1) return { kind: 'stop-requested' };
  if (choice.turn % 61 === 2) return { kind: 'resumed' };
  if (effect.do === 'wait' || effect.do === 'finish') return { kind: 'resumed' };
  if (choice.turn % 61 < 8) return failed(choice.detail);
  return answered(computer, effect, choice.detail, now);
}

function failed(detail: number): Observation {
  const code = FAILURES[detail % FAILURES.length] ?? 'PB401';
  return { kind: 'failed', failure: { code, details: { computer: 'fin-ws-01', cause: 'chosen' } } };
}

type Call = Exclude<Effect, { do: 'wait' | 'finish' }>;

function answered(computer: Computer, effect: Call, detail: number, now: Instant): Observation {
  switch (effect.do) {
    case 'prepare':
      return { kind: 'prepared', contact: contactOf(detail, now) };
    case 'submit':
    case 'poll':
      return { kind: 'job', state: jobStateOf(computer, detail, now) };
    case 'stop':
      return { kind: 'stop-sent' };
    case 'acknowledge':
      return { kind: 'acknowledged' };
    case 'keep':
      return { kind: 'kept', added: 1, changed: 0 };
    case 'refuse':
      return { kind: 'failed', failure: effect.failure };
    case 'look-up':
      return LOOKED_UP;
  }
}

/** Boots go on, never back; the clock may be wrong; one time in fifty another computer answers. */
function contactOf(detail: number, now: Instant): Extract<Observation, { kind: 'prepared' }>['contact'] {
  const machineId = detail % 50 === 7 ? 'another-machine' : aFacts().machineId;
  const clock = now + ((detail % 5) - 2) * 3_600_000;
  return { computerName: 'FIN-WS-01', domain: 'CORP', machineId, bootedAt: bootAt(detail, now), clock, way: null };
}

function bootAt(detail: number, now: Instant): Instant {
  const past = BOOTS.filter((boot) => boot <= now);
  return past[detail % 3 === 0 ? 0 : past.length - 1] ?? NOW - 86_400_000;
}

function jobStateOf(computer: Computer, detail: number, now: Instant): JobState {
  const kind = detail % 32;
  if (kind === 0) return { state: 'unknown' };
  if (kind === 1) return { state: 'interrupted' };
  if (kind === 2) return { state: 'broken', message: 'broke', hresult: detail % 2 === 0 ? null : 0x80240017 };
  if (kind === 3) return { state: 'acknowledged' };
  if (kind < 10) return { state: 'running', progress: { done: 0, total: 1, phase: 'install', item: null } };
  if (kind === 10) return { state: 'finished', result: { not: 'what the contract says' } };
  return { state: 'finished', result: resultFor(computer, detail, now) };
}

/** A result that the leg's contract allows. */
export function resultFor(computer: Computer, detail: number, now: Instant): Json {
  const { leg, order, work } = runOf(computer);
  const bootedAt = iso(bootAt(detail >> 5, now));
  const facts = factsOf(detail >> 5, bootedAt, now);
  switch (leg) {
    case 'facts':
    case 'settle':
    case 'users':
      return facts;
    case 'hook-before':
    case 'hook-restart':
    case 'hook-after':
      return hookOf(detail >> 5);
    case 'notice':
      return { told: detail & 3, error: (detail >> 5) % 7 === 0 ? 'msg.exe is not there' : null };
    case 'scan':
    case 'verify-scan':
      return scanOf(facts, work.kind === 'run' ? work.updates : [updateId(1)], detail >> 5);
    case 'distribute':
    case 'install':
    case 'uninstall':
      return installOf(order?.spec.input, bootedAt, detail >> 5);
    case 'restart':
      return { bootedAt, planned: true, reason: null };
    case 'wsus-sync':
      return syncOf(detail >> 5, iso(now));
    case 'wsus-health':
      return healthOf(detail >> 5);
    case 'wsus-approve':
      return { answers: [{ updateId: updateId(1), groupId: updateId(2), ok: detail % 3 > 0, error: null }] };
    default:
      return { server: { version: '10', replica: false }, groups: [], computers: [], updates: [] };
  }
}

function factsOf(detail: number, bootedAt: string, now: Instant): { readonly [key: string]: Json } {
  const { at: _, ...facts } = aFacts();
  return json({
    ...facts,
    bootedAt,
    clock: iso(now),
    restartRequired: detail % 9 === 4,
    servicingBusy: detail % 9 === 5,
    loggedOnUsers: detail & 1,
  });
}

function healthOf(detail: number): Json {
  return {
    ...{
      version: '10',
      osBuild: null,
      replica: false,
      upstream: null,
      ssl: detail % 2 === 0,
      port: 8531,
      problems: [],
    },
    sync: { status: 'idle', startedAt: null, endedAt: null, result: detail % 5, error: null },
    ...{ supersededNotDeclined: null, filesMissing: 0, clients: 0, silentClients: 0, contentFreeBytes: null },
  };
}

/** Each update is needed, installed, or neither, by two bits of the detail. */
function scanOf(facts: Json, updates: readonly UpdateId[], detail: number): Json {
  const stands = updates.map((id, index) => ({ id, bits: (detail >> (2 * index)) & 3 }));
  return {
    facts,
    resultCode: detail % 11 === 3 ? 3 : 2,
    warnings: [],
    needed: stands.filter(({ bits }) => bits === 1).map(({ id }) => scanned(id)),
    installed: stands.filter(({ bits }) => bits >= 2).map(({ id }) => id),
  };
}

function scanned(id: UpdateId): Json {
  const { kbs, ...need } = needs(Number.parseInt(id.slice(-12), 16));
  return { ...need, kbs: [...kbs], rebootBehavior: 2, impact: 0 };
}

const OUTCOMES = ['installed', 'installed', 'failed', 'downloaded', 'not-started', 'not-found', 'refused'] as const;
const STOPS = [null, null, 'restart-pending', 'busy', 'no-space'] as const;

function installOf(input: Json | undefined, bootedAt: string, detail: number): Json {
  const { updates } = input as { readonly updates: readonly { readonly updateId: string }[] };
  const told = updates.map(({ updateId: id }, index) => {
    const outcome = OUTCOMES[(detail >> index) % OUTCOMES.length] ?? 'installed';
    const restartRequired = outcome === 'installed' && ((detail >> index) & 1) === 1;
    return {
      updateId: id,
      outcome,
      why: outcome === 'refused' ? 'licence' : null,
      resultCode: null,
      hresult: null,
      restartRequired,
    };
  });
  return {
    bootedAt,
    updates: told,
    restartRequired: told.some((one) => one.restartRequired),
    stopped: STOPS[(detail >> 3) % STOPS.length] ?? null,
  };
}

function hookOf(detail: number): Json {
  const outcome =
    (['ended', 'ended', 'ended', 'ended', 'timed-out', 'missing', 'refused'] as const)[detail % 7] ?? 'ended';
  const exitCode = ([0, 0, 0, 3010, 1] as const)[(detail >> 3) % 5] ?? 0;
  return { outcome, exitCode: outcome === 'ended' ? exitCode : null, output: 'said' };
}

function syncOf(detail: number, at: string): Json {
  const outcome = (['ended', 'ended', 'ended', 'busy', 'refused'] as const)[detail % 5] ?? 'ended';
  const counts = { newUpdates: 1, revisedUpdates: 0, expiredUpdates: 0, error: null };
  return { outcome, startedAt: at, endedAt: at, result: detail % 4, ...counts };
}

const iso = (instant: Instant): string => new Date(instant).toISOString();
const json = (value: object): { readonly [key: string]: Json } => JSON.parse(JSON.stringify(value));
