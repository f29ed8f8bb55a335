import { describe, expect, it } from 'vitest';
import type { PersonId } from '../../src/domain/ids.js';
import type { Vitals } from '../../src/domain/vitals.js';
import type { WatchNotice } from '../../src/domain/watch.js';
import type { MaintenanceWindow } from '../../src/domain/window.js';
import { readCron } from '../../src/schedule/cron-times.js';
import { type Alarm, Watch } from '../../src/workflows/watching/watch.js';
import { wsusVitals } from '../../src/workflows/watching/wsus.js';
import { memoryStore } from '../support/memory-store.js';
import { RecordedConversation } from '../support/recorded-conversation.js';
import { aGroup, NOW } from '../support/samples.js';
import { VirtualClock } from '../support/virtual-clock.js';
import { ADA, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GRACE = 'U0GRACE' as PersonId;

/** Something watched, over one store: `again` is another process over it. */
function watched(channel: string | null = null) {
  const clock = new VirtualClock(NOW);
  const store = memoryStore();
  const said: { readonly id: string; readonly to: string; readonly notice: WatchNotice }[] = [];
  const ids = new Set<string>();
  const raised: Alarm[] = [];
  const seen = { slackDownAt: null as number | null, wsusAt: NOW, scheduleIsDead: false, free: 1e12, waiting: 0 };
  const nightly: MaintenanceWindow = {
    ...{ id: 'w1', name: 'Nightly', durationMinutes: 240, timeZone: 'UTC', since: 0, by: ADA },
    rule: { kind: 'cron', expression: '0 22 * * *' },
  } as never;
  const group = aGroup([], {
    windows: [nightly],
    scans: { cron: '0 3 * * *', timeZone: 'UTC', since: 0, by: ADA } as never,
  });
  const conversation = new RecordedConversation((subject) => JSON.stringify(subject));
  const show = conversation.show.bind(conversation);
  conversation.show = async (message) => {
    if (message.subject.kind === 'notice' && !ids.has(message.id)) {
      ids.add(message.id);
      said.push({ id: message.id, to: message.conversation, notice: message.subject.notice as WatchNotice });
    }
    await show(message);
  };
  const vitals = async (): Promise<Vitals> => ({
    slack: { connected: seen.slackDownAt === null, since: seen.slackDownAt ?? clock.now(), heardAt: null },
    scheduleAt: seen.scheduleIsDead ? NOW : clock.now(),
    wsus: { facts: { at: seen.wsusAt, lastSync: null }, unreachable: null },
    freeBytes: seen.free,
    waiting: seen.waiting,
  });
  const again = () =>
    new Watch({
      ...{ store, conversation, clock, readCron, channel, vitals },
      groups: () => [group],
      admins: [ADA, GRACE],
      limits: { slackMs: 5 * MINUTE, wsusMs: 72 * HOUR, minFreeBytes: 200_000_000 },
      raise: (alarm) => raised.push(alarm),
    });
  return { clock, store, said, raised, seen, again };
}

async function pass(clock: VirtualClock, milliseconds: number): Promise<void> {
  await clock.advance(milliseconds, async () => false);
}

describe('what is watched', () => {
  it('is told to every administrator once when it fails, over restarts too, and once when it is well again', async () => {
    const { clock, said, raised, seen, again } = watched();
    let watch = again();
    await watch.start();
    seen.wsusAt = NOW - 80 * HOUR;
    for (let n = 0; n < 5; n += 1) {
      await watch.look();
      await pass(clock, MINUTE);
      watch = again();
      await watch.start();
    }
    expect(said.map(({ to, notice }) => [to, notice.about])).toEqual([
      [ADA, 'trouble'],
      [GRACE, 'trouble'],
    ]);
    seen.wsusAt = clock.now();
    await watch.look();
    await watch.look();
    expect(said.slice(2).map(({ notice }) => notice)).toMatchObject([
      { about: 'trouble-over', what: 'wsus' },
      { about: 'trouble-over', what: 'wsus' },
    ]);
    expect(raised.map(({ what, state }) => [what, state])).toEqual([
      ['wsus', 'failing'],
      ['wsus', 'well'],
    ]);
  });

  it('is told in a channel, where one is set', async () => {
    const { said, seen, again } = watched('C0ADMINS');
    seen.free = 1000;
    await again().look();
    expect(said.map(({ to }) => to)).toEqual(['C0ADMINS']);
  });

  it('where it is Slack itself is raised elsewhere, and told when Slack is back: from when to when, and what ended', async () => {
    const { clock, store, said, raised, seen, again } = watched();
    const watch = again();
    await watch.start();
    seen.slackDownAt = NOW;
    await pass(clock, 4 * MINUTE);
    await watch.look();
    expect(raised).toEqual([]);
    await pass(clock, 2 * MINUTE);
    await watch.look();
    expect(raised).toMatchObject([{ what: 'slack', state: 'failing', since: NOW }]);
    expect(said).toEqual([]);
    const office = new VirtualOffice([], 0);
    const task = await office.desk.sync(office.asker(OLIVIA));
    const kept = await office.store.tasks.get(task.id);
    if (kept !== null) await store.tasks.create(task.id, { ...kept.value, endedAt: NOW + MINUTE });
    seen.slackDownAt = null;
    seen.waiting = 3;
    await watch.look();
    expect(said.map(({ notice }) => notice)[0]).toMatchObject({
      ...{ about: 'trouble-over', what: 'slack', since: NOW, until: NOW + 6 * MINUTE },
      ...{ tasks: [task.id], taskCount: 1, messages: 3 },
    });
  });

  it('a connection that is away for a moment is no trouble', async () => {
    const { clock, raised, seen, again } = watched();
    const watch = again();
    for (let n = 0; n < 20; n += 1) {
      seen.slackDownAt = n % 2 === 0 ? clock.now() : null;
      await watch.look();
      await pass(clock, MINUTE);
    }
    expect(raised).toEqual([]);
  });

  it('a schedule that nobody looks after is told', async () => {
    const { clock, said, seen, again } = watched('C0ADMINS');
    seen.scheduleIsDead = true;
    await pass(clock, 6 * MINUTE);
    await again().look();
    expect(said).toMatchObject([{ notice: { about: 'trouble', what: 'schedule', since: NOW } }]);
  });
});

describe('a process that was not running', () => {
  it('says at its start which windows opened and which scans were due, once', async () => {
    const { clock, said, again } = watched('C0ADMINS');
    await again().start();
    await again().look();
    await pass(clock, 49 * HOUR);
    await again().start();
    await again().start();
    expect(said).toHaveLength(1);
    expect(said[0]?.notice).toMatchObject({ about: 'was-down', since: NOW, until: NOW + 49 * HOUR, windowCount: 2 });
    expect(said[0]?.notice).toMatchObject({ scans: [aGroup([]).name], windows: [{ windowName: 'Nightly' }, {}] });
  });

  it('says nothing where nothing was due, or at its very first start', async () => {
    const { clock, said, again } = watched();
    await again().start();
    await pass(clock, MINUTE);
    await again().start();
    expect(said).toEqual([]);
  });

  it('says that its data are those of a backup, once', async () => {
    const { store, said, again } = watched('C0ADMINS');
    await store.watch.create('watch', { aliveAt: null, troubles: {}, restored: { at: NOW, madeAt: NOW - HOUR } });
    await again().start();
    await again().start();
    expect(said.map(({ notice }) => notice)).toEqual([{ about: 'restored', at: NOW, madeAt: NOW - HOUR }]);
  });
});

describe('WSUS', () => {
  it('is out of reach from the failure of a task of it on, until one gets through', async () => {
    const office = new VirtualOffice(['fin-ws-01'], 1);
    const unreachable = async () =>
      (await wsusVitals(office.store, 'wsus-01' as never, office.clock.now())).unreachable;
    await office.scanned(FINANCE);
    expect(await unreachable()).toBeNull();
    const machine = office.windows.machines.get('wsus-01' as never);
    if (machine !== undefined) machine.offUntil = Number.MAX_SAFE_INTEGER;
    await office.ended(await office.desk.sync(office.asker(OLIVIA)), 48 * HOUR);
    expect((await unreachable())?.why).toMatch(/wsus-01/);
    if (machine !== undefined) machine.offUntil = 0;
    await office.ended(await office.desk.sync(office.asker(OLIVIA)));
    expect(await unreachable()).toBeNull();
  });
});
