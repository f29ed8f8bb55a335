import { findingsAbout } from '../../src/domain/diagnosis/finding.js';
import type { ComputerDiagnosis } from '../../src/domain/diagnosis/record.js';
import type { ReachSeen, Survey } from '../../src/domain/diagnosis/seen.js';
import type { ComputerId, JobKey, OperationId, PersonId } from '../../src/domain/ids.js';
import type { Diagnostics } from '../../src/ports/diagnostics.js';
import type { OwnParts } from '../../src/ports/own-parts.js';
import { windowsDiagnostics } from '../../src/windows/diagnostics.js';
import { endpoint } from '../../src/windows/endpoint.js';
import type { PretendWindows } from './pretend-windows.js';
import { NOW } from './samples.js';

export function aDiagnosis(over: Partial<ComputerDiagnosis> = {}): ComputerDiagnosis {
  const { pass, warn, fail } = findingsAbout('fin-ws-07');
  return {
    id: 'op-diagnosis-1' as OperationId,
    computerId: 'fin-ws-07' as ComputerId,
    by: 'U0OLIVIA' as PersonId,
    conversation: 'C0PATCHING',
    at: NOW,
    detectNow: false,
    key: 'testbay000-00000000000000000000000000' as JobKey,
    endedAt: NOW,
    findings: [
      fail('disk', 'Only 100 MB are free.', 'Free some space there.'),
      warn('clock', 'Its clock is 12 min ahead.', 'Correct its clock.'),
      pass('port', 'Port 5986 is open.'),
    ],
    log: ['a line of the log'],
    ...over,
  };
}

export function aReach(over: Partial<ReachSeen> = {}): ReachSeen {
  const day = 86_400_000;
  return {
    host: 'fin-ws-07.example.com',
    port: 5986,
    scheme: 'https',
    name: { addresses: ['10.0.0.7'] },
    door: 'open',
    certificate: { validFrom: NOW - day, validTo: NOW + 200 * day, names: ['fin-ws-07.example.com'], distrust: null },
    offers: ['negotiate', 'kerberos'],
    ...over,
  };
}

export function aSurvey(over: Partial<Survey> = {}): Survey {
  return {
    computerName: 'FIN-WS-07',
    domain: 'CORP',
    machineId: 'machine-1',
    bootedAt: NOW - 86_400_000,
    clock: NOW,
    way: null,
    languageMode: 'FullLanguage',
    executionPolicy: 'Bypass',
    isAdmin: true,
    hasToolkit: true,
    ...over,
  };
}

/** A fleet in memory that is looked at: what is otherwise than in good health is set by the test. */
export function pretendDiagnostics(windows: PretendWindows) {
  const over = { reach: {} as Partial<ReachSeen>, survey: {} as Partial<Survey> };
  const survey = async (computer: ComputerId): Promise<Survey> => ({
    ...aSurvey(),
    ...(await windows.identify(computer)),
    ...over.survey,
  });
  const connectionOf = (): never => {
    throw new Error('nobody is connected to');
  };
  const real = windowsDiagnostics({ connectionOf, survey, endpoint: endpoint(), stepMs: 1 });
  const diagnostics: Diagnostics = { ...real, reach: async () => ({ ...aReach(), ...over.reach }) };
  return { ...diagnostics, over };
}

export const OWN_PARTS: OwnParts = {
  slack: async () => ({ bot: { team: 'Contoso', teamId: 'T0', scopes: [] }, app: 'open', wanted: [], teamId: null }),
  data: async () => ({
    ...{ folder: '/data', state: 'there', unwritable: null, freeBytes: 10 ** 12, owner: 'we' },
    ...{ format: { found: 2, known: 2 }, damaged: [] },
  }),
};
