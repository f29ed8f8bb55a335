import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Freeze } from '../../src/domain/freeze.js';
import type { GroupRecord } from '../../src/domain/group.js';
import type { GroupId, PersonId, TaskId } from '../../src/domain/ids.js';
import type { Operation } from '../../src/domain/operation.js';
import type { ScheduleState } from '../../src/domain/window.js';
import type { WindowNotice } from '../../src/domain/window-notice.js';
import { freezesKept } from '../../src/workflows/maintenance/standing.js';
import { aGroup } from '../support/samples.js';
import { emptyFolder, opened, removeFoldersAfterEach } from './folders.js';
import { anOperation, aSurface, aTask } from './samples.js';

removeFoldersAfterEach();

const AT = 1_700_000_000_000;
const ADA = 'U0ADA' as PersonId;
const FINANCE = 'finance' as GroupId;
const WHY = { code: 'PB340', details: { reason: 'Grüße' } } as const;
const OCCURRENCE = { windowId: 'w1', opensAt: AT, closesAt: AT + 1 };
const FREEZE: Freeze = {
  ...{ id: 'freeze-1', groupId: FINANCE, from: AT, to: AT + 1, reason: 'Year end' },
  ...{ by: ADA, at: AT, lifted: { by: ADA, at: AT } },
};
const STATE: ScheduleState = {
  ...{ groupId: FINANCE, closedTo: AT, warnedTo: AT, scannedTo: AT, endedTo: AT },
  blocked: { opening: { windowId: 'w1', opensAt: AT }, why: WHY },
};

function group(): GroupRecord {
  const { computers: _, ...record } = aGroup(['fin-ws-07']);
  const monthly = { kind: 'monthly', week: 5, weekday: 0, plusDays: 3, at: '22:00' } as const;
  const window = { id: 'w1', name: 'Night', durationMinutes: 240, timeZone: 'Europe/Berlin', since: AT };
  return {
    ...record,
    windows: [
      { ...window, rule: monthly },
      { ...window, id: 'w2', rule: { kind: 'cron', expression: '0 22 * * 6' } },
    ],
    scans: { cron: '0 20 * * *', timeZone: 'UTC', by: ADA, since: AT },
  };
}

const INTENTS: readonly Operation['intent'][] = [
  { kind: 'freeze', groupId: null, freeze: FREEZE },
  { kind: 'lift-freeze', groupId: FINANCE, freezeId: 'freeze-1' },
  {
    ...{ kind: 'miss-window', groupId: FINANCE, windowName: 'Night', occurrence: OCCURRENCE },
    ...{ why: WHY, recommendations: 3, before: 0 },
  },
  { kind: 'start', task: 'scan-and-check', groupId: FINANCE, computers: [], automatic: true },
];

const about = { groupId: FINANCE, groupName: 'Finance' };
const opening = { windowName: 'Night', opensAt: AT, closesAt: AT + 1 };
const NOTICES: readonly WindowNotice[] = [
  { about: 'window-soon', ...about, ...opening, recommendations: 1, computers: 1, mayRestart: 0, people: [ADA] },
  {
    ...{ about: 'window-missed', ...about, ...opening, why: WHY, recommendations: 4, before: 2 },
    ...{ nextAt: null, mention: ADA },
  },
  { about: 'window-left-out', ...about, computers: 3, reasons: [{ failure: WHY, computers: 1 }] },
  { about: 'window-closed', ...about, taskId: '17' as TaskId, recommendations: 1, computers: 1, nextAt: AT },
];

describe('what is kept of windows, scans and freezes', () => {
  it('is read again as it was written', async () => {
    const folder = await emptyFolder();
    const first = await opened(folder);
    await first.store.freezes.create('freeze-1', FREEZE);
    await first.store.schedules.create('finance', STATE);
    await first.store.groups.create('finance', group());
    for (const [n, intent] of INTENTS.entries())
      await first.store.operations.create(`op-0000000${n}`, { ...anOperation, intent });
    for (const [n, notice] of NOTICES.entries())
      await first.store.surfaces.create(`s${n}`, { ...aSurface, subject: { kind: 'notice', notice } });
    await first.close();
    const { store, close, reported } = await opened(folder);
    expect((await store.freezes.get('freeze-1'))?.value).toEqual(FREEZE);
    expect((await store.schedules.get('finance'))?.value).toEqual(STATE);
    expect((await store.groups.get('finance'))?.value).toEqual(group());
    for (const [n, intent] of INTENTS.entries())
      expect((await store.operations.get(`op-0000000${n}`))?.value.intent).toEqual(intent);
    for (const [n, notice] of NOTICES.entries())
      expect((await store.surfaces.get(`s${n}`))?.value.subject).toEqual({ kind: 'notice', notice });
    expect(reported).toEqual([]);
    await close();
  });

  it('is nothing in tasks of a time before there were windows', async () => {
    const folder = await emptyFolder();
    const first = await opened(folder);
    const { until: _, opening: __, ...older } = aTask;
    await first.store.tasks.create('17', older as typeof aTask);
    await first.close();
    const { store, close } = await opened(folder);
    expect((await store.tasks.get('17'))?.value).toMatchObject({ until: null, opening: null });
    await close();
  });
});

describe('a freeze whose file is damaged', () => {
  it('refuses everything, at once and after a restart, until somebody has seen to it', async () => {
    const folder = await emptyFolder();
    const first = await opened(folder);
    await first.store.freezes.create('freeze-1', FREEZE);
    await first.close();
    await writeFile(join(folder, 'freezes', 'freeze-1.json'), 'torn');
    for (const _ of ['at once', 'after a restart']) {
      const { store, close } = await opened(folder);
      await expect(freezesKept(store)).rejects.toMatchObject({ code: 'PB803' });
      await close();
    }
    await rm(join(folder, 'set-aside', 'freezes'), { recursive: true });
    const { store, close } = await opened(folder);
    expect(await freezesKept(store)).toEqual([]);
    await close();
  });
});
