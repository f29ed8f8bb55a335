import { TokenError } from './bytes.js';
import { isNtlm } from './messages.js';
import { NtlmAcceptor, type NtlmHost, type Proven } from './ntlm-acceptor.js';
import { NTLM_OID, parseSpnego, type SpnegoToken, spnegoReply } from './spnego.js';

/** What comes of a client's token; `token` is for the client. */
export type Step =
  | { readonly kind: 'continue'; readonly token: Buffer }
  | { readonly kind: 'accepted'; readonly token: Buffer | null; readonly proven: Proven }
  | { readonly kind: 'refused' };

/**
 * One `Negotiate` exchange (RFC 4559) on one connection: NTLM inside SPNEGO (RFC 4178, MS-SPNG), or bare, as Windows
 * takes it too. What is refused, malformed or out of turn is refused alike: a client learns nothing of the reason.
 */
export class Acceptor {
  readonly #ntlm: NtlmAcceptor;
  #list: Buffer | null = null;
  /** NTLM was not the client's first choice: it has to prove that its list was not cut on the way. */
  #listMustBeSigned = false;

  constructor(host: NtlmHost) {
    this.#ntlm = new NtlmAcceptor(host);
  }

  step(token: Buffer): Step {
    try {
      return isNtlm(token) ? this.#bare(token) : this.#wrapped(parseSpnego(token));
    } catch (error) {
      if (error instanceof TokenError) return { kind: 'refused' };
      throw error;
    }
  }

  #bare(token: Buffer): Step {
    const step = this.#ntlm.step(token);
    if ('token' in step) return { kind: 'continue', token: step.token };
    return { kind: 'accepted', token: null, proven: step.proven };
  }

  #wrapped(token: SpnegoToken): Step {
    if (token.kind === 'init') return this.#init(token);
    if (this.#list === null || token.token === null) throw new TokenError('out of turn');
    const step = this.#ntlm.step(token.token);
    if ('token' in step) return { kind: 'continue', token: spnegoReply({ state: 'incomplete', token: step.token }) };
    return this.#end(step.proven, this.#list, token.mic);
  }

  #init(token: Extract<SpnegoToken, { kind: 'init' }>): Step {
    const place = token.mechanisms.findIndex((each) => each.equals(NTLM_OID));
    if (place < 0 || this.#list !== null) throw new TokenError('no mechanism in common');
    this.#list = token.mechanismList;
    this.#listMustBeSigned = place > 0;
    const mechanism = NTLM_OID;
    if (place > 0 || token.token === null) {
      return { kind: 'continue', token: spnegoReply({ state: place > 0 ? 'request-mic' : 'incomplete', mechanism }) };
    }
    const step = this.#ntlm.step(token.token);
    if (!('token' in step)) throw new TokenError('out of turn');
    return { kind: 'continue', token: spnegoReply({ state: 'incomplete', mechanism, token: step.token }) };
  }

  #end(proven: Proven, list: Buffer, mic: Buffer | null): Step {
    if (mic === null) {
      if (this.#listMustBeSigned) throw new TokenError('the list of mechanisms is not signed');
      return { kind: 'accepted', token: spnegoReply({ state: 'completed' }), proven };
    }
    if (!proven.channel?.verifyList(list, mic)) throw new TokenError('the list of mechanisms was changed');
    return { kind: 'accepted', token: spnegoReply({ state: 'completed', mic: proven.channel.signList(list) }), proven };
  }
}
