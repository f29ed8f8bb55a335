import { createHash } from 'node:crypto';
import { readComputers } from '../src/discovery/computer-list.js';
import { type Computer, type NeededUpdate, newComputer } from '../src/domain/computer.js';
import { PatchbayError } from '../src/domain/errors.js';
import { NO_ROLLOUT, type ProvisioningGroup } from '../src/domain/group.js';
import type { ComputerId, GroupId, JobKey, PersonId, TaskId, UpdateId } from '../src/domain/ids.js';
import { ALL_COMPUTERS, type Patch } from '../src/domain/patch.js';
import type { Recommendation } from '../src/domain/recommendation.js';
import { LEAST_INSTALL_MS } from '../src/domain/window-misfit.js';
import type { Collection, Store } from '../src/ports/store.js';
import { readCron } from '../src/schedule/cron-times.js';
import { systemClock } from '../src/schedule/system-clock.js';
import { endpoint } from '../src/windows/endpoint.js';
import { updateServer } from '../src/windows/update-server.js';
import { GroupBook } from '../src/workflows/book.js';
import { LogonDesk } from '../src/workflows/credentials/logons.js';
import type { Asker, Desk } from '../src/workflows/desk.js';
import { Diagnoses } from '../src/workflows/diagnosing/diagnoses.js';
import { KeptRoster } from '../src/workflows/discovery/kept-roster.js';
import { termsOf } from '../src/workflows/engine/claiming.js';
import { Engine } from '../src/workflows/engine/runner.js';
import { Fleet } from '../src/workflows/fleet.js';
import { openDesk } from '../src/workflows/front-desk.js';
import type { Office } from '../src/workflows/office.js';
import { Rolling } from '../src/workflows/rolling.js';
import { openStore } from '../storage/open.js';

const APPROVER = 'U0BENCH' as PersonId;
export const CROWD = 'crowd' as GroupId;
/** Documents that are made at once. */
const MADE_AT_ONCE = 32;

export interface Size {
  readonly computers: number;
  readonly recommendations: number;
}

/** The core over a data folder: many computers, each with many recommendations that could be approved. */
export interface Crowd {
  readonly office: Office;
  readonly desk: Desk;
  /** The same person each time, by a click of their own. */
  asker(): Asker;
  close(): Promise<void>;
}

/** @param elsewhere where the computers' documents are kept, if not on disk like all else */
export async function openCrowd(folder: string, size: Size, elsewhere?: Collection<Computer>): Promise<Crowd> {
  const opened = await openStore({ folder, report: () => undefined });
  const ids = Array.from({ length: size.computers }, (_, n) => `fin-ws-${String(n).padStart(5, '0')}` as ComputerId);
  const patches = Array.from({ length: size.recommendations }, (_, n) => patchOf(n));
  await opened.store.catalogue.replaceAll(patches);
  const kept = elsewhere ?? opened.store.computers;
  for (let at = 0; at < ids.length; at += MADE_AT_ONCE)
    await Promise.all(ids.slice(at, at + MADE_AT_ONCE).map((id) => kept.create(id, computerOf(id, patches))));
  const fleet = new Fleet(kept, hash);
  const office = officeOf({ ...opened.store, computers: fleet }, fleet, ids);
  let clicks = 0;
  return {
    ...{ office, desk: openDesk(office) },
    asker: () => ({ person: APPROVER, conversation: 'C0BENCH', operation: `click-${clicks++}-bench` as never }),
    async close() {
      await office.rolling.halt();
      await opened.close();
    },
  };
}

const WAY = { host: '127.0.0.1', port: 5986, scheme: 'https', profile: null } as const;

function officeOf(store: Store, fleet: Fleet, computers: readonly ComputerId[]): Office {
  const clock = systemClock();
  const conversation = { show: async () => undefined, changed: () => undefined };
  const rules = { maxScanAgeMs: 86_400_000, minFreeDiskBytes: 0, wsusNames: ['wsus-01'] };
  const book = new GroupBook(store, () => computers);
  const group = groupOf(computers);
  const report = (failure: { readonly code: string }) => void process.stderr.write(`${failure.code}\n`);
  const settings = {
    pollMs: 1,
    retryMs: 1,
    maxRetryMs: 1,
    giveUpMs: 1,
    jobLimitMs: 1,
    restartDelayMs: 1,
    restartWaitMs: 1,
    maxClockSkewMs: 300_000,
  };
  const engine = new Engine({
    ...{ store, clock, conversation, rules, report, settings, jobs: NO_WINDOWS, endpoint: endpoint() },
    updateServer: updateServer(() => clock.now()),
    caps: { scansAtOnce: 1, restartsAtOncePerGroup: 1 },
    checksOf: () => group.checks,
    allowsOf: () => ({ drivers: false, upgrades: false }),
    termsOf: () => termsOf(group, null),
    restartSets: new Map(),
    restartTerms: async () => ({ may: 'begin', until: null }),
    whyClosed: async () => null,
    isPresent: () => true,
    expected: () => ({ name: null, isImported: false }),
    command: '/patch',
    learnt: () => undefined,
    newKey: () => KEY,
    connection: (call) => call(),
  });
  return {
    computers: () => computers,
    readComputers,
    roster: new KeptRoster(store, { computers: new Map(computers.map((id) => [id, WAY])), profiles: [] }),
    ...{ store, fleet, engine, conversation, clock, book, rules, readCron, hash, report },
    rolling: new Rolling(),
    expected: () => ({ name: null, isImported: false }),
    logons: new LogonDesk({
      ...{ store, clock, report, command: '/patch', changed: () => undefined },
      accounts: NO_ACCOUNTS,
      rules: { trustMs: 1 },
      times: { graceMs: 1, stallMs: 1 },
    }),
    diagnoses: new Diagnoses({
      ...{ store, clock, conversation, report, jobs: NO_WINDOWS, diagnostics: NO_DIAGNOSTICS },
      ...{ pollMs: 1, patienceMs: 1, connection: (call) => call(), newKey: () => KEY, twinOf: () => null },
      terms: { rules, maxClockSkewMs: 300_000, command: '/patch' },
      expected: () => ({ name: null, isImported: false }),
      present: () => [],
    }),
    diagnostics: NO_DIAGNOSTICS,
    ownParts: { slack: nobody, data: nobody },
    maxClockSkewMs: 300_000,
    roles: { admins: [APPROVER], approvers: [], operators: [], viewers: 'everyone' },
    directory: { membersOf: async () => [], nameOf: async (id) => id },
    groups: () => [group],
    wsusComputer: 'wsus-01' as ComputerId,
    approvals: { channel: null, expireMs: 1, remindMs: null, fourEyes: false, secondApproverAbove: null },
    command: '/patch',
    windowNeeds: { restartMs: 1, installMs: LEAST_INSTALL_MS },
  };
}

