import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Finding, VERDICTS } from '../../src/domain/diagnosis/finding.js';
import { diagnosisCard, diagnosisLogFile, ownDiagnosisCard } from '../../src/slack/cards/diagnosis.js';
import { validateMessage } from '../../src/slack/validate.js';
import { aDiagnosis } from '../support/diagnoses.js';

const text = fc.oneof(fc.constant('<!channel> <@U123ABC> `*_~ \u202e'.repeat(60)), fc.string({ unit: 'binary' }));
const finding: fc.Arbitrary<Finding> = fc.record({
  ...{ id: text, about: text, verdict: fc.constantFrom(...VERDICTS), sentence: text, nextStep: fc.option(text) },
});
const findings = fc.array(finding, { maxLength: 120 });

describe('the card of a diagnosis', () => {
  it('says that it is under way, and offers nothing yet', () => {
    const card = diagnosisCard(aDiagnosis({ endedAt: null, findings: [], log: [] }));
    expect(card.text).toContain('is being looked at');
    expect(JSON.stringify(card.blocks)).not.toContain('button');
  });

  it('groups what was found: what failed first, each with its next step, and what is right last', () => {
    const card = diagnosisCard(aDiagnosis());
    expect(card.text).toBe('`fin-ws-07`: 1 failed, 1 to look at, 1 right.');
    const shown = JSON.stringify(card.blocks);
    const places = ['Only 100 MB', '→ Free some space', 'Its clock', '→ Correct', 'Port 5986'].map((one) =>
      shown.indexOf(one),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  it('has a button for another one, a detection after a question, and the log', () => {
    const shown = JSON.stringify(diagnosisCard(aDiagnosis()).blocks);
    for (const words of ['diagnose fin-ws-07', 'diagnose fin-ws-07 detect', 'diagnose fin-ws-07 log'])
      expect(shown).toContain(`"value":"${words}"`);
    expect(shown).toContain('Look for updates now?');
    expect(JSON.stringify(diagnosisCard(aDiagnosis({ log: [] })).blocks)).not.toContain('fin-ws-07 log');
  });

  it('fits into a message, and is safe, whatever was found', () => {
    fc.assert(
      fc.property(findings, (found) => {
        for (const card of [diagnosisCard(aDiagnosis({ findings: found })), ownDiagnosisCard(found)]) {
          expect(validateMessage({ text: card.text, blocks: card.blocks as never }, 'post')).toEqual([]);
          expect(JSON.stringify(card.blocks)).not.toMatch(/<!channel>|<@U123/);
        }
      }),
    );
  });

  it('writes the log as plain lines', () => {
    const file = diagnosisLogFile(aDiagnosis({ log: ['one\u202e', 'two\nthree'] }));
    expect(file).toMatchObject({ name: 'windowsupdate-fin-ws-07.txt', content: 'one\ntwo three\n' });
    expect(diagnosisLogFile(aDiagnosis({ log: [] }))).toBeNull();
  });
});
