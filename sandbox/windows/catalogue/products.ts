import type { PublishedUpdate } from '../wsus/update.js';
import { make, RESTARTS } from './make.js';

const SERVERS = ['ws2019', 'ws2022', 'ws2025'];
const CLIENTS = ['w11-23h2', 'w11-24h2'];
const ALL = [...SERVERS, ...CLIENTS];
const DEFENDER = ['Microsoft Defender Antivirus'];

/** What is not Windows' own monthly update. */
export function productUpdates(): readonly PublishedUpdate[] {
  return [...defender(), ...edge(), ...sqlServer(), ...runtimes(), ...tools(), ...rarities()];
}

function definitions(
  version: string,
  released: string,
  extra: { arrivesWith?: number; expiresWith?: number; replacedBy?: string },
) {
  return make({
    name: `defender-${version}`,
    kb: '2267602',
    title: `Security Intelligence Update for Microsoft Defender Antivirus - KB2267602 (Version ${version}) - Current Channel (Broad)`,
    classification: 'Definition Updates',
    products: DEFENDER,
    appliesTo: ALL,
    released,
    megabytes: 118,
    ...extra,
  });
}

function defender(): readonly PublishedUpdate[] {
  return [
    definitions('1.441.208.0', '2026-10-29T04:12:00.000Z', { expiresWith: 1, replacedBy: 'defender-1.441.690.0' }),
    definitions('1.441.690.0', '2026-11-21T05:40:00.000Z', { arrivesWith: 1, replacedBy: 'defender-1.441.712.0' }),
    definitions('1.441.712.0', '2026-11-22T06:05:00.000Z', { arrivesWith: 2 }),
    make({
      name: 'defender-platform-4.18.26100',
      kb: '4052623',
      title:
        'Update for Microsoft Defender Antivirus antimalware platform - KB4052623 (Version 4.18.26100.12) - Current Channel (Broad)',
      classification: 'Definition Updates',
      products: DEFENDER,
      appliesTo: ALL,
      released: '2026-10-20T17:00:00.000Z',
      megabytes: 14.2,
    }),
  ];
}

function edgeBuild(
  version: number,
  build: string,
  released: string,
  extra: { arrivesWith?: number; replacedBy?: string },
) {
  return make({
    name: `edge-${version}`,
    kb: null,
    title: `Microsoft Edge-Stable Channel Version ${version} Update for x64 based Editions (Build ${build})`,
    classification: 'Security Updates',
    products: ['Microsoft Edge'],
    appliesTo: ['edge'],
    released,
    megabytes: 187,
    ...extra,
  });
}

function edge(): readonly PublishedUpdate[] {
  return [
    edgeBuild(153, '153.0.4091.48', '2026-10-22T20:00:00.000Z', { replacedBy: 'edge-154' }),
    edgeBuild(154, '154.0.4138.31', '2026-11-19T21:00:00.000Z', { arrivesWith: 1 }),
  ];
}

function sqlServer(): readonly PublishedUpdate[] {
  const shared = { classification: 'Security Updates', severity: 'Important', rebootBehavior: 2 } as const;
  const sql2019 = { ...shared, products: ['Microsoft SQL Server 2019'], appliesTo: ['sql2019'], megabytes: 858 };
  return [
    make({
      ...sql2019,
      name: 'sql2019-2026-09',
      kb: '5104590',
      title: 'Security Update for SQL Server 2019 RTM CU32 (KB5104590)',
      released: '2026-09-08T17:00:00.000Z',
      replacedBy: 'sql2019-2026-11',
    }),
    make({
      ...sql2019,
      name: 'sql2019-2026-11',
      kb: '5109402',
      title: 'Security Update for SQL Server 2019 RTM CU32 (KB5109402)',
      released: '2026-11-10T18:00:00.000Z',
      arrivesWith: 1,
    }),
    make({
      ...shared,
      name: 'sql2022-2026-10',
      kb: '5106861',
      title: 'Security Update for SQL Server 2022 RTM CU24 (KB5106861)',
      products: ['Microsoft SQL Server 2022'],
      appliesTo: ['sql2022'],
      released: '2026-10-13T17:00:00.000Z',
      megabytes: 912,
    }),
    make({
      ...shared,
      name: 'oledb19-2026-10',
      kb: '5106870',
      title: 'Security Update for Microsoft OLE DB Driver 19 for SQL Server (KB5106870)',
      products: ['Microsoft OLE DB Driver 19 for SQL Server'],
      appliesTo: ['sql2019', 'sql2022', 'ledger'],
      released: '2026-10-13T17:00:00.000Z',
      megabytes: 12.5,
    }),
  ];
}

