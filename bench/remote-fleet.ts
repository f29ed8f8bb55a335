import { z } from 'zod';
import type { KnownFleet } from '../sandbox/configuration.js';
import { fleetOf } from '../sandbox/scenario.js';
import { Helper } from './helper.js';

const host = z.object({
  ...{ id: z.string(), dnsName: z.string(), host: z.literal('127.0.0.1'), port: z.int() },
  ...{ scheme: z.enum(['http', 'https']), user: z.string(), password: z.string(), shared: z.boolean() },
});
const reached = z.object({
  hosts: z.array(host),
  ...{ wsusHostId: z.string(), caFile: z.string(), user: z.string(), password: z.string() },
});
const counted = z.object({ requests: z.int(), latestAt: z.number() });

/** `basic`: as the bot's figures want it. `sealed`: as Windows comes, over http, with commands for tests. */
export type FleetKind = 'basic' | 'sealed';

/** A pretend fleet in another process. */
export class RemoteFleet {
  readonly known: KnownFleet;
  readonly #helper: Helper;

  private constructor(helper: Helper, known: KnownFleet) {
    this.#helper = helper;
    this.known = known;
  }

  static async start(
    folder: string,
    computers: number,
    speed: number,
    kind: FleetKind = 'basic',
  ): Promise<RemoteFleet> {
    const helper = new Helper('fleet-process.js', [folder, String(computers), String(speed), kind]);
    const known = reached.parse(await helper.said());
    return new RemoteFleet(helper, { ...known, scenario: fleetOf(computers) });
  }

  /** WinRM requests since the start, and when the newest came, in Unix milliseconds. */
  async traffic(): Promise<z.infer<typeof counted>> {
    return counted.parse(await this.#helper.ask('count'));
  }

  get pid(): number {
    return this.#helper.pid;
  }

  close(): Promise<void> {
    return this.#helper.close();
  }
}
