import { z } from 'zod';
import { Helper } from '../helper.js';
import type { BareOrder } from './bare-client.js';
import type { Order } from './client.js';
import type { Taken } from './meter.js';
import { type Errand, spent } from './peers.js';
import { middleOf, timesAsMuch } from './rounds.js';

/** The first one, in which code is compiled, included. */
const ROUNDS = 21;
const HELD = 500;
const ACCOUNT = { user: 'patchbay', password: 'correct horse battery staple', word: 'hello' } as const;

const ports = z.object({ windows: z.int(), bare: z.int() });
const exchanges = z.array(
  z.object({
    headers: z.record(z.string(), z.string()),
    size: z.int(),
    sealed: z.object({ sent: z.int(), received: z.int() }).nullable(),
  }),
);
const weighed = z.object({ resident: z.number(), heap: z.number() });

export interface Limit {
  readonly commands: number;
  readonly atOnce: number;
  /** Messages for each command, the handshake's included. */
  readonly messages: number;
  readonly ours: Taken;
  /** Part of it. */
  readonly cryptography: Taken;
  /** Node's own client, with the same messages. */
  readonly bare: Taken;
  readonly undici: Taken;
  /** Ours without its cryptography, how many times as much as each of the others. */
  readonly rest: { readonly besideBare: Taken; readonly besideUndici: Taken };
  readonly held: z.infer<typeof weighed> & { readonly connections: number };
}

/**
 * Our client beside clients that exchange messages of the same number and sizes over as many connections and do nothing
 * with them; the services answer at once. Each client is a process of its own, and they take turns.
 */
export async function limitOf(commands: number, atOnce: number): Promise<Limit> {
  const service = new Helper('winrm/instant-process.js', [ACCOUNT.user, ACCOUNT.password, ACCOUNT.word]);
  const clients = new Clients();
  try {
    const { windows, bare } = ports.parse(await service.said());
    const errand: Errand = { ...ACCOUNT, ports: Array.from({ length: commands }, () => windows), atOnce };
    await clients.do('ours', { kind: 'ours', errand: { ...errand, ports: [windows] } });
    const said = exchanges.parse(await service.ask('what was exchanged'));
    const requests = said.map(({ headers, size }) => ({ headers: ownHeaders(headers), bytes: size }));
    const order = { port: bare, requests, connections: commands, atOnce };
    const sealed = said.map((one) => one.sealed).filter((one) => one !== null);
    const cryptography = { ...ACCOUNT, connections: commands, messages: sealed };
    const {
      ours,
      bare: byNode,
      undici,
      cryptography: alone,
    } = await clients.inTurn({
      ours: { kind: 'ours', errand },
      bare: { kind: 'bare', order: { ...order, client: 'node:http' } satisfies BareOrder },
      undici: { kind: 'bare', order: { ...order, client: 'undici' } satisfies BareOrder },
      cryptography: { kind: 'cryptography', order: cryptography },
    });
    const held = weighed.parse(
      await clients.do('hold', {
        kind: 'hold',
        errand: { ...errand, ports: Array.from({ length: HELD }, () => windows) },
      }),
    );
    const rest = ours.map((taken, round) => without(taken, alone[round]));
    return {
      ...{ commands, atOnce, messages: said.length },
      ...{ ours: middleOf(ours), cryptography: middleOf(alone), bare: middleOf(byNode), undici: middleOf(undici) },
      rest: { besideBare: timesAsMuch(rest, byNode), besideUndici: timesAsMuch(rest, undici) },
      held: { ...held, connections: HELD },
    };
  } finally {
    await clients.close();
    await service.close();
  }
}

class Clients {
  readonly #helpers = new Map<string, Helper>();

  do(name: string, order: Order): Promise<unknown> {
    const helper = this.#helpers.get(name) ?? new Helper('winrm/client-process.js', [], ['--expose-gc']);
    this.#helpers.set(name, helper);
    return helper.ask(order);
  }

  /** What each took in each round. */
  async inTurn<K extends string>(orders: Readonly<Record<K, Order>>): Promise<Record<K, Taken[]>> {
    const all = new Map<string, Taken[]>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, order] of Object.entries<Order>(orders))
        all.set(name, [...(all.get(name) ?? []), spent.parse(await this.do(name, order))]);
    }
    return Object.fromEntries(all) as Record<K, Taken[]>;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#helpers.values()].map((helper) => helper.close()));
  }
}

function without(all: Taken, part: Taken = { wallMs: 0, processorMs: 0 }): Taken {
  return { wallMs: all.wallMs - part.wallMs, processorMs: all.processorMs - part.processorMs };
}

/** Without what each client says by itself. */
function ownHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { host: _, connection: __, 'content-length': ___, ...own } = headers;
  return own;
}
