import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cost, together } from './cost.js';
import { type Crowd, openCrowd } from './crowd.js';
import { decisionsReport, viewsReport } from './decision-report.js';
import { decideAll, openViews } from './decisions.js';
import { whilePeopleType } from './latency.js';
import { type Figures, reportOf } from './report.js';
import { Site } from './site.js';
import { limitOf } from './winrm/limit.js';
import { race } from './winrm/race.js';
import { limitReport, raceReport } from './winrm/report.js';

/**
 * `npm run bench`: what a scan costs in a small fleet and in a large one, how soon people are answered meanwhile, how
 * soon reviews of thousands of computers open and are decided, and what our client of WinRM costs beside others.
 * `npm run bench -- winrm` (or `scans`, `reviews`) measures that alone. Exit code 1 if a required limit is missed.
 */
/** Computers whose recommendations are looked at, and decided about. */
const SHOWN = 1000;
const DECIDED = 10_000;
const RECOMMENDATIONS = 30;
const DECISIONS = 20;
const SMALL = 12;
const LARGE = 200;
/** Computers that clients of WinRM run a command on, and how many at once. */
const COMMANDED = 500;
const AT_ONCE = 50;
/** So that as many targets are measured in the small fleet as in the large one, with code as warm. */
const SMALL_SCANS = Math.floor(LARGE / SMALL);

const PARTS: Readonly<Record<string, () => Promise<readonly string[]>>> = { scans, reviews, winrm };

process.exit(await exitCode());

async function exitCode(): Promise<0 | 1> {
  try {
    say(`Patchbay on ${process.platform}, ${availableParallelism()} processors, Node ${process.version}\n`);
    const missed = await measure();
    say(missed.length === 0 ? 'Every limit is kept.' : `MISSED:\n${missed.join('\n')}`);
    return missed.length === 0 ? 0 : 1;
  } catch (thrown) {
    process.stderr.write(`Not measured: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    return 1;
  }
}

/** Prints the figures, and says which required limits were missed. */
async function measure(): Promise<readonly string[]> {
  const [only] = process.argv.slice(2);
  const parts = only === undefined ? Object.values(PARTS) : [PARTS[only]];
  const missed: string[] = [];
  for (const part of parts) {
    if (part === undefined) throw new Error(`there is no part ${only}, only ${Object.keys(PARTS).join(', ')}`);
    missed.push(...(await part()));
  }
  return missed;
}

async function scans(): Promise<readonly string[]> {
  const small = await at(SMALL, (site) => figures(site, SMALL_SCANS));
  const [large, acknowledgedMs] = await at(LARGE, async (site) => {
    const measured = await figures(site, 1);
    say(`${LARGE} computers: a scan while people type`);
    return [measured, await whilePeopleType(site.slack, () => site.scan())] as const;
  });
  const { text, missed } = reportOf(small, large, acknowledgedMs);
  say(`\n${text}\n`);
  return missed;
}

async function winrm(): Promise<readonly string[]> {
  say(`${COMMANDED} computers: one command each, by our client and by others`);
  const raced = raceReport(await inFolder((folder) => race(folder, COMMANDED, AT_ONCE)));
  const limited = limitReport(await limitOf(COMMANDED, AT_ONCE));
  say(`\n${raced.text}\n\n${limited.text}\n`);
  return [...raced.missed, ...limited.missed];
}

async function reviews(): Promise<readonly string[]> {
  const views = await inCrowd(SHOWN, async (crowd) => {
    // The first time, code is compiled.
    await openViews(crowd);
    return viewsReport(SHOWN, await openViews(crowd));
  });
  const decisions = await inCrowd(DECIDED, async (crowd) =>
    decisionsReport(DECIDED, await decideAll(crowd, DECISIONS)),
  );
  say(`\n${views.text}\n\n${decisions.text}\n`);
  return [...views.missed, ...decisions.missed];
}

async function inCrowd<T>(computers: number, work: (crowd: Crowd) => Promise<T>): Promise<T> {
  say(`${computers} computers with ${RECOMMENDATIONS} recommendations each`);
  return inFolder(async (folder) => {
    const crowd = await openCrowd(folder, { computers, recommendations: RECOMMENDATIONS });
    try {
      return await work(crowd);
    } finally {
      await crowd.close();
    }
  });
}

/** Measures in a fresh world of this many computers, and leaves nothing of it. */
async function at<T>(computers: number, work: (site: Site) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const site = await Site.open(folder, computers);
    try {
      return await work(site);
    } finally {
      await site.close();
    }
  });
}

/** A folder for as long as the work goes on. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function figures(site: Site, scans: number): Promise<Figures> {
  const { computers } = site;
  say(`${computers} computers: the first scan, which brings the scripts`);
  const first = await site.scan();
  say(`${computers} computers: ${scans === 1 ? 'a later scan' : `${scans} later scans`}`);
  const later: Cost[] = [];
  while (later.length < scans) later.push(await site.scan());
  return { computers, first, again: together(later), peakMb: site.peakMb };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
