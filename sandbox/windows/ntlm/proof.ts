import { createHash, createHmac } from 'node:crypto';
import { TokenError, u32 } from './bytes.js';
import { FLAG, has } from './flags.js';
import { md4 } from './md4.js';
import type { Authenticate } from './messages.js';
import { Rc4 } from './rc4.js';
import { same } from './sealed-channel.js';

function hmac(key: Buffer, ...parts: readonly Buffer[]): Buffer {
  const sum = createHmac('md5', key);
  for (const part of parts) sum.update(part);
  return sum.digest();
}

/** NTOWFv2 (MS-NLMP 3.3.2): the name in upper case, the domain as the client wrote it. */
function responseKey(password: string, user: string, domain: string): Buffer {
  const hash = md4(Buffer.from(password, 'utf16le'));
  return hmac(hash, Buffer.from(user.toUpperCase() + domain, 'utf16le'));
}

/** SessionBaseKey where the client knew the password (MS-NLMP 3.3.2); null where it did not. */
export function sessionBaseKey(message: Authenticate, nonce: Buffer, password: string): Buffer | null {
  const key = responseKey(password, message.user, message.domain);
  const { proof, temp } = message.response;
  return same(hmac(key, nonce, temp), proof) ? hmac(key, proof) : null;
}

/** ExportedSessionKey (MS-NLMP 3.2.5.1.2). Throws TokenError where the client's key is none. */
export function exportedKey(base: Buffer, message: Authenticate): Buffer {
  if (!has(message.flags, FLAG.keyExchange)) return base;
  if (message.sessionKey.length !== 16) throw new TokenError('a session key of another length');
  return new Rc4(base).update(message.sessionKey);
}

/** The MIC over the three messages (MS-NLMP 3.1.5.1.2). */
export function isIntact(key: Buffer, messages: readonly Buffer[], mic: Buffer): boolean {
  return same(hmac(key, ...messages), mic);
}

/**
 * MsvAvChannelBindings: MD5 of gss_channel_bindings_struct (RFC 2744 3.11) with `tls-server-end-point` (RFC 5929 4).
 * @param certificateHash SHA-256 of the server's certificate, DER, as long as that is signed with nothing stronger
 */
export function channelBindings(certificateHash: Buffer): Buffer {
  const data = Buffer.concat([Buffer.from('tls-server-end-point:', 'latin1'), certificateHash]);
  return createHash('md5').update(Buffer.alloc(16)).update(u32(data.length)).update(data).digest();
}
