import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { writeWhole } from './kept.js';

/** In PEM, as node's TLS takes it. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Signs for the sandbox, and for nothing else. */
export interface Authority {
  /** The path of its certificate: what a client must trust. */
  readonly caFile: string;
  /** A certificate for a computer, from the folder or made now. */
  certificateFor(dnsName: string): Promise<Certificate>;
}

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
/** Clients on other clocks, and pretend ones, take it for years. */
const YEARS_MS = 10 * 365 * DAY_MS;

/** Opens the folder's authority, or makes one: an EC P-256 certificate that may sign no further authority. */
export async function openAuthority(folder: string): Promise<Authority> {
  const caFile = join(folder, 'ca.pem');
  const keyFile = join(folder, 'ca.key');
  const ca =
    existsSync(caFile) && existsSync(keyFile) ? await readPair(caFile, keyFile) : await makeCa(caFile, keyFile);
  const issuer = new X509Certificate(ca.cert);
  const signingKey = await importKey(ca.key);
  return {
    caFile,
    certificateFor: async (dnsName) => {
      const [certFile, ownKeyFile] = [join(folder, `${dnsName}.pem`), join(folder, `${dnsName}.key`)];
      if (existsSync(certFile) && existsSync(ownKeyFile)) return await readPair(certFile, ownKeyFile);
      return await makeLeaf(dnsName, issuer, signingKey, certFile, ownKeyFile);
    },
  };
}

async function readPair(certFile: string, keyFile: string): Promise<Certificate> {
  const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
  return { cert, key };
}

async function keep(
  certificate: X509Certificate,
  key: CryptoKey,
  certFile: string,
  keyFile: string,
): Promise<Certificate> {
  const exported = await crypto.subtle.exportKey('pkcs8', key);
  const pair = { cert: certificate.toString('pem'), key: PemConverter.encode(exported, 'PRIVATE KEY') };
  await writeWhole(keyFile, pair.key, 0o600);
  await writeWhole(certFile, pair.cert, 0o644);
  return pair;
}

async function importKey(pem: string): Promise<CryptoKey> {
  return await crypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(pem), EC, true, ['sign']);
}

function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + YEARS_MS) };
}

async function makeCa(certFile: string, keyFile: string): Promise<Certificate> {
  const keys = await crypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Patchbay sandbox authority',
    ...validity(),
    keys,
    signingAlgorithm: EC,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return await keep(certificate, keys.privateKey, certFile, keyFile);
}

async function makeLeaf(
  dnsName: string,
  issuer: X509Certificate,
  signingKey: CryptoKey,
  certFile: string,
  keyFile: string,
): Promise<Certificate> {
  const keys = await crypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const names = [
    { type: 'dns', value: dnsName },
    { type: 'dns', value: 'localhost' },
    { type: 'ip', value: '127.0.0.1' },
  ] as const;
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${dnsName}`,
    issuer: issuer.subject,
    ...validity(),
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: EC,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([...names]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return await keep(certificate, keys.privateKey, certFile, keyFile);
}
