import { describe, expect, it } from 'vitest';
import type { MaintenanceWindow } from '../../src/domain/window.js';
import { fits, misfitOf } from '../../src/domain/window-misfit.js';
import { readCron } from '../../src/schedule/cron-times.js';
import { NOW } from '../support/samples.js';

const MINUTE = 60_000;
const NEEDS = { restartMs: 30 * MINUTE, installMs: 15 * MINUTE };
const NIGHT: MaintenanceWindow = {
  id: 'w',
  name: 'Night',
  rule: { kind: 'cron', expression: '0 22 * * 6' },
  durationMinutes: 240,
  timeZone: 'Europe/Berlin',
  since: 0,
};

const misfit = (over: Partial<MaintenanceWindow>) => misfitOf({ ...NIGHT, ...over }, NEEDS, NOW, readCron);
const cron = (expression: string) => misfit({ rule: { kind: 'cron', expression } });
const monthly = (over: object) =>
  misfit({ rule: { kind: 'monthly', week: 2, weekday: 2, plusDays: 3, at: '22:00', ...over } });

describe('a window is refused', () => {
  it('not, where it opens and leaves time for an install and its restart', () => {
    expect(misfit({})).toBeNull();
    expect(misfit({ durationMinutes: 45 })).toBeNull();
    expect(monthly({})).toBeNull();
  });

  it('where it is shorter than a restart and the least install, and says what it would need', () => {
    expect(misfit({ durationMinutes: 44 })).toEqual({ field: 'duration', why: 'too-short', leastMinutes: 45 });
    for (const durationMinutes of [0, -5, Number.NaN, 60.5])
      expect(misfit({ durationMinutes })?.why, String(durationMinutes)).toBe('too-short');
    expect(misfit({ durationMinutes: 7 * 24 * 60 + 1 })?.why).toBe('too-long');
  });

  it('where it would open again before it has closed', () => {
    expect(cron('* * * * *')).toEqual({ field: 'duration', why: 'overlaps', opensAfterMinutes: 1 });
    expect(misfit({ rule: { kind: 'cron', expression: '0 22 * * *' }, durationMinutes: 1500 })?.why).toBe('overlaps');
    expect(misfit({ rule: { kind: 'cron', expression: '0 22 * * *' }, durationMinutes: 1440 })).toBeNull();
  });

  it('where its date never comes', () => {
    expect(cron('0 0 30 2 *')).toEqual({ field: 'cron', why: 'never' });
    expect(cron('0 0 31 4,6,9,11 *')?.why).toBe('never');
    expect(cron('0 0 29 2 *')).toBeNull();
  });

  it('where its words are no cron expression of five fields', () => {
    for (const words of ['', '99 * * * *', '0 22 * *', '0 0 22 * * 6', '@daily', '2026-11-11T10:00:00', 'a b c d e'])
      expect(cron(words), words).toEqual({ field: 'cron', why: 'no-cron' });
    expect(cron(`0 22 * * ${'6,'.repeat(5000)}6`)?.why).toBe('no-cron');
  });

  it('where its name, time, days or zone are none', () => {
    expect(misfit({ name: '  ' })?.field).toBe('name');
    expect(misfit({ timeZone: 'Mars/Olympus' })?.field).toBe('zone');
    for (const at of ['25:00', '24:00', '7:00', '22:60', '']) expect(monthly({ at })?.field, at).toBe('time');
    for (const plusDays of [-1, 28, 1.5]) expect(monthly({ plusDays })?.field).toBe('days');
  });
});

describe('a run fits into an opening', () => {
  const opening = { opensAt: NOW, closesAt: NOW + 60 * MINUTE };

  it('while an install and its restart are left before it closes', () => {
    expect(fits(opening, NOW, NEEDS)).toBe(true);
    expect(fits(opening, NOW + 15 * MINUTE, NEEDS)).toBe(true);
    expect(fits(opening, NOW + 16 * MINUTE, NEEDS)).toBe(false);
  });

  it('never before it opens, nor after it has closed', () => {
    expect(fits(opening, NOW - 1, NEEDS)).toBe(false);
    expect(fits(opening, NOW + 60 * MINUTE, NEEDS)).toBe(false);
  });
});
