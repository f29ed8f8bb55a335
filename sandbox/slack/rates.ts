import type { Clock } from './model.js';

/** Calls that Slack takes: https://docs.slack.dev/apis/web-api/rate-limits. */
export interface Rates {
  /** One a second and channel, in the long run, with short bursts. */
  readonly postBurstPerChannel: number;
  readonly postPerMinute: number;
  readonly updatePerMinute: number;
  readonly tier2PerMinute: number;
  readonly tier3PerMinute: number;
  readonly tier4PerMinute: number;
}

export const REALISTIC_RATES: Rates = {
  postBurstPerChannel: 4,
  postPerMinute: 300,
  updatePerMinute: 50,
  tier2PerMinute: 20,
  tier3PerMinute: 50,
  tier4PerMinute: 100,
};

const TIER_2 = ['usergroups.list', 'usergroups.users.list', 'conversations.list', 'users.list'];
const TIER_3 = [
  'conversations.info',
  'conversations.history',
  'conversations.replies',
  'conversations.open',
  'conversations.join',
  'chat.delete',
  'reactions.add',
  'reactions.remove',
];
const UNLIMITED = ['auth.test', 'apps.connections.open'];

interface Window {
  readonly key: string;
  readonly calls: number;
  readonly milliseconds: number;
}

export interface RateLimiter {
  /** 0 where the call may go on (and is counted), else the seconds after which it may be tried again. */
  take(method: string, channel: string): number;
}

export function createRateLimiter(clock: Clock, rates: Rates): RateLimiter {
  const taken = new Map<string, number[]>();

  function waitMs({ key, calls, milliseconds }: Window): number {
    const now = clock.now();
    const recent = (taken.get(key) ?? []).filter((at) => at > now - milliseconds);
    taken.set(key, recent);
    const oldest = recent[recent.length - calls];
    return oldest === undefined ? 0 : oldest + milliseconds - now;
  }

  return {
    take(method, channel) {
      const windows = windowsOf(rates, method, channel);
      const wait = Math.max(0, ...windows.map(waitMs));
      if (wait > 0) return Math.ceil(wait / 1000);
      for (const { key } of windows) taken.get(key)?.push(clock.now());
      return 0;
    },
  };
}

function windowsOf(rates: Rates, method: string, channel: string): readonly Window[] {
  const minute = (key: string, calls: number): Window => ({ key, calls, milliseconds: 60_000 });
  if (UNLIMITED.includes(method)) return [];
  if (method === 'chat.postMessage') {
    const burst = rates.postBurstPerChannel;
    return [
      { key: `${method} ${channel}`, calls: burst, milliseconds: burst * 1000 },
      minute(method, rates.postPerMinute),
    ];
  }
  if (method === 'chat.update') return [minute(method, rates.updatePerMinute)];
  if (TIER_2.includes(method)) return [minute(method, rates.tier2PerMinute)];
  return [minute(method, TIER_3.includes(method) ? rates.tier3PerMinute : rates.tier4PerMinute)];
}
