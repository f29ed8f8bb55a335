import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PersonId } from '../../src/domain/ids.js';
import type { Card } from '../../src/slack/blocks.js';
import { recommendationsCard } from '../../src/slack/cards/recommendations.js';
import { validateMessage } from '../../src/slack/validate.js';
import { aRecommendationsView, aRow } from '../support/views.js';

const NOTHING = { recommendations: 0, patches: 0, computers: 0, critical: 0, important: 0, restarting: 0 };

const hostile = fc.oneof(
  fc.constant('<!channel>\u202e😀&'.repeat(300)),
  fc.string({ unit: 'binary', maxLength: 5000 }),
);

function expectSendable(card: Card): void {
  expect(validateMessage({ text: card.text, blocks: card.blocks })).toEqual([]);
}

function shown(card: Card): string {
  return JSON.stringify(card.blocks);
}

function buttonsOf(card: Card): readonly string[] {
  return card.blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.map((element) => ('action_id' in element ? String(element.action_id) : ''))
      : [],
  );
}

describe('the card of recommendations', () => {
  it('asks with counts, and repeats them before it approves', () => {
    const counts = { recommendations: 3, patches: 2, computers: 2, critical: 1, important: 0, restarting: 1 };
    const card = recommendationsCard(aRecommendationsView([aRow(1), aRow(2)], { approvable: counts }));
    expectSendable(card);
    expect(card.text).toContain('Finance: to approve: 2 patches (1 Critical, 1 may restart) on 2 computers.');
    expect(buttonsOf(card)).toEqual([
      ...['recommendations.approve', 'recommendations.review', 'say.ask-finance', 'recommendations.turn'],
    ]);
    expect(shown(card)).toContain('"confirm":{"title":{"type":"plain_text","text":"Approve 2 patches for Finance?"');
    expect(shown(card)).toContain('on 2 computers: 3 recommendations. Nothing is installed until somebody runs it.');
  });

  it('asks for one patch as for one', () => {
    const card = recommendationsCard(aRecommendationsView([aRow(1)]));
    expect(shown(card)).toContain('"text":"Approve 1 patch for Finance?"');
  });

  it('says of each patch on how many of the computers it is recommended, and in which states', () => {
    const row = aRow(1, { counts: { Opened: 12, Failed: 2 }, cameBack: 1, failedBecause: '0x80070643' });
    const card = recommendationsCard(aRecommendationsView([row], { computers: 20 }));
    expect(shown(card)).toContain(
      '14 of 20 computers; 12 Opened, 2 Failed; may restart; came back; failed: 0x80070643',
    );
  });

  it('by computer names the computers and leads back', () => {
    const row = aRow(1, { id: 'fin-ws-01', patch: null, counts: { Opened: 3 } });
    const card = recommendationsCard(
      aRecommendationsView([row], { filter: { view: 'computer', words: ['critical'] } }),
    );
    expectSendable(card);
    expect(shown(card)).toContain('`fin-ws-01` 3 recommendations; 3 Opened');
    expect(shown(card)).toContain('View by recommendation');
    expect(card.text).toContain('Finance, filtered by `critical`');
  });

  it('leads to the plan once something is approved, and to a scan where nothing is left', () => {
    const over = { counts: { Approved: 1 }, approvable: NOTHING };
    expect(buttonsOf(recommendationsCard(aRecommendationsView([aRow(1, { counts: { Approved: 1 } })], over)))).toEqual([
      ...['say.run-finance', 'recommendations.review', 'say.scan-finance', 'recommendations.turn'],
    ]);
    expect(buttonsOf(recommendationsCard(aRecommendationsView([], { counts: {}, approvable: NOTHING })))).toEqual([
      'say.scan-finance',
    ]);
  });

  it('has no buttons while somebody decides, and says who', () => {
    const card = recommendationsCard(aRecommendationsView([aRow(1)], { working: 'U0ANIL' as PersonId }));
    expectSendable(card);
    expect(buttonsOf(card)).toEqual([]);
    expect(shown(card)).toContain('Working… <@U0ANIL> is deciding this.');
  });

  it('fits Slack with 500 patches of any name', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const counts = { Opened: 300, Failed: 3 };
        const rows = Array.from({ length: 500 }, (_, n) =>
          aRow(n, { counts, cameBack: 2, failedBecause: name }, { title: name, kbs: [name] }),
        );
        const filter = { view: 'recommendation' as const, words: [name, name] };
        expectSendable(recommendationsCard(aRecommendationsView(rows, { groupName: name, filter })));
      }),
      { numRuns: 5 },
    );
  });
});
