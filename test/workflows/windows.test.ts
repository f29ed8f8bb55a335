import { beforeEach, describe, expect, it } from 'vitest';
import type { OperationId, PersonId, TaskId } from '../../src/domain/ids.js';
import type { RecommendationState } from '../../src/domain/recommendation.js';
import type { MaintenanceWindow } from '../../src/domain/window.js';
import type { WindowNotice } from '../../src/domain/window-notice.js';
import type { WindowForm } from '../../src/domain/window-view.js';
import { lookAfter } from '../../src/workflows/agenda.js';
import { sweep } from '../../src/workflows/housekeeping.js';
import { carryOut } from '../../src/workflows/operations.js';
import { NOW, updateId } from '../support/samples.js';
import { ANIL, FINANCE, OLIVIA, VERA, VirtualOffice } from '../support/virtual-office.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEEK = 7 * 24 * HOUR;
const ADA = 'U0ADA' as PersonId;
const ALL = { updates: 'all', exceptComputers: [] } as const;
/** NOW is a Tuesday noon: this opens ten hours later, at 22:00. */
const TONIGHT: WindowForm = {
  name: 'Tuesday night',
  rule: { kind: 'cron', expression: '0 22 * * 2' },
  durationMinutes: 240,
  timeZone: 'UTC',
};
const OPENS = NOW + 10 * HOUR;

let office: VirtualOffice;

beforeEach(async () => {
  office = new VirtualOffice(['fin-ws-01', 'fin-ws-02'], 2);
  await office.clock.advance(0);
});

/** As the desk's own clock does: everything is looked after every minute. */
async function pass(ms: number): Promise<void> {
  const end = office.clock.now() + ms;
  while (office.clock.now() < end) {
    await office.clock.advance(Math.min(MINUTE, end - office.clock.now()));
    await lookAfter(office.office);
  }
}

/** The same, but less often as long as the moment is far away. */
async function until(moment: number): Promise<void> {
  while (office.clock.now() < moment) {
    const step = moment - office.clock.now() > HOUR ? 10 * MINUTE : MINUTE;
    await office.clock.advance(Math.min(step, moment - office.clock.now()));
    await lookAfter(office.office);
  }
}

async function withWindow(form: WindowForm = TONIGHT): Promise<void> {
  await office.desk.saveWindow(office.asker(ADA), { groupId: FINANCE, window: null }, form);
  await lookAfter(office.office);
}

/** Everything that the check recommends is approved, then Scheduled. */
async function scheduled(by: PersonId = OLIVIA): Promise<void> {
  await office.scanned();
  const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
  await office.desk.approve(office.asker(ANIL), card.requestId, ALL);
  await settled();
  await schedule(by);
}

async function schedule(by: PersonId, computers = ['fin-ws-01', 'fin-ws-02']): Promise<void> {
  await carryOut(office.office, office.asker(by), {
    ...{ kind: 'decide', event: 'schedule', groupId: FINANCE, reason: null, computers: computers as never },
    ...{
      recommendations: 'all',
      except: [],
      from: ['Approved'],
      asOf: office.rolling.present(office.clock.now()),
      counted: 4,
    },
  });
  await settled();
}

const settled = () => office.clock.advance(0);

async function states(): Promise<Partial<Record<RecommendationState, number>>> {
  const rows = (await office.desk.status(FINANCE)).rows;
  const all: Partial<Record<RecommendationState, number>> = {};
  for (const { counts } of rows)
    for (const [state, count] of Object.entries(counts) as [RecommendationState, number][])
      all[state] = (all[state] ?? 0) + count;
  return all;
}

function notices<A extends WindowNotice['about']>(about: A): readonly Extract<WindowNotice, { about: A }>[] {
  return [...office.conversation.messages.values()].flatMap(({ subject }) =>
    subject.kind === 'notice' && subject.notice.about === about
      ? [subject.notice as Extract<WindowNotice, { about: A }>]
      : [],
  );
}

async function runs() {
  const ids = await office.store.tasks.ids();
  const tasks = await Promise.all(ids.map((id) => office.store.tasks.get(id)));
  return tasks.flatMap((task) => (task?.value.kind === 'run' ? [task.value] : []));
}

