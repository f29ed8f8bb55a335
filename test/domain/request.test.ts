import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import type { PersonId } from '../../src/domain/ids.js';
import {
  type Approval,
  approversNeeded,
  isWaiting,
  type RequestState,
  type RequestStep,
  stepped,
} from '../../src/domain/request.js';
import { NOW } from '../support/samples.js';

const COUNTS = { patches: 14, critical: 3, computers: 42, restarts: 12 };
const ASKED: Approval = {
  ...{ state: 'asked', expiresAt: NOW + 1000, remindAt: null, remindedAt: null, approvals: [], round: 0 },
  ...{ counts: COUNTS, shownTo: ['C0APPROVALS'], ended: null },
};
const [ANIL, BEA] = ['U0ANIL', 'U0BEA'] as PersonId[] as [PersonId, PersonId];

const by = fc.constantFrom(ANIL, BEA, 'U0CARL' as PersonId);
const at = fc.integer({ min: NOW, max: NOW + 1000 });
const step: fc.Arbitrary<RequestStep> = fc.oneof(
  fc.record({ event: fc.constantFrom('approve-first', 'approve', 'withdraw'), by, at }),
  fc.record({ event: fc.constant('decline'), by: fc.option(by), at, reason: fc.string() }),
  fc.record({ event: fc.constant('expire'), at, reason: fc.option(fc.string()) }),
  fc.record({ event: fc.constant('overtake'), by: fc.option(by), at, reason: fc.option(fc.string()) }),
  fc.record({ event: fc.constant('change'), counts: fc.constant(COUNTS) }),
) as fc.Arbitrary<RequestStep>;

/** What is left after all steps that were allowed, and every state on the way. */
function walked(steps: readonly RequestStep[]): readonly Approval[] {
  const seen = [ASKED];
  for (const one of steps) {
    try {
      seen.push(stepped(seen.at(-1) ?? ASKED, one));
    } catch (thrown) {
      if (!(thrown instanceof PatchbayError)) throw thrown;
    }
  }
  return seen;
}

describe('a request for approval', () => {
  it('is decided once, and nothing follows', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), step, (steps, late) => {
        const last = walked(steps).at(-1) ?? ASKED;
        if (isWaiting(last)) return;
        expect(() => stepped(last, late)).toThrow(/PB308/);
      }),
    );
  });

  it('waits exactly as long as nobody has ended it', () => {
    const waiting: readonly RequestState[] = ['asked', 'half-approved'];
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        for (const one of walked(steps)) expect(waiting.includes(one.state)).toBe(isWaiting(one));
      }),
    );
  });

  it('is never approved twice by one person, nor by more than two', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        for (const { approvals } of walked(steps)) {
          expect(approvals.length).toBeLessThanOrEqual(2);
          expect(new Set(approvals.map((one) => one.by)).size).toBe(approvals.length);
        }
      }),
    );
  });

  it('begins again where what is asked for has changed: who approved, approved something else', () => {
    const half = stepped(ASKED, { event: 'approve-first', by: ANIL, at: NOW });
    expect(half).toMatchObject({ state: 'half-approved', ended: null });
    const changed = stepped(half, { event: 'change', counts: { ...COUNTS, patches: 15 } });
    expect(changed).toMatchObject({ state: 'asked', approvals: [], round: 1, counts: { patches: 15 } });
    expect(stepped(changed, { event: 'approve-first', by: ANIL, at: NOW }).state).toBe('half-approved');
  });

  it('keeps who ended it, and why; its time runs out because of nobody', () => {
    const declined = stepped(ASKED, { event: 'decline', by: BEA, at: NOW, reason: 'year end' });
    expect(declined).toMatchObject({ state: 'declined', ended: { by: BEA, at: NOW, reason: 'year end' } });
    const expired = stepped(ASKED, { event: 'expire', at: NOW, reason: null });
    expect(expired).toMatchObject({ state: 'expired', ended: { by: null, at: NOW, reason: null } });
  });

  it('refuses the first approver as the second', () => {
    const half = stepped(ASKED, { event: 'approve-first', by: ANIL, at: NOW });
    expect(() => stepped(half, { event: 'approve', by: ANIL, at: NOW })).toThrow(/PB307/);
    expect(stepped(half, { event: 'approve', by: BEA, at: NOW }).approvals.map((one) => one.by)).toEqual([ANIL, BEA]);
  });
});

describe('a second approver', () => {
  it('is needed above the number, not at it, and never without one', () => {
    expect(approversNeeded(50, 50)).toBe(1);
    expect(approversNeeded(51, 50)).toBe(2);
    expect(approversNeeded(1, 0)).toBe(2);
    expect(approversNeeded(100_000, null)).toBe(1);
  });
});
