import type { BlockAction } from '@slack/bolt';
import { noticeModal } from '../../src/slack/modals/parts.js';
import { reviewModal } from '../../src/slack/modals/review.js';
import { type ReviewClick, readReviewClick } from '../../src/slack/modals/review-answers.js';
import { reviewFilterModal } from '../../src/slack/modals/review-filter.js';
import { NOTICE } from '../../src/slack/words/forms.js';
import { type Delivery, type Deps, guard } from '../guard.js';
import { pushModal, updateModal } from '../modal.js';
import type { Listener } from './click.js';

/** Anything that is clicked, ticked or chosen in a review. */
export function reviewClick(deps: Deps): Listener {
  return async ({ ack, body }) => {
    await ack();
    await guard(deps, deliveryOf(deps, body), async ({ asker: { person } }) => {
      const click = readReviewClick(body, deps.desk.command);
      if (click.change !== null) return change(deps, person, { ...click, change: click.change });
      await pushModal(deps, body.trigger_id, reviewFilterModal(await deps.desk.review(person, click.draft)));
    });
  };
}

type Change = ReviewClick & { readonly change: NonNullable<ReviewClick['change']> };
type Person = Parameters<Deps['desk']['review']>[0];

async function change(
  deps: Deps,
  person: Person,
  { draft, layout, change: what, viewId, hash }: Change,
): Promise<void> {
  const before = await deps.desk.review(person, draft);
  const after = await deps.desk.changeReview(person, draft, layout, what);
  const view = reviewModal(after, before.draft.layout !== layout);
  if (await updateModal(deps, { view_id: viewId, hash }, view)) return;
  // It was drawn anew since: by another click of the same person, which may know less than the draft does now.
  await updateModal(deps, { view_id: viewId }, reviewModal(await deps.desk.review(person, draft)));
}

/** What cannot be done is said in the modal's place. */
function deliveryOf(deps: Deps, body: BlockAction): Delivery {
  return {
    person: body.user.id,
    channel: null,
    seed: `click ${body.trigger_id}`,
    answer: async (card) => {
      if (body.view !== undefined)
        await updateModal(deps, { view_id: body.view.id }, noticeModal(NOTICE.refused, card.text));
    },
  };
}
