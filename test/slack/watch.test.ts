import { describe, expect, it } from 'vitest';
import { WATCHED, type WatchNotice } from '../../src/domain/watch.js';
import { noticeCard } from '../../src/slack/cards/notice.js';

const AT = 1_800_000_000_000;
const HOSTILE = 'Tills <!channel> & <@U0ADA>';
const over = {
  about: 'trouble-over',
  since: AT,
  until: AT + 1,
  tasks: ['17' as never],
  taskCount: 12,
  messages: 1,
} as const;

const NOTICES: readonly WatchNotice[] = [
  ...WATCHED.map((what) => ({ about: 'trouble', what, since: AT, why: HOSTILE }) as const),
  ...WATCHED.map((what) => ({ ...over, what })),
  {
    ...{ about: 'was-down', since: AT, until: AT + 1, windowCount: 3, scans: [HOSTILE] },
    windows: [{ groupName: HOSTILE, windowName: HOSTILE, opensAt: AT, closesAt: AT + 1 }],
  },
  { about: 'restored', at: AT, madeAt: AT },
];

describe('what is told of what is watched', () => {
  it.each(NOTICES)('rings nobody and says the next step: $about $what', (notice) => {
    const { text } = noticeCard(notice, '/patch');
    expect(text).not.toMatch(/<!channel>|<@U0ADA>/);
    expect(text).toMatch(/<!date\^/);
    expect(text.length).toBeGreaterThan(40);
  });

  it('says after an outage of Slack what to do again, and how much ended', () => {
    const { text } = noticeCard({ ...over, what: 'slack' }, '/patch');
    expect(text).toMatch(/say it again\. 12 tasks ended meanwhile/);
    expect(text).toMatch(/1 message waited and is posted now/);
  });
});
