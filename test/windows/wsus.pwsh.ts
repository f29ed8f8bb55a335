import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ApproveInput,
  approveResult,
  type HealthResult,
  healthResult,
  type ListResult,
  listResult,
  syncResult,
} from '../../src/windows/scripts/contract.js';
import { PwshComputer } from './pwsh-computer.js';

const KEY = 'testhost-01JD0000000000000000000001';
const GROUP = 'a0a08746-4dbe-4a37-9adf-9e7652c0b421';

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
  const standIns = readFileSync(new URL('wsus-stand-ins.ps1', import.meta.url), 'utf8');
  appendFileSync(join(computer.toolkit, 'Patchbay.Common.ps1'), `\n${standIns}`);
});
afterEach(() => computer.remove());

type Known = Record<string, unknown>;

const idOf = (n: number) => `11111111-2222-3333-4444-${String(n).padStart(12, '0')}`;

function published(n: number, more: Known = {}): Known {
  return {
    ...{ id: idOf(n), revision: 200, latest: true, arrived: '2026-01-01T00:00:00Z', approved: '' },
    ...{ superseded: false, declined: false, publication: 'Published', licence: false, uninstallable: true },
    ...more,
  };
}

function wsus(known: Known): void {
  computer.wsus({
    ...{ updates: [], clients: [], replica: false, upstream: '', syncResult: 1, syncError: '', lastSync: '' },
    ...{
      statusFails: false,
      countFails: false,
      countsMore: 0,
      clientsFail: false,
      mostInTime: 1e6,
      failsFirst: 0,
      now: '',
    },
    ...known,
  });
}

function answerOf(script: string, input: unknown = {}, notAfter?: string): unknown {
  computer.submit(KEY, script, input, notAfter);
  const report = computer.report('poll', KEY, { from: 0 });
  expect(report.error).toBeNull();
  return JSON.parse(report.result?.text ?? '');
}

function errorOf(script: string, input: unknown = {}, notAfter?: string): string | undefined {
  computer.submit(KEY, script, input, notAfter);
  return computer.report('poll', KEY, { from: 0 }).error?.message;
}

const list = (): ListResult => listResult.parse(answerOf('Get-WsusUpdates'));
const health = (input: unknown = {}): HealthResult => healthResult.parse(answerOf('Get-WsusHealth', input));

function monthly(count: number): readonly Known[] {
  return Array.from({ length: count }, (_, n) =>
    published(n, { arrived: new Date(Date.UTC(2015, n, 10)).toISOString() }),
  );
}

function sortedIds({ updates }: ListResult): readonly string[] {
  return updates.map((update) => update.updateId).sort();
}

describe('the list of WSUS', () => {
  it('takes one query where WSUS is quick', () => {
    wsus({ updates: monthly(40) });
    expect(list().updates).toHaveLength(40);
    expect(computer.wsusLog()).toEqual(['query first..last 40']);
  });

  it('is read by pieces where a query about all of it takes too long, and is whole', () => {
    wsus({ updates: monthly(40), mostInTime: 15, countFails: true });
    expect(sortedIds(list())).toEqual(Array.from({ length: 40 }, (_, n) => idOf(n)));
  });

  it('is whole where an update arrived on the border of two pieces', () => {
    // Half way from 2000 to the day after.
    const arrivals = ['2005-01-01T00:00:00Z', '2012-12-31T12:00:00Z', '2020-01-01T00:00:00Z'];
    const updates = arrivals.map((arrived, n) => published(n, { arrived }));
    wsus({ updates, mostInTime: 2, now: '2025-12-31T00:00:00Z' });
    expect(sortedIds(list())).toEqual([0, 1, 2].map(idOf));
  });

  it('goes on after a call that WSUS refused', () => {
    wsus({ updates: monthly(3), failsFirst: 2 });
    expect(list().updates).toHaveLength(3);
  });

  it('is none at all where a piece cannot be read', () => {
    const sameMoment = Array.from({ length: 3 }, (_, n) => published(n));
    wsus({ updates: [...monthly(5), ...sameMoment], mostInTime: 2 });
    expect(errorOf('Get-WsusUpdates')).toContain('Timeout expired');
  });

  it('is none at all where its time is over before its end', () => {
    wsus({ updates: monthly(5) });
    expect(errorOf('Get-WsusUpdates', {}, '2020-01-01T00:00:00Z')).toContain('not read to its end');
  });

  it('is believed to have fewer than WSUS counts once WSUS has said so twice', () => {
    wsus({ updates: monthly(5), countsMore: 2 });
    expect(list().updates).toHaveLength(5);
    expect(computer.wsusLog()).toHaveLength(2);
  });

  it('names the clients by their own ids, and when they reported', () => {
    const clients = [
      { id: 'b7e1', name: 'srv01.example.test', at: '2026-01-03T00:00:00Z' },
      { id: 'b7e2', name: 'srv02.example.test', at: '' },
    ];
    wsus({ clients });
    const os = 'Windows Server 2022 Standard';
    expect(list().computers).toEqual([
      {
        ...{ name: 'srv01.example.test', groupIds: [GROUP], clientId: 'b7e1', os },
        reportedAt: '2026-01-03T00:00:00.0000000Z',
      },
      { name: 'srv02.example.test', groupIds: [GROUP], clientId: 'b7e2', os, reportedAt: null },
    ]);
  });

  it('tells what may be uninstalled and what is approved for that', () => {
    wsus({ updates: [published(1, { approved: 'Uninstall' }), published(2, { uninstallable: false })] });
    const [one, other] = list().updates;
    expect(one).toMatchObject({ uninstallable: true, approvals: [{ action: 'uninstall', state: 'pending' }] });
    expect(other).toMatchObject({ uninstallable: false, approvals: [] });
  });
});

