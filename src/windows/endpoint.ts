import type { z } from 'zod';
import type { Facts, NeededUpdate } from '../domain/computer.js';
import { PatchbayError } from '../domain/errors.js';
import type { ComputerId, Instant, UpdateId } from '../domain/ids.js';
import type { Json } from '../domain/job.js';
import type { Impact, RebootBehavior } from '../domain/patch.js';
import type { UpdateOutcome } from '../domain/target.js';
import type { Endpoint, InstallReport, ScanReport } from '../ports/endpoint.js';
import { type FactsResult, type InstallResult, JOB_CONTRACT, type JobScript } from './scripts/contract.js';

/** Execution limits that the computer itself enforces, in seconds. */
const LIMIT_SECONDS = { facts: 600, scan: 3_600, install: 14_400, restart: 600 } as const;

/** What users at the computer read before it restarts. */
const RESTART_MESSAGE = 'Updates were installed. This computer restarts to complete them.';

/** The jobs of a computer that is patched, in the words of the script contract. */
export function endpoint(): Endpoint {
  return {
    facts: () => ({ script: 'Get-EndpointFacts', input: {}, limitSeconds: LIMIT_SECONDS.facts }),
    readFacts: (result, computer) => factsOf(parsed('Get-EndpointFacts', result, computer)),
    scan: () => ({ script: 'MS_WUA_Scan', input: {}, limitSeconds: LIMIT_SECONDS.scan }),
    readScan,
    install: (updates, distributeOnly) => ({
      script: 'MS_WUA_Install_Updates',
      input: { updates, distributeOnly },
      limitSeconds: LIMIT_SECONDS.install,
    }),
    readInstall,
    restart: (delaySeconds) => ({
      script: 'Restart-Endpoint',
      input: { delaySeconds, message: RESTART_MESSAGE },
      limitSeconds: LIMIT_SECONDS.restart,
    }),
    readRestart,
  };
}

/** A job's result by its schema; PB502 where it does not fit. */
export function parsed<S extends JobScript>(
  script: S,
  result: Json,
  computer: ComputerId,
): z.infer<(typeof JOB_CONTRACT)[S]['result']> {
  const answer = JOB_CONTRACT[script].result.safeParse(result);
  if (answer.success) return answer.data as z.infer<(typeof JOB_CONTRACT)[S]['result']>;
  const issue = answer.error.issues[0];
  const cause = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`.slice(0, 300);
  throw new PatchbayError('PB502', { script, computer, cause });
}

/** A moment as the scripts write it. */
export const instant = (iso: string): Instant => Date.parse(iso);

const REBOOT: readonly RebootBehavior[] = ['never', 'always', 'can-request'];
const IMPACT: readonly Impact[] = ['normal', 'minor', 'exclusive'];

/** The enumerations of IInstallationBehavior. What is unknown is taken as the most disturbing. */
export const rebootBehavior = (value: number): RebootBehavior => REBOOT[value] ?? 'always';
export const impact = (value: number): Impact => IMPACT[value] ?? 'exclusive';

function factsOf(result: FactsResult): Facts {
  const { bootedAt, clock, ...facts } = result;
  return { ...facts, at: instant(clock), bootedAt: instant(bootedAt), clock: instant(clock) };
}

function readScan(result: Json, computer: ComputerId): ScanReport {
  const scan = parsed('MS_WUA_Scan', result, computer);
  return {
    facts: factsOf(scan.facts),
    complete: scan.resultCode === 2,
    bootedAt: instant(scan.facts.bootedAt),
    needed: scan.needed.map(
      (need): NeededUpdate => ({
        ...need,
        updateId: need.updateId as UpdateId,
        rebootBehavior: rebootBehavior(need.rebootBehavior),
        impact: impact(need.impact),
      }),
    ),
    installed: scan.installed as UpdateId[],
    warnings: scan.warnings,
  };
}

function readInstall(result: Json, computer: ComputerId): InstallReport {
  const install = parsed('MS_WUA_Install_Updates', result, computer);
  return {
    bootedAt: instant(install.bootedAt),
    outcomes: install.updates.map(outcomeOf),
    restartRequired: install.restartRequired,
    stopped: install.stopped !== null,
  };
}

/** What the agent no longer offers was not started by us: the scan says whether it is installed. */
function outcomeOf(update: InstallResult['updates'][number]): UpdateOutcome {
  return {
    updateId: update.updateId as UpdateId,
    result: update.outcome === 'not-found' ? 'not-started' : update.outcome,
    hresult: update.hresult === null ? null : Number.parseInt(update.hresult, 16),
    restartRequired: update.restartRequired,
  };
}

function readRestart(result: Json, computer: ComputerId): { readonly bootedAt: Instant } {
  const restart = parsed('Restart-Endpoint', result, computer);
  return { bootedAt: instant(restart.bootedAt) };
}
