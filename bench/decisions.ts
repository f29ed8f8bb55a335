import { recommendationsCard } from '../src/slack/cards/recommendations.js';
import { statusCard } from '../src/slack/cards/status.js';
import { reviewModal } from '../src/slack/modals/review.js';
import { confirmModal } from '../src/slack/modals/review-confirm.js';
import { CROWD, type Crowd } from './crowd.js';
import { type Span, stopwatch, watchLoop } from './own-time.js';

/** How long each view takes, from the click to the blocks that Slack gets. */
export type Views = Readonly<Record<string, Span>>;

const ALL = { updates: 'all', exceptComputers: [] } as const;

/** Opens every view of a group once. */
export async function openViews({ desk, asker, office }: Crowd): Promise<Views> {
  const { person } = asker();
  const times: Record<string, Span> = {};
  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const lap = stopwatch();
    const made = await work();
    times[what] = lap();
    return made;
  };
  const card = await timed('recommendations', () => desk.offerRecommendations(asker(), CROWD));
  recommendationsCard(card);
  const byComputer = { view: 'computer', words: ['critical'] } as const;
  await timed('recommendations by computer', async () =>
    recommendationsCard(await desk.offerRecommendations(asker(), CROWD, byComputer)),
  );
  const { draft } = await timed('review', async () => desk.openReview(asker(), card.requestId));
  const all = await timed('select all', () => desk.changeReview(person, draft.id, 0, { do: 'tick-all', take: true }));
  const turned = await timed('review by computer', async () => {
    const view = await desk.changeReview(person, draft.id, all.draft.layout, { do: 'view', by: 'computer' });
    reviewModal(view);
    return view;
  });
  await timed('next page', () => desk.changeReview(person, draft.id, turned.draft.layout, { do: 'turn', to: 'next' }));
  await timed('confirmation', async () => confirmModal(await desk.propose(person, draft.id, 'approve')));
  await timed('suggestions', () => desk.suggestPatches(person, draft.id, 'cumulative 2'));
  await timed('status', async () => statusCard(await desk.status(CROWD), CROWD));
  await timed('groups', () => desk.groups());
  await office.store.drafts.remove(draft.id);
  return times;
}

/** What decisions about a whole group cost. */
export interface Decisions {
  readonly recommendations: number;
  /** From the click until the decision is on disk, and until the person is answered. */
  readonly durable: readonly Span[];
  readonly answered: readonly Span[];
  /** The longest that nothing else could run, meanwhile. */
  readonly blocked: Span;
  /** Until all were written into every document. */
  readonly written: Span;
}

/** Approves all and opens all again, by turns: each about every recommendation, while the one before is still written. */
export async function decideAll(crowd: Crowd, times: number): Promise<Decisions> {
  const { office } = crowd;
  const ended = { loop: watchLoop(), all: stopwatch() };
  const made: { readonly durable: Span; readonly answered: Span; readonly decided: number }[] = [];
  for (let n = 0; n < times; n++) made.push(await oneDecision(crowd, n % 2 === 0));
  await office.rolling.rest();
  return {
    recommendations: Math.min(...made.map(({ decided }) => decided)),
    durable: made.map(({ durable }) => durable),
    answered: made.map(({ answered }) => answered),
    blocked: ended.loop(),
    written: ended.all(),
  };
}

async function oneDecision(crowd: Crowd, isApproval: boolean) {
  const { requestId } = await crowd.desk.offerRecommendations(crowd.asker(), CROWD);
  const decide = isApproval ? () => approveAll(crowd, requestId) : await openAll(crowd, requestId);
  const lap = stopwatch();
  const stored = nextStored(crowd, lap);
  const { decided } = await decide();
  return { durable: await stored, answered: lap(), decided };
}

/** When the next operation is on disk. */
function nextStored({ office }: Crowd, lap: () => Span): Promise<Span> {
  const { operations } = office.store;
  const update = operations.update;
  return new Promise((resolve) => {
    operations.update = async (...change) => {
      operations.update = update;
      const result = await operations.update(...change);
      resolve(lap());
      return result;
    };
  });
}

function approveAll({ desk, asker }: Crowd, request: Parameters<Crowd['desk']['approve']>[1]) {
  return desk.approve({ ...asker(), operation: request }, request, ALL);
}

/** Everything but the last click. */
async function openAll({ desk, asker }: Crowd, request: Parameters<Crowd['desk']['openReview']>[1]) {
  const { person } = asker();
  const { draft } = await desk.openReview(asker(), request);
  const filter = { states: ['Approved' as const], severities: [], words: [], computer: null, patch: null };
  const { layout } = (await desk.changeReview(person, draft.id, null, { do: 'filter', filter })).draft;
  await desk.changeReview(person, draft.id, layout, { do: 'tick-all', take: true });
  const { operation } = await desk.propose(person, draft.id, 'open');
  return () => desk.decideReview(asker(), operation, null);
}
