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

  it('refuses an expression that is none', () => {
    expect(() => everyTime('99 99 * * *', 'test', async () => undefined)).toThrow();
  });
});
