import { execFile } from 'node:child_process';

const LIMIT_MS = 30_000;
/** All that the program learns of our own environment: there are secrets in it. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'SystemRoot', 'TEMP', 'TMP'];

interface Raised {
  readonly what: string;
  readonly state: string;
  readonly since: number;
  readonly why: string;
}

/**
 * Runs the command that the configuration names, without a shell: what it is about comes in its environment, as
 * PATCHBAY_ALARM (slack, wsus, schedule or disk), PATCHBAY_ALARM_STATE (failing or well), _SINCE (ISO 8601) and _WHY.
 * Never throws.
 * @returns null, or why it failed
 */
export function runAlarmCommand([program = '', ...words]: readonly string[], raised: Raised): Promise<string | null> {
  const env = {
    ...Object.fromEntries(
      PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    ),
    PATCHBAY_ALARM: raised.what,
    PATCHBAY_ALARM_STATE: raised.state,
    PATCHBAY_ALARM_SINCE: new Date(raised.since).toISOString(),
    PATCHBAY_ALARM_WHY: raised.why.replaceAll('\0', ''),
  };
  return new Promise((resolve) => {
    const child = execFile(
      program,
      words,
      { env, timeout: LIMIT_MS, killSignal: 'SIGKILL', windowsHide: true },
      (error) => resolve(error === null ? null : whyFailed(error)),
    );
    child.stdin?.on('error', () => undefined).end();
  });
}

function whyFailed(error: Error & { readonly killed?: boolean; readonly code?: unknown }): string {
  if (error.killed === true) return `it did not end within ${LIMIT_MS / 1000} seconds`;
  return typeof error.code === 'number'
    ? `it ended with exit code ${error.code}`
    : `it cannot be run (${String(error.code)})`;
}
