import { AuthenticationError } from '../winrm/authenticator.js';
import { element, onlyElement, readElements } from './der.js';

const TAG = { octets: 0x04, oid: 0x06, enumerated: 0x0a, sequence: 0x30, application: 0x60 } as const;
/** 1.3.6.1.5.5.2 */
const SPNEGO = element(TAG.oid, Buffer.from('2b0601050502', 'hex'));
/** 1.3.6.1.4.1.311.2.2.10 */
const NTLMSSP = element(TAG.oid, Buffer.from('2b06010401823702020a', 'hex'));

/** What both sides sign at the end, so that nobody took a mechanism out of the offer (RFC 4178 4.2.1). */
export const MECHANISMS = element(TAG.sequence, NTLMSSP);

/** NegTokenInit in its frame (RFC 4178 4.2.1; RFC 2743 3.1): NTLM, and nothing else. */
export function negTokenInit(token: Buffer): Buffer {
  const fields = [element(0xa0, MECHANISMS), element(0xa2, element(TAG.octets, token))];
  return element(TAG.application, SPNEGO, element(0xa0, element(TAG.sequence, ...fields)));
}

/** NegTokenResp (RFC 4178 4.2.2) of the side that began. */
export function negTokenResponse(token: Buffer, mechListMic: Buffer): Buffer {
  const fields = [element(0xa2, element(TAG.octets, token)), element(0xa3, element(TAG.octets, mechListMic))];
  return element(0xa1, element(TAG.sequence, ...fields));
}

export interface NegotiationReply {
  /** accept-completed (0), accept-incomplete (1), reject (2), request-mic (3); null where it is left out. */
  readonly state: number | null;
  readonly token: Buffer | null;
  readonly mechListMic: Buffer | null;
}

/** The service's NegTokenResp. Throws AuthenticationError where it is none, or is about another mechanism. */
export function readNegTokenResponse(bytes: Buffer): NegotiationReply {
  const fields = new Map<number, Buffer>();
  let last = 0;
  for (const { tag, content } of readElements(onlyElement(onlyElement(bytes, 0xa1), TAG.sequence))) {
    if (tag <= last || tag < 0xa0 || tag > 0xa3) throw new AuthenticationError('a token that is not what it has to be');
    fields.set(tag, content);
    last = tag;
  }
  const mechanism = fields.get(0xa1);
  if (mechanism !== undefined && !mechanism.equals(NTLMSSP)) throw new AuthenticationError('another mechanism');
  const state = fields.get(0xa0);
  return {
    state: state === undefined ? null : stateOf(onlyElement(state, TAG.enumerated)),
    token: octets(fields.get(0xa2)),
    mechListMic: octets(fields.get(0xa3)),
  };
}

function stateOf(content: Buffer): number {
  const [state] = content;
  if (content.length !== 1 || state === undefined || state > 3) throw new AuthenticationError('a state that is none');
  return state;
}

function octets(field: Buffer | undefined): Buffer | null {
  return field === undefined ? null : onlyElement(field, TAG.octets);
}