const KEY = 'bench0-00000000000000000000000000' as JobKey;

async function nobody(): Promise<never> {
  throw new PatchbayError('PB401', { computer: 'none', cause: 'there is no Windows here' });
}

const NO_WINDOWS = {
  prepare: nobody,
  identify: nobody,
  submit: nobody,
  poll: nobody,
  acknowledge: nobody,
  stop: nobody,
};

const NO_DIAGNOSTICS = {
  reach: nobody,
  survey: nobody,
  job: () => ({ script: 'Get-Diagnosis', input: {}, limitSeconds: 60 }),
  read: () => {
    throw new PatchbayError('PB401', { computer: 'none', cause: 'there is no Windows here' });
  },
};

const NO_ACCOUNTS = {
  profiles: [],
  profileOf: () => null,
  renew: async () => false,
  bitsOf: async () => '',
  newSalt: () => '',
};

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function groupOf(computers: readonly ComputerId[]): ProvisioningGroup {
  return {
    ...{ id: CROWD, name: 'Crowd', computers, members: { byHand: computers, rule: null }, restart: 'if-required' },
    checks: [{ id: 'os', name: 'All patches', type: 'patch', patchGroup: null, automaticApproval: false }],
    ...{ channel: null, approvalsChannel: null, digest: null, owners: [], operators: [], approvers: [] },
    ...{ restartDeferMinutes: 0, allowDrivers: false, allowUpgrades: false },
    ...{ rollout: NO_ROLLOUT, windows: [], scans: null, deleted: null },
  };
}

function updateIdOf(n: number): UpdateId {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as UpdateId;
}

function patchOf(n: number): Patch {
  return {
    ...{ updateId: updateIdOf(n), revision: 200, title: `2026-11 Cumulative Update ${n} for Windows Server 2022` },
    ...{ kbs: [String(5_000_000 + n)], classification: 'Security Updates', classificationId: '' },
    ...{ products: ['Windows Server 2022'], severity: n % 3 === 0 ? 'Critical' : 'Important', arrivedAt: null },
    ...{ superseded: false, declined: false, expired: false, needsLicence: false, rebootBehavior: 'can-request' },
    ...{ impact: 'normal', needsUserInput: false, needsNetwork: false, uninstallable: true },
    approvals: [{ groupId: ALL_COMPUTERS, action: 'install', state: 'active', deadline: null }],
  };
}

function computerOf(id: ComputerId, patches: readonly Patch[]): Computer {
  const at = Date.now() - 60_000;
  const boot = { own: at, ours: at };
  return {
    ...newComputer(id),
    scan: {
      ...{ taskId: '1' as TaskId, startedAt: at, endedAt: at, complete: true, boot, installed: [], warnings: [] },
      needed: patches.map(neededOf),
    },
    recommendations: Object.fromEntries(patches.map((patch) => [patch.updateId, recommendationOf(patch, at)])),
    compliance: { at, state: 'not compliant', missing: patches.length, reasons: [], checks: [] },
  };
}

function neededOf({ updateId, revision, title, kbs }: Patch): NeededUpdate {
  return {
    ...{ updateId, revision, title, kbs, downloaded: false, sizeBytes: 1_000_000 },
    ...{ rebootBehavior: 'can-request', impact: 'normal', kind: 'software', categoryIds: [], needsUser: false },
    deadline: null,
  };
}

function recommendationOf({ updateId, title }: Patch, at: number): Recommendation {
  return {
    ...{ id: updateId, updateId, title, state: 'Opened', recommendedAt: at, since: at, by: null, reason: null },
    ...{ downloaded: false, cameBack: false, installedInBoot: null, operation: null },
  };
}
