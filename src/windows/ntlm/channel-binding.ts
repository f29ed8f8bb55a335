import { createHash } from 'node:crypto';
import { AuthenticationError } from '../winrm/authenticator.js';
import { u32 } from './bytes.js';
import { onlyElement, readElements } from './der.js';

/** Object identifiers, DER without their heads: signatures, or hashes within RSASSA-PSS, stronger than SHA-256. */
const STRONGER: readonly (readonly [hash: 'sha384' | 'sha512', oids: readonly string[]])[] = [
  ['sha384', ['2a864886f70d01010c', '2a8648ce3d040303', '608648016503040202']],
  ['sha512', ['2a864886f70d01010d', '2a8648ce3d040304', '608648016503040203']],
];

/**
 * What NTLM says of the TLS channel (MsvAvChannelBindings): MD5 of a gss_channel_bindings_struct with
 * `tls-server-end-point` (RFC 5929 4.1) and no addresses. 16 bytes; zeros without TLS (MS-NLMP 3.1.5.1.2).
 *
 * @param certificate DER. Throws AuthenticationError where it is no certificate.
 */
export function channelBinding(certificate: Buffer | null): Buffer {
  if (certificate === null) return Buffer.alloc(16);
  const hash = createHash(hashOf(certificate)).update(certificate).digest();
  const data = Buffer.concat([Buffer.from('tls-server-end-point:', 'latin1'), hash]);
  return createHash('md5').update(Buffer.alloc(16)).update(u32(data.length)).update(data).digest();
}

/** RFC 5929 4.1: the hash of its signature, MD5 and SHA-1 replaced by SHA-256. */
function hashOf(certificate: Buffer): 'sha256' | 'sha384' | 'sha512' {
  const [, algorithm] = readElements(onlyElement(certificate, 0x30));
  if (algorithm?.tag !== 0x30) throw new AuthenticationError('a certificate that is none');
  const found = STRONGER.find(([, oids]) => oids.some((oid) => algorithm.content.includes(Buffer.from(oid, 'hex'))));
  return found?.[0] ?? 'sha256';
}
