import { spawnSync } from 'node:child_process';

/** The PowerShell that runs the scripts: the one that PATCHBAY_PWSH names, else the one on the PATH. */
export const PWSH = process.env.PATCHBAY_PWSH ?? 'pwsh';

/** What PowerShell is to run: a file and its arguments, as by `-File`, or a text, as by `-Command`. */
export type Call = { readonly file: string; readonly args: readonly string[] } | { readonly text: string };

/** Environment variables beside, or in the place of, those of this process. */
export type Environment = Readonly<Record<string, string>>;

/** What a call printed, what it said of errors, and its exit code. */
export interface Ran {
  readonly output: string;
  readonly errors: string;
  readonly code: number | null;
}

/** Whether there is a PowerShell. */
export function hasPwsh(): boolean {
  return spawnSync(PWSH, ['-NoProfile', '-Command', 'exit 0']).status === 0;
}

/** Runs a call as Windows does: in a process that is started for it. */
export function runInOwnProcess(call: Call, environment: Environment): Ran {
  const what = 'file' in call ? ['-File', call.file, ...call.args] : ['-Command', call.text];
  const ended = spawnSync(PWSH, ['-NoProfile', '-NonInteractive', ...what], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
  if (ended.error !== undefined) throw ended.error;
  return { output: ended.stdout, errors: ended.stderr, code: ended.status };
}
