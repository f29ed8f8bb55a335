import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type { WinRmConnection } from './transport.js';

/** A connection that may be spoken over. */
export interface Dialed {
  readonly socket: net.Socket;
  /** What the computer showed, DER; null over http. */
  readonly certificate: Buffer | null;
}

/** The authorities that certificates are verified against, read once each: anew, a bundle is dear for every connection. */
export class Trust {
  readonly #contexts = new Map<string | null, tls.SecureContext>();

  /** @param authorities PEM; null for those that Node knows */
  in(authorities: string | null): tls.SecureContext {
    const known = this.#contexts.get(authorities);
    if (known !== undefined) return known;
    const context = tls.createSecureContext(authorities === null ? {} : { ca: authorities });
    this.#contexts.set(authorities, context);
    return context;
  }
}

/**
 * Connects. Over https the certificate is verified before a byte of ours is sent: by its authority and its host name, or
 * by its pin, its name and its dates. Rejects with Node's error, one of our own with a code of the same kind (a
 * certificate that is not the pinned one), or the signal's reason.
 */
export async function dial(target: WinRmConnection, trust: Trust, signal: AbortSignal): Promise<Dialed> {
  signal.throwIfAborted();
  const { host, port, scheme, pin } = target;
  const socket = scheme === 'http' ? net.connect({ host, port }) : secured(target, trust);
  // What breaks an idle connection is met by the next request over it.
  socket.on('error', () => undefined);
  const abort = (): void => void socket.destroy(asError(signal.reason));
  signal.addEventListener('abort', abort, { once: true });
  try {
    await once(socket, scheme === 'http' ? 'connect' : 'secureConnect');
    const certificate = socket instanceof tls.TLSSocket ? leafOf(socket) : null;
    if (certificate !== null && pin !== null) checkPinned(host, pin, certificate);
    socket.setNoDelay(true);
    return { socket, certificate: certificate?.raw ?? null };
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function secured({ host, port, authorities, pin }: WinRmConnection, trust: Trust): tls.TLSSocket {
  const socket = tls.connect({
    host,
    port,
    // Names are told to the service, addresses must not be (RFC 6066 3).
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
    secureContext: trust.in(authorities),
    // A pinned certificate may be its own authority: it is compared before anything is sent.
    rejectUnauthorized: pin === null,
  });
  // Another certificate on the same connection would be verified by nobody.
  socket.disableRenegotiation();
  return socket;
}

function leafOf(socket: tls.TLSSocket): X509Certificate {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) throw certificateError('ERR_TLS_CERT_NONE');
  return certificate;
}

function checkPinned(host: string, pin: string, certificate: X509Certificate): void {
  if (certificate.fingerprint256.replaceAll(':', '').toLowerCase() !== pin)
    throw certificateError('ERR_TLS_CERT_NOT_THE_PINNED_ONE');
  const mismatch = tls.checkServerIdentity(host, certificate.toLegacyObject());
  if (mismatch !== undefined) throw mismatch;
  const now = Date.now();
  if (!(Date.parse(certificate.validFrom) <= now)) throw certificateError('CERT_NOT_YET_VALID');
  if (!(now <= Date.parse(certificate.validTo))) throw certificateError('CERT_HAS_EXPIRED');
}

function certificateError(code: string): Error {
  return Object.assign(new Error('certificate refused'), { code });
}

/** Whatever a signal was aborted with. */
export function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('broken off', { cause: reason });
}