const audited = async (what: string) => (await office.store.audit.latest(200)).filter((entry) => entry.what === what);

const refused = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (thrown: { code?: string }) => thrown.code ?? String(thrown),
  );

describe('what is Scheduled', () => {
  it('runs when the window opens, once, by who scheduled it, and ends Implemented', async () => {
    await withWindow();
    await scheduled();
    await until(OPENS - MINUTE);
    expect(await runs()).toEqual([]);
    await until(OPENS + 90 * MINUTE);
    const [task, ...more] = await runs();
    expect(more).toEqual([]);
    expect(task).toMatchObject({
      ...{ createdBy: OLIVIA, groupId: FINANCE, status: 'Succeeded', until: OPENS + 4 * HOUR },
      opening: { opensAt: OPENS },
    });
    expect(await states()).toEqual({ Implemented: 4 });
    expect(await audited('run')).toMatchObject([{ who: OLIVIA, detail: expect.stringContaining('window opened') }]);
    expect(office.reported).toEqual([]);
  });

  it('runs once however often it is looked at, and after a crash', async () => {
    await withWindow();
    await scheduled();
    await until(OPENS - MINUTE);
    await office.clock.advance(MINUTE);
    await Promise.all([lookAfter(office.office), lookAfter(office.office), lookAfter(office.office)]);
    await office.crash();
    await lookAfter(office.office);
    await until(OPENS + 3 * HOUR);
    expect(await runs()).toHaveLength(1);
    expect(await states()).toEqual({ Implemented: 4 });
  });

  it('runs after a crash that came between the decision and its effect', async () => {
    await withWindow();
    await scheduled();
    await until(OPENS - MINUTE);
    await office.clock.advance(MINUTE);
    const { tasks } = office.store;
    const update = tasks.update.bind(tasks);
    tasks.update = async () => {
      throw new Error('killed');
    };
    await lookAfter(office.office);
    tasks.update = update;
    expect(await runs()).toEqual([]);
    await office.clock.advance(30 * MINUTE);
    await office.crash();
    await until(OPENS + 3 * HOUR);
    expect(await runs()).toHaveLength(1);
    expect(await states()).toEqual({ Implemented: 4 });
  });

  it('runs when the bot comes back in the middle of the open window', async () => {
    await withWindow();
    await scheduled();
    await until(OPENS - HOUR);
    await office.clock.advance(2 * HOUR);
    await office.crash();
    await until(OPENS + 3 * HOUR);
    expect(await states()).toEqual({ Implemented: 4 });
  });

  it('stays so and is told of once, when the window passed while the bot was down', async () => {
    await withWindow();
    await scheduled();
    await until(OPENS - HOUR);
    await office.clock.advance(6 * HOUR);
    await office.crash();
    await pass(10 * MINUTE);
    await office.crash();
    await pass(10 * MINUTE);
    expect(await states()).toEqual({ Scheduled: 4 });
    expect(notices('window-missed')).toMatchObject([
      {
        ...{ opensAt: OPENS, why: { code: 'PB337' }, recommendations: 4, before: 0, mention: OLIVIA },
        nextAt: OPENS + 7 * 24 * HOUR,
      },
    ]);
    expect(await audited('miss-window')).toMatchObject([{ who: 'system', on: FINANCE }]);
  });

  it('is told of once for all the windows that passed in a long absence', async () => {
    await withWindow();
    await scheduled();
    await until(OPENS - HOUR);
    await office.clock.advance(22 * 24 * HOUR);
    await office.crash();
    await pass(5 * MINUTE);
    expect(notices('window-missed')).toMatchObject([{ before: 3, opensAt: OPENS + 3 * 7 * 24 * HOUR }]);
  });

  it('is told of once, without counting them all, when years of windows passed', async () => {
    await withWindow({ ...TONIGHT, rule: { kind: 'cron', expression: '0 * * * *' }, durationMinutes: 50 });
    await scheduled();
    await office.clock.advance(800 * 24 * HOUR);
    await office.crash();
    await pass(2 * MINUTE);
    const [missed, ...more] = notices('window-missed');
    expect(more).toEqual([]);
    expect(missed?.closesAt).toBeGreaterThan(office.clock.now() - HOUR - 10 * MINUTE);
    expect(missed?.before).toBe(200);
  });

  it('for a night next week runs by what is read of WSUS and scanned shortly before', async () => {
    await withWindow({ ...TONIGHT, rule: { kind: 'cron', expression: '0 22 * * 1' } });
    await scheduled();
    const opens = OPENS + 6 * 24 * HOUR;
    await until(opens - 3 * HOUR - MINUTE);
    expect(await audited('sync')).toHaveLength(1);
    await until(opens);
    expect(await audited('sync')).toMatchObject([{ who: 'system' }, { who: OLIVIA }]);
    expect(await audited('scan-and-check')).toMatchObject([{ who: 'system' }, { who: OLIVIA }]);
    await until(opens + 2 * HOUR);
    expect(await states()).toEqual({ Implemented: 4 });
    expect(notices('window-missed')).toEqual([]);
  });

  it('is told of with the reason, when no computer could be patched while the window was open', async () => {
    await withWindow({ ...TONIGHT, rule: { kind: 'cron', expression: '0 22 * * 4' } });
    await scheduled();
    const opens = OPENS + 2 * 24 * HOUR;
    office.windows.mishap = () => 'lost-request';
    await until(opens + 4 * HOUR + MINUTE);
    expect(await runs()).toEqual([]);
    const [missed, ...more] = notices('window-missed');
    expect(more).toEqual([]);
    expect(missed?.why.code).toBe('PB606');
  });

  it('does not begin when too little of the window is left', async () => {
    await withWindow({ ...TONIGHT, durationMinutes: 60 });
    await scheduled();
    await until(OPENS - HOUR);
    await office.clock.advance(HOUR + 20 * MINUTE);
    await pass(HOUR);
    expect(await runs()).toEqual([]);
    expect(notices('window-missed')).toMatchObject([{ why: { code: 'PB337' } }]);
  });

  it('does not run for somebody who is no operator any more, and it is told', async () => {
    await withWindow();
    await scheduled();
    office.roles = { ...office.roles, operators: [] };
    await until(OPENS + 4 * HOUR + MINUTE);
    expect(await runs()).toEqual([]);
    expect(await states()).toEqual({ Scheduled: 4 });
    expect(notices('window-missed')).toMatchObject([{ why: { code: 'PB338', details: { people: `@${OLIVIA}` } } }]);
  });

  it('runs for those who may, and says whose part was left out', async () => {
    await withWindow();
    await scheduled(VERA);
    await carryOut(office.office, office.asker(VERA), {
      ...{ kind: 'decide', event: 'unschedule', groupId: FINANCE, reason: null, computers: ['fin-ws-01'] as never },
      ...{
        recommendations: 'all',
        except: [],
        from: ['Scheduled'],
        asOf: office.rolling.present(office.clock.now()),
        counted: 2,
      },
    });
    await schedule(OLIVIA, ['fin-ws-01']);
    await until(OPENS + 3 * HOUR);
    expect((await runs()).map((task) => task.computers)).toEqual([['fin-ws-01']]);
    expect(notices('window-left-out')).toMatchObject([{ computers: 1, reasons: [{ failure: { code: 'PB338' } }] }]);
    expect(await states()).toEqual({ Implemented: 2, Scheduled: 2 });
  });

  it('on a computer that does not answer is Scheduled again, and told of', async () => {
    await withWindow({ ...TONIGHT, durationMinutes: 60 });
    await scheduled();
    office.windows.mishap = (_, id) => (id === 'fin-ws-02' ? 'lost-request' : 'none');
    await until(OPENS + 2 * HOUR);
    expect(await states()).toEqual({ Implemented: 2, Scheduled: 2 });
    expect(notices('window-closed')).toMatchObject([{ recommendations: 2, computers: 1, nextAt: OPENS + WEEK }]);
    await office.crash();
    await pass(20 * MINUTE);
    expect(await audited('schedule')).toHaveLength(2);
    expect(notices('window-closed')).toHaveLength(1);
    expect(notices('window-missed')).toEqual([]);
  });

  it('that the window’s end kept from starting runs in the next one', async () => {
    const oneByOne = { canaries: 0, atOnce: 1, stopAfterFailures: null };
    await office.store.groups.update(FINANCE, (group) => (group === null ? null : { ...group, rollout: oneByOne }));
    await office.book.refresh();
    await withWindow({ ...TONIGHT, rule: { kind: 'cron', expression: '0 16,22 * * 2' }, durationMinutes: 60 });
    await scheduled();
    const first = OPENS - 6 * HOUR;
    // While it installs it does not answer.
    const isSlow = () => office.clock.now() > first + 100_000 && office.clock.now() < first + 50 * MINUTE;
    office.windows.mishap = (verb, id) => (id === 'fin-ws-01' && verb === 'poll' && isSlow() ? 'lost-request' : 'none');
    await until(first);
    await until(first + 3 * HOUR);
    expect(await states()).toEqual({ Implemented: 2, Scheduled: 2 });
    expect(notices('window-closed')).toMatchObject([{ recommendations: 2, computers: 1, nextAt: OPENS }]);
    await until(OPENS + HOUR);
    expect((await runs()).map((task) => task.computers)).toEqual([['fin-ws-01', 'fin-ws-02'], ['fin-ws-02']]);
    expect(await states()).toEqual({ Implemented: 4 });
  });

  it('of a task that a person stopped waits for another decision', async () => {
    await withWindow();
    await scheduled();
    await until(OPENS + MINUTE);
    const [task] = await runs();
    if (task === undefined) throw new Error('no task');
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await until(OPENS + 5 * HOUR);
    expect((await states()).Scheduled).toBeUndefined();
    expect(notices('window-closed')).toEqual([]);
    expect(await runs()).toHaveLength(1);
  });

  it('and failed there is not Scheduled again by itself when a person stops a later run of it', async () => {
    office.windows.fails.add(updateId(1));
    await withWindow();
    await scheduled();
    await until(OPENS + HOUR);
    expect(await states()).toEqual({ Implemented: 2, Failed: 2 });
    const [first] = await runs();
    const retry = await office.desk.offerRetry(office.asker(ADA), first?.id ?? ('' as TaskId));
    office.windows.mishap = () => 'lost-request';
    const again = await office.desk.approveAndRun(office.asker(ADA), retry.requestId, null);
    await pass(MINUTE);
    await office.desk.stop(office.asker(ADA), { task: again.id });
    await pass(10 * MINUTE);
    expect(await states()).toEqual({ Implemented: 2, Approved: 2 });
    expect(notices('window-closed')).toEqual([]);
  });

  it('is warned of once, a day before, with how much it is and who wanted it', async () => {
    await withWindow({ ...TONIGHT, rule: { kind: 'cron', expression: '0 22 * * 4' } });
    await scheduled();
    const opens = OPENS + 2 * 24 * HOUR;
    await until(opens - 24 * HOUR - MINUTE);
    expect(notices('window-soon')).toEqual([]);
    await pass(10 * MINUTE);
    await office.crash();
    await pass(10 * MINUTE);
    expect(notices('window-soon')).toMatchObject([
      { opensAt: opens, recommendations: 4, computers: 2, mayRestart: 2, people: [OLIVIA] },
    ]);
  });

  it('is told of where the group’s tasks go', async () => {
    await office.store.groups.update(FINANCE, (group) => (group === null ? null : { ...group, channel: 'C0FINANCE' }));
    await office.book.refresh();
    await withWindow();
    await scheduled();
    await until(OPENS + HOUR);
    const places = [...office.conversation.messages].filter(([id]) => /^(soon|task-3)/.test(id));
    expect(new Set(places.map(([, message]) => message.conversation))).toEqual(new Set(['C0FINANCE']));
  });
});

