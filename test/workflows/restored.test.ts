import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Computer } from '../../src/domain/computer.js';
import { afterRestore } from '../../src/workflows/restored.js';
import { copyOf } from '../support/memory-store.js';
import { updateId } from '../support/samples.js';
import { ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const COMPUTERS = ['fin-ws-01', 'fin-ws-02', 'fin-ws-03'];

/** Everything, as it was at a moment after a run was begun; the run went on from there for a while. */
async function backedUpAt(afterMs: number, restoredAfterMs: number) {
  const office = new VirtualOffice(COMPUTERS, 3);
  office.windows.wantsRestart.add(updateId(1));
  await office.running();
  await office.clock.advance(afterMs, async () => false);
  const [backup, madeAt] = [await copyOf(office.kept), office.clock.now()];
  await office.clock.advance(restoredAfterMs, async () => false);
  return { office, backup, madeAt };
}

async function restored({ office, backup, madeAt }: Awaited<ReturnType<typeof backedUpAt>>) {
  office.kept = backup;
  const done = await afterRestore(backup, { now: office.clock.now(), madeAt, installation: 'anotherone' });
  await office.crash();
  return done;
}

/** How often anything was installed anywhere, and the boots. */
function world(office: VirtualOffice) {
  const machines = [...office.windows.machines.values()];
  return {
    installs: machines.flatMap(({ installs }) => [...installs.values()]),
    boots: machines.map((one) => one.bootedAt),
  };
}

async function computers(office: VirtualOffice): Promise<readonly Computer[]> {
  const found = await Promise.all(COMPUTERS.map((id) => office.store.computers.get(id)));
  return found.flatMap((one) => one?.value ?? []);
}

describe('a bot whose data are those of an old backup', () => {
  it('does nothing by itself, whenever the backup was made and however much was done since', {
    timeout: 120_000,
  }, async () => {
    const moment = fc.integer({ min: 0, max: 40 * MINUTE });
    await fc.assert(
      fc.asyncProperty(moment, fc.integer({ min: 0, max: 3 * HOUR }), async (made, later) => {
        const life = await backedUpAt(made, later);
        await restored(life);
        const submitted: string[] = [];
        life.office.windows.mishap = (verb, id) => {
          if (verb === 'submit') submitted.push(id);
          return 'none';
        };
        // What had been handed over before runs to its end on the computer, whoever asks.
        await life.office.clock.advance(2 * HOUR, async () => false);
        const before = world(life.office);
        await life.office.clock.advance(24 * HOUR, async () => false);
        expect(world(life.office)).toEqual(before);
        expect(submitted).toEqual([]);
        expect(before.installs.every((count) => count <= 1)).toBe(true);
        const states = (await computers(life.office)).flatMap((one) => Object.values(one.recommendations));
        expect(states.map(({ state }) => state)).not.toContain('In progress');
      }),
      { numRuns: 25 },
    );
  });

  it('has no run until the computers were scanned and somebody said Run, and installs nothing twice', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 20 * MINUTE }), async (made) => {
        const life = await backedUpAt(made, 3 * HOUR);
        await restored(life);
        const { office } = life;
        await office.clock.advance(10 * MINUTE, async () => false);
        const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE).catch((thrown: unknown) => thrown);
        expect(JSON.stringify(plan)).not.toContain('"updates":[{');
        await office.scanned();
        const all = (await computers(office)).flatMap((one) => Object.values(one.recommendations));
        expect(all.filter(({ updateId: id }) => id !== null).every(({ state }) => state === 'Implemented')).toBe(true);
        expect(world(office).installs.every((count) => count === 1)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('says of what ran that it must be scanned, of what waited that it was not started, and ends the task', async () => {
    const office = new VirtualOffice(COMPUTERS, 1);
    const task = await office.running();
    await office.clock.advance(3000, async () => false);
    const life = { office, backup: await copyOf(office.kept), madeAt: office.clock.now() };
    expect(await restored(life)).toMatchObject({ tasks: 1 });
    const after = await office.ended(task, HOUR);
    expect(after.summary).toMatch(/a backup was restored$/);
    const records = await office.engine.records(after);
    expect(records.map(({ failure }) => failure?.code ?? null)).toContain('PB525');
    expect(await office.kept.audit.latest(1)).toMatchObject([{ who: 'system', what: 'restore', on: 'installation' }]);
  });

  it('gives its jobs and its tasks names that were never given', async () => {
    const office = new VirtualOffice(COMPUTERS, 1);
    const first = await office.running();
    await restored({ office, backup: await copyOf(office.kept), madeAt: office.clock.now() });
    expect((await office.kept.installation.get('installation'))?.value.id).toBe('anotherone');
    const next = await office.desk.sync(office.asker(OLIVIA));
    expect(Number(next.id)).toBeGreaterThan(Number(first.id) + 999);
  });

  it('takes what was Scheduled for a window off it, and keeps what was Approved, Ignored and Implemented', async () => {
    const office = new VirtualOffice(COMPUTERS, 3);
    await office.scanned();
    const decided = async (event: 'approve' | 'schedule', id: string) => {
      for (const computer of COMPUTERS)
        await office.kept.computers.update(computer, (value) => {
          const one = value?.recommendations[id];
          if (value == null || one === undefined) return null;
          const state = event === 'approve' ? ('Approved' as const) : ('Scheduled' as const);
          return { ...value, recommendations: { ...value.recommendations, [id]: { ...one, state, by: ANIL } } };
        });
    };
    await decided('approve', updateId(1));
    await decided('schedule', updateId(2));
    await restored({ office, backup: await copyOf(office.kept), madeAt: office.clock.now() });
    for (const computer of await computers(office)) {
      expect(computer.recommendations[updateId(1)]?.state).toBe('Approved');
      expect(computer.recommendations[updateId(2)]?.state).toBe('Approved');
      expect(computer.recommendations[updateId(3)]?.state).toBe('Opened');
      expect(computer.scan).toBeNull();
    }
  });
});

it('a computer that was out of service by its script, or on its way down, when the backup was made is missed by its set', async () => {
  for (const [leg, before] of [
    ['hook-before', 'C:\\S\\drain.ps1'],
    ['install', 'C:\\S\\drain.ps1'],
    ['await-boot', null],
  ] as const) {
    const office = new VirtualOffice(['fin-ws-01'], 1);
    office.windows.wantsRestart.add(updateId(1));
    office.hooks = { before, beforeRestart: null, after: before, timeoutSeconds: 600 };
    await office.running();
    const run = async () => (await office.store.computers.get('fin-ws-01'))?.value.run;
    const isThere = async () => {
      const found = await run();
      return found?.leg === leg && (leg === 'await-boot' || found.phase !== 'prepare');
    };
    expect(await office.clock.advance(6 * HOUR, isThere)).toBe(true);
    const [backup, madeAt] = [await copyOf(office.kept), office.clock.now()];
    await restored({ office, backup, madeAt });
    const computer = (await office.store.computers.get('fin-ws-01'))?.value;
    const isDrained = before !== null;
    const since = isDrained ? computer?.outOfServiceSince : computer?.missingSince;
    expect([leg, computer?.run, since]).toEqual([leg, null, office.clock.now()]);
  }
});

it('a computer that was out of service when the backup was made still is, though nothing ran there', async () => {
  const office = new VirtualOffice(['fin-ws-01'], 1);
  await office.scanned();
  const outOfServiceSince = office.clock.now() - HOUR;
  await office.store.computers.update('fin-ws-01', (value) => value && { ...value, outOfServiceSince });
  const [backup, madeAt] = [await copyOf(office.kept), office.clock.now()];
  await office.store.computers.update('fin-ws-01', (value) => value && { ...value, outOfServiceSince: null });
  await restored({ office, backup, madeAt });
  expect((await office.store.computers.get('fin-ws-01'))?.value.outOfServiceSince).toBe(outOfServiceSince);
});
