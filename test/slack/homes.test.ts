import { afterEach, describe, expect, it } from 'vitest';
import type { PersonId } from '../../src/domain/ids.js';
import type { HomeView } from '../../src/domain/views.js';
import { homeCard } from '../../src/slack/cards/home.js';
import { Homes } from '../../src/slack/homes.js';
import { safe } from '../../src/slack/text.js';
import { validateView } from '../../src/slack/validate.js';
import { type SlackBench, withSlack } from '../support/slack.js';
import { rememberingLog } from '../support/slack-app.js';
import { FINANCE } from '../support/views.js';
import { VirtualClock } from '../support/virtual-clock.js';

const OLIVIA = 'U0OLIVIA' as PersonId;
const NOW = Date.UTC(2026, 10, 10, 12);

let bench: SlackBench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

/** Homes with the real SDK before a local Slack, over a text that a test can change. */
async function open() {
  bench = await withSlack();
  const clock = new VirtualClock(NOW);
  const state = { words: 'first', drawings: 0 };
  const homes = new Homes({
    ...{ client: bench.web, clock, log: rememberingLog().log },
    draw: async () => {
      state.drawings++;
      return { text: safe(state.words), blocks: [{ type: 'header', text: { type: 'plain_text', text: state.words } }] };
    },
  });
  const { slack } = bench;
  const published = () => slack.calls.filter((call) => call.method === 'views.publish').length;
  return { homes, clock, state, published, slack };
}

describe('a Home tab', () => {
  it('is drawn when it is opened, and again when something changed, once for many changes', async () => {
    const { homes, clock, state, published, slack } = await open();
    await homes.open(OLIVIA);
    expect(published()).toBe(1);
    state.words = 'second';
    for (let n = 0; n < 50; n++) homes.changed();
    await clock.advance(10_000);
    await slack.waitFor('the second drawing', () => published() === 2);
  });

  it('is not sent again where it looks the same', async () => {
    const { homes, clock, state, published } = await open();
    await homes.open(OLIVIA);
    homes.changed();
    await clock.advance(10_000);
    expect(state.drawings).toBe(2);
    expect(published()).toBe(1);
  });

  it('of somebody who has not opened it lately is left alone', async () => {
    const { homes, clock, state } = await open();
    await homes.open(OLIVIA);
    await clock.advance(9 * 3_600_000);
    homes.changed();
    await clock.advance(10_000);
    expect(state.drawings).toBe(1);
  });

  it('goes on after Slack refused one drawing', async () => {
    const { homes, clock, state, published, slack } = await open();
    await homes.open(OLIVIA);
    slack.faults.next('views.publish', { kind: 'error', error: 'internal_error' });
    state.words = 'second';
    homes.changed();
    await clock.advance(10_000);
    await slack.waitFor('the refused drawing', () => published() === 2);
    state.words = 'third';
    homes.changed();
    await clock.advance(10_000);
    await slack.waitFor('the next one', () => published() === 3);
  });
});

describe('what a Home tab shows', () => {
  const request = {
    ...{ requestId: 'request-1' as never, groupId: FINANCE, groupName: 'Fin <!channel> *ance*', by: OLIVIA, at: NOW },
    ...{ expiresAt: NOW + 3_600_000, counts: { patches: 14, critical: 3, computers: 20, restarts: 9 } },
  };
  const full: HomeView = {
    ...{ person: OLIVIA, command: '/patch', roles: ['approver', 'viewer'], running: [], stopped: [] },
    waiting: Array.from({ length: 30 }, () => request),
    asked: [request],
    groups: Array.from({ length: 500 }, () => ({
      groupId: FINANCE,
      name: 'ü'.repeat(200),
      computers: 9,
      compliant: 1,
      checkedAt: NOW,
    })),
    windows: [{ groupId: FINANCE, groupName: 'Finance', opensAt: NOW, closesAt: NOW + 3_600_000 }],
  };

  it('stays within what Slack takes, however much there is', () => {
    expect(validateView({ type: 'home', blocks: [...homeCard(full).blocks] })).toEqual([]);
  });

  it('says what waits, from whom and until when', () => {
    const text = JSON.stringify(homeCard(full).blocks);
    expect(text).toContain('Approve 14 patches for Fin');
    expect(text).toContain('20 computers, 3 critical, 9 restarts at most');
    const marked = [...text.matchAll(/"type":"mrkdwn","text":"([^"]*)"/g)].map(([, words]) => words);
    expect(marked.join()).toContain('&lt;!channel&gt;');
    expect(marked.join()).not.toContain('<!channel>');
  });

  it('names no group to whoever may not look', () => {
    const nothing = { ...full, roles: [], waiting: [], asked: [], groups: [], windows: [] };
    expect(JSON.stringify(homeCard(nothing))).toContain('You need the viewer role');
  });
});
