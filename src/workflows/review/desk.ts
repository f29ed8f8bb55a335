import type { DraftChange } from '../../domain/draft.js';
import type { OperationId, PersonId } from '../../domain/ids.js';
import type { ProposalView, ReviewView, Suggestion } from '../../domain/review-views.js';
import type { ReviewEvent } from '../../domain/selection.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import { decideReview, type Outcome } from './decide.js';
import { changeReview, openReview, review } from './drafts.js';
import { propose, proposeAgain } from './propose.js';
import { suggestComputers, suggestPatches } from './suggest.js';
import { Weighings } from './weighed.js';

/**
 * Reviews of recommendations: each is a draft of one person, kept here. PB304 where the draft is over, or somebody
 * else's.
 */
export interface ReviewDesk {
  /** Begins a review from a card. The asker's operation id names the draft. */
  openReview(asker: Asker, request: OperationId): Promise<ReviewView>;
  review(person: PersonId, draft: OperationId): Promise<ReviewView>;
  /** @param layout what the person saw: where it is not so any more, nothing is changed; null: whatever it was */
  changeReview(person: PersonId, draft: OperationId, layout: number | null, change: DraftChange): Promise<ReviewView>;
  /** What is asked to be confirmed. PB104 without the right, PB315 and PB316 where it is possible for nothing selected. */
  propose(person: PersonId, draft: OperationId, event: ReviewEvent): Promise<ProposalView>;
  /** The same once more, as it is now. */
  proposeAgain(person: PersonId, operation: OperationId): Promise<ProposalView>;
  /** PB302 where what is selected changed since it was proposed, which is then proposed anew; PB303 for a second click. */
  decideReview(asker: Asker, operation: OperationId, reason: string | null): Promise<Outcome>;
  suggestComputers(person: PersonId, draft: OperationId, typed: string): Promise<readonly Suggestion[]>;
  suggestPatches(person: PersonId, draft: OperationId, typed: string): Promise<readonly Suggestion[]>;
}

export function openReviewDesk(office: Office): ReviewDesk {
  const reviewing = { office, weighings: new Weighings() };
  return {
    openReview: (asker, request) => openReview(office, asker, request),
    review: (person, draft) => review(office, person, draft),
    changeReview: (person, draft, layout, change) => changeReview(office, { person, draft, layout }, change),
    propose: (person, draft, event) => propose(reviewing, person, draft, event),
    proposeAgain: (person, operation) => proposeAgain(reviewing, person, operation),
    decideReview: (asker, operation, reason) => decideReview(reviewing, asker, operation, reason),
    suggestComputers: (person, draft, typed) => suggestComputers(office, person, draft, typed),
    suggestPatches: (person, draft, typed) => suggestPatches(office, person, draft, typed),
  };
}
