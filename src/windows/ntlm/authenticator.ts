import { randomBytes } from 'node:crypto';
import {
  AuthenticationError,
  type Authenticator,
  type Peer,
  type SealedMessage,
  type SecurityContext,
} from '../winrm/authenticator.js';
import { channelBinding } from './channel-binding.js';
import { DirectionSecurity } from './direction.js';
import { NtlmClient } from './ntlm-client.js';
import { MECHANISMS, negTokenInit, negTokenResponse, readNegTokenResponse } from './spnego.js';

export interface NtlmAccount {
  /** `name`, `DOMAIN\name` or `name@domain`. */
  readonly user: string;
  readonly password: { reveal(): string };
}

/** Chance and time, to be told in tests. */
interface Sources {
  readonly random: (length: number) => Buffer;
  readonly now: () => number;
}

const REAL: Sources = { random: randomBytes, now: Date.now };

/** NTLMv2 with a MIC, channel binding and sealing (MS-NLMP), within SPNEGO (RFC 4178, MS-SPNG). */
export function ntlmAuthenticator(account: NtlmAccount, sources: Sources = REAL): Authenticator {
  return {
    scheme: 'Negotiate',
    begin: ({ host, certificate }: Peer) => {
      const service = `HTTP/${host}`;
      return new NtlmContext(
        new NtlmClient({ ...account, ...sources, service, channelBinding: channelBinding(certificate) }),
      );
    },
  };
}

interface Session {
  readonly outgoing: DirectionSecurity;
  readonly incoming: DirectionSecurity;
}

/** negState (RFC 4178 4.2.2). Our response always has a mechListMIC, so that it may as well be asked for. */
const ACCEPT_COMPLETED = 0;
const GOING_ON: readonly (number | null)[] = [null, 1, 3];

class NtlmContext implements SecurityContext {
  readonly #client: NtlmClient;
  #session: Session | null = null;
  #state: 'new' | 'negotiated' | 'authenticated' | 'complete' | 'broken' = 'new';

  constructor(client: NtlmClient) {
    this.#client = client;
  }

  get established(): boolean {
    return this.#state === 'authenticated' || this.#state === 'complete';
  }

  async step(challenge: Buffer | null): Promise<Buffer | null> {
    return this.#carefully(() => this.#next(challenge));
  }

  seal(plain: Buffer): SealedMessage {
    return this.#carefully(() => this.#agreed().outgoing.seal(plain));
  }

  unseal(message: SealedMessage): Buffer {
    return this.#carefully(() => this.#agreed().incoming.unseal(message));
  }

  #next(challenge: Buffer | null): Buffer | null {
    if (this.#state === 'new' && challenge === null) {
      this.#state = 'negotiated';
      return negTokenInit(this.#client.negotiate);
    }
    if (this.#state === 'negotiated' && challenge !== null) return this.#answer(challenge);
    if (this.#state === 'authenticated' && challenge !== null) return this.#finish(challenge);
    throw new AuthenticationError('a token that nobody waits for');
  }

  #answer(challenge: Buffer): Buffer {
    const { state, token } = readNegTokenResponse(challenge);
    if (token === null || !GOING_ON.includes(state)) throw new AuthenticationError('refused');
    const { message, sessionKey } = this.#client.authenticate(token);
    const outgoing = new DirectionSecurity(sessionKey, 'client-to-server');
    this.#session = { outgoing, incoming: new DirectionSecurity(sessionKey, 'server-to-client') };
    this.#state = 'authenticated';
    const mechListMic = outgoing.sign(MECHANISMS);
    outgoing.rewind();
    return negTokenResponse(message, mechListMic);
  }

  /**
   * The service's last word: its MIC shows that it knows the session key. Ours was there, so its own has to be (RFC 4178 5).
   * A service that says no last word at all shows it by the first message that unseals.
   */
  #finish(last: Buffer): null {
    const { state, mechListMic } = readNegTokenResponse(last);
    if (state !== ACCEPT_COMPLETED || mechListMic === null) throw new AuthenticationError('refused');
    const { incoming } = this.#agreed();
    incoming.verify(MECHANISMS, mechListMic);
    incoming.rewind();
    this.#state = 'complete';
    return null;
  }

  #agreed(): Session {
    if (this.#session === null || !this.established) throw new AuthenticationError('nothing is agreed on');
    return this.#session;
  }

  /** After anything unexpected nothing is believed any more. */
  #carefully<T>(work: () => T): T {
    if (this.#state === 'broken') throw new AuthenticationError('given up before');
    try {
      return work();
    } catch (error) {
      this.#state = 'broken';
      throw error;
    }
  }
}
