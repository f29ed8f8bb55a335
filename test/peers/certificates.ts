import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { PemConverter, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import type { ShownCertificate } from './acceptor.js';

export interface Pinned extends ShownCertificate {
  readonly pin: string;
}

/** A way to sign a certificate. */
interface Signing {
  readonly name: string;
  readonly keys: EcKeyGenParams | RsaHashedKeyGenParams;
  readonly signing: EcdsaParams | RsaPssParams | Algorithm;
  readonly hash: ShownCertificate['hash'];
}

const RSA = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
const PKCS1 = 'RSASSA-PKCS1-v1_5';

/** RFC 5929 4.1: SHA-1 counts as SHA-256. */
export const SIGNINGS: readonly Signing[] = [
  { name: 'RSA with SHA-1', keys: rsa(PKCS1, 'SHA-1'), signing: { name: PKCS1 }, hash: 'sha256' },
  { name: 'RSA with SHA-256', keys: rsa(PKCS1, 'SHA-256'), signing: { name: PKCS1 }, hash: 'sha256' },
  { name: 'RSA with SHA-384', keys: rsa(PKCS1, 'SHA-384'), signing: { name: PKCS1 }, hash: 'sha384' },
  { name: 'RSA-PSS with SHA-512', keys: rsa('RSA-PSS', 'SHA-512'), signing: pss(64), hash: 'sha512' },
  { name: 'ECDSA with SHA-256', keys: ec('P-256'), signing: ecdsa('SHA-256'), hash: 'sha256' },
  { name: 'ECDSA with SHA-384', keys: ec('P-384'), signing: ecdsa('SHA-384'), hash: 'sha384' },
  { name: 'ECDSA with SHA-512', keys: ec('P-521'), signing: ecdsa('SHA-512'), hash: 'sha512' },
];

function rsa(name: string, hash: string): RsaHashedKeyGenParams {
  return { name, hash, ...RSA };
}

function pss(saltLength: number): RsaPssParams {
  return { name: 'RSA-PSS', saltLength };
}

function ec(namedCurve: string): EcKeyGenParams {
  return { name: 'ECDSA', namedCurve };
}

function ecdsa(hash: string): EcdsaParams {
  return { name: 'ECDSA', hash };
}

/** A certificate for 127.0.0.1 that stands for itself, and its pin. */
export async function selfSigned({ keys, signing, hash }: Signing): Promise<Pinned> {
  const pair = await crypto.subtle.generateKey(keys, true, ['sign', 'verify']);
  const made = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=srv01.lab.example',
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    keys: pair,
    signingAlgorithm: signing,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  });
  const cert = made.toString('pem');
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', pair.privateKey), 'PRIVATE KEY');
  return { cert, key, hash, pin: new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase() };
}

/** As most services have one. */
export function usualCertificate(): Promise<Pinned> {
  return selfSigned({ name: 'usual', keys: rsa(PKCS1, 'SHA-256'), signing: { name: PKCS1 }, hash: 'sha256' });
}
