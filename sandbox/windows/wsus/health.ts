import { type HealthResult, JOB_CONTRACT, type ListResult } from '../../../src/windows/scripts/contract.js';
import type { WsusState } from './state.js';

interface Seen {
  /** Throws where queries run into their time limit. */
  list(): ListResult;
  readonly state: WsusState;
  readonly now: number;
  /** Of the host's Windows. */
  readonly osBuild: string;
}

const SILENT_MS = 30 * 86_400_000;
const NOT_READ = 'Timeout expired.  The timeout period elapsed prior to completion of the operation';

/** `Get-WsusHealth`: what cannot be read is null, and why is told. */
export function healthOf({ list, state, now, osBuild }: Seen, input: unknown): HealthResult {
  const { countSuperseded } = JOB_CONTRACT['Get-WsusHealth'].input.parse(input);
  const { settings } = state;
  const read = settings.timesOut ? null : list();
  const pending = Object.values(state.approvals).filter((list) => list.some(({ activeAt }) => activeAt > now));
  return {
    version: '10.0.20348.4405',
    osBuild,
    replica: settings.replicaOf !== null,
    upstream: settings.replicaOf,
    ssl: settings.ssl,
    port: settings.ssl ? 8531 : 8530,
    sync: syncOf(state),
    supersededNotDeclined:
      read === null || !countSuperseded ? null : read.updates.filter((one) => one.superseded && !one.declined).length,
    filesMissing: pending.length,
    clients: read?.computers.length ?? null,
    silentClients:
      read?.computers.filter(({ reportedAt }) => now - Date.parse(reportedAt ?? '') >= SILENT_MS).length ?? null,
    contentFreeBytes: settings.contentFreeBytes,
    problems:
      read === null ? [`clients: ${NOT_READ}`, ...(countSuperseded ? [`superseded updates: ${NOT_READ}`] : [])] : [],
  };
}

function syncOf({ lastSync, syncingSince }: WsusState): HealthResult['sync'] {
  return {
    status: syncingSince === null ? 'idle' : 'running',
    startedAt: lastSync && new Date(lastSync.startedAt).toISOString(),
    endedAt: lastSync && new Date(lastSync.endedAt).toISOString(),
    result: lastSync?.result ?? 0,
    error: lastSync?.error ?? null,
  };
}
