import { execFile } from 'node:child_process';
import { Secret } from './secret.js';

/** How long a command may take, in milliseconds. */
const LIMIT_MS = 10_000;
/** How much it may print, in bytes. */
const MOST_BYTES = 4096;

/**
 * The password that a command prints, without the line feed at its end; or what `refuse` gives. No shell: the first word
 * is the program, the others are its arguments as they stand. What it prints is never shown, on either output.
 */
export function secretFromCommand(
  [program = '', ...words]: readonly string[],
  folder: string,
  refuse: (text: string) => null,
): Promise<Secret | null> {
  const options = { cwd: folder, timeout: LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: MOST_BYTES } as const;
  return new Promise((resolve) => {
    const child = execFile(program, words, { ...options, windowsHide: true }, (error, stdout) => {
      const why = error === null ? whyUnusable(stdout) : whyFailed(error);
      resolve(why === null ? new Secret(trimmed(stdout)) : refuse(`the command ${program} ${why}`));
    });
    // It is asked for nothing.
    child.stdin?.on('error', () => undefined).end();
  });
}

/** The error's own message holds the command line and what was printed. */
function whyFailed(error: Error & { readonly killed?: boolean; readonly code?: unknown }): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `printed more than ${MOST_BYTES} bytes`;
  if (error.killed === true) return `did not end within ${LIMIT_MS / 1000} seconds`;
  if (typeof error.code === 'number') return `ended with exit code ${error.code}`;
  return `cannot be run (${typeof error.code === 'string' ? error.code : 'unknown'})`;
}

function whyUnusable(stdout: string): string | null {
  const text = trimmed(stdout);
  if (text === '') return 'printed nothing';
  return /[\r\n]/.test(text) ? 'printed more than one line' : null;
}

function trimmed(stdout: string): string {
  return stdout.replace(/\r?\n$/, '');
}
