import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PemConverter, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, type Certificate, openAuthority } from '../../sandbox/windows/certificates.js';
import type { ComputerId } from '../../src/domain/ids.js';
import { reachOf } from '../../src/windows/reach.js';
import type { WinRmTarget } from '../../src/windows/winrm/transport.js';

const STEP_MS = 2_000;
const YEAR_MS = 365 * 86_400_000;
const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

let folder: string;
let authority: Authority;
let own: Certificate;
let authorities: string;
const open: net.Server[] = [];
const sockets = new Set<net.Socket>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-reach-'));
  authority = await openAuthority(folder);
  own = await authority.certificateFor('fin-ws-07.lakeside.example');
  authorities = await readFile(authority.caFile, 'utf8');
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(open.splice(0).map((server) => once(server.close(), 'close')));
});

async function listening(server: net.Server): Promise<number> {
  open.push(server);
  server.on('connection', (socket) => sockets.add(socket.on('error', () => socket.destroy())));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A service that offers Negotiate to whoever says nothing. */
function service({ key, cert }: Certificate = own): Promise<number> {
  const server = https.createServer({ key, cert }, (_, response) => {
    response.writeHead(401, { 'www-authenticate': ['Negotiate', 'Kerberos'], 'content-length': '0' }).end();
  });
  return listening(server);
}

function target(port: number, over: Partial<WinRmTarget> = {}): WinRmTarget {
  return {
    ...{ computer: 'fin-ws-07' as ComputerId, host: '127.0.0.1', port, scheme: 'https', method: 'auto' },
    ...{ user: 'patchbay', shared: true, authorities, pin: null },
    password: {
      reveal: () => {
        throw new Error('nobody needs the password for that');
      },
    },
    ...over,
  };
}

/** A certificate that is its own authority. */
async function selfSigned(name: string, forMs: number): Promise<Certificate> {
  const keys = await crypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...{ name: `CN=${name}`, keys, signingAlgorithm: EC },
    ...{ notBefore: new Date(Date.now() - YEAR_MS), notAfter: new Date(Date.now() + forMs) },
    extensions: [new SubjectAlternativeNameExtension([{ type: net.isIP(name) === 0 ? 'dns' : 'ip', value: name }])],
  });
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { cert: certificate.toString('pem'), key: PemConverter.encode(key, 'PRIVATE KEY') };
}

const fingerprint = ({ cert }: Certificate = own) =>
  new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();

describe('how a computer is reached', () => {
  it('is seen step by step, without its password', async () => {
    const seen = await reachOf(target(await service()), STEP_MS);
    expect(seen).toMatchObject({ name: { addresses: ['127.0.0.1'] }, door: 'open', offers: ['negotiate', 'kerberos'] });
    expect(seen.certificate).toMatchObject({ distrust: null, names: expect.arrayContaining(['127.0.0.1']) });
  });

  it('a certificate of an unknown authority is seen, and nothing more is said there', async () => {
    const seen = await reachOf(target(await service(), { authorities: null }), STEP_MS);
    expect(seen).toMatchObject({ door: 'open', certificate: { distrust: expect.any(String) }, offers: null });
  });

  it('a pinned certificate is believed, another one is not', async () => {
    const port = await service();
    const pinned = await reachOf(target(port, { authorities: null, pin: fingerprint() }), STEP_MS);
    expect(pinned).toMatchObject({ certificate: { distrust: null }, offers: ['negotiate', 'kerberos'] });
    const other = await reachOf(target(port, { pin: '0'.repeat(64) }), STEP_MS);
    expect(other).toMatchObject({ certificate: { distrust: 'ERR_TLS_CERT_NOT_THE_PINNED_ONE' }, offers: null });
  });

  it('a certificate for another name is told with its names, pinned or not', async () => {
    const other = await selfSigned('other.example', YEAR_MS);
    const port = await service(other);
    for (const pin of [null, fingerprint(other)]) {
      const { certificate, offers } = await reachOf(target(port, { authorities: other.cert, pin }), STEP_MS);
      expect(certificate).toMatchObject({ distrust: 'ERR_TLS_CERT_ALTNAME_INVALID', names: ['other.example'] });
      expect(offers).toBeNull();
    }
  });

  it('a certificate that is over is told so, pinned or not', async () => {
    const old = await selfSigned('127.0.0.1', -1000);
    const port = await service(old);
    for (const pin of [null, fingerprint(old)]) {
      const { certificate, offers } = await reachOf(target(port, { authorities: old.cert, pin }), STEP_MS);
      expect(certificate).toMatchObject({ distrust: 'CERT_HAS_EXPIRED' });
      expect(offers).toBeNull();
    }
  });

  it('a name that nobody has, and a port that is closed, end it', async () => {
    const nobody = await reachOf(target(5986, { host: 'nobody.invalid' }), STEP_MS);
    expect(nobody).toMatchObject({ name: { cause: expect.any(String) }, door: null, certificate: null, offers: null });
    const server = net.createServer();
    const port = await listening(server);
    await once(server.close(), 'close');
    open.pop();
    const closed = await reachOf(target(port), STEP_MS);
    expect(closed).toMatchObject({ door: { cause: 'ECONNREFUSED' }, certificate: null, offers: null });
  });

  it('a port that speaks no TLS, or says nothing, is no certificate', async () => {
    const rude = await listening(net.createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect((await reachOf(target(rude), STEP_MS)).certificate).toHaveProperty('cause');
    const silent = await listening(net.createServer(() => undefined));
    const seen = await reachOf(target(silent), 200);
    expect(seen).toMatchObject({ door: 'open', certificate: { cause: 'no answer in time' }, offers: null });
  });

  it('over http there is no certificate, and a service that fails is told as it fails', async () => {
    const busy = await listening(
      net.createServer((socket) =>
        socket.once('data', () => socket.end('HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n')),
      ),
    );
    const seen = await reachOf(target(busy, { scheme: 'http' }), STEP_MS);
    expect(seen).toMatchObject({ door: 'open', certificate: null, offers: { code: 'PB408' } });
  });
});