describe('a window in a night of summer time', () => {
  it('opens after the skipped hour and lasts its real minutes', async () => {
    const march = Date.UTC(2027, 2, 28, 1);
    const form = { ...TONIGHT, timeZone: 'Europe/Berlin', rule: { kind: 'cron', expression: '30 2 * * *' } } as const;
    await office.clock.advance(march - 13 * HOUR - office.clock.now());
    await withWindow({ ...form, durationMinutes: 120 });
    await scheduled();
    await until(march - MINUTE);
    expect(await runs()).toEqual([]);
    await until(march + 90 * MINUTE);
    expect(await runs()).toMatchObject([{ until: march + 2 * HOUR, opening: { opensAt: march } }]);
    expect(await states()).toEqual({ Implemented: 4 });
  });
});

describe('Run now', () => {
  async function approvedPlan(): Promise<OperationId> {
    await office.scanned();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, ALL);
    await settled();
    return (await office.desk.offerRun(office.asker(OLIVIA), FINANCE)).requestId;
  }

  it('is refused outside of the window, with the moment at which it opens, and runs inside', async () => {
    const plan = await approvedPlan();
    await withWindow();
    expect((await office.desk.runView(plan)).notNow?.code).toBe('PB332');
    const thrown = await office.desk.run(office.asker(OLIVIA), plan).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'PB332', details: { opens: 'it opens 2026-11-10T22:00Z' } });
    await until(OPENS);
    const task = await office.desk.run(office.asker(OLIVIA), plan);
    expect(task.until).toBe(OPENS + 4 * HOUR);
  });

  it('is refused when too little of the window is left', async () => {
    const plan = await approvedPlan();
    await withWindow();
    await until(OPENS + 4 * HOUR - 30 * MINUTE);
    expect(await refused(office.desk.run(office.asker(OLIVIA), plan))).toBe('PB336');
  });

  it('is not begun after a crash when the window has closed meanwhile', async () => {
    const request = await approvedPlan();
    await withWindow();
    const plan = (await office.store.requests.get(request))?.value.plan;
    if (plan == null) throw new Error('no plan');
    await until(OPENS + 4 * HOUR + 5 * MINUTE);
    await office.store.operations.create(request, {
      ...{
        id: request,
        by: OLIVIA,
        at: OPENS + 4 * HOUR - 5 * MINUTE,
        conversation: 'C0PATCHING',
        taskId: '9' as TaskId,
      },
      intent: { kind: 'run', groupId: FINANCE, plan, until: OPENS + 4 * HOUR, opening: null },
      ...{ done: null, skipped: [] },
    });
    await office.crash();
    expect(await runs()).toEqual([]);
    expect((await office.desk.runView(request)).decided?.as).toBe('refused: the maintenance window had closed');
  });

  it('runs at any time in a group without windows', async () => {
    const plan = await approvedPlan();
    expect((await office.desk.run(office.asker(OLIVIA), plan)).until).toBeNull();
  });
});

