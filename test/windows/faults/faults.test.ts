import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fleetOf, type Scenario } from '../../../sandbox/scenario.js';
import { make, RESTARTS } from '../../../sandbox/windows/catalogue/make.js';
import { type Fleet, startFleet } from '../../../sandbox/windows/fleet.js';
import { updateId } from '../../support/samples.js';
import { connectionOn } from './connection.js';
import { fastClock } from './fast-clock.js';
import { KINDS, STEPS, scheduleOf } from './kinds.js';
import { type Played, Run } from './run.js';

/** Another one plays other schedules. */
const SEED = Number(process.env.PATCHBAY_SEED ?? 1);
/** Each round meets each kind of fault once. */
const ROUNDS = 7;
const COMPUTERS = 12;

let folder: string;
let fleet: Fleet;
let authorities: string;
const rejections: unknown[] = [];
const onRejection = (reason: unknown): void => void rejections.push(reason);
const played: Played[] = [];

beforeAll(async () => {
  process.on('unhandledRejection', onRejection);
  folder = await mkdtemp(join(tmpdir(), 'faults-'));
  fleet = await startFleet({ folder, scenario: twoUpdates(), speed: 0.1, clock: fastClock, doors: 'stock' });
  authorities = await readFile(fleet.caFile, 'utf8');
});

afterAll(async () => {
  await fleet.close();
  await rm(folder, { recursive: true, force: true });
  process.off('unhandledRejection', onRejection);
});

/** Of which the first one restarts the computer. */
function twoUpdates(): Scenario {
  const scenario = fleetOf(COMPUTERS);
  const updates = [1, 2].map((n) => ({
    ...make({
      name: `faults-${n}`,
      kb: String(5_000_000 + n),
      title: `Update ${n}`,
      classification: 'Security Updates',
      products: ['Windows'],
      appliesTo: [...new Set(scenario.computers.map(({ system }) => system))],
      released: '2026-10-13T17:00:00.000Z',
      megabytes: 1,
      ...(n === 1 ? RESTARTS : {}),
    }),
    updateId: updateId(n),
  }));
  const root = scenario.wsusGroups.find((group) => group.parentId === null)?.id ?? '';
  return { ...scenario, updates, approved: updates.map((one) => ({ updateId: one.updateId, groupId: root })) };
}

/** Plays one schedule after the other on one computer, which needs both updates each time. */
async function playAll(id: string, seeds: readonly number[]): Promise<void> {
  const computer = fleet.computer(id);
  const { machineId } = computer.state;
  for (const seed of seeds) {
    played.push(await new Run(fleet, computer, connectionOn(fleet, id, authorities), scheduleOf(seed)).play());
    if (computer.state.machineId !== machineId) await computer.becomeAnother(machineId);
    Object.assign(computer.state, {
      installed: [],
      awaitingRestart: [],
      downloaded: [],
      installs: {},
      jobs: {},
      events: [],
    });
  }
}

function told(one: Played): string {
  return `seed ${one.schedule.seed}: ${one.wrong.join('; ')}\n${JSON.stringify(one.schedule)}\n${one.history.join('\n')}`;
}

function times(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

describe('over real sockets, whatever goes wrong at whatever step,', () => {
  it('every run ends, no update is installed twice, and no result is lost', { timeout: 300_000 }, async () => {
    const seeds = Array.from({ length: ROUNDS * KINDS.length }, (_, n) => SEED + n);
    const ids = fleet.scenario.computers.map(({ id }) => id);
    await Promise.all(
      ids.map((id, lane) =>
        playAll(
          id,
          seeds.filter((_, n) => n % ids.length === lane),
        ),
      ),
    );
    expect(played.filter((one) => one.wrong.length > 0).map(told)).toEqual([]);
  });

  it('and each kind of fault was met, at each step', () => {
    const met = played.flatMap((one) => one.met);
    const kinds = times(met.map(({ kind }) => kind));
    const steps = times(met.map(({ step }) => step));
    const wrong = (kind: string): number =>
      played.filter((one) => one.wrong.some((text) => text.startsWith(kind))).length;
    process.stdout.write(
      `real sockets: ${played.length} schedules from seed ${SEED} (PATCHBAY_SEED): ${wrong('double')} double installs, ` +
        `${wrong('lost')} lost results, ${wrong('hangs')} hangs.\n` +
        `Faults met: ${[...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ')}.\n`,
    );
    expect(played.length).toBeGreaterThanOrEqual(200);
    expect(KINDS.filter((kind) => (kinds.get(kind) ?? 0) < 3)).toEqual([]);
    expect(STEPS.filter((step) => (steps.get(step) ?? 0) < 3)).toEqual([]);
    expect(played.filter((one) => one.implemented === 2).length).toBeGreaterThan(played.length / 2);
  });

  it('and nothing is left behind: no connection, no rejection that nobody heard', async () => {
    const open = (): number => fleet.hosts.reduce((sum, { id }) => sum + fleet.computer(id).winrm.connections, 0);
    await vi.waitFor(() => expect(open()).toBe(0), 8000);
    expect(rejections).toEqual([]);
  });
});
