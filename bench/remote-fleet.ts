import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import type { KnownFleet } from '../sandbox/configuration.js';
import { fleetOf } from '../sandbox/scenario.js';

const host = z.object({
  ...{ id: z.string(), dnsName: z.string(), host: z.literal('127.0.0.1'), port: z.int() },
  ...{ scheme: z.enum(['http', 'https']), user: z.string(), password: z.string(), shared: z.boolean() },
});
const reached = z.object({
  hosts: z.array(host),
  ...{ wsusHostId: z.string(), caFile: z.string(), user: z.string(), password: z.string() },
});
const counted = z.object({ requests: z.int(), latestAt: z.number() });

/** A pretend fleet in another process. */
export class RemoteFleet {
  readonly known: KnownFleet;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, known: KnownFleet) {
    this.#child = child;
    this.known = known;
  }

  static async start(folder: string, computers: number, speed: number): Promise<RemoteFleet> {
    const child = fork(join(import.meta.dirname, 'fleet-process.js'), [folder, String(computers), String(speed)]);
    const known = reached.parse(await said(child));
    return new RemoteFleet(child, { ...known, scenario: fleetOf(computers) });
  }

  /** WinRM requests since the start, and when the newest came, in Unix milliseconds. */
  async traffic(): Promise<z.infer<typeof counted>> {
    const answer = said(this.#child);
    this.#child.send('count');
    return counted.parse(await answer);
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}

/** The child's next word; fails where it ends without one. */
function said(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('the pretend fleet ended'));
    child.once('exit', onExit);
    child.once('message', (word) => {
      child.off('exit', onExit);
      resolve(word);
    });
  });
}