describe('a freeze', () => {
  const freeze = (from: number, to: number) =>
    office.desk.addFreeze(office.asker(ADA), { groupId: null, from, to, reason: 'Year end' });

  it('closes the window that lies in it, and what was Scheduled stays so, told with its reason', async () => {
    await withWindow();
    await scheduled();
    await freeze(OPENS - HOUR, OPENS + 5 * HOUR);
    await until(OPENS + 4 * HOUR + MINUTE);
    expect(await runs()).toEqual([]);
    expect(notices('window-missed')).toMatchObject([{ why: { code: 'PB340', details: { reason: 'Year end' } } }]);
  });

  it('that is lifted in the middle of a window lets it begin', async () => {
    await withWindow();
    await scheduled();
    const { id } = await freeze(OPENS - HOUR, OPENS + 5 * HOUR);
    await until(OPENS + HOUR);
    await office.desk.liftFreeze(office.asker(ADA), id);
    await until(OPENS + 3 * HOUR);
    expect(await states()).toEqual({ Implemented: 4 });
    expect(notices('window-missed')).toEqual([]);
  });

  it('that begins in the middle of a window ends it', async () => {
    await withWindow();
    await scheduled();
    await freeze(OPENS + 2 * HOUR, OPENS + 9 * HOUR);
    await until(OPENS + 10 * MINUTE);
    expect(await runs()).toMatchObject([{ until: OPENS + 2 * HOUR }]);
  });

  it('that begins while a run goes on lets nothing further of it start, and it runs in the next window', async () => {
    const oneByOne = { canaries: 0, atOnce: 1, stopAfterFailures: null };
    await office.store.groups.update(FINANCE, (group) => (group === null ? null : { ...group, rollout: oneByOne }));
    await office.book.refresh();
    await withWindow({ ...TONIGHT, rule: { kind: 'cron', expression: '0 16,22 * * 2' } });
    await scheduled();
    const first = OPENS - 6 * HOUR;
    await until(first + MINUTE);
    await freeze(first, first + 5 * HOUR);
    await until(first + 5 * HOUR + MINUTE);
    expect((await runs())[0]).toMatchObject({ stop: { by: 'system' } });
    expect(await states()).toEqual({ Implemented: 2, Scheduled: 2 });
    expect(notices('window-closed')).toMatchObject([{ recommendations: 2, computers: 1, nextAt: OPENS }]);
    await until(OPENS + HOUR);
    expect(await states()).toEqual({ Implemented: 4 });
  });

  it('refuses Run in a group without windows, and only there where it is for another group', async () => {
    await office.scanned();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, ALL);
    await settled();
    const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    const now = office.clock.now();
    const { id } = await freeze(now - HOUR, now + HOUR);
    expect(await refused(office.desk.run(office.asker(OLIVIA), plan.requestId))).toBe('PB333');
    await office.desk.liftFreeze(office.asker(ADA), id);
    const other = { groupId: 'empty' as never, from: now - HOUR, to: now + HOUR, reason: 'Move' };
    await office.desk.addFreeze(office.asker(ADA), other);
    expect(await refused(office.desk.run(office.asker(OLIVIA), plan.requestId))).toBe('done');
  });

  it('is for administrators alone, and cannot be senseless', async () => {
    const now = office.clock.now();
    const form = { groupId: null, from: now, to: now + HOUR, reason: 'x' };
    expect(await refused(office.desk.addFreeze(office.asker(OLIVIA), form))).toBe('PB104');
    const bad = [{ to: now }, { to: now - 1, from: now - 2 }, { to: now + 400 * 24 * HOUR }];
    for (const over of bad)
      expect(await refused(office.desk.addFreeze(office.asker(ADA), { ...form, ...over }))).toBe('PB113');
    expect(await refused(office.desk.addFreeze(office.asker(ADA), { ...form, reason: ' ' }))).toBe('PB120');
    const { id } = await office.desk.addFreeze(office.asker(ADA), form);
    expect(await refused(office.desk.liftFreeze(office.asker(OLIVIA), id))).toBe('PB104');
    expect(await refused(office.desk.liftFreeze(office.asker(ADA), id))).toBe('done');
    expect(await refused(office.desk.liftFreeze(office.asker(ADA), id))).toBe('PB335');
    expect((await office.desk.freezes(VERA)).freezes).toEqual([]);
    expect(await audited('lift-freeze')).toHaveLength(1);
  });
});

