import type { ComputerId, Instant } from '../ids.js';
import { codeFindings } from './codes.js';
import { counted, type Finding, findingsAbout, listed, megabytes } from './finding.js';
import { policyFindings } from './policy.js';
import type { Diagnosis, DiagnosisTerms } from './seen.js';

const DAY_MS = 86_400_000;
/** A computer that asked for updates so long ago does not ask by itself any more. */
const SEARCH_DAYS = 7;
const INSTALL_DAYS = 60;
/** One less than what is asked for is told of before it blocks. */
const SPARE = 1.5;

/** Without these nothing is found, fetched or installed. */
const NEEDED: ReadonlySet<string> = new Set(['wuauserv', 'bits', 'cryptsvc', 'trustedinstaller', 'schedule']);

interface About {
  readonly id: ComputerId;
  readonly clones: readonly ComputerId[];
  readonly now: Instant;
  readonly terms: DiagnosisTerms;
}

/** What the computer itself says. */
export function insideFindings(seen: Diagnosis, { id, clones, now, terms }: About): readonly Finding[] {
  const { facts } = seen;
  return [
    ...restartFindings(id, seen),
    ...policyFindings(id, facts.policy, terms.rules.wsusNames),
    ...wsusFinding(id, seen),
    diskFinding(id, facts.systemDriveFreeBytes, terms.rules.minFreeDiskBytes),
    ...serviceFindings(id, seen),
    ...agentFindings(id, seen, now),
    cloneFinding(id, facts.susClientId, clones),
    ...(facts.startsAlone ? [] : [pinFinding(id)]),
    leftoverFinding(id, seen),
    ...codeFindings(id, seen),
    ...seen.problems.map((problem) => unreadFinding(id, problem)),
    ...(seen.detectAsked ? [findingsAbout(id).pass('detect', 'It was told to look for updates now.')] : []),
  ];
}

function restartFindings(about: string, { facts }: Diagnosis): readonly Finding[] {
  const say = findingsAbout(about);
  const { restartRequired, restartHints, servicingBusy } = facts;
  const hints = `Signs of a pending restart that keep nothing from being installed: ${listed(restartHints)}.`;
  return [
    restartRequired
      ? say.warn('restart', 'It waits for a restart, before which nothing is installed.', 'Restart it, then scan it.')
      : say.pass('restart', 'No restart is pending that would keep an update from being installed.'),
    ...(restartHints.length === 0 || restartRequired
      ? []
      : [say.warn('restart-hints', hints, 'Restart it when that suits; a scan goes on as it is.')]),
    ...(servicingBusy
      ? [say.warn('servicing', 'Windows is still completing earlier updates.', 'Wait until it has finished.')]
      : []),
  ];
}

function wsusFinding(about: string, { wsus }: Diagnosis): readonly Finding[] {
  const say = findingsAbout(about);
  if (wsus === null) return [];
  const { url, status, error } = wsus;
  const next = 'Check the name, the port and the certificate of WSUS, and the proxy and firewall, from that computer.';
  if (status === null)
    return [say.fail('wsus-answer', `WSUS does not answer it at ${url} (${error ?? 'no reason'}).`, next)];
  if (status >= 200 && status < 400) return [say.pass('wsus-answer', `WSUS answers it at ${url}.`)];
  const pool = 'Look at WSUS and its IIS pool WsusPool.';
  return [say.fail('wsus-answer', `WSUS answers it at ${url} with HTTP ${status}.`, status >= 500 ? pool : next)];
}

function diskFinding(about: string, free: number, least: number): Finding {
  const say = findingsAbout(about);
  const text = `${megabytes(free)} of its system drive are free`;
  const next = 'Free some space there, such as by DISM /Cleanup-Image /StartComponentCleanup.';
  if (free < least) return say.fail('disk', `Only ${text}; ${megabytes(least)} are needed.`, next);
  if (free < least * SPARE) return say.warn('disk', `${text}, hardly more than is needed.`, next);
  return say.pass('disk', `${text}.`);
}

