import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../src/package-root.js';

/** The bot as a process of its own, as it is in production: it knows of the sandbox only what its environment says. */
export class Bot {
  readonly #env: Readonly<Record<string, string>>;
  readonly logFile: string;
  #child: ChildProcess | null = null;

  /** @param folder where its log goes */
  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#env = env;
    this.logFile = join(folder, 'bot.log');
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Ends when the bot listens; rejects where it dies first. */
  start(): Promise<void> {
    const log = openSync(this.logFile, 'a', 0o600);
    const program = packagePath('dist', 'src', 'main.js');
    const child = fork(program, { env: { ...process.env, ...this.#env }, stdio: ['ignore', log, log, 'ipc'] });
    closeSync(log);
    this.#child = child;
    return new Promise((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code, signal) => reject(new Error(`the bot ended (${code ?? signal}); see ${this.logFile}`)));
    });
  }

  /** Ends it with a signal, and waits until it is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  }
}
