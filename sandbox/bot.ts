import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../src/package-root.js';
import { type BotKeeper, type BotLife, UNBORN } from './room/bot-keeper.js';

/** The bot as a process of its own, as it is in production: it knows of the sandbox only what its environment says. */
export class Bot {
  readonly #env: Readonly<Record<string, string>>;
  readonly logFile: string;
  #child: ChildProcess | null = null;
  #life: BotLife = UNBORN;
  #starts = 0;
  #listeners = new Set<(life: BotLife) => void>();

  /** @param folder where its log goes */
  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#env = env;
    this.logFile = join(folder, 'bot.log');
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** As the machine room keeps it: killed there, it starts again by itself. */
  get keeper(): BotKeeper {
    const life = (): BotLife => this.#life;
    return {
      get state() {
        return life();
      },
      kill: () => void this.kill('SIGKILL').then(() => this.start()),
      onChange: (listener) => void this.#listeners.add(listener),
    };
  }

  #lives(life: BotLife): void {
    this.#life = life;
    for (const listener of this.#listeners) listener(life);
  }

  /** Ends when the bot listens; rejects where it dies first. */
  start(): Promise<void> {
    const log = openSync(this.logFile, 'a', 0o600);
    const program = packagePath('dist', 'src', 'main.js');
    const child = fork(program, { env: { ...process.env, ...this.#env }, stdio: ['ignore', log, log, 'ipc'] });
    closeSync(log);
    this.#child = child;
    this.#starts += 1;
    const life = { pid: child.pid ?? null, since: Date.now(), restarts: this.#starts - 1 };
    this.#lives({ ...life, state: 'starting' });
    return new Promise((resolve, reject) => {
      child.once('message', () => {
        this.#lives({ ...life, state: 'running' });
        resolve();
      });
      child.once('exit', (code, signal) => {
        this.#lives({ ...life, state: 'dead', pid: null, since: null });
        reject(new Error(`the bot ended (${code ?? signal}); see ${this.logFile}`));
      });
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
