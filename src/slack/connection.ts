import type { SocketModeReceiver } from '@slack/bolt';
import { PatchbayError } from '../domain/errors.js';
import type { Clock } from '../ports/clock.js';
import { type Log, withoutTokens } from './log.js';
import { faultOf } from './outbox/faults.js';
import type { Pulse } from './pulse.js';

interface Parts {
  readonly clock: Clock;
  readonly pulse: Pulse;
  readonly log: Log;
  /** Told once when Slack will not have us back, whatever we try. */
  readonly onRefused: (error: PatchbayError) => void;
}

const HELLO_LIMIT_MS = 20_000;
const MAX_WAIT_MS = 30_000;

/** Reasons that no further attempt can change. Source: apps.connections.open's errors. */
const REFUSALS: ReadonlySet<string> = new Set([
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'user_removed_from_team',
  'team_disabled',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'not_allowed_token_type',
]);

/**
 * One Socket Mode connection, kept up. The library's own way of reconnecting waits five seconds without hearing
 * anything, gives up after a network error, and does so as an unhandled rejection; so that is switched off
 * (`autoReconnectEnabled: false`), and this connects again: at once, then with growing pauses.
 */
export class Connection {
  readonly #client: SocketModeReceiver['client'];
  readonly #parts: Parts;
  #isStopping = false;
  #wake: (() => void) | null = null;
  #kept: Promise<void> = Promise.resolve();

  constructor(receiver: SocketModeReceiver, parts: Parts) {
    this.#client = receiver.client;
    this.#parts = parts;
    // Each delivery, whatever became of it.
    this.#client.on('slack_event', () => parts.pulse.heard());
  }

  /** Ends with the first connection. @throws PatchbayError PB701 where Slack refuses us */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#kept = this.#keep(resolve, reject);
    });
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake?.();
    await this.#client.disconnect();
    await this.#kept;
  }

  async #keep(onFirst: () => void, onRefusedFirst: (error: PatchbayError) => void): Promise<void> {
    let failures = 0;
    while (!this.#isStopping) {
      try {
        await this.#untilLost(onFirst);
        failures = 0;
      } catch (thrown) {
        const refusal = refusalOf(thrown);
        if (refusal !== null) {
          onRefusedFirst(refusal);
          return this.#parts.onRefused(refusal);
        }
        failures++;
        this.#parts.log.warn({ cause: causeOf(thrown), failures }, 'no connection to slack');
        await this.#pause(Math.min(MAX_WAIT_MS, 250 * 2 ** Math.min(failures, 10)));
      }
    }
    onFirst();
  }

  /** Connects, and ends when that connection is over. */
  async #untilLost(onConnected: () => void): Promise<void> {
    let onLost = (): void => undefined;
    const lost = new Promise<void>((resolve) => {
      onLost = resolve;
    });
    this.#client.once('disconnected', onLost);
    const giveUp = this.#parts.clock.after(HELLO_LIMIT_MS, () => void this.#client.disconnect());
    try {
      await this.#client.start();
    } catch (thrown) {
      this.#client.off('disconnected', onLost);
      throw thrown;
    } finally {
      giveUp();
    }
    onConnected();
    // A stop that came while we connected had nothing to disconnect yet.
    if (this.#isStopping) await this.#client.disconnect();
    this.#parts.pulse.connected();
    await lost;
    this.#parts.pulse.disconnected();
  }

  async #pause(milliseconds: number): Promise<void> {
    if (this.#isStopping) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#parts.clock.after(milliseconds, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
    this.#wake = null;
  }
}

function causeOf(thrown: unknown): string {
  // The library rejects with nothing where the socket closes before Slack's hello.
  return thrown === undefined ? 'closed before hello' : withoutTokens(faultOf(thrown).cause);
}

function refusalOf(thrown: unknown): PatchbayError | null {
  const cause = causeOf(thrown);
  if (!REFUSALS.has(cause)) return null;
  return new PatchbayError('PB701', { method: 'apps.connections.open', cause }, { cause: thrown });
}
