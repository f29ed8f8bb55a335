import fc from 'fast-check';
import type { Boot } from '../../src/domain/boot.js';
import { type Computer, type Facts, type NeededUpdate, newComputer, type Scan } from '../../src/domain/computer.js';
import { type ComplianceCheck, NO_ROLLOUT, type ProvisioningGroup } from '../../src/domain/group.js';
import type { ComputerId, GroupId, TaskId, UpdateId } from '../../src/domain/ids.js';
import { ALL_COMPUTERS, type Patch, type WsusFacts } from '../../src/domain/patch.js';
import { RECOMMENDATION_STATES, type Recommendation } from '../../src/domain/recommendation.js';

/** Small, whole examples of the domain's things, and generators of arbitrary ones. */

export const NOW = Date.UTC(2026, 10, 10, 12);

export function updateId(n: number): UpdateId {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as UpdateId;
}

export function aPatch(n: number, over: Partial<Patch> = {}): Patch {
  return {
    updateId: updateId(n),
    revision: 200,
    title: `Update ${n}`,
    kbs: [`50${n}`],
    classification: 'Security Updates',
    classificationId: '0fa1201d-4330-4fa8-8ae9-b877473b6441',
    products: ['Windows Server 2022'],
    severity: 'Critical',
    arrivedAt: NOW - 86_400_000,
    superseded: false,
    declined: false,
    expired: false,
    needsLicence: false,
    rebootBehavior: 'can-request',
    impact: 'normal',
    needsUserInput: false,
    needsNetwork: false,
    uninstallable: true,
    approvals: [{ groupId: ALL_COMPUTERS, action: 'install', state: 'active', deadline: null }],
    ...over,
  };
}

export function needs(n: number, over: Partial<NeededUpdate> = {}): NeededUpdate {
  return {
    updateId: updateId(n),
    revision: 200,
    title: `Update ${n}`,
    kbs: [`50${n}`],
    downloaded: false,
    sizeBytes: 1_000_000,
    rebootBehavior: 'can-request',
    impact: 'normal',
    kind: 'software',
    categoryIds: [],
    needsUser: false,
    deadline: null,
    ...over,
  };
}

export const WSUS: WsusFacts = {
  at: NOW - 60_000,
  version: '10.0.20348',
  replica: false,
  groups: [{ id: ALL_COMPUTERS, name: 'All Computers', parentId: null }],
  members: {},
  clients: [],
  lastSync: null,
  health: null,
};

export const CHECK: ComplianceCheck = {
  id: 'os',
  name: 'Operating System Patches and Updates',
  type: 'patch',
  patchGroup: null,
  automaticApproval: false,
};

/** A boot of a computer whose clock is right. */
export function bootAt(at: number): Boot {
  return { own: at, ours: at };
}

export function aFacts(over: Partial<Facts> = {}): Facts {
  return {
    at: NOW - 60_000,
    computerName: 'FIN-WS-01',
    machineId: '11111111-1111-4111-8111-111111111111',
    osCaption: 'Microsoft Windows Server 2022 Standard',
    osBuild: '10.0.20348',
    bootedAt: NOW - 86_400_000,
    clock: NOW - 60_000,
    restartRequired: false,
    restartHints: [],
    servicingBusy: false,
    systemDriveFreeBytes: 40_000_000_000,
    loggedOnUsers: 0,
    susClientId: null,
    role: 'server',
    clusterNode: false,
    startsAlone: true,
    policy: {
      wuServer: 'https://wsus-01:8531',
      useWuServer: true,
      auOptions: 3,
      noAutoUpdate: false,
      deadline: false,
      updateForBusiness: false,
      configMgr: false,
      targetGroup: null,
    },
    ...over,
  };
}

export function aScan(needed: readonly number[], installed: readonly number[] = [], over: Partial<Scan> = {}): Scan {
  return {
    taskId: '1' as TaskId,
    startedAt: NOW - 120_000,
    endedAt: NOW - 60_000,
    complete: true,
    boot: bootAt(NOW - 86_400_000),
    needed: needed.map((n) => needs(n)),
    installed: installed.map(updateId),
    warnings: [],
    ...over,
  };
}