describe('scans by themselves', () => {
  it('start Scan and Check at their time, once, and the log says that a schedule did it', async () => {
    await office.ended(await office.desk.sync(office.asker(OLIVIA)));
    await office.desk.setScans(office.asker(ADA), FINANCE, { cron: '0 20 * * *', timeZone: 'UTC' });
    await until(NOW + 8 * HOUR - MINUTE);
    expect(await audited('scan-and-check')).toEqual([]);
    await until(NOW + 9 * HOUR);
    await office.crash();
    await pass(10 * MINUTE);
    expect(await audited('scan-and-check')).toMatchObject([
      { who: 'system', on: FINANCE, detail: expect.stringContaining(`@${ADA}`) },
    ]);
    await office.clock.advance(3 * 24 * HOUR);
    await pass(10 * MINUTE);
    expect(await audited('scan-and-check')).toHaveLength(2);
  });

  it('of a group whose WSUS was never read say so to who set them', async () => {
    await office.desk.setScans(office.asker(ADA), FINANCE, { cron: '0 20 * * *', timeZone: 'UTC' });
    await until(NOW + 8 * HOUR + MINUTE);
    const told = [...office.conversation.messages.values()].map(({ subject, conversation }) => ({
      subject,
      conversation,
    }));
    expect(told).toMatchObject([
      { conversation: ADA, subject: { kind: 'notice', notice: { about: 'failure', failure: { code: 'PB603' } } } },
    ]);
  });
});

