import { join } from 'node:path';
import { Helper } from '../helper.js';
import { RemoteFleet } from '../remote-fleet.js';
import type { Order } from './client.js';
import { type Errand, type Peer, Peers, type Spent, spent } from './peers.js';
import { middleOf } from './rounds.js';

const SPEED = 1000;
/** How often each client runs its errand after the first time, which does not count; Ansible once, for its length. */
const ROUNDS = 3;

export interface Race {
  readonly computers: number;
  readonly atOnce: number;
  readonly ours: Spent;
  /** Null where it is not installed. */
  readonly pywinrm: Spent | null;
  readonly ansible: Spent | null;
}

/**
 * One short command on each of many computers over sealed NTLM: our client against pywinrm in as many threads and Ansible with
 * as many forks. The same computers in the same process serve all of them, and each client stays one process, in which
 * code that was needed before is loaded and compiled, as in a bot that runs for weeks.
 */
export async function race(folder: string, computers: number, atOnce: number): Promise<Race> {
  const fleet = await RemoteFleet.start(join(folder, 'windows'), computers, SPEED, 'sealed');
  try {
    const { hosts, wsusHostId, user, password } = fleet.known;
    const ports = hosts.filter(({ id }) => id !== wsusHostId).map(({ port }) => port);
    return { computers, atOnce, ...(await run(folder, { ports, user, password, atOnce, word: 'hello' })) };
  } finally {
    await fleet.close();
  }
}

async function run(folder: string, errand: Errand): Promise<Pick<Race, 'ours' | Peer>> {
  const [helper, peers] = [new Helper('winrm/client-process.js'), await Peers.start(folder)];
  try {
    const installed = (await peers?.installed()) ?? new Set();
    const own = async () =>
      whole('our client', errand, spent.parse(await helper.ask({ kind: 'ours', errand } satisfies Order)));
    const theirs = async (peer: Peer) =>
      peers !== null && installed.has(peer) ? [whole(peer, errand, await peers.run(peer, errand))] : [];
    await own();
    await theirs('pywinrm');
    const [ours, pywinrm]: [Spent[], Spent[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await own());
      pywinrm.push(...(await theirs('pywinrm')));
    }
    const [ansible = null] = await theirs('ansible');
    return { ours: middleOf(ours), pywinrm: pywinrm.length === 0 ? null : middleOf(pywinrm), ansible };
  } finally {
    await Promise.all([helper.close(), peers?.close()]);
  }
}

/** A client that is not answered by all computers is fast for another reason. */
function whole(client: string, { ports }: Errand, taken: Spent): Spent {
  if (taken.right === ports.length) return taken;
  throw new Error(`${client} was answered by ${taken.right} of ${ports.length} computers`);
}
