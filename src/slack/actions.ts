import type { ButtonSpec } from './blocks.js';

/** The action ids of our buttons: each has a listener in `handlers/actions`. */
export const ACTIONS = {
  approveUpdates: 'updates.approve',
  declineUpdates: 'updates.decline',
  filterUpdates: 'updates.filter',
  approveAll: 'recommendations.approve',
  review: 'recommendations.review',
  startRun: 'run.start',
  stopTask: 'task.stop',
  approveRequest: 'approval.approve',
  declineRequest: 'approval.decline',
  withdrawRequest: 'approval.withdraw',
  showRequest: 'approval.show',
} as const;

/** The callback ids of our modals: each has a listener in `handlers/views`. */
export const MODALS = {
  approveUpdates: 'updates.approve',
  declineUpdates: 'updates.decline',
  filterUpdates: 'updates.filter',
  approveRecommendations: 'recommendations.approve',
  declineRequest: 'approval.decline',
} as const;

/** Buttons whose value is a sentence for the parser: `say.scan-finance` says `scan finance`. */
export const SAYS = /^say\./;

/** A button that says a sentence as if the person had typed it. Sentences hold only words of ours and parsed ids. */
export function say(text: string, words: string): ButtonSpec {
  return { text, action: `say.${words.replaceAll(' ', '-')}`.slice(0, 255), value: words };
}
