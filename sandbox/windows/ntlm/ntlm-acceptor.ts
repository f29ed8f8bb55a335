import { randomBytes } from 'node:crypto';
import type { Account } from './account.js';
import { AV, fromFileTime } from './av-pairs.js';
import { TokenError } from './bytes.js';
import { FLAG, has, offered } from './flags.js';
import { type Authenticate, challengeMessage, type HostNames, parseAuthenticate, parseNegotiate } from './messages.js';
import { exportedKey, isIntact, sessionBaseKey } from './proof.js';
import { SealedChannel, same } from './sealed-channel.js';

/** How the service treats channel bindings (Service/CbtHardeningLevel). */
export type CbtHardeningLevel = 'None' | 'Relaxed' | 'Strict';

/** What the computer knows when somebody knocks. */
export interface NtlmHost {
  readonly names: HostNames;
  readonly accounts: readonly Account[];
  /** What a client on this connection has to bind itself to; null without TLS. */
  readonly bindings: Buffer | null;
  readonly cbtHardeningLevel: CbtHardeningLevel;
  /** Whether a client that was told the time must protect the exchange by a MIC. */
  readonly micRequired: boolean;
  /** The computer's clock, in milliseconds since 1970. */
  now(): number;
}

/** Somebody who has proven himself, and the keys of his connection. */
export interface Proven {
  readonly user: string;
  /** Null where the client did not ask for sealing. */
  readonly channel: SealedChannel | null;
}

export type NtlmStep = { readonly token: Buffer } | { readonly proven: Proven };

/** MaxLifetime (MS-NLMP 3.1.1.1): how old a response may be. */
const MAX_LIFETIME_MS = 36 * 3_600_000;
/** Without these nobody is let in: no Windows of today goes below. */
const DEMANDED = [FLAG.extendedSessionSecurity, FLAG.bits128];

/** One NTLMv2 exchange, the server's side (MS-NLMP 3.2.5). */
export class NtlmAcceptor {
  readonly #host: NtlmHost;
  #begun: { readonly negotiate: Buffer; readonly challenge: Buffer; readonly nonce: Buffer; flags: number } | null =
    null;

  constructor(host: NtlmHost) {
    this.#host = host;
  }

  /** Takes NEGOTIATE, then AUTHENTICATE. Throws TokenError for whatever it does not accept, whatever the reason. */
  step(token: Buffer): NtlmStep {
    return this.#begun ? { proven: this.#authenticate(token) } : { token: this.#challenge(token) };
  }

  #challenge(negotiate: Buffer): Buffer {
    const proposed = parseNegotiate(negotiate).flags;
    if (DEMANDED.some((flag) => !has(proposed, flag))) throw new TokenError('too weak');
    const flags = offered(proposed);
    const nonce = randomBytes(8);
    const challenge = challengeMessage(this.#host.names, flags, nonce, this.#host.now());
    this.#begun = { negotiate, challenge, nonce, flags };
    return challenge;
  }

  #authenticate(token: Buffer): Proven {
    const begun = this.#begun;
    if (!begun) throw new TokenError('nothing was asked yet');
    const read = parseAuthenticate(token);
    const message = { ...read, flags: (read.flags & begun.flags) >>> 0 };
    if (DEMANDED.some((flag) => !has(message.flags, flag))) throw new TokenError('too weak');
    const { account, base } = this.#proof(message, begun.nonce);
    const key = exportedKey(base, message);
    this.#checkMic(message, key, [begun.negotiate, begun.challenge, message.withoutMic]);
    this.#checkBindings(message.response.pairs.get(AV.channelBindings));
    if (Math.abs(fromFileTime(message.response.time) - this.#host.now()) > MAX_LIFETIME_MS) throw new TokenError('old');
    const sealing = has(message.flags, FLAG.sign) && has(message.flags, FLAG.seal);
    return { user: ownerOf(account), channel: sealing ? new SealedChannel(key, message.flags) : null };
  }

  #proof(message: Authenticate, nonce: Buffer): { account: Account; base: Buffer } {
    const { accounts, names } = this.#host;
    const account = accounts.find((each) => each.isCalled(message.user, message.domain, names.computer));
    const base = account?.prove((password) => sessionBaseKey(message, nonce, password));
    if (!account || !base) throw new TokenError('unknown user or wrong password');
    return { account, base };
  }

  #checkMic(message: Authenticate, key: Buffer, messages: readonly Buffer[]): void {
    if (message.mic === null) {
      if (this.#host.micRequired) throw new TokenError('no MIC');
    } else if (!isIntact(key, messages, message.mic)) throw new TokenError('the exchange was changed on its way');
  }

  #checkBindings(given: Buffer | undefined): void {
    const { bindings, cbtHardeningLevel } = this.#host;
    if (bindings === null || cbtHardeningLevel === 'None') return;
    const isGiven = given !== undefined && !given.equals(Buffer.alloc(given.length));
    if (isGiven ? !same(given, bindings) : cbtHardeningLevel === 'Strict') throw new TokenError('channel bindings');
  }
}

/** As a shell's owner is written. */
function ownerOf({ facts }: Account): string {
  return facts.domain ? `${facts.domain[0]}\\${facts.user}` : facts.user;
}
