import { type ChildProcess, spawn } from 'node:child_process';
import { packagePath } from '../../src/package-root.js';

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** How long it lived after it was told to end, or at all. */
  readonly milliseconds: number;
}

/** One of the built programs as a process of its own, without the settings of whoever runs the tests. */
export class Program {
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  readonly #said = { stdout: '', stderr: '' };
  #since = performance.now();

  /** @param path in `dist` */
  constructor(
    path: readonly string[],
    cwd: string,
    env: Readonly<Record<string, string>> = {},
    args: readonly string[] = [],
  ) {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(PATCHBAY|SLACK)_/.test(name));
    this.#child = spawn(process.execPath, [packagePath('dist', ...path), ...args], {
      cwd,
      env: { ...Object.fromEntries(inherited), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (data: Buffer) => this.#hear('stdout', data));
    this.#child.stderr?.on('data', (data: Buffer) => this.#hear('stderr', data));
    this.ended = new Promise((resolve) =>
      this.#child.once('exit', (code, signal) =>
        resolve({ code, signal, milliseconds: performance.now() - this.#since }),
      ),
    );
  }

  get stdout(): string {
    return this.#said.stdout;
  }

  get stderr(): string {
    return this.#said.stderr;
  }

  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ending> {
    this.#since = performance.now();
    this.#child.kill(signal);
    return this.ended;
  }

  /** Ends when it has printed this; gives the match. Fails where it ends first. */
  async says(what: RegExp, withinMs = 30_000): Promise<RegExpExecArray> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const match = what.exec(this.stdout);
      if (match !== null) return match;
      const isOver = this.#child.exitCode !== null || this.#child.signalCode !== null;
      if (isOver || Date.now() > deadline) throw new Error(`${what.source} not said: ${this.stdout}${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  #hear(stream: 'stdout' | 'stderr', data: Buffer): void {
    this.#said[stream] += data.toString();
  }
}
