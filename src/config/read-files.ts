import { X509Certificate } from 'node:crypto';
import { Secret } from './secret.js';

/** The text of a file named by a setting; rejects as the file system does. */
export type ReadFile = (path: string, kind: 'secret' | 'public') => Promise<string>;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** A secret from its file, without the line feed at its end; or what `refuse` gives. */
export async function secretFromFile(
  readFile: ReadFile,
  path: string,
  refuse: (text: string) => null,
): Promise<Secret | null> {
  const content = await readOrRefuse(() => readFile(path, 'secret'), path, refuse);
  if (content === null) return null;
  const value = content.replace(/\r?\n$/, '');
  return value === '' ? refuse(`the file ${path} is empty`) : new Secret(value);
}

/** The certificates of an authority's file, PEM; or what `refuse` gives. */
export async function authoritiesFromFile(
  readFile: ReadFile,
  path: string,
  refuse: (text: string) => null,
): Promise<string | null> {
  const content = await readOrRefuse(() => readFile(path, 'public'), path, refuse);
  if (content === null) return null;
  const certificates = content.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) return refuse(`the file ${path} holds no certificate in PEM`);
  if (!certificates.every(isCertificate)) return refuse(`the file ${path} holds a certificate that cannot be read`);
  return `${certificates.join('\n')}\n`;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    // OpenSSL's words for it say nothing to whoever wrote the setting.
    return false;
  }
}

async function readOrRefuse(
  read: () => Promise<string>,
  path: string,
  refuse: (text: string) => null,
): Promise<string | null> {
  try {
    return await read();
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
    return refuse(`the file ${path} cannot be read (${code})`);
  }
}
