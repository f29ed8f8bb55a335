import { TokenError } from './bytes.js';
import { childrenOf, type Der, der, inside } from './der.js';

/** 1.3.6.1.5.5.2, as in an InitialContextToken (RFC 2743 3.1). */
const SPNEGO = Buffer.from('06062b0601050502', 'hex');
/** 1.3.6.1.4.1.311.2.2.10. */
export const NTLM_OID = Buffer.from('060a2b06010401823702020a', 'hex');

const SEQUENCE = 0x30;
const OCTETS = 0x04;
const OID = 0x06;
const ENUMERATED = 0x0a;
const tagged = (index: number): number => 0xa0 + index;

/** What a client says in SPNEGO (RFC 4178 4.2). */
export type SpnegoToken =
  | {
      readonly kind: 'init';
      /** Mechanisms in the client's order, each a whole OID. */
      readonly mechanisms: readonly Buffer[];
      /** The list as it was encoded: what a mechListMIC is computed over. */
      readonly mechanismList: Buffer;
      readonly token: Buffer | null;
    }
  | { readonly kind: 'response'; readonly token: Buffer | null; readonly mic: Buffer | null };

/** Reads NegTokenInit, in its frame, or NegTokenResp. Throws TokenError. */
export function parseSpnego(bytes: Buffer): SpnegoToken {
  if (bytes.at(0) === 0x60) {
    const [mechanism, choice] = childrenOf(inside(bytes, 0x60));
    if (!mechanism?.whole.equals(SPNEGO) || choice?.tag !== tagged(0)) throw new TokenError('it is not SPNEGO');
    return initial(childrenOf(inside(choice.content, SEQUENCE)));
  }
  const fields = childrenOf(inside(inside(bytes, tagged(1)), SEQUENCE));
  return { kind: 'response', token: octets(fields, 2), mic: octets(fields, 3) };
}

function initial(fields: readonly Der[]): SpnegoToken {
  const mechanismList = fields.find((each) => each.tag === tagged(0))?.content;
  if (!mechanismList) throw new TokenError('it names no mechanism');
  const mechanisms = childrenOf(inside(mechanismList, SEQUENCE));
  if (mechanisms.some((each) => each.tag !== OID)) throw new TokenError('a mechanism is no OID');
  return { kind: 'init', mechanisms: mechanisms.map((each) => each.whole), mechanismList, token: octets(fields, 2) };
}

function octets(fields: readonly Der[], index: number): Buffer | null {
  const field = fields.find((each) => each.tag === tagged(index));
  return field ? inside(field.content, OCTETS) : null;
}

const STATES = { completed: 0, incomplete: 1, 'request-mic': 3 } as const;

/** NegTokenResp (RFC 4178 4.2.2). */
export function spnegoReply(reply: {
  readonly state: keyof typeof STATES;
  readonly mechanism?: Buffer;
  readonly token?: Buffer;
  readonly mic?: Buffer | null;
}): Buffer {
  const { mechanism, token, mic } = reply;
  const fields = [der(tagged(0), der(ENUMERATED, Buffer.from([STATES[reply.state]])))];
  if (mechanism) fields.push(der(tagged(1), mechanism));
  if (token) fields.push(der(tagged(2), der(OCTETS, token)));
  if (mic) fields.push(der(tagged(3), der(OCTETS, mic)));
  return der(tagged(1), der(SEQUENCE, ...fields));
}
