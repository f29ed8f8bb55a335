import { Fingerprint } from './fingerprint.js';
import type { Plan } from './plan.js';

/**
 * A plan's hash: of all that a decision rests on, and of nothing that only time changes. A computer at a time: a plan of
 * thousands is megabytes of text.
 */
export function* planHash(plan: Omit<Plan, 'hash'>, hash: (text: string) => string): Generator<void, string> {
  const { action, mode, atOnce, stopAfterFailures, stack, order } = plan.options;
  const fingerprint = new Fingerprint(hash);
  fingerprint.add(JSON.stringify([plan.groupId, action, mode, plan.restart, plan.canaries, atOnce, stopAfterFailures]));
  if (stack !== null || order.length > 0) fingerprint.add(JSON.stringify([stack, order]));
  for (const { computerId, restart, updates } of plan.rows) {
    const parts = updates.map(({ updateId, revision }) => `${updateId}:${revision}`);
    fingerprint.add(JSON.stringify([computerId, restart, parts]));
    yield;
  }
  for (const { computerId, failure } of plan.blocked) {
    fingerprint.add(JSON.stringify([computerId, failure.code]));
    yield;
  }
  return fingerprint.value;
}