describe('editing windows', () => {
  const shown = ({ id, since }: MaintenanceWindow) => ({ groupId: FINANCE, window: { id, since } });
  const kept = async () => (await office.store.groups.get(FINANCE))?.value.windows ?? [];

  it('adds, changes and removes them, each told in the audit log', async () => {
    await withWindow();
    const [first] = await kept();
    if (first === undefined) throw new Error('no window');
    await office.clock.advance(MINUTE);
    const view = await office.desk.saveWindow(office.asker(ADA), shown(first), { ...TONIGHT, durationMinutes: 120 });
    expect(view.windows.map(({ window }) => window.durationMinutes)).toEqual([120]);
    const [second] = await kept();
    if (second === undefined) throw new Error('no window');
    await office.desk.removeWindow(office.asker(ADA), shown(second));
    expect(await kept()).toEqual([]);
    expect((await audited('edit-group')).map(({ who }) => who)).toEqual([ADA, ADA, ADA]);
  });

  it('is refused for a window that never fits, and to those who may not', async () => {
    const ask = (person: PersonId, over: Partial<WindowForm>) =>
      refused(
        office.desk.saveWindow(office.asker(person), { groupId: FINANCE, window: null }, { ...TONIGHT, ...over }),
      );
    expect(await ask(ADA, { durationMinutes: 44 })).toBe('PB113');
    expect(await ask(ADA, { name: 'x'.repeat(5000) })).toBe('PB113');
    expect(await ask(ADA, { rule: { kind: 'cron', expression: '0 0 30 2 *' } })).toBe('PB113');
    expect(await ask(OLIVIA, {})).toBe('PB104');
    expect(office.desk.previewWindow({ ...TONIGHT, durationMinutes: 44 })).toMatchObject({
      misfit: { why: 'too-short', leastMinutes: 45 },
    });
  });

  it('of one that somebody changed meanwhile does nothing', async () => {
    await withWindow();
    const [first] = await kept();
    if (first === undefined) throw new Error('no window');
    await office.clock.advance(MINUTE);
    await office.desk.saveWindow(office.asker(ADA), shown(first), { ...TONIGHT, durationMinutes: 120 });
    expect(await refused(office.desk.removeWindow(office.asker(ADA), shown(first)))).toBe('PB302');
    expect(await kept()).toHaveLength(1);
  });

  it('does not count openings that were over before the window was made', async () => {
    await scheduled();
    await withWindow({ ...TONIGHT, rule: { kind: 'cron', expression: '0 9 * * *' } });
    await pass(HOUR);
    expect(notices('window-missed')).toEqual([]);
  });

  it('takes everything off the schedule again', async () => {
    await withWindow();
    await scheduled();
    expect((await office.desk.schedule(VERA, FINANCE)).scheduled).toMatchObject({ recommendations: 4, computers: 2 });
    expect(await refused(office.desk.unscheduleAll(office.asker(VERA), FINANCE))).toBe('PB104');
    expect(await office.desk.unscheduleAll(office.asker(OLIVIA), FINANCE)).toEqual({ decided: 4 });
    expect(await states()).toEqual({ Approved: 4 });
    expect((await office.desk.schedule(VERA, FINANCE)).scheduled).toBeNull();
  });
});

it('a freeze that is over is kept for a while, then swept away', async () => {
  const now = office.clock.now();
  await office.desk.addFreeze(office.asker(ADA), { groupId: null, from: now, to: now + HOUR, reason: 'Move' });
  await office.clock.advance(10 * 24 * HOUR);
  await sweep(office.store, office.clock, 30);
  expect(await office.store.freezes.ids()).toHaveLength(1);
  await office.clock.advance(21 * 24 * HOUR);
  await sweep(office.store, office.clock, 30);
  expect(await office.store.freezes.ids()).toEqual([]);
});
