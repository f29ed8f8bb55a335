import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CROWD, type Crowd, openCrowd } from '../../bench/crowd.js';
import { decideAll, openViews } from '../../bench/decisions.js';
import { recommendationsCard } from '../../src/slack/cards/recommendations.js';
import { statusCard } from '../../src/slack/cards/status.js';
import { reviewModal } from '../../src/slack/modals/review.js';
import { confirmModal } from '../../src/slack/modals/review-confirm.js';
import { isViewTooLarge, validateMessage, validateView } from '../../src/slack/validate.js';

const SIZE = { computers: 1000, recommendations: 30 };
/** What others do on this machine can only make it slower: the best of so many tries counts. */
const TRIES = 4;

let folder: string;
let crowd: Crowd;
let bytesEach: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-crowd-'));
  const before = bytesInUse();
  crowd = await openCrowd(folder, SIZE);
  bytesEach = (bytesInUse() - before) / SIZE.computers;
}, 120_000);
afterAll(async () => {
  await crowd.close();
  await rm(folder, { recursive: true });
});

/** What is left when all garbage is collected. */
function bytesInUse(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

describe('1,000 computers with 30 recommendations each', () => {
  it('hold what they have in common in memory once', () => {
    expect(bytesEach).toBeLessThan(19_000);
  });

  it('open every view within a second, of the processor’s time', async () => {
    const times = Object.values(await openViews(crowd)).map(({ ownMs }) => ownMs);
    expect(times).toHaveLength(10);
    expect(Math.max(...times)).toBeLessThan(1000);
  });

  it('fit Slack in every card and modal', async () => {
    const { desk, asker } = crowd;
    const { person } = asker();
    const card = await desk.offerRecommendations(asker(), CROWD);
    const byComputer = await desk.offerRecommendations(asker(), CROWD, { view: 'computer', words: [] });
    const status = statusCard(await desk.status(CROWD), CROWD);
    for (const { text, blocks } of [recommendationsCard(card), recommendationsCard(byComputer), status])
      expect(validateMessage({ text, blocks })).toEqual([]);
    const first = await desk.openReview(asker(), card.requestId);
    const all = await desk.changeReview(person, first.draft.id, first.draft.layout, { do: 'tick-all', take: true });
    const turned = await desk.changeReview(person, all.draft.id, all.draft.layout, { do: 'view', by: 'computer' });
    expect([all.selected.recommendations, turned.pages]).toEqual([30_000, 25]);
    const modals = [
      ...[first, all, turned].map((view) => reviewModal(view)),
      confirmModal(await desk.propose(person, first.draft.id, 'approve')),
    ];
    for (const modal of modals) expect([validateView(modal), isViewTooLarge(modal)]).toEqual([[], false]);
  });

  it('are decided about as one: durable within 50 ms, and nothing keeps others waiting for more than 20 ms', async () => {
    let [blocked, durable] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let n = 0; n < TRIES && (blocked >= 20 || durable >= 50); n++) {
      const measured = await decideAll(crowd, 4);
      expect(measured.recommendations).toBe(30_000);
      blocked = Math.min(blocked, measured.blocked.ownMs);
      durable = Math.min(durable, Math.max(...measured.durable.map(({ ownMs }) => ownMs)));
    }
    expect(durable).toBeLessThan(50);
    expect(blocked).toBeLessThan(20);
    const operations = await crowd.office.store.operations.ids();
    const kept = await Promise.all(operations.map((id) => crowd.office.store.operations.get(id)));
    expect(kept.every((operation) => operation?.value.skipped.length === 0)).toBe(true);
  }, 120_000);

  it('never make one text to hash that grows with their number', async () => {
    const hash = vi.spyOn(crowd.office, 'hash');
    await openViews(crowd);
    await decideAll(crowd, 2);
    const lengths = hash.mock.calls.map(([text]) => text.length);
    hash.mockRestore();
    expect(lengths.length).toBeGreaterThan(SIZE.computers);
    expect(Math.max(...lengths)).toBeLessThan(32_768);
  }, 120_000);
});
