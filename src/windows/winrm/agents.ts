import type { ClientRequestArgs } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { dial, Trust } from './dial.js';
import type { WinRmTarget } from './transport.js';
import { within } from './within.js';

/** As Node's own global agent: idle connections end after 5 s. */
const KEEPING = { keepAlive: true, scheduling: 'lifo', timeout: 5000 } as const;
const DIALING_MS = 30_000;

/**
 * Connections, kept apart by what they are verified against: authorities of one computer are not believed where another
 * one answers, nor by anything else in this process.
 */
export class Agents {
  readonly #trust = new Trust();
  readonly #byAuthorities = new Map<string | null, https.Agent>();
  readonly #byPin = new Map<string, https.Agent>();

  of(target: WinRmTarget): https.Agent {
    const { authorities, pin } = target;
    if (pin !== null) {
      // The pin's computer alone: its agent connects to nobody else.
      const key = `${pin} ${target.host}:${target.port}`;
      return kept(this.#byPin, key, () => new PinningAgent(target, this.#trust));
    }
    return kept(this.#byAuthorities, authorities, () => {
      // Read once: given as `ca`, all of a bundle's certificates would be read anew for every connection.
      const secureContext = authorities === null ? {} : { secureContext: this.#trust.in(authorities) };
      return new https.Agent({ ...KEEPING, ...secureContext });
    });
  }
}

/** Connects to one computer, whose certificate is compared before a request is handed the connection. */
class PinningAgent extends https.Agent {
  /** Of the call that is starting: what it no longer waits for is not connected to. */
  signal: AbortSignal | null = null;
  readonly #target: WinRmTarget;
  readonly #trust: Trust;

  constructor(target: WinRmTarget, trust: Trust) {
    super(KEEPING);
    this.#target = target;
    this.#trust = trust;
  }

  override createConnection(_: ClientRequestArgs, callback?: (error: Error | null, socket: Socket) => void): undefined {
    const told = callback as ((error: Error | null, socket?: Socket) => void) | undefined;
    const outer = this.signal ?? new AbortController().signal;
    within(outer, DIALING_MS, (signal) => dial(this.#target, this.#trust, signal)).then(
      ({ socket }) => told?.(null, socket),
      (error: Error) => told?.(error),
    );
  }
}

function kept<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/**
 * Starts a call into winrm-client over an agent of ours. It takes none and so asks for Node's global one, but does so
 * before it first waits: nobody else runs while ours stands in its place.
 */
export function startedOver<T>(agent: https.Agent, signal: AbortSignal, start: () => T): T {
  const usual = https.globalAgent;
  https.globalAgent = agent;
  if (agent instanceof PinningAgent) agent.signal = signal;
  try {
    return start();
  } finally {
    https.globalAgent = usual;
    if (agent instanceof PinningAgent) agent.signal = null;
  }
}
