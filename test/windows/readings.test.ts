import { describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId, UpdateId } from '../../src/domain/ids.js';
import type { Json } from '../../src/domain/job.js';
import type { ApprovalOrder } from '../../src/domain/target.js';
import { endpoint } from '../../src/windows/endpoint.js';
import { JOB_CONTRACT, type JobScript } from '../../src/windows/scripts/contract.js';
import { updateServer } from '../../src/windows/update-server.js';

const COMPUTER = 'srv01' as ComputerId;
const UPDATE = '11111111-2222-3333-4444-555555555501' as UpdateId;
const GROUP = 'a0a08746-4dbe-4a37-9adf-9e7652c0b421';
const OTHER_GROUP = 'b73ca6ed-5727-47f3-84de-015e03f6a88a';
const NOON = Date.parse('2026-01-06T12:00:00Z');

const windows = endpoint();
const server = updateServer(() => NOON);

const facts = {
  computerName: 'SRV01',
  machineId: '6f9619ff-8b86-d011-b42d-00cf4fc964ff',
  osCaption: 'Microsoft Windows Server 2022 Standard',
  osBuild: '10.0.20348.2031',
  bootedAt: '2026-01-05T06:00:00.0000000Z',
  clock: '2026-01-06T06:00:00.5000000Z',
  restartRequired: false,
  restartHints: [],
  servicingBusy: false,
  systemDriveFreeBytes: 1,
  loggedOnUsers: 0,
  susClientId: null,
  role: 'server',
  clusterNode: false,
  startsAlone: true,
  policy: {
    wuServer: null,
    useWuServer: false,
    auOptions: null,
    noAutoUpdate: false,
    deadline: false,
    updateForBusiness: false,
    configMgr: false,
    targetGroup: null,
  },
};
const needed = {
  updateId: UPDATE,
  revision: 200,
  title: 'x',
  kbs: ['KB5031364'],
  downloaded: false,
  sizeBytes: 1,
  rebootBehavior: 1,
  impact: 2,
  kind: 'software',
  categoryIds: [],
  needsUser: false,
  deadline: null,
};
const outcome = {
  updateId: UPDATE,
  outcome: 'installed',
  why: null,
  resultCode: 2,
  hresult: null,
  restartRequired: true,
};
const installed = { bootedAt: facts.bootedAt, updates: [outcome], restartRequired: false, stopped: null };
const synced = {
  outcome: 'ended',
  startedAt: facts.bootedAt,
  endedAt: facts.clock,
  result: 1,
  newUpdates: 3,
  revisedUpdates: 2,
  expiredUpdates: 1,
  error: null,
};
const listed = {
  updateId: UPDATE,
  revision: 200,
  title: 'x',
  kbs: ['5031364'],
  classification: 'Security Updates',
  classificationId: '0FA1201D-4330-4FA8-8AE9-B877473B6441',
  products: [],
  severity: 'Critical',
  arrivedAt: null,
  superseded: false,
  declined: false,
  expired: false,
  needsLicence: false,
  rebootBehavior: 0,
  impact: 0,
  needsUserInput: false,
  needsNetwork: false,
  uninstallable: true,
  approvals: [{ groupId: GROUP, action: 'install', state: 'active', deadline: facts.clock }],
};
const list = {
  server: { version: '10.0.20348.1', replica: false },
  groups: [{ id: GROUP, name: 'All Computers', parentId: null }],
  computers: [{ name: 'SRV01.Example.TEST', groupIds: [GROUP], clientId: '', os: '', reportedAt: null }],
  updates: [listed],
};

function codeOf(read: () => unknown): string {
  try {
    read();
    return 'nothing';
  } catch (error) {
    return error instanceof PatchbayError ? error.code : String(error);
  }
}

describe('an install that Windows calls failed', () => {
  it.each(['0x00240005', '0x80070BC2'])('is done but for a restart where it says %s', (hresult) => {
    const done = { ...outcome, outcome: 'failed', resultCode: 4, hresult, restartRequired: false };
    const result = { ...installed, updates: [done] };
    const waits = { restartRequired: true, outcomes: [{ result: 'installed', restartRequired: true }] };
    expect(windows.readInstall(result, COMPUTER)).toMatchObject(waits);
    const gone = { restartRequired: true, outcomes: [{ result: 'uninstalled', restartRequired: true }] };
    expect(windows.readUninstall(result, COMPUTER)).toMatchObject(gone);
  });

  it('has failed where it says anything else', () => {
    const failed = { ...outcome, outcome: 'failed', resultCode: 4, hresult: '0x80070643', restartRequired: false };
    const { outcomes } = windows.readInstall({ ...installed, updates: [failed] }, COMPUTER);
    expect(outcomes).toMatchObject([{ result: 'failed', restartRequired: false }]);
  });
});

