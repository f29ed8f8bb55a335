import { describe, expect, it } from 'vitest';
import type { Cost } from '../../bench/cost.js';
import { decisionsReport, viewsReport } from '../../bench/decision-report.js';
import { type Figures, reportOf } from '../../bench/report.js';

/** @param factor of what a target costs */
function figures(
  computers: number,
  factor: Partial<Record<'requests' | 'processorMs' | 'wallMs', number>> = {},
): Figures {
  const { requests = 1, processorMs = 1, wallMs = 1 } = factor;
  const cost: Cost = {
    targets: computers,
    requests: 20 * computers * requests,
    processorMs: 50 * computers * processorMs,
    wallMs: 80 * computers * wallMs,
  };
  return { computers, first: cost, again: cost, peakMb: 150 };
}

const QUICK = [3, 4, 5];

describe('the report of the measurements', () => {
  it('misses nothing where a target costs the same in both fleets', () => {
    expect(reportOf(figures(12), figures(200), QUICK).missed).toEqual([]);
    expect(reportOf(figures(12), figures(200, { requests: 1.19 }), QUICK).missed).toEqual([]);
  });

  it.each([
    ['requests', 'WinRM requests'],
    ['processorMs', "bot's processor ms"],
    ['wallMs', 'wall-clock ms'],
  ] as const)('misses the limit of %s where a target of the large fleet costs more', (what, name) => {
    const { missed } = reportOf(figures(12), figures(200, { [what]: 1.3 }), QUICK);
    expect(missed).toEqual([
      `first scan, ${name} per target: 1.30 times as much, at most 1.2 is allowed`,
      `later scan, ${name} per target: 1.30 times as much, at most 1.2 is allowed`,
    ]);
  });

  it('shows what a target costs, and the ratio', () => {
    const { text } = reportOf(figures(12), figures(200, { processorMs: 1.1 }), QUICK);
    expect(text).toMatch(/later scan, bot's processor ms per target +50\.0 +55\.0 +1\.10 +1\.2/);
  });

  it('takes the 99th of a hundred acknowledgements, and one that took too long as a miss', () => {
    const slowest = (count: number): readonly number[] => Array.from({ length: 100 }, (_, n) => (n < count ? 150 : 2));
    expect(reportOf(figures(12), figures(200), slowest(1)).missed).toEqual([]);
    const { text, missed } = reportOf(figures(12), figures(200), slowest(2));
    expect(text).toContain('p50 2.0 ms, p99 150.0 ms, slowest 150.0 ms of 100');
    expect(missed).toEqual(['/patch acknowledged: p99 150.0 ms, less than 100 is required']);
  });

  it('does not call good what was never acknowledged', () => {
    expect(reportOf(figures(12), figures(200), []).missed).toHaveLength(1);
  });

  it('says where the system does not tell something', () => {
    const untold = (computers: number): Figures => {
      const { first, again, ...rest } = figures(computers);
      return { ...rest, first: { ...first, processorMs: null }, again: { ...again, processorMs: null }, peakMb: null };
    };
    const { text, missed } = reportOf(untold(12), untold(200), QUICK);
    expect(text).toMatch(/peak memory, MB +not measured +not measured/);
    expect(missed).toEqual([]);
  });
});

describe('the report of reviews', () => {
  const span = (ms: number) => ({ wallMs: ms, ownMs: ms });
  const decisions = {
    ...{ recommendations: 300_000, durable: [span(20), span(30)], answered: [span(40)] },
    ...{ blocked: span(15), written: span(60_000) },
  };

  it('says how soon each view opens and each decision is on disk', () => {
    expect(viewsReport(1000, { review: span(42) }).text).toContain('42.0 ms');
    const { text, missed } = decisionsReport(10_000, decisions);
    expect(text).toContain('on disk:  p50 20.0 ms, p99 30.0 ms');
    expect(text).toContain('2 decisions about 300000 recommendations on 10000 computers each');
    expect(missed).toEqual([]);
  });

  it('names what took too long', () => {
    expect(viewsReport(1000, { review: span(1200), groups: span(1) }).missed).toEqual([
      'review of 1000 computers: 1200 ms',
    ]);
    expect(decisionsReport(10_000, { ...decisions, durable: [span(60)], blocked: span(25) }).missed).toEqual([
      'decision on disk: p99 60.0 ms',
      'event loop blocked for 25.0 ms',
    ]);
  });
});
