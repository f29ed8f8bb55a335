import { type ErrorCode, PatchbayError } from '../../domain/errors.js';
import type { ComputerId } from '../../domain/ids.js';
import type { SoapFault } from './soap.js';

/** WSMAN_OPERATION_TIMEDOUT: no output within the time that we allowed; ask again. */
const TIMED_OUT = 2_150_858_793;

/** What WSManFault's codes and subcodes mean to us, by the names of Microsoft's WsmError.h. */
const MEANINGS: readonly {
  readonly code: ErrorCode;
  readonly codes: readonly number[];
  readonly subcodes: string[];
}[] = [
  // ERROR_ACCESS_DENIED, plain and as an HRESULT.
  { code: 'PB407', codes: [5, 0x80070005], subcodes: ['AccessDenied'] },
  // REMOTESHELLS_NOT_ALLOWED, SERVICE_REMOTE_ACCESS_DISABLED, REMOTE_CONNECTION_NOT_ALLOWED.
  { code: 'PB415', codes: [0x803381ac, 0x803381dd, 0x803381e3], subcodes: [] },
  // ENCODING_LIMIT, MAX_ENVELOPE_SIZE, MAX_ENVELOPE_SIZE_EXCEEDED, SERVER_ENVELOPE_LIMIT.
  { code: 'PB416', codes: [0x80338035, 0x80338047, 0x80338048, 0x80338049], subcodes: ['EncodingLimit'] },
  // UNEXPECTED_SELECTORS, ERROR_OPERATION_ABORTED, ERROR_CANCELLED, SHELL_DISCONNECTED, SERVICE_STREAM_DISCONNECTED.
  { code: 'PB414', codes: [0x8033805b, 995, 1223, 0x803381c4, 0x803381de], subcodes: ['InvalidSelectors'] },
];

/** ERROR_WSMAN_QUOTA_…: what is counted, by the name of the setting that bounds it. */
const QUOTAS: ReadonlyMap<number, string> = new Map([
  [0x803381a5, 'MaxShellsPerUser'],
  [0x803381a6, 'MaxConcurrentOperationsPerUser'],
  [0x803381a7, 'quota of requests for each user'],
  [0x803381a8, 'quota of requests for all users'],
  [0x803381ab, 'MaxConcurrentUsers'],
  [0x803381e4, 'MaxShellsPerUser'],
  [0x803381e5, 'MaxConcurrentUsers'],
  [0x803381e6, 'MaxShells'],
  [0x803381e7, 'MaxConcurrentOperations'],
  [0x803381e8, 'MaxConcurrentOperationsPerUser'],
  [0x803381e9, 'MaxProcessesPerShell'],
  [0x803381ea, 'quota of resources'],
  [0x8033803f, 'quota'],
]);

/** Whether there just is no output yet. */
export function isTimedOut(fault: SoapFault): boolean {
  return fault.code === TIMED_OUT || fault.subcode === 'TimedOut';
}

/** What the service says instead of an answer, as one of the transport's codes. The code decides, where there is one. */
export function faultFailure(computer: ComputerId, fault: SoapFault): PatchbayError {
  const cause = fault.message || fault.subcode || 'a fault without a reason';
  const quota = (fault.code === null ? undefined : QUOTAS.get(fault.code)) ?? quotaBySubcode(fault);
  if (quota !== null) return new PatchbayError('PB413', { computer, cause, quota });
  const byCode = MEANINGS.find(({ codes }) => fault.code !== null && codes.includes(fault.code));
  const meaning = byCode ?? MEANINGS.find(({ subcodes }) => subcodes.includes(fault.subcode));
  return new PatchbayError(meaning?.code ?? 'PB408', { computer, cause });
}

function quotaBySubcode(fault: SoapFault): string | null {
  return fault.subcode === 'QuotaLimit' ? 'quota' : null;
}