describe('a job of ours', () => {
  it('carries an input that its script takes', () => {
    const deadline = Date.parse('2026-02-01T00:00:00Z');
    const order = { updateId: UPDATE, revision: 200, groupId: GROUP, action: 'install', deadline } as const;
    const specs = [
      windows.facts(),
      windows.scan(),
      windows.install({
        updates: [{ updateId: UPDATE, revision: 200 }],
        distributeOnly: true,
        minFreeBytes: 0,
        allowDrivers: false,
        allowUpgrades: false,
      }),
      windows.restart(60),
      server.sync(),
      server.list(),
      server.health(true),
      server.approve([order, { ...order, action: 'decline', deadline: null }]),
    ];
    for (const spec of specs) {
      expect(() => JOB_CONTRACT[spec.script as JobScript].input.parse(spec.input)).not.toThrow();
      expect(spec.limitSeconds).toBeGreaterThanOrEqual(60);
      expect(spec.limitSeconds).toBeLessThanOrEqual(86_400);
    }
  });
});

describe('a scan', () => {
  const read = (more: Json = {}) =>
    windows.readScan(
      { facts, resultCode: 2, warnings: [], needed: [needed], installed: [], ...(more as object) } as Json,
      COMPUTER,
    );

  it('is read into the domain’s words', () => {
    const scan = read();
    expect(scan).toMatchObject({ complete: true, installed: [] });
    expect(scan.needed).toEqual([{ ...needed, kbs: ['5031364'], rebootBehavior: 'always', impact: 'exclusive' }]);
    expect(scan.facts.clock).toBe(Date.parse('2026-01-06T06:00:00.5Z'));
  });

  it.each([0, 1, 3, 4, 5])('that ended with code %i is not complete', (resultCode) => {
    expect(read({ resultCode }).complete).toBe(false);
  });

  it('names an update once, even where the computer names it twice', () => {
    expect(read({ needed: [needed, needed], installed: [UPDATE, UPDATE] })).toMatchObject({
      needed: [{}],
      installed: [UPDATE],
    });
  });

  it.each([null, 7, {}, { facts: {} }])('that is %j is unusable', (result) => {
    expect(codeOf(() => windows.readScan(result as Json, COMPUTER))).toBe('PB502');
  });
});

describe('an install', () => {
  it('needs a restart where one of its updates does', () => {
    expect(windows.readInstall(installed, COMPUTER)).toEqual({
      bootedAt: Date.parse('2026-01-05T06:00:00Z'),
      outcomes: [{ updateId: UPDATE, result: 'installed', why: null, hresult: null, restartRequired: true }],
      restartRequired: true,
      ...{ heldBack: null, mayPass: false },
    });
  });

  it('did not start what the agent no longer offers, and says when it was stopped', () => {
    const gone = { ...outcome, outcome: 'not-found', resultCode: null, restartRequired: false };
    const report = windows.readInstall({ ...installed, updates: [gone], stopped: 'not-after' }, COMPUTER);
    expect(report).toMatchObject({
      outcomes: [{ result: 'not-found' }],
      restartRequired: false,
      heldBack: 'the time for it was over',
    });
  });

  it('gives its codes as numbers without sign', () => {
    const failed = { ...outcome, outcome: 'failed', resultCode: 4, hresult: '0x80240022' };
    expect(windows.readInstall({ ...installed, updates: [failed] }, COMPUTER).outcomes[0]?.hresult).toBe(0x80240022);
  });

  it('that names an update twice is unusable', () => {
    expect(codeOf(() => windows.readInstall({ ...installed, updates: [outcome, outcome] }, COMPUTER))).toBe('PB502');
  });
});

describe('a script of the administrators', () => {
  const read = (result: Json) => windows.readHook(result, COMPUTER);
  const ended = (exitCode: number) => ({
    outcome: 'ended',
    exitCode,
    output: 'draining\r\nthe pool did not drain\r\n',
  });

  it('ends well with 0 and with 3010, which asks for a restart', () => {
    expect(read(ended(0))).toEqual({ ok: true, ran: true, wantsRestart: false, cause: null });
    expect(read(ended(3010))).toEqual({ ok: true, ran: true, wantsRestart: true, cause: null });
  });

  it('fails with any other code, and says it with the end of what it printed', () => {
    expect(read(ended(1))).toMatchObject({ ok: false, ran: true, cause: 'it ended with 1: the pool did not drain' });
  });

  it('that was not begun is told from one that did not end', () => {
    const nothing = { exitCode: null, output: 'writable by Users' };
    expect(read({ outcome: 'timed-out', ...nothing })).toMatchObject({ ok: false, ran: true });
    expect(read({ outcome: 'missing', ...nothing })).toMatchObject({ ok: false, ran: false });
    expect(read({ outcome: 'refused', ...nothing })).toMatchObject({
      ran: false,
      cause: 'it was refused: writable by Users',
    });
  });
});

