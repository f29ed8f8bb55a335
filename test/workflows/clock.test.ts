import { describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId } from '../../src/domain/ids.js';
import type { Leg } from '../../src/domain/target.js';
import type { Task } from '../../src/domain/task.js';
import { lookAfter } from '../../src/workflows/agenda.js';
import { updateId } from '../support/samples.js';
import { ADA, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function legOf(office: VirtualOffice, task: Task): Promise<Leg | null> {
  return (await office.engine.records(task))[0]?.leg ?? null;
}

/** A run that has come to a leg, with its job handed over where it has one. */
async function at(leg: Leg): Promise<{ office: VirtualOffice; task: Task }> {
  const office = new VirtualOffice(['fin-ws-01'], 1);
  office.windows.wantsRestart.add(updateId(1));
  const task = await office.running();
  await office.clock.advance(5 * HOUR, async () => (await legOf(office, task)) === leg);
  await office.clock.advance(20_000);
  expect(await legOf(office, task)).toBe(leg);
  return { office, task };
}

describe('a clock that jumps forward by many hours', () => {
  it.each<Leg>(['install', 'await-boot', 'verify-scan'])('declares nothing lost that is at %s', async (leg) => {
    const { office, task } = await at(leg);
    office.clock.jump(30 * HOUR);
    expect(await office.ended(task)).toMatchObject({ status: 'Succeeded' });
  });

  it('does not use up the patience with a computer that has failed to answer once', async () => {
    const { office, task } = await at('install');
    let isAway = true;
    office.windows.mishap = () => (isAway ? 'lost-request' : 'none');
    await office.clock.advance(MINUTE);
    office.clock.jump(30 * HOUR);
    await office.clock.advance(5 * MINUTE);
    isAway = false;
    expect(await office.ended(task)).toMatchObject({ status: 'Succeeded' });
  });

  it('does not keep a job from ever being given up', async () => {
    const { office, task } = await at('install');
    office.windows.mishap = () => 'lost-request';
    office.clock.jump(30 * HOUR);
    const before = office.clock.now();
    expect(await office.ended(task)).toMatchObject({ status: 'Failed' });
    expect(office.clock.now() - before).toBeGreaterThan(4 * HOUR);
  });

  it('starts the scans that it skipped once, not one after another, and tells of windows once', async () => {
    const office = new VirtualOffice(['fin-ws-01'], 1);
    await office.scanned();
    const asker = () => office.asker(ADA);
    await office.desk.setScans(asker(), FINANCE, { cron: '0 * * * *', timeZone: 'UTC' });
    const rule = { kind: 'cron', expression: '0 */3 * * *' } as const;
    const form = { name: 'Often', rule, durationMinutes: 60, timeZone: 'UTC' };
    await office.desk.saveWindow(asker(), { groupId: FINANCE, window: null }, form);
    await lookAfter(office.office);
    const before = (await office.store.tasks.ids()).length;
    office.clock.jump(24 * HOUR);
    for (let minute = 0; minute < 10; minute++) {
      await lookAfter(office.office);
      await office.clock.advance(MINUTE);
    }
    expect((await office.store.tasks.ids()).length - before).toBe(1);
  });
});

describe('a stop for a job that was lost sight of', () => {
  it('is still brought to it after a restart of the bot', async () => {
    const { office, task } = await at('install');
    office.windows.mishap = () => 'lost-request';
    await office.ended(task);
    const stops: string[] = [];
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.crash();
    office.windows.mishap = (verb) => {
      if (verb === 'stop') stops.push(verb);
      return 'none';
    };
    await office.crash();
    await office.clock.advance(5 * MINUTE);
    expect(stops).toEqual(['stop']);
    expect((await office.engine.records(task))[0]?.left).toBeNull();
    await office.crash();
    await office.clock.advance(HOUR);
    expect(stops).toEqual(['stop']);
  });

  it('is not brought for longer than it may run', async () => {
    const { office, task } = await at('install');
    office.windows.mishap = () => 'lost-request';
    await office.ended(task);
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.clock.advance(30 * HOUR);
    let stops = 0;
    office.windows.mishap = (verb) => {
      if (verb === 'stop') stops += 1;
      return 'none';
    };
    await office.crash();
    await office.clock.advance(HOUR);
    expect(stops).toBe(0);
  });

  it('that was asked for before it was lost is brought to it, too', async () => {
    const { office, task } = await at('install');
    const { windows } = office;
    windows.mishap = () => 'lost-request';
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.ended(task);
    let stopped: ComputerId | null = null;
    windows.stop = async ({ id }) => {
      stopped = id;
    };
    windows.mishap = () => 'none';
    await office.clock.advance(HOUR);
    expect(stopped).toBe('fin-ws-01');
  });

  it.each([
    ['the computer refused our logon', 'PB402'],
    ['somebody else may have answered', 'PB411'],
  ] as const)('is not tried again where %s', async (_, code) => {
    const { office, task } = await at('install');
    const { windows } = office;
    windows.poll = async ({ id }) => {
      throw new PatchbayError(code, { computer: id });
    };
    await office.ended(task);
    let stops = 0;
    windows.stop = async () => {
      stops += 1;
    };
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.crash();
    await office.clock.advance(HOUR);
    expect(stops).toBe(0);
  });
});
