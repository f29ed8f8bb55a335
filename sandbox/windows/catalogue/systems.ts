import type { PublishedUpdate } from '../wsus/update.js';
import { make, RESTARTS } from './make.js';

/** The operating systems of the fleet, as update titles name them. */
export interface System {
  readonly key: string;
  /** As a cumulative update's title names it. */
  readonly inTitle: string;
  readonly product: string;
  /** For .NET Framework's titles. */
  readonly dotnet: string;
  readonly build: number;
  readonly megabytes: number;
  /** KB numbers of the cumulative updates by month. */
  readonly kbs: Readonly<Record<Month, string>>;
  readonly dotnetKbs: Readonly<Record<'2026-10' | '2026-11', string>>;
}

type Month = '2026-09' | '2026-10' | '2026-11';

/** The second Tuesdays. */
const PATCH_TUESDAYS: Readonly<Record<Month, string>> = {
  '2026-09': '2026-09-08T17:00:00.000Z',
  '2026-10': '2026-10-13T17:00:00.000Z',
  '2026-11': '2026-11-10T18:00:00.000Z',
};
const UBR: Readonly<Record<Month, number>> = { '2026-09': 7310, '2026-10': 7462, '2026-11': 7623 };

export const SYSTEMS: readonly System[] = [
  {
    key: 'ws2019',
    inTitle: 'Windows Server 2019',
    product: 'Windows Server 2019',
    dotnet: '3.5, 4.7.2 and 4.8 for Windows Server 2019',
    build: 17763,
    megabytes: 642,
    kbs: { '2026-09': '5104211', '2026-10': '5106432', '2026-11': '5109018' },
    dotnetKbs: { '2026-10': '5106771', '2026-11': '5109340' },
  },
  {
    key: 'ws2022',
    inTitle: 'Microsoft server operating system version 21H2',
    product: 'Microsoft Server operating system-21H2',
    dotnet: '3.5, 4.8 and 4.8.1 for Microsoft server operating system version 21H2',
    build: 20348,
    megabytes: 398,
    kbs: { '2026-09': '5104218', '2026-10': '5106440', '2026-11': '5109026' },
    dotnetKbs: { '2026-10': '5106774', '2026-11': '5109343' },
  },
  {
    key: 'ws2025',
    inTitle: 'Microsoft server operating system version 24H2',
    product: 'Microsoft Server Operating System-24H2',
    dotnet: '3.5 and 4.8.1 for Microsoft server operating system version 24H2',
    build: 26100,
    megabytes: 2210,
    kbs: { '2026-09': '5104225', '2026-10': '5106447', '2026-11': '5109033' },
    dotnetKbs: { '2026-10': '5106779', '2026-11': '5109348' },
  },
  {
    key: 'w11-23h2',
    inTitle: 'Windows 11 Version 23H2',
    product: 'Windows 11',
    dotnet: '3.5 and 4.8.1 for Windows 11, version 23H2',
    build: 22631,
    megabytes: 812,
    kbs: { '2026-09': '5104230', '2026-10': '5106451', '2026-11': '5109039' },
    dotnetKbs: { '2026-10': '5106782', '2026-11': '5109351' },
  },
  {
    key: 'w11-24h2',
    inTitle: 'Windows 11 Version 24H2',
    product: 'Windows 11',
    dotnet: '3.5 and 4.8.1 for Windows 11, version 24H2',
    build: 26100,
    megabytes: 3480,
    kbs: { '2026-09': '5104233', '2026-10': '5106455', '2026-11': '5109044' },
    dotnetKbs: { '2026-10': '5106785', '2026-11': '5109354' },
  },
];

/** Monthly updates of Windows and of .NET Framework: September's and October's are there, a synchronization brings November's. */
export function systemUpdates(): readonly PublishedUpdate[] {
  return SYSTEMS.flatMap((system) => [
    cumulative(system, '2026-09', '2026-10'),
    cumulative(system, '2026-10', '2026-11'),
    cumulative(system, '2026-11', null),
    dotnet(system, '2026-10', '2026-11'),
    dotnet(system, '2026-11', null),
  ]);
}

function cumulative(system: System, month: Month, next: Month | null): PublishedUpdate {
  return cumulativeUpdate(system, {
    month,
    kb: system.kbs[month],
    ubr: UBR[month],
    released: PATCH_TUESDAYS[month],
    severity: month === '2026-10' ? 'Important' : 'Critical',
    arrivesWith: month === '2026-11' ? 1 : 0,
    ...(next === null ? {} : { replacedBy: `cu-${system.key}-${next}` }),
  });
}

interface Edition extends Pick<PublishedUpdate, 'released' | 'severity' | 'arrivesWith'> {
  readonly month: string;
  readonly kb: string;
  /** The last part of the build that it makes of the system. */
  readonly ubr: number;
  readonly replacedBy?: string;
}

/** A month's cumulative update of Windows. */
export function cumulativeUpdate(system: System, edition: Edition): PublishedUpdate {
  const { month, kb, ubr, ...rest } = edition;
  return make({
    ...rest,
    name: `cu-${system.key}-${month}`,
    kb,
    title: `${month} Cumulative Update for ${system.inTitle} for x64-based Systems (KB${kb}) (${system.build}.${ubr})`,
    classification: 'Security Updates',
    products: [system.product],
    appliesTo: [system.key],
    megabytes: system.megabytes,
    ...RESTARTS,
  });
}

function dotnet(system: System, month: '2026-10' | '2026-11', next: Month | null): PublishedUpdate {
  const kb = system.dotnetKbs[month];
  return make({
    name: `dotnet-${system.key}-${month}`,
    kb,
    title: `${month} Cumulative Update for .NET Framework ${system.dotnet} for x64 (KB${kb})`,
    classification: 'Security Updates',
    products: [system.product],
    appliesTo: [system.key],
    severity: 'Important',
    released: PATCH_TUESDAYS[month],
    megabytes: 71.4,
    arrivesWith: month === '2026-11' ? 1 : 0,
    revisedWith: month === '2026-10' && system.key === 'ws2022' ? 1 : null,
    ...(next === null ? {} : { replacedBy: `dotnet-${system.key}-${next}` }),
    ...RESTARTS,
  });
}
