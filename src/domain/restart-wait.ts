import type { Standing } from './freeze.js';
import type { ComputerId, Instant } from './ids.js';

/** What a restart that is due waits for. */
export type RestartWait =
  | { readonly for: 'freeze'; readonly until: Instant; readonly reason: string }
  | { readonly for: 'window'; readonly until: Instant }
  /** Somebody is logged on; it begins then at the latest. */
  | { readonly for: 'users'; readonly until: Instant }
  /** One of a set that never restarts together is at it, or did not come back. */
  | { readonly for: 'set'; readonly set: string; readonly computer: ComputerId }
  /** Whether there is a freeze cannot be told. */
  | { readonly for: 'doubt' };

/** Whether a group's computers may restart at a moment. */
export type RestartTerms =
  /** `until`: it must be over by then; null where nothing ends it. */
  | { readonly may: 'begin'; readonly until: Instant | null }
  | { readonly may: 'wait'; readonly wait: RestartWait }
  /** No window comes any more. */
  | { readonly may: 'not' };

/**
 * A restart begins only where no freeze is, a window is open, and enough of it is left.
 * @param next when a window opens after this one
 * @param restartMs what a plan keeps for a restart
 */
export function restartTerms(standing: Standing, next: Instant | null, now: Instant, restartMs: number): RestartTerms {
  if (standing.state === 'frozen') {
    const { to, reason } = standing.freeze;
    return { may: 'wait', wait: { for: 'freeze', until: to, reason } };
  }
  if (standing.state === 'closed') return forWindow(standing.opensAt);
  const { until } = standing;
  if (until === null || now + restartMs < until) return { may: 'begin', until };
  // What comes is a freeze, where nothing else ends the time.
  return forWindow(standing.opening?.closesAt === until ? next : until);
}

function forWindow(opensAt: Instant | null): RestartTerms {
  return opensAt === null ? { may: 'not' } : { may: 'wait', wait: { for: 'window', until: opensAt } };
}
