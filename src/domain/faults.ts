import type { ErrorCode, PatchbayFailure } from './errors.js';
import type { Explanation } from './outcomes.js';

/** Codes of a computer that could not be reached, logged on to, or known for certain. */
type FaultCode = Extract<ErrorCode, `PB4${string}`>;

/** As of result codes. `person`: it stays so until somebody has changed something. */
type Mark = 'retry' | 'busy' | 'waiting' | 'person';

const MARKS: Readonly<Record<FaultCode, Mark>> = {
  PB401: 'waiting',
  PB402: 'person',
  PB403: 'person',
  PB404: 'person',
  PB405: 'retry',
  PB406: 'person',
  PB407: 'person',
  PB408: 'retry',
  PB409: 'person',
  PB410: 'person',
  PB411: 'person',
  PB412: 'person',
  PB413: 'busy',
  PB414: 'busy',
  PB415: 'person',
  PB416: 'person',
  PB417: 'person',
  PB418: 'retry',
  PB419: 'person',
  PB420: 'person',
  PB421: 'person',
  PB422: 'person',
};

function isFault(code: ErrorCode): code is FaultCode {
  return Object.hasOwn(MARKS, code);
}

/**
 * What kind of failure it is that a computer could not be asked, in the words of result codes; null for any other failure.
 * None of them says anything against an update.
 */
export function explainFault({ code }: Pick<PatchbayFailure, 'code'>): Pick<Explanation, 'kind' | 'retry'> | null {
  if (!isFault(code)) return null;
  const mark = MARKS[code];
  return { retry: mark !== 'person', kind: mark === 'busy' || mark === 'waiting' ? mark : 'failed' };
}