export function aComputer(over: Partial<Computer> = {}, id = 'fin-ws-01'): Computer {
  return { ...newComputer(id as ComputerId), facts: aFacts(), ...over };
}

export function aRecommendation(n: number, over: Partial<Recommendation> = {}): Recommendation {
  return {
    id: updateId(n),
    updateId: updateId(n),
    title: `Update ${n}`,
    state: 'Opened',
    recommendedAt: NOW - 1000,
    since: NOW - 1000,
    by: null,
    reason: null,
    downloaded: false,
    cameBack: false,
    installedInBoot: null,
    operation: null,
    ...over,
  };
}

export function withRecommendations(...list: readonly Recommendation[]): Pick<Computer, 'recommendations'> {
  return { recommendations: Object.fromEntries(list.map((one) => [one.id, one])) };
}

export function aGroup(computers: readonly string[], over: Partial<ProvisioningGroup> = {}): ProvisioningGroup {
  return {
    id: 'finance' as GroupId,
    name: 'Finance',
    computers: computers as readonly ComputerId[],
    members: { byHand: computers as readonly ComputerId[], rule: null },
    checks: [CHECK],
    restart: 'if-required',
    channel: null,
    approvalsChannel: null,
    digest: null,
    owners: [],
    operators: [],
    approvers: [],
    restartDeferMinutes: 0,
    allowDrivers: false,
    allowUpgrades: false,
    rollout: NO_ROLLOUT,
    windows: [],
    scans: null,
    deleted: null,
    ...over,
  };
}

const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 12 });

/** Any patch that WSUS could list: some approved, some not, some gone. */
const anyPatch = (n: number): fc.Arbitrary<Patch> =>
  fc
    .record({
      superseded: fc.boolean(),
      declined: fc.boolean(),
      expired: fc.boolean(),
      state: fc.constantFrom('active', 'pending', 'none', 'not-approved'),
    })
    .map(({ state, ...gone }) =>
      aPatch(n, {
        ...gone,
        approvals:
          state === 'none'
            ? []
            : [
                {
                  groupId: ALL_COMPUTERS,
                  action: state === 'not-approved' ? 'not-approved' : 'install',
                  state: state === 'pending' ? 'pending' : 'active',
                  deadline: null,
                },
              ],
      }),
    );

export const anyCatalogue: fc.Arbitrary<ReadonlyMap<UpdateId, Patch>> = fc
  .tuple(...Array.from({ length: 12 }, (_, index) => fc.option(anyPatch(index + 1))))
  .map((patches) => new Map(patches.flatMap((patch) => (patch === null ? [] : [[patch.updateId, patch] as const]))));

/** Any computer: scanned or not, completely or not, with recommendations in any state. */
export const anyComputer: fc.Arbitrary<Computer> = fc
  .record({
    needed: numbers,
    installed: numbers,
    complete: fc.boolean(),
    scanned: fc.boolean(),
    ageMs: fc.integer({ min: 0, max: 172_800_000 }),
    booted: fc.integer({ min: 0, max: 100_000_000 }),
    states: fc.uniqueArray(
      fc.tuple(
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(...RECOMMENDATION_STATES),
        fc.integer({ min: 0, max: 100_000_000 }),
      ),
      { selector: ([n]) => n, maxLength: 12 },
    ),
  })
  .map((parts) => {
    const scan = aScan(parts.needed, parts.installed, {
      complete: parts.complete,
      endedAt: NOW - parts.ageMs,
      boot: bootAt(NOW - parts.booted),
    });
    const list = parts.states.map(([n, state, boot]) =>
      aRecommendation(n, { state, installedInBoot: state === 'Reboot required' ? bootAt(NOW - boot) : null }),
    );
    return aComputer({ scan: parts.scanned ? scan : null, ...withRecommendations(...list) });
  });
