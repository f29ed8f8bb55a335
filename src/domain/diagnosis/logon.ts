import type { PatchbayFailure } from '../errors.js';
import { whyUnidentified } from '../identity.js';
import type { Instant } from '../ids.js';
import { type Finding, findingsAbout } from './finding.js';
import { type ComputerSeen, type DiagnosisTerms, isFailure, isLeftOut, type Survey } from './seen.js';

/** What group policy may set so that no switch of ours lets an unsigned script run. */
const FORBIDDING: ReadonlySet<string> = new Set(['allsigned', 'restricted']);

/** Whether the account is taken, who answers, and whether our scripts can work there. */
export function logonFindings(seen: ComputerSeen, terms: DiagnosisTerms): readonly Finding[] {
  const { computer, isImported, logon, metAt } = seen;
  const say = findingsAbout(computer.id);
  const why = whyUnidentified(computer, isImported, terms.command);
  const doubt = why === null ? [] : [doubtFinding(computer.id, why)];
  if (isLeftOut(logon)) return [say.warn('logon', logon.leftOut, logon.nextStep), ...doubt];
  if (isFailure(logon)) return why !== null && why.code === logon.code ? doubt : [say.failed('logon', logon), ...doubt];
  const accepted = say.pass('logon', 'The account is accepted.');
  const identity = why === null ? [identityFinding(seen, logon)] : doubt;
  const clock = clockFinding(computer.id, logon.clock - metAt, terms);
  return [accepted, ...identity, ...meansFindings(computer.id, logon), clock];
}

/** Nothing is wrong with a computer that waits for an administrator's word. */
function doubtFinding(about: string, why: PatchbayFailure): Finding {
  const found = findingsAbout(about).failed('identity', why);
  return why.code === 'PB421' ? { ...found, verdict: 'warn' } : found;
}

function identityFinding({ computer }: ComputerSeen, { computerName, domain, machineId }: Survey): Finding {
  const where = domain === null ? '' : ` in ${domain}`;
  const who = `${computerName}${where} (${machineId})`;
  const isNew = computer.machineId === null;
  const sentence = isNew
    ? `It is met for the first time: ${who} answers.`
    : `The machine that is known answers: ${who}.`;
  return findingsAbout(computer.id).pass('identity', sentence);
}

function meansFindings(about: string, survey: Survey): readonly Finding[] {
  const say = findingsAbout(about);
  const { isAdmin, hasToolkit, languageMode, executionPolicy } = survey;
  return [
    isAdmin
      ? say.pass('admin', 'The account is an administrator there.')
      : say.fail(
          'admin',
          'The account is no administrator there, or not elevated.',
          'Make it a local administrator; for a local account see LocalAccountTokenFilterPolicy, or use one of the domain.',
        ),
    languageMode === 'FullLanguage'
      ? say.pass('language-mode', 'PowerShell runs in Full Language mode.')
      : say.fail(
          'language-mode',
          `PowerShell is under ${languageMode}, where no script of ours can run.`,
          'Allow the toolkit folder in App Control or AppLocker.',
        ),
    FORBIDDING.has(executionPolicy.toLowerCase())
      ? say.fail(
          'execution-policy',
          `Group policy sets the execution policy ${executionPolicy}, which no script of ours passes.`,
          'Have group policy set RemoteSigned, or sign the scripts with a certificate that is trusted there.',
        )
      : say.pass('execution-policy', `The execution policy ${executionPolicy} lets our scripts run.`),
    say.pass(
      'toolkit',
      hasToolkit ? 'The toolkit of this version is there.' : 'The toolkit is not there yet: the first job brings it.',
    ),
  ];
}

/** A clock that is off makes certificates, Kerberos and times of jobs fail. */
function clockFinding(about: string, skewMs: Instant, { maxClockSkewMs }: DiagnosisTerms): Finding {
  const say = findingsAbout(about);
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) <= maxClockSkewMs) return say.pass('clock', `Its clock is right, within ${seconds} s.`);
  const far = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return say.warn(
    'clock',
    `Its clock is ${far} ${skewMs > 0 ? 'ahead' : 'behind'}.`,
    'Correct its clock, and see where it gets its time from (w32tm /query /status).',
  );
}
