import type { Trust } from './dial.js';
import { failureOf } from './failures.js';
import { Line } from './line.js';
import type { WinRmTarget } from './transport.js';

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
    const { challenges } = await line.post({}, Buffer.alloc(0), signal);
    return new Set(
      challenges.flatMap((one) => one.split(',')).map((one) => (one.trim().split(/[\s=]/, 1)[0] ?? '').toLowerCase()),
    );
  } catch (error) {
    throw failureOf(target.computer, signal.aborted ? signal.reason : error, null);
  } finally {
    line?.close();
  }
}
