import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Computer } from '../../src/domain/computer.js';
import { type DecisionEvent, decided, decisionOf, isPossible, type Ruling } from '../../src/domain/decision.js';
import type { ComputerId, GroupId, OperationId, PersonId } from '../../src/domain/ids.js';
import { candidatesOf } from '../../src/domain/reckoning.js';
import { RECOMMENDATION_STATES, RESCAN, stateAfter } from '../../src/domain/recommendation.js';
import { RulingMaker } from '../../src/domain/ruling.js';
import type { Candidate } from '../../src/domain/selection.js';
import { aComputer, aRecommendation, NOW, updateId, withRecommendations } from '../support/samples.js';

const EVENTS: readonly DecisionEvent[] = ['approve', 'open', 'ignore', 'close', 'schedule', 'unschedule'];
const TAKEN = { id: 'operation-1' as OperationId, at: NOW, by: 'U0ANIL' as PersonId };
const MEANT = { groupId: 'finance' as GroupId, reason: null, asOf: NOW };

function aRuling(over: Partial<Ruling> = {}): Ruling {
  return {
    ...{ ...MEANT, event: 'approve', computers: ['fin-ws-01' as ComputerId], recommendations: 'all' },
    ...{ except: [], from: ['Opened', 'Failed'], counted: 1, ...over },
  };
}

const infoOf = ({ id, updateId, title }: Candidate['recommendation']) => ({
  ...{ id, updateId, title, kbs: [], severity: 'Unspecified' as const, mayRestart: false },
});

/** A few computers with recommendations in any state, the wish for a scan among them. */
const fleet: fc.Arbitrary<readonly Computer[]> = fc
  .array(
    fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom(...RECOMMENDATION_STATES)), {
      selector: ([n]) => n,
    }),
    { maxLength: 5 },
  )
  .map((computers) =>
    computers.map((states, index) => {
      const list = states.map(([n, state]) =>
        n === 0 ? { ...aRecommendation(0, { state }), id: RESCAN, updateId: null } : aRecommendation(n, { state }),
      );
      return aComputer(withRecommendations(...list), `fin-ws-0${index}`);
    }),
  );

describe('a decision', () => {
  it('moves what it names and nothing else, and says who decided and why', () => {
    const computer = aComputer(
      withRecommendations(aRecommendation(1), aRecommendation(2), aRecommendation(3, { state: 'Ignored' })),
    );
    const ruling = aRuling({ event: 'close', reason: 'replaced', recommendations: [updateId(1), updateId(3)] });
    const after = decided(computer, decisionOf(TAKEN, { ...ruling, from: ['Opened'] })).computer.recommendations;
    expect(after[updateId(1)]).toMatchObject({ state: 'Closed', by: 'U0ANIL', reason: 'replaced', since: NOW });
    expect(after[updateId(2)]?.state).toBe('Opened');
    expect(after[updateId(3)]?.state).toBe('Ignored');
  });

  it('leaves alone what came to its state later than what was decided about, and says so', () => {
    const later = aRecommendation(1, { since: NOW + 1 });
    const { computer, applied, missed } = decided(aComputer(withRecommendations(later)), decisionOf(TAKEN, aRuling()));
    expect(computer.recommendations[updateId(1)]).toBe(later);
    expect([applied, missed]).toEqual([0, [later]]);
  });

  it('does not touch a computer that it does not name', () => {
    const computer = aComputer(withRecommendations(aRecommendation(1)), 'fin-ws-02');
    expect(decided(computer, decisionOf(TAKEN, aRuling())).computer).toBe(computer);
  });

  it('approves no wish for a scan', () => {
    const computer = aComputer(withRecommendations({ ...aRecommendation(0), id: RESCAN, updateId: null }));
    expect(decided(computer, decisionOf(TAKEN, aRuling())).computer).toBe(computer);
  });

  it('applied again changes nothing, also after a later decision', () => {
    fc.assert(
      fc.property(fleet, fc.constantFrom(...EVENTS), fc.constantFrom(...EVENTS), (computers, event, next) => {
        for (const computer of computers) {
          const from = RECOMMENDATION_STATES.filter((state) => stateAfter(state, event) !== null);
          const first = decisionOf(TAKEN, aRuling({ event, from, computers: [computer.id] }));
          const ruling = aRuling({ event: next, from: RECOMMENDATION_STATES, computers: [computer.id], asOf: NOW + 5 });
          const second = decisionOf({ ...TAKEN, id: 'operation-2' as OperationId, at: NOW + 5 }, ruling);
          const once = decided(computer, first).computer;
          expect(decided(once, first).computer).toBe(once);
          const both = decided(once, second).computer;
          const moved = Object.keys(both.recommendations).filter(
            (id) => both.recommendations[id]?.operation === 'operation-2',
          );
          const again = decided(both, first).computer;
          for (const id of moved) expect(again.recommendations[id]).toBe(both.recommendations[id]);
        }
      }),
    );
  });
});

describe('the ruling of a selection', () => {
  it('moves exactly what was selected and could be decided, whatever the selection', () => {
    fc.assert(
      fc.property(
        fleet,
        fc.constantFrom(...EVENTS),
        fc.array(fc.boolean(), { minLength: 40 }),
        (computers, event, picks) => {
          const picked = new Set<string>();
          let n = 0;
          for (const computer of computers)
            for (const id of Object.keys(computer.recommendations))
              if (picks[n++ % picks.length]) picked.add(`${computer.id} ${id}`);
          const isSelected = ({ computerId, recommendation }: Candidate) =>
            picked.has(`${computerId} ${recommendation.id}`);
          const maker = new RulingMaker({ groupId: MEANT.groupId, event });
          const all = computers.map((computer) => ({ computer, candidates: candidatesOf(computer, infoOf) }));
          for (const { candidates } of all) for (const one of candidates.filter(isSelected)) maker.select(one);
          for (const { computer, candidates } of all)
            maker.except(
              computer.id,
              candidates.filter((one) => !isSelected(one)),
            );
          const decision = decisionOf(TAKEN, { ...maker.ruling, reason: null, asOf: NOW });
          let moved = 0;
          for (const computer of computers) {
            const after = decided(computer, decision).computer;
            for (const [id, before] of Object.entries(computer.recommendations)) {
              const isMeant = picked.has(`${computer.id} ${id}`) && isPossible(before, event);
              expect(after.recommendations[id]?.state).toBe(isMeant ? stateAfter(before.state, event) : before.state);
              moved += isMeant ? 1 : 0;
            }
          }
          expect(maker.ruling.counted).toBe(moved);
        },
      ),
    );
  });

  it('stays small where all is meant', () => {
    const maker = new RulingMaker({ groupId: MEANT.groupId, event: 'approve' });
    const computers = Array.from({ length: 50 }, (_, n) =>
      aComputer(withRecommendations(...[1, 2, 3].map((one) => aRecommendation(one))), `fin-ws-${n}`),
    );
    for (const computer of computers) for (const one of candidatesOf(computer, infoOf)) maker.select(one);
    for (const computer of computers) maker.except(computer.id, []);
    expect(maker.ruling).toMatchObject({ counted: 150, except: [], from: ['Opened'] });
    expect(maker.ruling.recommendations).toHaveLength(3);
  });
});