function runtimes(): readonly PublishedUpdate[] {
  const shared = { classification: 'Security Updates', severity: 'Important' } as const;
  return [
    make({
      ...shared,
      name: 'net8-2026-10',
      kb: '5106902',
      title: '2026-10 .NET 8.0.27 Security Update for x64 Server (KB5106902)',
      products: ['.NET 8.0'],
      appliesTo: ['net8'],
      released: '2026-10-13T17:00:00.000Z',
      megabytes: 71,
      replacedBy: 'net8-2026-11',
    }),
    make({
      ...shared,
      name: 'net8-2026-11',
      kb: '5109455',
      title: '2026-11 .NET 8.0.28 Security Update for x64 Server (KB5109455)',
      products: ['.NET 8.0'],
      appliesTo: ['net8'],
      released: '2026-11-10T18:00:00.000Z',
      megabytes: 71,
      arrivesWith: 1,
    }),
    make({
      name: 'netfx481',
      kb: '5011048',
      title: 'Microsoft .NET Framework 4.8.1 for Microsoft server operating system version 21H2 for x64 (KB5011048)',
      classification: 'Feature Packs',
      products: ['Microsoft Server operating system-21H2'],
      appliesTo: ['ws2022'],
      released: '2026-08-25T17:00:00.000Z',
      megabytes: 73,
      needsLicence: true,
      ...RESTARTS,
    }),
  ];
}

function removalTool(
  version: string,
  month: string,
  released: string,
  extra: { arrivesWith?: number; replacedBy?: string },
) {
  return make({
    name: `msrt-${month}`,
    kb: '890830',
    title: `Windows Malicious Software Removal Tool x64 - v${version} (KB890830)`,
    classification: 'Update Rollups',
    products: ['Windows 11', 'Windows Server 2019'],
    appliesTo: ALL,
    released,
    megabytes: 76,
    ...extra,
  });
}

function tools(): readonly PublishedUpdate[] {
  return [
    removalTool('5.139', '2026-10', '2026-10-13T17:00:00.000Z', { replacedBy: 'msrt-2026-11' }),
    removalTool('5.140', '2026-11', '2026-11-10T18:00:00.000Z', { arrivesWith: 1 }),
    make({
      name: 'ssu-ws2019-2026-09',
      kb: '5104305',
      title: '2026-09 Servicing Stack Update for Windows Server 2019 for x64-based Systems (KB5104305)',
      classification: 'Security Updates',
      products: ['Windows Server 2019'],
      appliesTo: ['ws2019'],
      severity: 'Critical',
      released: '2026-09-08T17:00:00.000Z',
      megabytes: 14.6,
      impact: 2,
    }),
    make({
      name: 'secureboot-dbx-2026-08',
      kb: '5102870',
      title: '2026-08 Security Update for Secure Boot DBX for x64-based Systems (KB5102870)',
      classification: 'Security Updates',
      products: ['Windows 11', 'Windows Server 2019'],
      appliesTo: ['w11-23h2', 'ws2019'],
      severity: 'Moderate',
      released: '2026-08-11T17:00:00.000Z',
      megabytes: 0.4,
      rebootBehavior: 2,
    }),
  ];
}

/** One of each kind that asks for care. */
function rarities(): readonly PublishedUpdate[] {
  return [
    make({
      name: 'w11-25h2-upgrade',
      kb: '5100010',
      title: 'Feature update to Windows 11, version 25H2 x64 (KB5100010)',
      classification: 'Upgrades',
      products: ['Windows 11'],
      appliesTo: CLIENTS,
      released: '2026-09-29T17:00:00.000Z',
      megabytes: 5730,
      rebootBehavior: 1,
      restarts: true,
      impact: 2,
      needsLicence: true,
    }),
    make({
      name: 'driver-display',
      kb: null,
      title: 'Northfield Devices - Monitor - 2.3.1.0',
      classification: 'Drivers',
      products: ['Windows 11 Client, version 23H2 and later, Servicing Drivers'],
      appliesTo: ['pos'],
      released: '2026-06-02T00:00:00.000Z',
      megabytes: 6,
      rebootBehavior: 2,
    }),
    make({
      name: 'driver-receipt-printer',
      kb: null,
      title: 'Northfield Devices - Printer - 4.12.0.7',
      classification: 'Drivers',
      products: ['Windows 11 Client, version 23H2 and later, Servicing Drivers'],
      appliesTo: ['pos'],
      released: '2026-07-14T00:00:00.000Z',
      megabytes: 22,
      rebootBehavior: 1,
      restarts: true,
      needsUserInput: true,
    }),
    make({
      name: 'preview-w11-23h2-2026-10',
      kb: '5107215',
      title:
        '2026-10 Cumulative Update Preview for Windows 11 Version 23H2 for x64-based Systems (KB5107215) (22631.7519)',
      classification: 'Updates',
      products: ['Windows 11'],
      appliesTo: ['w11-23h2'],
      released: '2026-10-27T17:00:00.000Z',
      megabytes: 820,
      declined: true,
      ...RESTARTS,
    }),
  ];
}
