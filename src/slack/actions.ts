import type { ButtonSpec } from './blocks.js';

/** The action ids of our buttons: each has a listener in `handlers/actions`. */
export const ACTIONS = {
  approveUpdates: 'updates.approve',
  declineUpdates: 'updates.decline',
  filterUpdates: 'updates.filter',
  nextUpdates: 'updates.next',
  previousUpdates: 'updates.previous',
  approveAll: 'recommendations.approve',
  review: 'recommendations.review',
  turnRecommendations: 'recommendations.turn',
  startRun: 'run.start',
  stopTask: 'task.stop',
  stopEverything: 'task.stop-everything',
  continueRun: 'task.continue',
  runOptions: 'run.options',
  planFile: 'run.plan-file',
  approveAgain: 'run.approve-again',
  approveAndRun: 'run.approve-and-run',
  approveRequest: 'approval.approve',
  declineRequest: 'approval.decline',
  withdrawRequest: 'approval.withdraw',
  showRequest: 'approval.show',
  confirmComputer: 'computer.confirm',
} as const;

/** The callback ids of our modals: each has a listener in `handlers/views`. */
export const MODALS = {
  approveUpdates: 'updates.approve',
  declineUpdates: 'updates.decline',
  filterUpdates: 'updates.filter',
  review: 'recommendations.review',
  reviewFilter: 'review.filter',
  reviewConfirm: 'review.confirm',
  runOptions: 'run.options',
  declineRequest: 'approval.decline',
} as const;

/** What is clicked, ticked or chosen in a review: all of it goes the same way. */
export const REVIEWS = /^review\./;
export const REVIEW_ACTIONS = {
  tick: 'review.tick',
  all: 'review.all',
  none: 'review.none',
  view: 'review.view',
  filter: 'review.filter',
  next: 'review.next',
  previous: 'review.previous',
  except: 'review.except',
  computer: 'review.computer',
  patch: 'review.patch',
} as const;

/** Inputs of a window's form: whatever is changed in one, the preview follows. */
export const WINDOW_ACTIONS = { change: 'window.change', zone: 'window.zone' } as const;
export const WINDOW_CHANGES = /^window\./;

/** Buttons whose value is a sentence for the parser: `say.scan-finance` says `scan finance`. */
export const SAYS = /^say\./;

/** A button that says a sentence as if the person had typed it. Sentences hold only words of ours and parsed ids. */
export function say(text: string, words: string): ButtonSpec {
  return { text, action: `say.${words.replaceAll(' ', '-')}`.slice(0, 255), value: words };
}