function serviceFindings(about: string, { services }: Diagnosis): readonly Finding[] {
  const say = findingsAbout(about);
  const off = services.filter(({ start }) => start.toLowerCase() === 'disabled');
  const found = off.map(({ name }) => {
    const id = `service-${name.toLowerCase()}`;
    const next = `Enable the service ${name}.`;
    return NEEDED.has(name.toLowerCase())
      ? say.fail(id, `The service ${name} is disabled, so no update can be installed.`, next)
      : say.warn(id, `The service ${name} is disabled.`, next);
  });
  const manual = services.find(({ name, start }) => name.toLowerCase() === 'winrm' && /^(manual|demand)/i.test(start));
  if (manual !== undefined)
    found.push(
      say.warn(
        'service-winrm',
        'The service WinRM does not start with Windows, so it does not answer after a restart.',
        'Set the service WinRM to start automatically.',
      ),
    );
  return found.length > 0 ? found : [say.pass('services', 'The services that updates need are enabled.')];
}

function agentFindings(about: string, { lastSearchAt, lastInstallAt }: Diagnosis, now: Instant): readonly Finding[] {
  const say = findingsAbout(about);
  const searched = lastSearchAt === null ? null : daysBefore(lastSearchAt, now);
  const installed = lastInstallAt === null ? null : daysBefore(lastInstallAt, now);
  const detect = 'Click Detect now, or scan it.';
  return [
    searched === null
      ? say.warn('last-search', 'It never looked for updates by itself.', detect)
      : searched > SEARCH_DAYS
        ? say.warn('last-search', `It looked for updates ${searched} days ago.`, detect)
        : say.pass('last-search', `It looked for updates ${whenText(searched)}.`),
    installed === null || installed > INSTALL_DAYS
      ? say.warn('last-install', installText(installed), 'Scan it, and see whether its patches are approved on WSUS.')
      : say.pass('last-install', `It installed an update ${whenText(installed)}.`),
  ];
}

function installText(days: number | null): string {
  return days === null
    ? 'It never installed an update, by what it remembers.'
    : `It installed an update ${days} days ago.`;
}

function daysBefore(at: Instant, now: Instant): number {
  return Math.max(0, Math.floor((now - at) / DAY_MS));
}

function whenText(days: number): string {
  return days === 0 ? 'within the last day' : `${counted(days, 'day')} ago`;
}

function cloneFinding(about: string, id: string | null, clones: readonly ComputerId[]): Finding {
  const say = findingsAbout(about);
  if (clones.length > 0)
    return say.warn(
      'client-id',
      `It has the SusClientId of ${listed(clones)}, as clones have: WSUS shows one of them only.`,
      'Remove SusClientId and SusClientIdValidation from the registry of one, restart wuauserv, and have it detect.',
    );
  return id === null
    ? say.warn('client-id', 'It has no SusClientId yet, so WSUS does not know it.', 'Click Detect now, or scan it.')
    : say.pass('client-id', 'Its SusClientId is its own.');
}

function pinFinding(about: string): Finding {
  return findingsAbout(about).warn(
    'bitlocker',
    'BitLocker asks for a PIN or a key at each start, so it does not come back from a restart alone.',
    'Have somebody there when it restarts, suspend BitLocker for one start, or set its group to never restart.',
  );
}

function unreadFinding(about: string, problem: string): Finding {
  const sentence = `Something could not be found out there (${problem}).`;
  return findingsAbout(about).warn('unread', sentence, 'Look at that on the computer itself.');
}

function leftoverFinding(about: string, { leftovers }: Diagnosis): Finding {
  const say = findingsAbout(about);
  const { tasks, jobs, toolkits } = leftovers;
  const left = [
    ...(tasks > 0 ? [counted(tasks, 'scheduled task')] : []),
    ...(jobs > 0 ? [`${counted(jobs, 'job')} without an end`] : []),
    ...(toolkits.length > 1 ? [`toolkits of ${counted(toolkits.length, 'version')}`] : []),
  ];
  if (left.length === 0) return say.pass('leftovers', 'Nothing of ours is left over there.');
  return say.warn(
    'leftovers',
    `Left over of ours: ${listed(left)}.`,
    'Jobs that others wait for end by themselves, and what is old is removed within a day or two of work there.',
  );
}
