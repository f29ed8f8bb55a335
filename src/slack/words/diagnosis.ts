import type { Finding, Verdict } from '../../domain/diagnosis/finding.js';
import type { ComputerDiagnosis } from '../../domain/diagnosis/record.js';
import { bold, code, join, type Mrkdwn, moment, mrkdwn, safe } from '../text.js';

/** Words of diagnoses. What was found was said by computers: all of it is hostile. */

const MARKS: Readonly<Record<Verdict, Mrkdwn>> = { fail: mrkdwn`⛔`, warn: mrkdwn`⚠️`, pass: mrkdwn`✓` };
/** What is right is there to be skimmed. */
const MOST_PASSED = 1800;

export const OWN_HEAD = 'Diagnosis · Patchbay';
export const DETECT_TITLE = 'Look for updates now?';
export const DETECT_TEXT = mrkdwn`The computer is told to ask WSUS now. By its own policy it may install what it finds.`;
export const NO_LOG = mrkdwn`No log was read there. Diagnose it again.`;

export function diagnosisHead({ computerId }: ComputerDiagnosis): string {
  return `Diagnosis · ${computerId}`;
}

export function diagnosisSummary({ computerId, endedAt, findings }: ComputerDiagnosis): Mrkdwn {
  if (endedAt === null) return mrkdwn`${code(computerId)} is being looked at. This takes a minute or two.`;
  return mrkdwn`${code(computerId)}: ${countsText(findings)}.`;
}

export function ownSummary(findings: readonly Finding[]): Mrkdwn {
  return mrkdwn`Patchbay itself: ${countsText(findings)}.`;
}

/** `2 failed, 1 to look at, 14 right`. */
function countsText(findings: readonly Finding[]): Mrkdwn {
  const count = (verdict: Verdict): number => findings.filter((one) => one.verdict === verdict).length;
  const [failed, unwise] = [count('fail'), count('warn')];
  return join(
    [
      failed === 0 ? mrkdwn`` : mrkdwn`${failed} failed`,
      unwise === 0 ? mrkdwn`` : mrkdwn`${unwise} to look at`,
      mrkdwn`${count('pass')} right`,
    ],
    ', ',
  );
}

/** What was found, and on a line of its own what to do about it. */
export function findingLine({ verdict, sentence, nextStep }: Finding): Mrkdwn {
  const said = mrkdwn`${MARKS[verdict]} ${safe(sentence, 500)}`;
  return nextStep === null ? said : mrkdwn`${said}\n      → ${safe(nextStep, 400)}`;
}

/** What is right, one after the other. */
export function passedText(findings: readonly Finding[]): Mrkdwn {
  let text = mrkdwn``;
  for (const [n, { sentence }] of findings.entries()) {
    const longer = join([text, mrkdwn`${MARKS.pass} ${safe(sentence, 200)}`], ' ');
    if (longer.length > MOST_PASSED) return mrkdwn`${text} … and ${findings.length - n} more.`;
    text = longer;
  }
  return text;
}

/** The same of one of our parts. */
export function ownLine(finding: Finding): Mrkdwn {
  return mrkdwn`${bold(safe(finding.about))} ${findingLine(finding)}`;
}

export function diagnosisAsOf({ at, detectNow }: ComputerDiagnosis): Mrkdwn {
  const asked = detectNow ? mrkdwn` It was asked to look for updates.` : mrkdwn``;
  return mrkdwn`As of ${moment(at)}.${asked}`;
}

export function diagnosisLogTitle({ computerId }: ComputerDiagnosis): string {
  return `WindowsUpdate.log of ${computerId}`;
}

export function logSent({ computerId }: ComputerDiagnosis): Mrkdwn {
  return mrkdwn`The end of WindowsUpdate.log of ${code(computerId)} is in your direct messages.`;
}
