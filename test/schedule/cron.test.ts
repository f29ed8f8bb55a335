import { describe, expect, it, vi } from 'vitest';
import { everyTime } from '../../src/schedule/cron.js';

describe('the schedule', () => {
  it('calls back at each moment of its expression until it is ended', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 10, 3, 16, 30) });
    try {
      const calls: string[] = [];
      const end = everyTime('17 * * * *', 'test', async () => void calls.push(new Date().toISOString().slice(11, 16)));
      await vi.advanceTimersByTimeAsync(2 * 3_600_000);
      await end();
      await vi.advanceTimersByTimeAsync(3 * 3_600_000);
      expect(calls).toEqual(['03:17', '04:17']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is over only when the call that is under way has ended', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 10, 3, 16, 30) });
    try {
      const events: string[] = [];
      const end = everyTime('17 * * * *', 'test', async () => {
        await new Promise((resolve) => setTimeout(resolve, 90_000));
        events.push('the call ended');
      });
      await vi.advanceTimersByTimeAsync(60_000);
      const over = end().then(() => events.push('it was over'));
      await vi.advanceTimersByTimeAsync(120_000);
      await over;
      expect(events).toEqual(['the call ended', 'it was over']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('refuses an expression that is none', () => {
    expect(() => everyTime('99 99 * * *', 'test', async () => undefined)).toThrow();
  });
});
