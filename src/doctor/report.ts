import { type Finding, VERDICTS, type Verdict, worstOf } from '../domain/diagnosis/finding.js';
import { withoutTokens } from '../slack/log.js';
import { clean } from '../slack/text.js';

const WORDS: Readonly<Record<Verdict, string>> = { fail: 'FAIL', warn: 'WARN', pass: 'pass' };
const COLOURS: Readonly<Record<Verdict, number>> = { fail: 31, warn: 33, pass: 32 };
const TOTALS: Readonly<Record<Verdict, string>> = { fail: 'failed', warn: 'to look at', pass: 'right' };
const LONGEST = 1000;

/** 1 where something failed. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 {
  return worstOf(findings) === 'fail' ? 1 : 0;
}

/** All findings as text, by what they are about. What others named can change nothing on a terminal. */
export function reportText(findings: readonly Finding[], inColour: boolean): string {
  const subjects = [...new Set(findings.map(({ about }) => about))];
  const parts = subjects.map((about) =>
    [shown(about), ...findings.filter((one) => one.about === about).flatMap((one) => linesOf(one, inColour))].join(
      '\n',
    ),
  );
  return `${[...parts, totals(findings)].join('\n\n')}\n`;
}

/** The same as one JSON object: the worst verdict, how many there are of each, and all findings. */
export function reportJson(findings: readonly Finding[]): string {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, countOf(findings, verdict)]));
  const all = findings.map((one) => ({
    ...one,
    sentence: shown(one.sentence),
    nextStep: one.nextStep === null ? null : shown(one.nextStep),
  }));
  return `${JSON.stringify({ verdict: worstOf(findings), counts, findings: all }, null, 2)}\n`;
}

function linesOf({ verdict, sentence, nextStep }: Finding, inColour: boolean): readonly string[] {
  const word = inColour ? `\u001b[${COLOURS[verdict]}m${WORDS[verdict]}\u001b[0m` : WORDS[verdict];
  const said = `  ${word}  ${shown(sentence)}`;
  return nextStep === null ? [said] : [said, `        -> ${shown(nextStep)}`];
}

function totals(findings: readonly Finding[]): string {
  const parts = VERDICTS.map((verdict) => `${countOf(findings, verdict)} ${TOTALS[verdict]}`);
  return `${parts.join(', ')}.`;
}

function countOf(findings: readonly Finding[], verdict: Verdict): number {
  return findings.filter((one) => one.verdict === verdict).length;
}

function shown(text: string): string {
  return withoutTokens(clean(text, LONGEST));
}
