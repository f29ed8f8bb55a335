import type { Finding, Verdict } from '../../domain/diagnosis/finding.js';
import type { ComputerDiagnosis } from '../../domain/diagnosis/record.js';
import { say } from '../actions.js';
import { buttons, type Card, card, context, header, lineSections, optionalContext, section } from '../blocks.js';
import type { TextFile } from '../files.js';
import { clean, type Mrkdwn } from '../text.js';
import {
  DETECT_TEXT,
  DETECT_TITLE,
  diagnosisAsOf,
  diagnosisHead,
  diagnosisLogTitle,
  diagnosisSummary,
  findingLine,
  NO_LOG,
  OWN_HEAD,
  ownLine,
  ownSummary,
  passedText,
} from '../words/diagnosis.js';
import { LABELS } from '../words/labels.js';

/** What failed has the most room. */
const ROOM = { fail: { text: 6000, lines: 20 }, warn: { text: 4000, lines: 20 } } as const;

/** What was found of a computer: what failed first, each with what to do about it. */
export function diagnosisCard(diagnosis: ComputerDiagnosis): Card {
  const { computerId: id, endedAt, log } = diagnosis;
  const summary = diagnosisSummary(diagnosis);
  if (endedAt === null) return card(summary, [header(diagnosisHead(diagnosis)), section(summary)]);
  const confirm = { title: DETECT_TITLE, text: DETECT_TEXT, yes: LABELS.detectNow };
  return card(summary, [
    header(diagnosisHead(diagnosis)),
    section(summary),
    ...grouped(diagnosis.findings, findingLine),
    context(diagnosisAsOf(diagnosis)),
    buttons([
      say(LABELS.diagnoseAgain, `diagnose ${id}`),
      { ...say(LABELS.detectNow, `diagnose ${id} detect`), confirm },
      log.length === 0 ? null : say(LABELS.windowsLog, `diagnose ${id} log`),
      say(LABELS.showStatus, `status ${id}`),
    ]),
  ]);
}

/** What was found of ourselves. */
export function ownDiagnosisCard(findings: readonly Finding[]): Card {
  const summary = ownSummary(findings);
  return card(summary, [
    header(OWN_HEAD),
    section(summary),
    ...grouped(findings, ownLine),
    buttons([say(LABELS.diagnoseAgain, 'diagnose')]),
  ]);
}

function grouped(findings: readonly Finding[], line: (finding: Finding) => Mrkdwn) {
  const those = (verdict: Verdict) => findings.filter((one) => one.verdict === verdict);
  const bad = (['fail', 'warn'] as const).flatMap((verdict) =>
    lineSections(those(verdict), line, ROOM[verdict].text, ROOM[verdict].lines),
  );
  return [...bad, optionalContext(passedText(those('pass')))];
}

/** The end of WindowsUpdate.log, a line a line; null where none was read. */
export function diagnosisLogFile(diagnosis: ComputerDiagnosis): TextFile | null {
  if (diagnosis.log.length === 0) return null;
  return {
    name: `windowsupdate-${diagnosis.computerId}.txt`,
    title: diagnosisLogTitle(diagnosis),
    content: `${diagnosis.log.map((line) => clean(line, 500)).join('\n')}\n`,
  };
}

export function noLogCard(): Card {
  return card(NO_LOG, [section(NO_LOG)]);
}
