import { type DiagnosisResult, diagnosisInput } from '../../../src/windows/scripts/contract.js';
import { facts } from './facts.js';
import { type ComputerState, note } from './state.js';
import { windowsMoment } from './toolkit.js';
import type { Work } from './work.js';

type Service = DiagnosisResult['services'][number];
type Reach = NonNullable<DiagnosisResult['wsus']>;

const NOT_DETECTED = 'detection: The service cannot be started, because it is disabled (0x80070422)';

/** `Get-Diagnosis`: what an administrator would look at there. */
export async function diagnose(work: Work, input: unknown): Promise<DiagnosisResult> {
  const { logLines, detectNow } = diagnosisInput.parse(input);
  await work.pause(work.durations.facts);
  const { state } = work;
  return {
    facts: facts(work),
    powershell: `5.1.${state.osBuild.split('.').slice(2).join('.')}`,
    languageMode: state.conditions.languageMode,
    executionPolicy: state.conditions.executionPolicy,
    services: servicesOf(state),
    lastSearchAt: momentOf(state.lastSearchAt),
    lastInstallAt: momentOf(state.lastInstallAt),
    wsus: reachOf(work),
    history: state.history.map(({ at, ...past }) => ({ at: windowsMoment(at), ...past })),
    log: state.conditions.logFails === null && logLines > 0 ? state.log.slice(-logLines) : [],
    logError: state.conditions.logFails,
    leftovers: leftoversOf(work),
    detectAsked: detectNow && detect(work),
    problems: detectNow && state.conditions.serviceDisabled ? [NOT_DETECTED] : [],
  };
}

function momentOf(at: number | null): string | null {
  return at === null ? null : windowsMoment(at);
}

/** Those that patching needs: started on demand, or always. */
const ON_DEMAND = ['wuauserv', 'BITS', 'TrustedInstaller', 'msiserver'];
const ALWAYS = ['UsoSvc', 'CryptSvc', 'WinRM', 'Schedule', 'W32Time'];

function servicesOf({ conditions }: ComputerState): Service[] {
  const isOff = (name: string): boolean => conditions.serviceDisabled && name === 'wuauserv';
  const onDemand = ON_DEMAND.map((name) =>
    isOff(name) ? { name, state: 'Stopped', start: 'Disabled' } : { name, state: 'Stopped', start: 'Manual' },
  );
  return [...onDemand, ...ALWAYS.map((name) => ({ name, state: 'Running', start: 'Automatic' }))];
}

/** What an agent's HRESULT is on the wire: the HTTP status behind it, or what the connection fails with. */
const STATUS: Readonly<Record<string, number>> = {
  '0x80244017': 401,
  '0x80244018': 403,
  '0x80244019': 404,
  '0x8024401B': 407,
  '0x8024401C': 408,
  '0x8024401F': 500,
  '0x80244021': 502,
  '0x80244022': 503,
  '0x80244023': 504,
};
const UNREACHED: Readonly<Record<string, string>> = {
  '0x80072EE2': 'The operation has timed out',
  '0x80072EFD': 'Unable to connect to the remote server',
  '0x8024402C': 'The remote name could not be resolved',
  '0x80072EE7': 'The remote name could not be resolved',
  '0x80072F8F':
    'The underlying connection was closed: Could not establish trust relationship for the SSL/TLS secure channel.',
};

function reachOf({ state, updates }: Work): DiagnosisResult['wsus'] {
  const { policy, searchFails } = state.conditions;
  if (policy.wuServer === null) return null;
  // Of WSUS's self-update tree, which answers without a client's cookie.
  const url = `${policy.wuServer}/selfupdate/wuident.cab`;
  const failed = (error: string): Reach => ({ url, status: null, error });
  const known = searchFails === null ? undefined : UNREACHED[searchFails];
  if (known !== undefined) return failed(known);
  if (updates.serves(policy.wuServer) && updates.offersTo(state.dnsName) === null) {
    return failed('Unable to connect to the remote server');
  }
  return { url, status: STATUS[searchFails ?? ''] ?? 200, error: null };
}

/** Of this job itself there is something, too: it is none. */
function leftoversOf({ state, job }: Work): DiagnosisResult['leftovers'] {
  const others = Object.values(state.jobs).filter(({ key }) => key !== job.key);
  return {
    tasks: others.filter(({ scheduledTask }) => scheduledTask !== null).length,
    jobs: others.filter((each) => each.state !== 'acknowledged').length,
    toolkits: Object.keys(state.toolkits),
  };
}

/** The agent asks its server by itself, and reports. */
function detect({ state, updates, job, now }: Work): boolean {
  if (state.conditions.serviceDisabled) return false;
  note(state, 'detection asked', now(), job.key);
  const { policy, searchFails } = state.conditions;
  if (policy.useWuServer && policy.wuServer !== null && searchFails === null && updates.serves(policy.wuServer)) {
    updates.reportedBy(state.dnsName);
  }
  return true;
}
