import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { packagePath } from '../../src/package-root.js';

/** Debian's: where it is not, no peer is. */
const PYTHON = '/usr/bin/python3';

const found = z.object({ found: z.array(z.enum(['pywinrm', 'ansible'])) });
export type Peer = z.infer<typeof found>['found'][number];

/** One short command on each of these computers. */
export interface Errand {
  readonly ports: readonly number[];
  readonly user: string;
  readonly password: string;
  /** How many computers at once. */
  readonly atOnce: number;
  /** What each of them is told to echo. */
  readonly word: string;
}

/** What an errand took its client. */
export const spent = z.object({ wallMs: z.number(), processorMs: z.number(), right: z.int() });
export type Spent = z.infer<typeof spent>;

/** Clients of WinRM that others wrote, as far as they are installed, in a process that stays. */
export class Peers {
  readonly #folder: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  private constructor(folder: string, child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#folder = folder;
    this.#child = child;
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** @param folder for files of its own; null where there is no Python */
  static async start(folder: string): Promise<Peers | null> {
    const env = { ...process.env, ...(await environment(folder)) };
    const child = spawn(PYTHON, ['-B', packagePath('bench', 'winrm', 'peers.py')], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    // What is asked of one that is not there or has ended gets no answer, and that is an error.
    child.stdin.on('error', () => undefined);
    return new Promise((resolve) => {
      child.once('error', () => resolve(null));
      child.once('spawn', () => resolve(new Peers(folder, child)));
    });
  }

  async installed(): Promise<ReadonlySet<Peer>> {
    return new Set(found.parse(await this.#ask({ client: 'none' })).found);
  }

  async run(client: Peer, errand: Errand): Promise<Spent> {
    return spent.parse(await this.#ask({ client, ...errand, folder: this.#folder }));
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.stdin.end();
    await ended;
  }

  /** By its input: what stands on a command line, anybody may read. */
  async #ask(order: object): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error('the clients that others wrote ended');
    return JSON.parse(value);
  }
}

/** NTLM takes MD4 from OpenSSL, which has it in its legacy provider alone: that has to be asked for before the start. */
async function environment(folder: string): Promise<NodeJS.ProcessEnv> {
  const file = join(folder, 'openssl.cnf');
  const sections = ['openssl_conf = start', '[start]', 'providers = each', '[each]', 'default = on', 'legacy = on'];
  await writeFile(file, [...sections, '[on]', 'activate = 1', ''].join('\n'));
  // Ansible refuses to speak to a terminal that is not UTF-8.
  return { OPENSSL_CONF: file, LC_ALL: 'C.UTF-8' };
}
