import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pythonEnvironment } from './peer.js';

/** A Python program that takes JSON and says JSON, a line each. */
export class PythonLines {
  readonly #child: ChildProcess;
  readonly #told: unknown[] = [];
  readonly #waiting: ((line: unknown) => void)[] = [];
  #errors = '';
  #isOver = false;

  constructor(python: string, script: string, environment: Readonly<Record<string, string>> = {}) {
    const env = { ...pythonEnvironment(), ...environment };
    this.#child = spawn(python, ['-B', script], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('no output to read');
    createInterface({ input: stdout }).on('line', (line) => this.#take(JSON.parse(line)));
    this.#child.on('close', () => {
      this.#isOver = true;
      for (const tell of this.#waiting.splice(0)) tell(this.#end());
    });
  }

  say(order: object): void {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  /** What it says next, parsed by nobody yet. */
  next(): Promise<unknown> {
    const told = this.#told.shift();
    if (told !== undefined) return Promise.resolve(told);
    if (this.#isOver) return Promise.resolve(this.#end());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    if (this.#isOver) return;
    const ended = once(this.#child, 'close');
    this.#child.kill();
    await ended;
  }

  #end(): object {
    return { error: 'exit', message: this.#errors.slice(-1000) };
  }

  #take(line: unknown): void {
    const tell = this.#waiting.shift();
    if (tell) tell(line);
    else this.#told.push(line);
  }
}
