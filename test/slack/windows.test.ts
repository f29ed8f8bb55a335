import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Freeze } from '../../src/domain/freeze.js';
import type { GroupId, PersonId, TaskId } from '../../src/domain/ids.js';
import type { MaintenanceWindow } from '../../src/domain/window.js';
import type { WindowNotice } from '../../src/domain/window-notice.js';
import type { ScheduleView } from '../../src/domain/window-view.js';
import { failureCard } from '../../src/slack/cards/failure.js';
import { noticeCard } from '../../src/slack/cards/notice.js';
import { runCard } from '../../src/slack/cards/run.js';
import { freezesCard, scheduleCard } from '../../src/slack/cards/schedule.js';
import { newWindow, removeWindowModal, unscheduleModal, windowModal } from '../../src/slack/modals/window.js';
import { freezeModal, liftFreezeModal } from '../../src/slack/modals/window-freeze.js';
import { validateMessage, validateView } from '../../src/slack/validate.js';
import { NOW } from '../support/samples.js';
import { aPlan, aRunView, FINANCE, OLIVIA } from '../support/views.js';

const HOUR = 3_600_000;
const hostile = fc.oneof(
  fc.constant('<!channel> <@U123ABC> '.repeat(250)),
  fc.constant('\u202e&<>`*_~😀'.repeat(600)),
  fc.string({ unit: 'binary', maxLength: 5000 }),
);

function aWindow(n: number, name: string): MaintenanceWindow {
  const rule = { kind: 'cron', expression: '0 22 * * 6' } as const;
  return { id: `w${n}`, name, rule, durationMinutes: 240, timeZone: 'Europe/Berlin', since: NOW };
}

function aFreeze(n: number, reason: string): Freeze {
  const by = 'U0ADA' as PersonId;
  return { id: `freeze-${n}`, groupId: null, from: NOW, to: NOW + HOUR, reason, by, at: NOW, lifted: null };
}

function aView(text: string, count: number): ScheduleView {
  const windows = Array.from({ length: count }, (_, n) => {
    const opening = (at: number) => ({ windowId: `w${n}`, opensAt: at, closesAt: at + HOUR });
    return {
      window: aWindow(n, text),
      next: [1, 2, 3].map((hours) => opening(NOW + hours * HOUR)),
      open: opening(NOW),
    };
  });
  return {
    command: '/patch',
    groupId: FINANCE,
    groupName: text,
    standing: { state: 'frozen', freeze: aFreeze(0, text) },
    windows,
    scheduled: { recommendations: 30_000, computers: 1000, people: [OLIVIA] },
    freezes: Array.from({ length: 30 }, (_, n) => aFreeze(n, text)),
    scans: { schedule: { cron: text, timeZone: 'Europe/Berlin', by: OLIVIA, since: NOW }, nextAt: NOW },
    mayEdit: true,
    mayUnschedule: true,
  };
}

function notices(text: string): readonly WindowNotice[] {
  const group = { groupId: FINANCE as GroupId, groupName: text };
  const opening = { windowName: text, opensAt: NOW, closesAt: NOW + HOUR };
  const why = { code: 'PB340', details: { reason: text } } as const;
  return [
    { about: 'window-soon', ...group, ...opening, recommendations: 1, computers: 1, mayRestart: 0, people: [OLIVIA] },
    {
      ...{ about: 'window-missed', ...group, ...opening, why, recommendations: 4, before: 2 },
      ...{ nextAt: NOW, mention: OLIVIA },
    },
    {
      ...{ about: 'window-left-out', ...group, computers: 30 },
      reasons: Array.from({ length: 30 }, () => ({ failure: why, computers: 1 })),
    },
    { about: 'window-closed', ...group, taskId: '17' as TaskId, recommendations: 1, computers: 1, nextAt: null },
  ];
}

describe('the cards, notices and forms of windows', () => {
  it('fit Slack and mention nobody but those they mean, whatever things are called', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const view = aView(text, 8);
        const freezes = view.freezes.map((freeze) => ({ freeze, groupName: text }));
        const cards = [
          scheduleCard(view),
          freezesCard({ command: '/patch', freezes, mayFreeze: true }),
          ...notices(text).map((notice) => noticeCard(notice, '/patch')),
        ];
        for (const card of cards) {
          expect(validateMessage({ text: card.text, blocks: card.blocks }, 'post')).toEqual([]);
          const markup = JSON.stringify(card.blocks.filter(({ type }) => type === 'section'));
          expect(markup.replaceAll(/<(?:@U0\w+|!date\^[^<>]*)>/g, '')).not.toMatch(/[<>]/);
        }
        const [line] = view.windows;
        if (line === undefined) throw new Error('no window');
        const drawn = { subject: 'finance 0', note: null };
        const values = { ...newWindow('Europe/Berlin'), name: text };
        for (const modal of [
          windowModal(values, { misfit: null, next: [NOW] }, { ...drawn, isNew: true }),
          windowModal({ ...values, rule: { kind: 'cron', expression: text } }, noCron, { ...drawn, isNew: false }),
          removeWindowModal(view, line, drawn),
          unscheduleModal(view, drawn),
          freezeModal({ group: { value: 'finance', text }, from: NOW, to: null, reason: text }, null),
          liftFreezeModal(aFreeze(1, text), null),
        ])
          expect(validateView(modal)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('say when a closed window opens in the reader’s own zone', () => {
    const failure = { code: 'PB332', details: { group: 'Finance', opens: 'it opens 2026-11-14T21:00Z' } } as const;
    expect(failureCard(failure).text).toContain(
      'it opens <!date^1794690000^{date_short_pretty} {time}|2026-11-14 21:00 UTC>. Schedule the recommendations',
    );
  });

  it('show a plan that may not begin now without a button that would be refused', () => {
    const notNow = {
      code: 'PB333',
      details: { group: 'Finance', until: '2026-11-14T21:00Z', reason: 'Year end' },
    } as const;
    const card = JSON.stringify(runCard(aRunView(aPlan(1, 0), { notNow })).blocks);
    expect(card).toContain('Not now:');
    expect(card).toContain('say.schedule-finance');
    expect(card).not.toContain('run.start');
  });

  it('use words for one and for many', () => {
    const [soon, missed] = notices('Finance').map((notice) => noticeCard(notice, '/patch').text);
    expect(soon).toContain('1 recommendation on 1 computer will run');
    expect(soon).toContain('None restarts.');
    expect(missed).toContain('4 recommendations did not run');
    expect(missed).toContain('2 openings before it passed as well. They stay Scheduled');
  });
});

const noCron = { misfit: { field: 'cron', why: 'no-cron' } } as const;
