import type { Intent } from '../../domain/operation.js';

type ApprovalIntent = Extract<Intent, { kind: 'ask' | 'half-approve' | 'decline' | 'close-request' }>;

const CLOSED = {
  withdraw: 'withdrawn',
  expire: 'expired',
  overtake: 'overtaken',
  answer: 'approved in a review',
} as const;

export function isApprovalIntent(intent: Intent): intent is ApprovalIntent {
  return ['ask', 'half-approve', 'decline', 'close-request'].includes(intent.kind);
}

/** What happened to a request, in one word: for the audit log. */
export function approvalEvent(intent: ApprovalIntent): string {
  return intent.kind === 'close-request' ? CLOSED[intent.how] : intent.kind;
}

/** What happened to a request, in a few words. */
export function approvalText(intent: ApprovalIntent): string {
  if (intent.kind === 'ask') {
    const { patches, computers } = intent.counts;
    return `asked for ${patches} ${patches === 1 ? 'patch' : 'patches'} on ${computers} ${computers === 1 ? 'computer' : 'computers'}`;
  }
  if (intent.kind === 'half-approve') return 'approved by the first of two persons';
  if (intent.kind === 'decline') return `declined: ${intent.reason}`;
  return intent.reason === null ? CLOSED[intent.how] : `${CLOSED[intent.how]}: ${intent.reason}`;
}

/** Whether it happened because of a person. */
export function isOfNobody(intent: Intent): boolean {
  return intent.kind === 'close-request' && (intent.how === 'expire' || intent.how === 'overtake');
}
