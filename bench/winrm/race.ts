import { join } from 'node:path';
import { Helper } from '../helper.js';
import { RemoteFleet } from '../remote-fleet.js';
import type { Order } from './client.js';
import { type Errand, type Peer, Peers, type Spent, spent } from './peers.js';
import { middleOf } from './rounds.js';

const SPEED = 1000;
/** How often each client runs its errand; Ansible once, as it takes its time. */
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
 * One short command on each of many computers over sealed NTLM: our client, as a process that was just started, against
 * pywinrm in as many threads and Ansible with as many forks. The same computers in the same process serve all of them.
 */
export async function race(folder: string, computers: number, atOnce: number): Promise<Race> {
  const fleet = await RemoteFleet.start(join(folder, 'windows'), computers, SPEED, 'sealed');
  try {
    const { hosts, wsusHostId, user, password } = fleet.known;
    const ports = hosts.filter(({ id }) => id !== wsusHostId).map(({ port }) => port);
    return { computers, atOnce, ...(await run(new Peers(folder), { ports, user, password, atOnce, word: 'hello' })) };
  } finally {
    await fleet.close();
  }
}

async function run(peers: Peers, errand: Errand): Promise<Pick<Race, 'ours' | Peer>> {
  const installed = await peers.installed();
  const [ours, pywinrm]: [Spent[], Spent[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(whole('our client', errand, await own(errand)));
    if (installed.has('pywinrm')) pywinrm.push(whole('pywinrm', errand, await peers.run('pywinrm', errand)));
  }
  const ansible = installed.has('ansible') ? whole('Ansible', errand, await peers.run('ansible', errand)) : null;
  return { ours: middleOf(ours), pywinrm: pywinrm.length === 0 ? null : middleOf(pywinrm), ansible };
}

async function own(errand: Errand): Promise<Spent> {
  const helper = new Helper('winrm/client-process.js');
  try {
    const order: Order = { kind: 'ours', errand };
    return spent.parse(await helper.ask(order));
  } finally {
    await helper.close();
  }
}

/** A client that is not answered by all computers is fast for another reason. */
function whole(client: string, { ports }: Errand, taken: Spent): Spent {
  if (taken.right === ports.length) return taken;
  throw new Error(`${client} was answered by ${taken.right} of ${ports.length} computers`);
}
