import { execFileSync, spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Call, type Environment, PWSH, type Ran } from './calls.js';

const SCRIPT = fileURLToPath(new URL('host.ps1', import.meta.url));

const ran = z.strictObject({ output: z.string(), errors: z.string(), code: z.int() });

let host: PwshHost | null = null;

/**
 * Runs a call in the one PowerShell that stays for all of a test file, because starting one takes longer than most calls
 * do. Each call has a runspace of its own and finds nothing of those before. Throws where that PowerShell ends, hangs or
 * says anything but the answer; the next call has a new one.
 */
export function runInHost(call: Call, environment: Environment): Ran {
  host ??= new PwshHost();
  try {
    return host.run(call, environment);
  } catch (error) {
    host.close();
    host = null;
    throw error;
  }
}

/** Both ends of a new named pipe. */
function openPipe(path: string): { readonly from: number; readonly to: number } {
  execFileSync('mkfifo', [path]);
  // Opening one end alone waits for the other.
  const both = openSync(path, 'r+');
  const ends = { from: openSync(path, 'r'), to: openSync(path, 'w') };
  closeSync(both);
  return ends;
}

/** Talks by named pipes: tests wait for the answer, and the pipes of a child process cannot be waited for. */
class PwshHost {
  readonly #requests: number;
  readonly #answers: number;
  readonly #log: number;
  #logged = 0;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-pwsh-'));
    const requests = openPipe(join(folder, 'requests'));
    const answers = openPipe(join(folder, 'answers'));
    this.#requests = requests.to;
    this.#answers = answers.from;
    this.#log = openSync(join(folder, 'log'), 'a+');
    // Who has them open needs their names no more.
    rmSync(folder, { recursive: true });
    const stdio = ['ignore' as const, this.#log, this.#log, requests.from, answers.to];
    // It ends by itself as soon as nobody is left to ask it.
    spawn(PWSH, ['-NoProfile', '-NonInteractive', '-File', SCRIPT], { stdio }).unref();
    closeSync(requests.from);
    closeSync(answers.to);
  }

  run(call: Call, environment: Environment): Ran {
    const line = this.#exchange(`${JSON.stringify({ text: '', file: '', args: [], ...call, environment })}\n`);
    const log = this.#newLog();
    if (log !== '' || !line.startsWith('{')) throw new Error(`the PowerShell of the tests says: ${line}${log}`);
    return ran.parse(JSON.parse(line));
  }

  close(): void {
    for (const file of [this.#requests, this.#answers, this.#log]) closeSync(file);
  }

  #exchange(line: string): string {
    try {
      writeFileSync(this.#requests, line);
      return this.#readLine();
    } catch (error) {
      throw new Error(`the PowerShell of the tests has ended. ${this.#newLog()}`, { cause: error });
    }
  }

  #readLine(): string {
    const pieces: Buffer[] = [];
    while (pieces.at(-1)?.at(-1) !== 0x0a) {
      const buffer = Buffer.alloc(65_536);
      const length = readSync(this.#answers, buffer);
      if (length === 0) throw new Error('no whole answer');
      pieces.push(buffer.subarray(0, length));
    }
    return Buffer.concat(pieces).toString();
  }

  /** What was written to its standard streams since the last time. */
  #newLog(): string {
    const buffer = Buffer.alloc(fstatSync(this.#log).size - this.#logged);
    readSync(this.#log, buffer, 0, buffer.length, this.#logged);
    this.#logged += buffer.length;
    return buffer.toString();
  }
}
