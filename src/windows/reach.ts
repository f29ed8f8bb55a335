import type { X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type { CertificateSeen, ReachSeen } from '../domain/diagnosis/seen.js';
import { asFailure } from '../domain/errors.js';
import { Trust } from './winrm/dial.js';
import { offersOf } from './winrm/offers.js';
import type { WinRmTarget } from './winrm/transport.js';
import { within } from './winrm/within.js';

type Cause = { readonly cause: string };

/**
 * Looks how a computer is reached, step by step: its name, its port, its certificate, and what its service offers to
 * somebody who says nobody's name. Never fails: what goes wrong is what was found.
 * @param stepMs how long each step may take, in milliseconds
 */
export async function reachOf(target: WinRmTarget, stepMs: number): Promise<ReachSeen> {
  const { host, port, scheme } = target;
  const name = await addressesOf(host);
  const door = 'cause' in name ? null : await doorOf(target, stepMs);
  const certificate = door === 'open' && scheme === 'https' ? await certificateOf(target, stepMs) : null;
  const isBelieved = scheme === 'http' || (certificate !== null && isGood(certificate));
  const offers = door === 'open' && isBelieved ? await offered(target, stepMs) : null;
  return { host, port, scheme, name, door, certificate, offers };
}

function isGood(certificate: CertificateSeen | Cause): boolean {
  return !('cause' in certificate) && certificate.distrust === null;
}

async function addressesOf(host: string): Promise<{ readonly addresses: readonly string[] } | Cause> {
  if (net.isIP(host) !== 0) return { addresses: [host] };
  try {
    const found = await lookup(host, { all: true });
    return { addresses: [...new Set(found.map(({ address }) => address))] };
  } catch (thrown) {
    return { cause: causeOf(thrown) };
  }
}

async function doorOf({ host, port }: WinRmTarget, stepMs: number): Promise<'open' | Cause> {
  return opened(net.connect({ host, port }), 'connect', stepMs, (): 'open' => 'open');
}

/** It is looked at, whether or not it is believed: nothing is said over this connection. */
function certificateOf(target: WinRmTarget, stepMs: number): Promise<CertificateSeen | Cause> {
  const { host, port, authorities } = target;
  let socket: tls.TLSSocket;
  try {
    const name = net.isIP(host) === 0 ? { servername: host } : {};
    const secureContext = new Trust().in(authorities);
    socket = tls.connect({ host, port, ...name, secureContext, rejectUnauthorized: false });
  } catch (thrown) {
    return Promise.resolve({ cause: causeOf(thrown) });
  }
  return opened(socket, 'secureConnect', stepMs, () => {
    const certificate = socket.getPeerX509Certificate();
    return certificate === undefined ? { cause: 'none' } : seenOf(certificate, target, socket);
  });
}

function seenOf(certificate: X509Certificate, { host, pin }: WinRmTarget, socket: tls.TLSSocket): CertificateSeen {
  const { validFrom, validTo } = certificate;
  const dates = { validFrom: Date.parse(validFrom), validTo: Date.parse(validTo) };
  const distrust = pin === null ? distrustOf(socket) : pinDistrust(certificate, host, pin, dates);
  return { ...dates, names: namesOf(certificate), distrust };
}

/** Why TLS does not believe it; Node's types say an error, and it is a code. */
function distrustOf({ authorized, authorizationError: error }: tls.TLSSocket): string | null {
  return authorized ? null : typeof error === 'string' ? error : causeOf(error);
}

function pinDistrust(
  certificate: X509Certificate,
  host: string,
  pin: string,
  { validFrom, validTo }: Pick<CertificateSeen, 'validFrom' | 'validTo'>,
): string | null {
  if (certificate.fingerprint256.replaceAll(':', '').toLowerCase() !== pin) return 'ERR_TLS_CERT_NOT_THE_PINNED_ONE';
  if (tls.checkServerIdentity(host, certificate.toLegacyObject()) !== undefined) return 'ERR_TLS_CERT_ALTNAME_INVALID';
  const now = Date.now();
  if (!(validFrom <= now)) return 'CERT_NOT_YET_VALID';
  return now <= validTo ? null : 'CERT_HAS_EXPIRED';
}

function namesOf({ subjectAltName, subject }: X509Certificate): readonly string[] {
  const names = (subjectAltName ?? '').split(', ').map((name) => name.replace(/^(?:DNS|IP Address):/, ''));
  const common = /^CN=(.*)$/m.exec(subject ?? '')?.[1];
  return (subjectAltName === undefined ? [common ?? ''] : names).filter((name) => name !== '');
}

async function offered(target: WinRmTarget, stepMs: number): Promise<ReachSeen['offers']> {
  try {
    const { signal } = new AbortController();
    return await within(signal, stepMs, async (until) => [...(await offersOf(target, new Trust(), stepMs, until))]);
  } catch (thrown) {
    return asFailure(thrown);
  }
}

/** What is to be seen of a socket once it is connected, or why it is not. It is closed in any case. */
async function opened<T>(socket: net.Socket, event: string, stepMs: number, look: () => T): Promise<T | Cause> {
  const timer = setTimeout(() => socket.destroy(Object.assign(new Error(), { code: 'no answer in time' })), stepMs);
  try {
    await once(socket, event);
    return look();
  } catch (thrown) {
    return { cause: causeOf(thrown) };
  } finally {
    clearTimeout(timer);
    socket.on('error', () => undefined);
    socket.destroy();
  }
}

function causeOf(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return thrown instanceof Error ? thrown.message.slice(0, 200) : 'unknown';
}
