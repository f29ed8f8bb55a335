import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { packagePath } from '../../src/package-root.js';

/** Debian's: where it is not, no peer is. */
const PYTHON = '/usr/bin/python3';

export type Peer = 'pywinrm' | 'ansible';

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

/** Clients of WinRM that others wrote, as far as they are installed. */
export class Peers {
  readonly #folder: string;

  /** @param folder for files of its own */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async installed(): Promise<ReadonlySet<Peer>> {
    const told = await this.#run({ client: 'none' }).catch(() => ({ found: [] }));
    return new Set(z.object({ found: z.array(z.enum(['pywinrm', 'ansible'])) }).parse(told).found);
  }

  async run(client: Peer, errand: Errand): Promise<Spent> {
    return spent.parse(await this.#run({ client, ...errand, folder: this.#folder }));
  }

  async #run(order: object): Promise<unknown> {
    // By its input: what stands on a command line, anybody may read.
    const child = spawn(PYTHON, ['-B', packagePath('bench', 'winrm', 'peers.py')], {
      env: { ...process.env, ...(await this.#environment()) },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const failed = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.stdin.once('error', reject);
    });
    child.stdin.end(JSON.stringify(order));
    return JSON.parse(await Promise.race([text(child.stdout), failed]));
  }

  /** NTLM takes MD4 from OpenSSL, which has it in its legacy provider alone: that has to be asked for before the start. */
  async #environment(): Promise<NodeJS.ProcessEnv> {
    const file = join(this.#folder, 'openssl.cnf');
    const sections = ['openssl_conf = start', '[start]', 'providers = each', '[each]', 'default = on', 'legacy = on'];
    await writeFile(file, [...sections, '[on]', 'activate = 1', ''].join('\n'));
    // Ansible refuses to speak to a terminal that is not UTF-8.
    return { OPENSSL_CONF: file, LC_ALL: 'C.UTF-8', ANSIBLE_LOCALHOST_WARNING: 'False' };
  }
}
