import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { healthyScenario } from '../../sandbox/scenario.js';
import { type Fleet, startFleet } from '../../sandbox/windows/fleet.js';
import type { ServiceSettings } from '../../sandbox/windows/winrm/settings.js';

/** One of each kind of door: http with sealed messages, https, and https with Basic for an account of its own. */
export const HTTP = 'fin-ws-01';
export const HTTPS = 'fin-ws-02';
export const BASIC = 'br-srv-01';
const IDS: readonly string[] = [HTTP, HTTPS, BASIC];

/** What a client is told of a computer. */
export interface Way {
  readonly endpoint: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  readonly user: string;
  readonly password: string;
}

/** The sandbox's computers as Windows comes, with the commands of tests. */
export class StockFleet {
  readonly fleet: Fleet;
  readonly #folder: string;

  private constructor(fleet: Fleet, folder: string) {
    this.fleet = fleet;
    this.#folder = folder;
  }

  static async start(service: (id: string) => Partial<ServiceSettings> = () => ({})): Promise<StockFleet> {
    const folder = await mkdtemp(join(tmpdir(), 'peers-fleet-'));
    const all = healthyScenario();
    const scenario = { ...all, computers: all.computers.filter(({ id }) => IDS.includes(id)) };
    const fleet = await startFleet({ folder, scenario, speed: 1000, doors: 'stock', testCommands: true, service });
    return new StockFleet(fleet, folder);
  }

  wayTo(id: string): Way {
    const host = this.fleet.hosts.find((one) => one.id === id);
    if (host === undefined) throw new RangeError(id);
    const { port, scheme, user, password } = host;
    return { endpoint: `${scheme}://127.0.0.1:${port}/wsman`, port, scheme, user, password };
  }

  /** How many shells somebody left behind. */
  openShells(id: string): number {
    return this.fleet.computer(id).winrm.openShells;
  }

  async close(): Promise<void> {
    await this.fleet.close();
    await rm(this.#folder, { recursive: true });
  }
}
