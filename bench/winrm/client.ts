import { setTimeout as wait } from 'node:timers/promises';
import type { ComputerId } from '../../src/domain/ids.js';
import { ntlmAuthenticator } from '../../src/windows/ntlm/authenticator.js';
import { NegotiateWinRmTransport } from '../../src/windows/winrm/negotiate-transport.js';
import type { WinRmTarget } from '../../src/windows/winrm/transport.js';
import { type BareOrder, exchangeBare } from './bare-client.js';
import { type CryptographyOrder, onlyCryptography } from './cryptography.js';
import { Meter } from './meter.js';
import type { Errand, Spent } from './peers.js';
import { eachAtMost } from './pool.js';

const NEVER = new AbortController().signal;

/** What a client's process can be told to do. */
export type Order =
  | { readonly kind: 'ours'; readonly errand: Errand }
  | { readonly kind: 'bare'; readonly order: BareOrder }
  | { readonly kind: 'cryptography'; readonly order: CryptographyOrder }
  | { readonly kind: 'hold'; readonly errand: Errand };

/** What connections that wait for their next use hold, each, in bytes. */
export interface Held {
  readonly resident: number;
  /** JavaScript's objects and buffers. */
  readonly heap: number;
}

export function perform(order: Order): Promise<Spent | Held> {
  if (order.kind === 'hold') return held(order.errand);
  return spentBy((meter) => {
    if (order.kind === 'cryptography') return onlyCryptography(order.order, meter);
    return meter.during(() => (order.kind === 'ours' ? errand(order.errand) : exchangeBare(order.order)));
  });
}

async function spentBy(work: (meter: Meter) => Promise<number>): Promise<Spent> {
  const meter = new Meter();
  const right = await work(meter);
  return { ...meter.taken, right };
}

/** Opens a shell, runs the command and deletes the shell on each computer, as a client that was never there before. */
async function errand({ ports, atOnce, ...how }: Errand): Promise<number> {
  const transport = transportThatKeeps(0);
  let right = 0;
  await eachAtMost(atOnce, targets(ports, how), async (target) => {
    if (await isRight(transport, target, how.word)) right += 1;
  });
  return right;
}

/** Opens as many connections as there are ports, keeps all of them, and weighs. */
async function held({ ports, atOnce, ...how }: Errand): Promise<Held> {
  // What comes with the first connections alone is there before it is weighed.
  await errand({ ports, atOnce, ...how });
  const transport = transportThatKeeps(ports.length);
  const before = await weight();
  await eachAtMost(atOnce, targets(ports, how), async (target) => void (await isRight(transport, target, how.word)));
  const after = await weight();
  await transport.close();
  return {
    resident: (after.resident - before.resident) / ports.length,
    heap: (after.heap - before.heap) / ports.length,
  };
}

function transportThatKeeps(most: number): NegotiateWinRmTransport {
  return new NegotiateWinRmTransport({ keepSeconds: 120, keepMost: most, authenticatorOf: ntlmAuthenticator });
}

function targets(ports: readonly number[], { user, password }: Pick<Errand, 'user' | 'password'>): WinRmTarget[] {
  const secret = { reveal: () => password };
  return ports.map((port, n) => ({
    ...{ computer: `computer${n}` as ComputerId, host: '127.0.0.1', port, scheme: 'http', method: 'negotiate' },
    ...{ user, password: secret, shared: true, authorities: null, pin: null },
  }));
}

async function isRight(transport: NegotiateWinRmTransport, target: WinRmTarget, word: string): Promise<boolean> {
  const { exitCode, stdout } = await transport.withShell(target, (shell) => shell.run(`echo ${word}`), NEVER);
  return exitCode === 0 && stdout.trim() === word;
}

async function weight(): Promise<Held> {
  // What is let go of in one turn is collected in another.
  for (let times = 0; times < 3; times++) {
    await wait(50);
    collect();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss, heap: heapUsed + external };
}

function collect(): void {
  if (globalThis.gc === undefined) throw new Error('memory is weighed with --expose-gc alone');
  void globalThis.gc();
}