describe('a synchronization', () => {
  it('is read with its counts', () => {
    expect(server.readSync(synced, COMPUTER)).toMatchObject({
      result: 'succeeded',
      newUpdates: 3,
      revisedUpdates: 2,
      expiredUpdates: 1,
    });
    expect(server.readSync({ ...synced, result: 2, error: 'proxy' }, COMPUTER)).toMatchObject({
      result: 'failed',
      error: 'proxy',
    });
  });

  it('that was running already, was refused or has no end says so', () => {
    expect(codeOf(() => server.readSync({ ...synced, outcome: 'busy' }, COMPUTER))).toBe('PB602');
    expect(codeOf(() => server.readSync({ ...synced, outcome: 'refused', error: 'no' }, COMPUTER))).toBe('PB604');
    expect(codeOf(() => server.readSync({ ...synced, endedAt: null }, COMPUTER))).toBe('PB502');
  });
});

describe('the list of WSUS', () => {
  it('is read into the domain’s words', () => {
    const read = server.readList(list, COMPUTER);
    expect(read.facts).toMatchObject({
      at: NOON,
      version: '10.0.20348.1',
      members: { 'srv01.example.test': [GROUP] },
      lastSync: null,
    });
    expect(read.patches[0]).toMatchObject({
      severity: 'Critical',
      classificationId: '0fa1201d-4330-4fa8-8ae9-b877473b6441',
      approvals: [{ deadline: Date.parse('2026-01-06T06:00:00.5Z') }],
    });
  });

  it('keeps the newest revision, and knows no severity that WSUS does not', () => {
    const updates = [{ ...listed, revision: 201, severity: 'Kritisch' }, listed];
    const { patches } = server.readList({ ...list, updates }, COMPUTER);
    expect(patches.map((patch) => [patch.revision, patch.severity])).toEqual([[201, 'Unspecified']]);
  });

  it('that holds an id which is none is unusable', () => {
    expect(codeOf(() => server.readList({ ...list, updates: [{ ...listed, updateId: 'x' }] }, COMPUTER))).toBe('PB502');
  });
});

describe('the health of WSUS', () => {
  const health = {
    ...{ version: '10.0.20348.1', osBuild: null, replica: false, upstream: null, ssl: true, port: 8531, problems: [] },
    ...{ supersededNotDeclined: null, filesMissing: 0, clients: 1, silentClients: 0, contentFreeBytes: null },
    sync: { status: 'idle', startedAt: null, endedAt: null, result: 3, error: null },
  };

  it('is read with how the last synchronization ended', () => {
    expect(server.readHealth(health, COMPUTER)).toMatchObject({ at: NOON, lastSync: 'canceled', osBuild: null });
    const never = { ...health, sync: { ...health.sync, result: 0 } };
    expect(server.readHealth(never, COMPUTER).lastSync).toBe('never');
  });

  it('that lacks a number where it should say that it has none is unusable', () => {
    const { filesMissing: _, ...rest } = health;
    expect(codeOf(() => server.readHealth(rest, COMPUTER))).toBe('PB502');
  });
});

describe('approvals', () => {
  const orderOf = (groupId: string): ApprovalOrder => ({
    ...{ updateId: UPDATE, revision: 1, groupId, action: 'install', deadline: null },
  });
  const orders = [orderOf(GROUP), orderOf(OTHER_GROUP)];
  const taken = { updateId: UPDATE, groupId: GROUP, ok: true, error: null };

  it('that were refused are named with their reason', () => {
    const answers = [taken, { ...taken, groupId: OTHER_GROUP, ok: false, error: 'the update is expired' }];
    expect(server.readApprove({ answers }, orders, COMPUTER).refused).toEqual([`${UPDATE}: the update is expired`]);
  });

  it('of which nothing is said are not taken for done', () => {
    const answers = [{ ...taken, updateId: UPDATE.toUpperCase() }];
    expect(server.readApprove({ answers }, orders, COMPUTER).refused).toEqual([
      `${UPDATE}: WSUS did not say what became of it`,
    ]);
  });
});
