import { type Account, accountOf } from './account.js';
import { AV, writeAvPairs } from './av-pairs.js';
import { utf16 } from './bytes.js';
import { filetime, hmacMd5, ntowfv2, type Proof, prove } from './keys.js';
import { authenticateMessage, type Challenge, negotiateMessage, readChallenge, withMic } from './messages.js';
import { Rc4 } from './rc4.js';

export interface NtlmClientSettings {
  /** `name`, `DOMAIN\name` or `name@domain`. */
  readonly user: string;
  readonly password: { reveal(): string };
  /** The service principal, as `HTTP/host`. */
  readonly service: string;
  /** 16 bytes. */
  readonly channelBinding: Buffer;
  /** Milliseconds since 1970, for services that say no time of their own. */
  readonly now: () => number;
  readonly random: (length: number) => Buffer;
}

/** "The message has a MIC" (MS-NLMP 2.2.2.1, MsvAvFlags). */
const HAS_MIC = 2;

/** The client's half of NTLMv2 (MS-NLMP 3.1.5.1), for one connection. */
export class NtlmClient {
  readonly #settings: NtlmClientSettings;
  readonly negotiate = negotiateMessage();

  constructor(settings: NtlmClientSettings) {
    this.#settings = settings;
  }

  /** The AUTHENTICATE message and ExportedSessionKey. Throws AuthenticationError where the challenge is not acceptable. */
  authenticate(challengeMessage: Buffer): { readonly message: Buffer; readonly sessionKey: Buffer } {
    const { random } = this.#settings;
    const challenge = readChallenge(challengeMessage);
    const { user, domain } = accountOf(this.#settings.user);
    const { ntResponse, sessionBaseKey } = this.#proof(challenge, { user, domain });
    const sessionKey = random(16);
    const message = authenticateMessage({
      flags: challenge.flags,
      ntResponse,
      domain: utf16(domain),
      user: utf16(user),
      encryptedSessionKey: new Rc4(sessionBaseKey).update(sessionKey),
    });
    const mic = hmacMd5(sessionKey, this.negotiate, challengeMessage, message);
    return { message: withMic(message, mic), sessionKey };
  }

  #proof(challenge: Challenge, { user, domain }: Account): Proof {
    return prove(ntowfv2(user, this.#settings.password.reveal(), domain), {
      serverChallenge: challenge.serverChallenge,
      clientChallenge: this.#settings.random(8),
      time: challenge.targetInfo.get(AV.timestamp) ?? filetime(this.#settings.now()),
      targetInfo: this.#targetInfo(challenge),
    });
  }

  /** What the service said of itself, and what we say of the way to it: all of it is under the proof. */
  #targetInfo({ targetInfo }: Challenge): Buffer {
    const flags = Buffer.alloc(4);
    targetInfo.get(AV.flags)?.copy(flags, 0, 0, 4);
    flags.writeUInt32LE((flags.readUInt32LE() | HAS_MIC) >>> 0);
    const pairs = new Map(targetInfo);
    pairs.set(AV.flags, flags);
    pairs.set(AV.targetName, utf16(this.#settings.service));
    pairs.set(AV.channelBindings, this.#settings.channelBinding);
    return writeAvPairs(pairs);
  }
}
