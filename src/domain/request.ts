import { PatchbayError } from './errors.js';
import type { Instant, PersonId } from './ids.js';

/** Where a request for approval stands. The first two wait; nothing follows the others. */
export const REQUEST_STATES = [
  'asked',
  'half-approved',
  'approved',
  'declined',
  'expired',
  'withdrawn',
  'overtaken',
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

type RequestEvent = 'approve-first' | 'approve' | 'change' | 'decline' | 'expire' | 'withdraw' | 'overtake';

const ENDS = { decline: 'declined', expire: 'expired', withdraw: 'withdrawn', overtake: 'overtaken' } as const;

/** The life of a request for approval. What is not listed is refused. */
const TRANSITIONS: Readonly<Record<RequestState, Readonly<Partial<Record<RequestEvent, RequestState>>>>> = {
  asked: { 'approve-first': 'half-approved', approve: 'approved', change: 'asked', ...ENDS },
  // What the first one approved is no longer what is asked for: it takes two again.
  'half-approved': { approve: 'approved', change: 'asked', ...ENDS },
  approved: {},
  declined: {},
  expired: {},
  withdrawn: {},
  overtaken: {},
};

/** What a request is about, in numbers: kept, since they are gone from the computers once it was decided. */
export interface RequestCounts {
  readonly patches: number;
  readonly critical: number;
  readonly computers: number;
  /** Computers that will or may restart. */
  readonly restarts: number;
}

/** What a request for approval has beside what every card with buttons has. */
export interface Approval {
  readonly state: RequestState;
  readonly expiresAt: Instant;
  /** Null: nobody is reminded. */
  readonly remindAt: Instant | null;
  readonly remindedAt: Instant | null;
  /** Who approved what is asked for now; two different persons where two are needed. */
  readonly approvals: readonly { readonly by: PersonId; readonly at: Instant }[];
  /** How often what is asked for has changed since it was asked: approvals count for one round. */
  readonly round: number;
  readonly counts: RequestCounts;
  /** The channel, or the persons, that it was shown to. */
  readonly shownTo: readonly string[];
  /** Null by: nobody decided it, such as where its time ran out. */
  readonly ended: { readonly by: PersonId | null; readonly at: Instant; readonly reason: string | null } | null;
}

export type RequestStep =
  | { readonly event: 'approve-first' | 'approve' | 'withdraw'; readonly by: PersonId; readonly at: Instant }
  | { readonly event: 'decline'; readonly by: PersonId | null; readonly at: Instant; readonly reason: string }
  | { readonly event: 'expire'; readonly at: Instant; readonly reason: string | null }
  /** `by` decided otherwise what was asked for, where a person did. */
  | { readonly event: 'overtake'; readonly by: PersonId | null; readonly at: Instant; readonly reason: string | null }
  | { readonly event: 'change'; readonly counts: RequestCounts };

/** Whether it can still be decided. */
export function isWaiting(approval: Approval): boolean {
  return approval.ended === null;
}

/**
 * Takes a request for approval a step further.
 * @throws PatchbayError PB308 where it is over, PB307 where one person would approve twice
 */
export function stepped(approval: Approval, step: RequestStep): Approval {
  const state = TRANSITIONS[approval.state][step.event];
  if (state === undefined) throw new PatchbayError('PB308', { as: approval.state });
  if (step.event === 'change')
    return { ...approval, state, approvals: [], round: approval.round + 1, counts: step.counts };
  const approvals = withApproval(approval, step);
  if (step.event === 'approve-first') return { ...approval, state, approvals };
  const by = 'by' in step ? step.by : null;
  return { ...approval, state, approvals, ended: { by, at: step.at, reason: 'reason' in step ? step.reason : null } };
}

function withApproval(approval: Approval, step: RequestStep): Approval['approvals'] {
  if (step.event !== 'approve-first' && step.event !== 'approve') return approval.approvals;
  if (approval.approvals.some(({ by }) => by === step.by)) throw new PatchbayError('PB307');
  return [...approval.approvals, { by: step.by, at: step.at }];
}

/** How many persons must approve. */
export function approversNeeded(computers: number, secondAbove: number | null): 1 | 2 {
  return secondAbove !== null && computers > secondAbove ? 2 : 1;
}

/** How requests for approval are gone about. */
export interface ApprovalRules {
  /** The Slack channel id that requests go to; null: to the approvers, one by one. */
  readonly channel: string | null;
  readonly expireMs: number;
  /** Null: nobody is reminded. */
  readonly remindMs: number | null;
  /** Who asked cannot approve, and nobody approves without having been asked. */
  readonly fourEyes: boolean;
  /** Above so many computers two persons must approve; null: one always can. */
  readonly secondApproverAbove: number | null;
}