describe('approvals', () => {
  const order = (n: number, action: string, more: Known = {}) => ({
    ...{ updateId: idOf(n), revision: 200, groupId: GROUP, action, deadline: null },
    ...more,
  });
  const answers = (orders: readonly unknown[]): readonly (string | null)[] =>
    approveResult.parse(answerOf('Approve-WsusUpdates', { orders } as ApproveInput)).answers.map(({ error }) => error);

  it('to uninstall are set only where an update can be uninstalled, though it be expired', () => {
    wsus({
      updates: [published(1), published(2, { uninstallable: false }), published(3, { publication: 'Expired' })],
    });
    expect(answers([order(1, 'uninstall'), order(2, 'uninstall'), order(3, 'uninstall')])).toEqual([
      null,
      'the update cannot be uninstalled',
      null,
    ]);
    expect(computer.wsusLog()).toEqual([`Uninstall ${idOf(1)} group none`, `Uninstall ${idOf(3)} group none`]);
  });

  it('to install are refused for what is expired, declined or has a newer revision', () => {
    const updates = [
      published(1, { publication: 'Expired' }),
      published(2, { declined: true }),
      published(3, { latest: false }),
    ];
    wsus({ updates });
    expect(answers([1, 2, 3].map((n) => order(n, 'install')))).toEqual([
      'the update is expired',
      'the update is declined',
      'WSUS has a newer revision of the update',
    ]);
    expect(computer.wsusLog()).toEqual([]);
  });

  it('accept the licence first, and take deadlines in UTC', () => {
    wsus({ updates: [published(1, { licence: true })] });
    expect(answers([order(1, 'install', { deadline: '2999-02-01T03:00:00.000Z' })])).toEqual([null]);
    expect(computer.wsusLog()).toEqual([
      `licence ${idOf(1)}`,
      `Install ${idOf(1)} group Utc 2999-02-01T03:00:00.0000000Z`,
    ]);
  });

  it('of any kind are refused by a replica', () => {
    wsus({ updates: [published(1)], replica: true });
    const refused = 'a replica takes its approvals from its upstream server';
    expect(answers(['install', 'uninstall', 'not-approved', 'decline'].map((action) => order(1, action)))).toEqual(
      Array.from({ length: 4 }, () => refused),
    );
    expect(computer.wsusLog()).toEqual([]);
  });
});

describe('a synchronization', () => {
  it('tells why it failed, at least by the word of WSUS', () => {
    wsus({ syncResult: 2 });
    expect(syncResult.parse(answerOf('Sync-Wsus'))).toMatchObject({
      ...{ outcome: 'ended', result: 2, error: 'InternalServerError' },
    });
  });

  it('takes none that ended long ago for its own, where WSUS would not say before which was the last', () => {
    wsus({ lastSync: 'late' });
    const result = syncResult.parse(answerOf('Sync-Wsus'));
    expect(result).toMatchObject({ outcome: 'ended', result: 1 });
    expect(Date.parse(result.startedAt ?? '')).toBeGreaterThan(Date.parse('2026-01-03T00:00:00Z'));
  });

  it('tells that somebody cancelled it', () => {
    wsus({ syncResult: 3, syncError: 'cancelled by ADMIN' });
    expect(syncResult.parse(answerOf('Sync-Wsus'))).toMatchObject({ result: 3, error: 'cancelled by ADMIN' });
  });

  it('counts nothing by half', () => {
    wsus({ updates: monthly(200), mostInTime: 1 });
    expect(syncResult.parse(answerOf('Sync-Wsus'))).toMatchObject({
      ...{ result: 1, newUpdates: 0, error: expect.stringContaining('the counts are not known: Timeout') },
    });
  });
});

describe('the health of WSUS', () => {
  it('is told in full', () => {
    const clients = [
      { id: 'b7e1', name: 'srv01.example.test', at: new Date().toISOString() },
      { id: 'b7e2', name: 'srv02.example.test', at: '2020-01-01T00:00:00Z' },
      { id: 'b7e3', name: 'srv03.example.test', at: '' },
    ];
    const old = { superseded: true };
    const updates = [published(1), published(2, old), published(3, { ...old, declined: true })];
    wsus({ clients, updates, replica: true, upstream: 'wsus-main.example.test' });
    expect(health()).toEqual({
      ...{ version: '10.0.20348.1', osBuild: '10.0.20348.2031', replica: true, upstream: 'wsus-main.example.test' },
      ...{ ssl: false, port: 8530, supersededNotDeclined: 1, filesMissing: 3, clients: 3, silentClients: 2 },
      ...{ contentFreeBytes: 53_687_091_200, problems: [] },
      sync: {
        ...{ status: 'idle', startedAt: '2026-01-01T00:00:00.0000000Z', endedAt: '2026-01-01T00:05:00.0000000Z' },
        ...{ result: 1, error: null },
      },
    });
  });

  it('names each part that could not be read, and calls none of them fine', () => {
    wsus({ statusFails: true, clientsFail: true, lastSync: 'throws', updates: monthly(9), mostInTime: 0 });
    const told = health();
    expect(told).toMatchObject({
      ...{ filesMissing: null, clients: null, silentClients: null, supersededNotDeclined: null },
      sync: { result: 4, startedAt: null },
    });
    expect(told.problems.map((problem) => problem.split(':')[0])).toEqual([
      'last synchronization',
      'files of updates',
      'clients',
      'superseded updates',
    ]);
  });

  it('leaves the updates alone where it is told to', () => {
    wsus({ updates: monthly(3) });
    expect(health({ countSuperseded: false }).supersededNotDeclined).toBeNull();
    expect(computer.wsusLog()).toEqual([]);
  });
});
