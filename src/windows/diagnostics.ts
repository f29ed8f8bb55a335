import type { Diagnosis, Survey } from '../domain/diagnosis/seen.js';
import type { ComputerId } from '../domain/ids.js';
import type { Json } from '../domain/job.js';
import type { Diagnostics } from '../ports/diagnostics.js';
import type { Endpoint } from '../ports/endpoint.js';
import { hresultNumber } from './jobs/results.js';
import { reachOf } from './reach.js';
import { instantOrNull, readResult } from './results.js';
import { diagnosisResult } from './scripts/contract.js';
import type { WinRmConnection } from './winrm/transport.js';

interface DiagnosticsParts {
  /** Throws a PatchbayError where the computer is not known. */
  readonly connectionOf: (computer: ComputerId) => WinRmConnection;
  readonly survey: (computer: ComputerId) => Promise<Survey>;
  readonly endpoint: Endpoint;
  /** How long each step of reaching it may take, in milliseconds. */
  readonly stepMs: number;
}

const LIMIT_SECONDS = 900;

/** What a diagnosis asks of computers, as our transports and scripts do it. */
export function windowsDiagnostics({ connectionOf, survey, endpoint, stepMs }: DiagnosticsParts): Diagnostics {
  return {
    reach: async (computer) => reachOf({ ...connectionOf(computer), computer }, stepMs),
    survey,
    job: ({ logLines, detectNow }) => ({
      script: 'Get-Diagnosis',
      input: { logLines, detectNow },
      limitSeconds: LIMIT_SECONDS,
    }),
    read: (result, computer) => diagnosisOf(result, computer, endpoint),
  };
}

function diagnosisOf(result: Json, computer: ComputerId, endpoint: Endpoint): Diagnosis {
  const told = readResult('Get-Diagnosis', diagnosisResult, result, computer);
  return {
    ...told,
    problems: told.problems ?? [],
    facts: endpoint.readFacts(told.facts, computer),
    lastSearchAt: instantOrNull(told.lastSearchAt),
    lastInstallAt: instantOrNull(told.lastInstallAt),
    history: told.history.map((entry) => ({
      ...entry,
      at: Date.parse(entry.at),
      hresult: hresultNumber(entry.hresult),
    })),
  };
}
