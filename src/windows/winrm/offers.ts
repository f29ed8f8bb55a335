import type { Trust } from './dial.js';
import { failureOf, statusFailure } from './failures.js';
import { Line } from './line.js';
import type { WinRmTarget } from './transport.js';

/** More than a Windows offers; what stands in a header is whatever the service wants us to show. */
const MOST_SHOWN = 6;
const SCHEME = /^[A-Za-z0-9-]{1,20}$/;

/** Schemes in a sentence of a failure. */
export function offersText(schemes: Iterable<string>): string {
  const shown = [...schemes].filter((one) => SCHEME.test(one)).slice(0, MOST_SHOWN);
  return `it offers ${shown.length === 0 ? 'nothing' : shown.join(', ')}`;
}

/**
 * The schemes that a service offers, in lower case: what it answers to a request that says nothing and nobody's name
 * (MS-WSMV 2.2.1). Fails with the transport's codes.
 */
export async function offersOf(
  target: WinRmTarget,
  trust: Trust,
  requestMs: number,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  let line: Line | null = null;
  try {
    line = await Line.open(target, trust, requestMs, signal);
    const { status, challenges, body } = await line.post({}, Buffer.alloc(0), signal);
    // A service that starts, or one that is none, offers nothing yet.
    if (status !== 401) throw statusFailure(target.computer, status, body.toString('utf8'));
    return new Set(
      challenges.flatMap((one) => one.split(',')).map((one) => (one.trim().split(/[\s=]/, 1)[0] ?? '').toLowerCase()),
    );
  } catch (error) {
    throw failureOf(target.computer, signal.aborted ? signal.reason : error, null);
  } finally {
    line?.close();
  }
}
