import type { Instant } from '../../src/domain/ids.js';
import type { DiagnosisResult, FactsResult } from '../../src/windows/scripts/contract.js';

/** What a computer in good health says of itself. */
export function aDiagnosisResult(facts: FactsResult, now: Instant): DiagnosisResult {
  const before = (hours: number): string => new Date(now - hours * 3_600_000).toISOString();
  const service = (name: string) => ({ name, state: 'Running', start: 'Auto' });
  return {
    facts,
    powershell: '5.1.20348.1',
    languageMode: 'FullLanguage',
    executionPolicy: 'RemoteSigned',
    services: ['wuauserv', 'BITS', 'CryptSvc', 'TrustedInstaller', 'WinRM'].map(service),
    lastSearchAt: before(5),
    lastInstallAt: before(200),
    wsus: { url: 'https://wsus-01:8531', status: 200, error: null },
    history: [{ at: before(200), title: 'Update one', operation: 'install', resultCode: 2, hresult: null }],
    log: ['2026/11/14 10:00:00 Agent * Found 0 updates'],
    logError: null,
    leftovers: { tasks: 0, jobs: 0, toolkits: ['1'] },
    detectAsked: false,
  };
}
