import type { PublishedUpdate } from '../wsus/update.js';
import { make, RESTARTS, updateId } from './make.js';
import { cumulativeUpdate, SYSTEMS } from './systems.js';

/** A month that Microsoft published after the sandbox began. */
export interface Release {
  /** `2026-12`. */
  readonly month: string;
  /** Which synchronization brings it to WSUS. */
  readonly arrivesWith: number;
}

/** The newest month of the catalogue. */
const NEWEST = '2026-11';
const EVERYWHERE = SYSTEMS.map(({ key }) => key);

export function nextMonth(releases: readonly Release[]): string {
  return monthAfter(releases.at(-1)?.month ?? NEWEST);
}

/** All that Microsoft has published: what a release replaces knows by what. */
export function withReleases(
  base: readonly PublishedUpdate[],
  releases: readonly Release[],
): readonly PublishedUpdate[] {
  const replacedBy = new Map<string, string>();
  const added: PublishedUpdate[] = [];
  let previous = NEWEST;
  for (const release of releases) {
    for (const { update, replaces } of updatesOf(release, previous)) {
      added.push(update);
      for (const name of replaces) replacedBy.set(updateId(name), update.updateId);
    }
    previous = release.month;
  }
  return [...base, ...added].map((update) => {
    const by = replacedBy.get(update.updateId);
    return by === undefined ? update : { ...update, supersededBy: by };
  });
}

interface Published {
  readonly update: PublishedUpdate;
  /** Names of updates. */
  readonly replaces: readonly string[];
}

function updatesOf({ month, arrivesWith }: Release, previous: string): readonly Published[] {
  const common = { month, number: monthsSince(month), released: patchTuesday(month), arrivesWith };
  return [
    ...cumulatives(common, previous),
    runtime(common, previous),
    servicingStack(common, previous),
    zeroDay(common),
    removalTool(common, previous),
  ];
}

interface Common {
  readonly month: string;
  /** How many months after September 2026. */
  readonly number: number;
  readonly released: string;
  readonly arrivesWith: number;
}

/** Knowledge base numbers go up by about so many a month. */
function kbOf({ number }: Common, offset: number): string {
  return String(5_104_200 + number * 2600 + offset);
}

function cumulatives(common: Common, previous: string): readonly Published[] {
  const { month, number, released, arrivesWith } = common;
  return SYSTEMS.map((system, index) => ({
    update: cumulativeUpdate(system, {
      month,
      released,
      arrivesWith,
      kb: kbOf(common, 20 + 7 * index),
      ubr: 7310 + number * 156,
      severity: 'Critical',
    }),
    replaces: [`cu-${system.key}-${previous}`],
  }));
}

function runtime(common: Common, previous: string): Published {
  const { month, number, released, arrivesWith } = common;
  const kb = kbOf(common, 480);
  return {
    update: make({
      name: `net8-${month}`,
      kb,
      title: `${month} .NET 8.0.${26 + number} Security Update for x64 Server (KB${kb})`,
      classification: 'Security Updates',
      severity: 'Important',
      products: ['.NET 8.0'],
      appliesTo: ['net8'],
      megabytes: 71,
      released,
      arrivesWith,
    }),
    replaces: [`net8-${previous}`],
  };
}

/** Wants the computer for itself: RequiresExclusiveHandling. */
function servicingStack(common: Common, previous: string): Published {
  const { month, released, arrivesWith } = common;
  const kb = kbOf(common, 105);
  return {
    update: make({
      name: `ssu-ws2019-${month}`,
      kb,
      title: `${month} Servicing Stack Update for Windows Server 2019 for x64-based Systems (KB${kb})`,
      classification: 'Security Updates',
      severity: 'Critical',
      products: ['Windows Server 2019'],
      appliesTo: ['ws2019'],
      megabytes: 14.8,
      impact: 2,
      released,
      arrivesWith,
    }),
    replaces: ['ssu-ws2019-2026-09', `ssu-ws2019-${previous}`],
  };
}

/** What cannot wait for a maintenance window. */
function zeroDay(common: Common): Published {
  const { month, released, arrivesWith } = common;
  const kb = kbOf(common, 913);
  return {
    update: make({
      name: `zero-day-${month}`,
      kb,
      title: `${month} Security Update for Windows Print Spooler for x64-based Systems, exploited already (KB${kb})`,
      classification: 'Security Updates',
      severity: 'Critical',
      products: [...new Set(SYSTEMS.map(({ product }) => product))],
      appliesTo: EVERYWHERE,
      megabytes: 6.2,
      released,
      arrivesWith,
      ...RESTARTS,
    }),
    replaces: [],
  };
}

function removalTool(common: Common, previous: string): Published {
  const { month, number, released, arrivesWith } = common;
  return {
    update: make({
      name: `msrt-${month}`,
      kb: '890830',
      title: `Windows Malicious Software Removal Tool x64 - v5.${138 + number} (KB890830)`,
      classification: 'Update Rollups',
      products: ['Windows 11', 'Windows Server 2019'],
      appliesTo: EVERYWHERE,
      megabytes: 76,
      released,
      arrivesWith,
    }),
    replaces: [`msrt-${previous}`],
  };
}

function parts(month: string): readonly [number, number] {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return [year, number];
}

function monthsSince(month: string): number {
  const [year, number] = parts(month);
  return (year - 2026) * 12 + number - 9;
}

function monthAfter(month: string): string {
  const [year, number] = parts(month);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}

/** The second Tuesday, ten in the morning at Redmond. */
function patchTuesday(month: string): string {
  const [year, number] = parts(month);
  const weekday = new Date(Date.UTC(year, number - 1, 1)).getUTCDay();
  const day = 8 + ((2 - weekday + 7) % 7);
  return new Date(Date.UTC(year, number - 1, day, 18)).toISOString();
}
