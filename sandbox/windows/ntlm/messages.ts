import { AV, avPairs, fileTime, MIC_PRESENT, parseAvPairs } from './av-pairs.js';
import { Reader, TokenError, u16, u32 } from './bytes.js';
import { FLAG, has } from './flags.js';

const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');
const CHALLENGE_HEADER = 56;
const MIC_OFFSET = 72;
const MIC_END = 88;

export function isNtlm(token: Buffer): boolean {
  return token.subarray(0, SIGNATURE.length).equals(SIGNATURE);
}

function messageOf(token: Buffer, type: number): Reader {
  const reader = new Reader(token);
  if (!isNtlm(token) || reader.u32(8) !== type) throw new TokenError(`it is no NTLM message of type ${type}`);
  return reader;
}

/** NEGOTIATE_MESSAGE (MS-NLMP 2.2.1.1): its flags are all that we need. Throws TokenError. */
export function parseNegotiate(token: Buffer): { readonly flags: number } {
  return { flags: messageOf(token, 1).u32(12) };
}

/** How a computer names itself to its clients. */
export interface HostNames {
  readonly computer: string;
  readonly domain: string;
  readonly dnsComputer: string;
  readonly dnsDomain: string;
}

/** CHALLENGE_MESSAGE (MS-NLMP 2.2.1.2) with the server's time, which asks the client for a MIC. */
export function challengeMessage(host: HostNames, flags: number, nonce: Buffer, now: number): Buffer {
  const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
  const name = has(flags, FLAG.unicode) ? utf16(host.computer) : Buffer.from(host.computer, 'latin1');
  const target = has(flags, FLAG.requestTarget) ? name : Buffer.alloc(0);
  const info = avPairs([
    [AV.domainName, utf16(host.domain)],
    [AV.computerName, utf16(host.computer)],
    [AV.dnsDomainName, utf16(host.dnsDomain)],
    [AV.dnsComputerName, utf16(host.dnsComputer)],
    [AV.dnsTreeName, utf16(host.dnsDomain)],
    [AV.timestamp, fileTime(now)],
  ]);
  const fields = (bytes: Buffer, offset: number): Buffer =>
    Buffer.concat([u16(bytes.length), u16(bytes.length), u32(offset)]);
  const version = has(flags, FLAG.version) ? Buffer.from('0a007c4f0000000f', 'hex') : Buffer.alloc(8);
  return Buffer.concat([
    SIGNATURE,
    u32(2),
    fields(target, CHALLENGE_HEADER),
    u32(flags),
    nonce,
    Buffer.alloc(8),
    fields(info, CHALLENGE_HEADER + target.length),
    version,
    target,
    info,
  ]);
}

/** NTLMv2_CLIENT_CHALLENGE (MS-NLMP 2.2.2.7), and the proof before it. */
interface Ntlmv2Response {
  readonly proof: Buffer;
  /** Everything after the proof: what it was computed over. */
  readonly temp: Buffer;
  readonly time: bigint;
  readonly pairs: ReadonlyMap<number, Buffer>;
}

/** AUTHENTICATE_MESSAGE (MS-NLMP 2.2.1.3). */
export interface Authenticate {
  readonly flags: number;
  readonly user: string;
  readonly domain: string;
  readonly response: Ntlmv2Response;
  readonly sessionKey: Buffer;
  /** Null where the client's flags say that there is none. */
  readonly mic: Buffer | null;
  /** The message with zeros in place of its MIC. */
  readonly withoutMic: Buffer;
}

/** Throws TokenError; also for what is not NTLMv2, which no Windows of today takes. */
export function parseAuthenticate(token: Buffer): Authenticate {
  const reader = messageOf(token, 3);
  const flags = reader.u32(60);
  const text = (bytes: Buffer): string => bytes.toString(has(flags, FLAG.unicode) ? 'utf16le' : 'latin1');
  const response = parseResponse(reader.field(20));
  const hasMic = ((response.pairs.get(AV.flags)?.at(0) ?? 0) & MIC_PRESENT) !== 0;
  return {
    flags,
    user: text(reader.field(36)),
    domain: text(reader.field(28)),
    response,
    sessionKey: reader.field(52),
    mic: hasMic ? reader.slice(MIC_OFFSET, MIC_END - MIC_OFFSET) : null,
    withoutMic: hasMic ? zeroed(token) : token,
  };
}

function zeroed(token: Buffer): Buffer {
  return Buffer.concat([token.subarray(0, MIC_OFFSET), Buffer.alloc(MIC_END - MIC_OFFSET), token.subarray(MIC_END)]);
}

function parseResponse(bytes: Buffer): Ntlmv2Response {
  const reader = new Reader(bytes);
  const temp = reader.slice(16, bytes.length - 16);
  if (reader.u16(16) !== 0x0101) throw new TokenError('it is no NTLMv2 response');
  return {
    proof: reader.slice(0, 16),
    temp,
    time: reader.u64(24),
    pairs: parseAvPairs(reader.slice(44, bytes.length - 44)),
  };
}
