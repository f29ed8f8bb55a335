import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A part of the bench in a process of its own, so that its work counts as nobody else's. */
export class Helper {
  readonly #child: ChildProcess;
  readonly #name: string;

  /** @param file within the bench's folder, compiled */
  constructor(file: string, args: readonly string[] = [], execArgv: readonly string[] = []) {
    this.#name = file;
    this.#child = fork(join(import.meta.dirname, file), args, { execArgv: [...process.execArgv, ...execArgv] });
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.#name} does not run`);
    return this.#child.pid;
  }

  /** Its next word; rejects where it ends without one. */
  said(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const onExit = (): void => reject(new Error(`${this.#name} ended`));
      this.#child.once('exit', onExit);
      this.#child.once('message', (word) => {
        this.#child.off('exit', onExit);
        resolve(word);
      });
    });
  }

  ask(word: object | string): Promise<unknown> {
    const answer = this.said();
    this.#child.send(word);
    return answer;
  }

  /** It ends by itself once nobody is there to listen. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    if (this.#child.connected) this.#child.disconnect();
    await ended;
  }
}
