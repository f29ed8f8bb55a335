import { describe, expect, it } from 'vitest';
import { type Freeze, freezeOver, standingOf } from '../../src/domain/freeze.js';
import type { GroupId, PersonId } from '../../src/domain/ids.js';
import type { MaintenanceWindow } from '../../src/domain/window.js';
import { readCron } from '../../src/schedule/cron-times.js';

const HOUR = 3_600_000;
const FINANCE = 'finance' as GroupId;
const OPENS = Date.UTC(2026, 10, 14, 22);
const SATURDAY: MaintenanceWindow = {
  id: 'saturday',
  name: 'Saturday night',
  rule: { kind: 'cron', expression: '0 22 * * 6' },
  durationMinutes: 240,
  timeZone: 'UTC',
  since: 0,
};

function aFreeze(from: number, to: number, over: Partial<Freeze> = {}): Freeze {
  const by = 'U0ADA' as PersonId;
  return { id: 'f', groupId: null, from, to, reason: 'Year end', by, at: 0, lifted: null, ...over };
}

const standing = (now: number, freezes: readonly Freeze[] = [], windows = [SATURDAY]) =>
  standingOf({ id: FINANCE, windows }, freezes, now, readCron);

describe('a group', () => {
  it('without windows is open at any time, without an end', () => {
    expect(standing(OPENS, [], [])).toEqual({ state: 'open', until: null, opening: null });
  });

  it('is open from the moment that its window opens until the one at which it closes', () => {
    expect(standing(OPENS - 1)).toEqual({ state: 'closed', opensAt: OPENS });
    const opening = { windowId: 'saturday', opensAt: OPENS, closesAt: OPENS + 4 * HOUR };
    expect(standing(OPENS)).toEqual({ state: 'open', until: OPENS + 4 * HOUR, opening });
    expect(standing(OPENS + 4 * HOUR - 1)).toMatchObject({ state: 'open' });
    expect(standing(OPENS + 4 * HOUR)).toEqual({ state: 'closed', opensAt: OPENS + 7 * 24 * HOUR });
  });

  it('with two open windows is open until the later one closes', () => {
    const long = { ...SATURDAY, id: 'long', durationMinutes: 600 };
    expect(standing(OPENS + HOUR, [], [SATURDAY, long])).toMatchObject({ until: OPENS + 10 * HOUR });
  });

  it('whose window never opens stays closed', () => {
    const never: MaintenanceWindow = { ...SATURDAY, rule: { kind: 'cron', expression: '0 0 30 2 *' } };
    expect(standing(OPENS, [], [never])).toEqual({ state: 'closed', opensAt: null });
  });

  it('is frozen for the time of a freeze, also where it has no windows', () => {
    const freeze = aFreeze(OPENS - HOUR, OPENS + HOUR);
    expect(standing(OPENS, [freeze])).toEqual({ state: 'frozen', freeze });
    expect(standing(OPENS, [freeze], [])).toEqual({ state: 'frozen', freeze });
    expect(standing(OPENS + HOUR, [freeze])).toMatchObject({ state: 'open' });
  });

  it('is open only until the next freeze begins', () => {
    const freeze = aFreeze(OPENS + 2 * HOUR, OPENS + 9 * HOUR);
    expect(standing(OPENS, [freeze])).toMatchObject({ state: 'open', until: OPENS + 2 * HOUR });
    expect(standing(OPENS, [freeze], [])).toMatchObject({ state: 'open', until: OPENS + 2 * HOUR });
  });

  it('is not frozen by another group’s freeze, nor by one that was lifted', () => {
    const other = aFreeze(OPENS - HOUR, OPENS + HOUR, { groupId: 'servers' as GroupId });
    const lifted = aFreeze(OPENS - HOUR, OPENS + HOUR, { lifted: { by: 'U0ADA' as PersonId, at: 1 } });
    expect(standing(OPENS, [other, lifted])).toMatchObject({ state: 'open', until: OPENS + 4 * HOUR });
  });
});

it('a freeze is over an opening where it leaves nothing of it', () => {
  const opening = { windowId: 'saturday', opensAt: OPENS, closesAt: OPENS + HOUR };
  const whole = aFreeze(OPENS - HOUR, OPENS + HOUR);
  expect(freezeOver([whole], FINANCE, opening)).toBe(whole);
  expect(freezeOver([aFreeze(OPENS + 1, OPENS + HOUR)], FINANCE, opening)).toBeNull();
  expect(freezeOver([whole], 'servers' as GroupId, opening)).toBe(whole);
});
