import { describe, expect, it } from 'vitest';
import { type WsusHealth, wsusFindings } from '../../src/domain/wsus-health.js';
import { NOW } from '../support/samples.js';

const WELL: WsusHealth = {
  ...{ at: NOW, version: '10.0.20348.1', osBuild: '10.0.20348.4297', replica: false, upstream: null },
  ...{ ssl: true, port: 8531, lastSync: 'succeeded', supersededNotDeclined: 1500, filesMissing: 0 },
  ...{ clients: 12, silentClients: 0, contentFreeBytes: 100 * 2 ** 30, problems: [] },
};

interface Clones {
  readonly clients?: readonly { name: string; clientId: string }[];
  readonly computers?: readonly { name: string; susClientId: string | null }[];
}

function told(over: Partial<WsusHealth>, { clients = [], computers = [] }: Clones = {}): readonly string[] {
  const findings = wsusFindings({ health: { ...WELL, ...over }, clients, computers });
  for (const { verdict, nextStep } of findings) expect(nextStep === null).toBe(verdict === 'pass');
  return findings.filter(({ verdict }) => verdict !== 'pass').map(({ verdict, id }) => `${verdict} ${id}`);
}

describe('the health of WSUS', () => {
  it('gives no warning where all is well', () => {
    expect(told({})).toEqual([]);
  });

  it.each<[string, Partial<WsusHealth>, string]>([
    ['more than 1,500 superseded updates', { supersededNotDeclined: 1501 }, 'warn superseded'],
    ['missing files', { filesMissing: 1 }, 'warn files'],
    ['a replica', { replica: true, upstream: 'wsus-main' }, 'warn replica'],
    ['http', { ssl: false, port: 8530 }, 'fail https'],
    ['silent clients', { silentClients: 2 }, 'warn silent-clients'],
    ['a full drive', { contentFreeBytes: 5 * 2 ** 30 }, 'warn disk'],
    ['a failed synchronization', { lastSync: 'failed' }, 'warn last-sync'],
    ['what could not be read', { problems: ['clients: Timeout expired'] }, 'warn read'],
  ])('warns of %s', (_, over, finding) => {
    expect(told(over)).toEqual([finding]);
  });

  it('calls nothing fine that is not known', () => {
    expect(
      told({ osBuild: null, lastSync: 'unknown', supersededNotDeclined: null, filesMissing: null, clients: null }),
    ).toEqual(['warn security-fix', 'warn last-sync', 'warn superseded', 'warn files', 'warn silent-clients']);
  });
});

describe('the security fix for CVE-2025-59287', () => {
  it.each([
    ['10.0.26100.6905', []],
    ['10.0.26100.6904', ['fail security-fix']],
    ['10.0.25398.1916', []],
    ['10.0.20348.4294', ['fail security-fix']],
    ['10.0.17763.7922', []],
    ['10.0.17763.7919', ['fail security-fix']],
    ['10.0.14393.8524', []],
    ['6.3.9600.22825', ['fail security-fix']],
    ['6.2.9200.25728', []],
  ])('is known of the build %s', (osBuild, findings) => {
    expect(told({ osBuild })).toEqual(findings);
  });

  it.each(['10.0.20348.0', '10.0.20348', '10.0.30000.1', 'constructor.1', '', '10.0.20348.4297\n'])(
    'is not known of the build %j',
    (osBuild) => {
      expect(told({ osBuild })).toEqual(['warn security-fix']);
    },
  );

  it('names the update that brings it, and never asks to expose WSUS', () => {
    const [finding] = wsusFindings({ health: { ...WELL, osBuild: '10.0.14393.1' }, clients: [], computers: [] });
    expect(finding?.nextStep).toContain('KB5070882');
    expect(finding?.nextStep).toContain('nobody but its clients');
  });
});

describe('clones', () => {
  it('are computers of several names with one client id, whoever told of it', () => {
    const clients = [{ name: 'fin-ws-01.example.test', clientId: 'B7E1' }];
    const computers = [
      { name: 'FIN-WS-01', susClientId: 'b7e1' },
      { name: 'FIN-WS-02', susClientId: 'b7e1' },
      { name: 'FIN-WS-03', susClientId: null },
      { name: 'FIN-WS-04', susClientId: null },
    ];
    const findings = wsusFindings({ health: WELL, clients, computers });
    const clone = findings.find(({ id, verdict }) => id === 'clones' && verdict === 'warn');
    expect(clone?.sentence).toBe(
      'fin-ws-01 and fin-ws-02 share one client id (SusClientId): WSUS shows only one of them.',
    );
  });

  it('are not the one computer that WSUS knows by its whole name', () => {
    const both = { clients: [{ name: 'a.example', clientId: '1' }], computers: [{ name: 'A', susClientId: '1' }] };
    expect(told({}, both)).toEqual([]);
  });
});
