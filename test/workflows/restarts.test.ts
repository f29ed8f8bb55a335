import { beforeEach, describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId } from '../../src/domain/ids.js';
import type { RecommendationState } from '../../src/domain/recommendation.js';
import type { Task } from '../../src/domain/task.js';
import type { WindowForm } from '../../src/domain/window-view.js';
import { lookAfter } from '../../src/workflows/agenda.js';
import { NOW, updateId } from '../support/samples.js';
import { ADA, ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** What is kept for a restart. */
const RESTART = 30 * MINUTE;
/** NOW is noon. */
const AT_ONE: WindowForm = {
  name: 'One o’clock',
  rule: { kind: 'cron', expression: '0 13 * * *' },
  durationMinutes: 60,
  timeZone: 'UTC',
};
const OPENS = NOW + HOUR;

let office: VirtualOffice;

beforeEach(async () => {
  office = new VirtualOffice(['fin-ws-01', 'fin-ws-02'], 1);
  office.windows.wantsRestart.add(updateId(1));
  await office.clock.advance(0);
});

/** Time passes as it does: everything is looked after every minute, until a moment or until something is so. */
async function until(moment: number, isOver: () => boolean | Promise<boolean> = () => false): Promise<void> {
  while (office.clock.now() < moment) {
    if (await office.clock.advance(Math.min(MINUTE, moment - office.clock.now()), isOver)) return;
    await lookAfter(office.office);
  }
}

async function installing(): Promise<Task> {
  const task = await office.running();
  await until(NOW + 10 * HOUR, areInstalling);
  return task;
}

/** Their installs were handed over. */
async function areInstalling(): Promise<boolean> {
  const found = await Promise.all(['fin-ws-01', 'fin-ws-02'].map((id) => office.store.computers.get(id)));
  return found.every((one) => one?.value.run?.leg === 'install' && one.value.run.phase === 'poll');
}

const waits = async (task: Task) => (await office.engine.records(task)).map(({ restartWait }) => restartWait);

const restarts = () =>
  [...office.windows.machines.values()].map(({ bootedAt }) => bootedAt).filter((bootedAt) => bootedAt > NOW).length;

async function states(): Promise<readonly RecommendationState[]> {
  const { rows } = await office.desk.status(FINANCE);
  return rows.flatMap(({ counts }) => Object.keys(counts) as RecommendationState[]);
}

const freeze = (hours: number) =>
  office.desk.addFreeze(office.asker(ADA), {
    ...{ groupId: null, from: office.clock.now(), to: office.clock.now() + hours * HOUR, reason: 'Year end' },
  });

describe('a freeze that comes while updates are installed', () => {
  it('keeps the restart from beginning; card and status say so, and it comes when the freeze is over', async () => {
    const task = await installing();
    const { to } = await freeze(5);
    await until(to - MINUTE);
    expect(restarts()).toBe(0);
    const wait = { for: 'freeze', until: to, reason: 'Year end' };
    expect(await waits(task)).toEqual([wait, wait]);
    expect((await office.desk.status(FINANCE)).rows.map((row) => row.restartWait)).toEqual([wait, wait]);
    await until(to + HOUR);
    expect([restarts(), await states()]).toEqual([2, ['Implemented', 'Implemented']]);
  });

  it('keeps it from beginning over a restart of the bot, too', async () => {
    await installing();
    const { to } = await freeze(5);
    await until(to - HOUR);
    await office.crash();
    await until(to - MINUTE);
    expect(restarts()).toBe(0);
    await until(to + HOUR);
    expect(await states()).toEqual(['Implemented', 'Implemented']);
  });

  it('and is lifted lets the restart begin', async () => {
    await installing();
    const { id } = await freeze(50);
    await until(NOW + 5 * HOUR);
    await office.desk.liftFreeze(office.asker(ADA), id);
    await until(NOW + 6 * HOUR);
    expect([restarts(), await states()]).toEqual([2, ['Implemented', 'Implemented']]);
  });

  it('takes back a restart that was on its way to a computer that did not answer', async () => {
    const task = await office.running();
    let isAway = false;
    office.windows.mishap = (verb) => (verb === 'submit' && isAway ? 'lost-request' : 'none');
    await until(NOW + 10 * HOUR, async () => {
      const run = (await office.store.computers.get('fin-ws-01'))?.value.run;
      isAway ||= run?.leg === 'restart' && run.phase === 'prepare';
      return run?.leg === 'restart' && run.phase === 'submit';
    });
    const order = (await office.store.computers.get('fin-ws-01'))?.value.run?.order;
    const { to } = await freeze(5);
    isAway = false;
    await until(to - HOUR);
    expect(restarts()).toBe(0);
    expect((await waits(task))[0]).toMatchObject({ for: 'freeze' });
    // A copy that was late comes in the middle of it.
    if (order) await office.windows.submit(office.windows.known('fin-ws-01' as ComputerId), order);
    await until(to - MINUTE);
    expect(restarts()).toBe(0);
    await until(to + HOUR);
    expect([restarts(), await states()]).toEqual([2, ['Implemented', 'Implemented']]);
  });

  it('is waited for by a computer that is off for a part of it', async () => {
    await installing();
    const { to } = await freeze(20);
    await until(NOW + 2 * HOUR);
    const machine = office.windows.machines.get('fin-ws-01' as ComputerId);
    if (machine !== undefined) machine.offUntil = to - HOUR;
    await until(to + HOUR);
    expect(await states()).toEqual(['Implemented', 'Implemented']);
  });

  it('does not hide that somebody restarted the computer by hand', async () => {
    const task = await installing();
    const { to } = await freeze(20);
    await until(NOW + 2 * HOUR);
    office.windows.machines.get('fin-ws-01' as ComputerId)?.restart();
    await until(to - HOUR);
    expect(await states()).toEqual(['Implemented', 'In progress']);
    expect(await waits(task)).toMatchObject([null, { for: 'freeze' }]);
  });

  it('leaves the decision to a person: stopped, the patches wait for a restart that nobody begins', async () => {
    const task = await installing();
    const { to } = await freeze(5);
    await until(NOW + 2 * HOUR);
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await until(to + HOUR);
    expect([restarts(), await states()]).toEqual([0, ['Reboot required', 'Reboot required']]);
  });

  it('keeps it from beginning where the freezes cannot be read', async () => {
    const task = await installing();
    const { freezes } = office.kept;
    const whole = freezes.demandWhole.bind(freezes);
    freezes.demandWhole = async () => {
      throw new PatchbayError('PB803', { name: 'freezes', aside: 'aside', cause: 'torn' });
    };
    await until(NOW + 3 * HOUR);
    expect([restarts(), await waits(task)]).toEqual([0, [{ for: 'doubt' }, { for: 'doubt' }]]);
    freezes.demandWhole = whole;
    await until(NOW + 4 * HOUR);
    expect(await states()).toEqual(['Implemented', 'Implemented']);
  });
});

/** What is Scheduled begins with the window. */
async function inWindow(form: WindowForm = AT_ONE): Promise<Task> {
  await office.desk.saveWindow(office.asker(ADA), { groupId: FINANCE, window: null }, form);
  await office.scanned();
  const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
  await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
  await office.clock.advance(0);
  const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
  await until(OPENS);
  return office.desk.run(office.asker(OLIVIA), plan.requestId);
}

/** While it installs it does not answer, until so long before the window's end. */
function answersAgain(before: number): void {
  const at = OPENS + HOUR - before;
  office.windows.mishap = (verb) =>
    verb === 'poll' && office.clock.now() > OPENS + 100_000 && office.clock.now() < at ? 'lost-request' : 'none';
}

describe('a restart at the end of a window', () => {
  it('that still fits begins', async () => {
    await inWindow();
    answersAgain(RESTART + 3 * MINUTE);
    await until(OPENS + HOUR);
    expect(restarts()).toBe(2);
  });

  it('that does not fit any more waits for the next window, says so, and begins there', async () => {
    const task = await inWindow();
    answersAgain(RESTART - 5 * MINUTE);
    await until(OPENS + HOUR + MINUTE);
    expect(restarts()).toBe(0);
    const wait = { for: 'window', until: OPENS + DAY };
    expect(await waits(task)).toEqual([wait, wait]);
    expect((await office.engine.records(task)).map(({ message }) => message)).toEqual(
      Array(2).fill('restart waits for the next maintenance window'),
    );
    await office.crash();
    await until(OPENS + DAY - MINUTE);
    expect(restarts()).toBe(0);
    await until(OPENS + DAY + 30 * MINUTE);
    expect([restarts(), await states()]).toEqual([2, ['Implemented', 'Implemented']]);
  });

  it('waits for the window as it is by then, where it was changed', async () => {
    const task = await inWindow();
    await until(OPENS + HOUR, areInstalling);
    const line = (await office.desk.schedule(ADA, FINANCE)).windows[0]?.window;
    const yearly = { ...AT_ONE, rule: { kind: 'cron', expression: '0 3 1 1 *' } as const };
    const shown = { groupId: FINANCE, window: line === undefined ? null : { id: line.id, since: line.since } };
    await office.desk.saveWindow(office.asker(ADA), shown, yearly);
    await until(OPENS + HOUR);
    expect(await waits(task)).toEqual(Array(2).fill({ for: 'window', until: Date.UTC(2027, 0, 1, 3) }));
    expect(restarts()).toBe(0);
  });

  it('does not keep what others of its task were Scheduled for from the next window', async () => {
    const oneByOne = { canaries: 0, atOnce: 1, stopAfterFailures: null };
    await office.store.groups.update(FINANCE, (group) => (group === null ? null : { ...group, rollout: oneByOne }));
    await office.book.refresh();
    await office.desk.saveWindow(office.asker(ADA), { groupId: FINANCE, window: null }, AT_ONE);
    await office.scanned();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
    await office.clock.advance(0);
    const { draft } = await office.desk.openReview(office.asker(OLIVIA), card.requestId);
    await office.desk.changeReview(OLIVIA, draft.id, null, { do: 'tick-all', take: true });
    const { operation } = await office.desk.propose(OLIVIA, draft.id, 'schedule');
    await office.desk.decideReview(office.asker(OLIVIA), operation, null);
    answersAgain(20 * MINUTE);
    await until(OPENS + HOUR + 5 * MINUTE);
    expect(await states()).toEqual(['In progress', 'Scheduled']);
    const told = [...office.conversation.messages.keys()].filter((id) => id.endsWith('put-back'));
    expect(told).toHaveLength(1);
    await until(OPENS + DAY + HOUR);
    expect([restarts(), await states()]).toEqual([2, ['Implemented', 'Implemented']]);
  });
});

it('a computer that somebody restarts just when its restart is handed over is not restarted once more', async () => {
  const one = office.windows.machines.get('fin-ws-01' as ComputerId);
  const task = await office.running();
  let isNext = false;
  office.windows.mishap = (verb, id) => {
    const isIt = isNext && verb === 'submit' && id === 'fin-ws-01';
    if (isIt) isNext = false;
    return isIt ? 'restart' : 'none';
  };
  await until(NOW + 10 * HOUR, async () => {
    const run = (await office.store.computers.get('fin-ws-01'))?.value.run;
    isNext = run?.leg === 'restart' && run.phase === 'prepare';
    return isNext;
  });
  await office.ended(task);
  expect([one?.restarts, await states()]).toEqual([1, ['Implemented', 'Implemented']]);
});
