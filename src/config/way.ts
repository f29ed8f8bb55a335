import type { z } from 'zod';
import type { ComputerId } from '../domain/ids.js';
import { PORTS } from '../domain/roster.js';
import type { ComputerSettings } from './configuration.js';
import type { Problems } from './problems.js';
import { authoritiesFromFile, type ReadFile } from './read-files.js';
import type { computerEntry } from './schema.js';

type ComputerEntry = z.infer<typeof computerEntry>;
type Way = Pick<ComputerSettings, 'host' | 'port' | 'scheme' | 'method' | 'authorities' | 'pin'>;

/**
 * How a computer is reached. The port tells the scheme where nothing does, and the other way round.
 * @param authorities those of its profile, or else of all computers, PEM
 */
export async function readWay(
  id: ComputerId,
  entry: ComputerEntry,
  authorities: string | null,
  { readFile, problems }: { readonly readFile: ReadFile; readonly problems: Problems },
): Promise<Way> {
  const scheme = entry.scheme ?? (entry.port === PORTS.http ? 'http' : 'https');
  const refuseAt = (setting: string) => (text: string) => {
    problems.add(['computers', id, setting], text);
    return null;
  };
  for (const [setting, text] of contradictions(scheme, entry)) refuseAt(setting)(text);
  const own =
    entry.ca_file === undefined ? null : await authoritiesFromFile(readFile, entry.ca_file, refuseAt('ca_file'));
  return {
    host: entry.host,
    port: entry.port ?? PORTS[scheme],
    scheme,
    method: entry.transport,
    authorities: own ?? authorities,
    pin: entry.certificate_sha256 ?? null,
  };
}

function* contradictions(scheme: Way['scheme'], entry: ComputerEntry): Generator<[setting: string, text: string]> {
  const { transport, ca_file: authority, certificate_sha256: pin } = entry;
  if (scheme === 'http') {
    if (transport === 'basic')
      yield ['transport', 'must not be basic over http: the password would be read on the way'];
    if (authority !== undefined) yield ['ca_file', 'is of no use over http, where there is no certificate'];
    if (pin !== undefined) yield ['certificate_sha256', 'is of no use over http, where there is no certificate'];
  } else if (authority !== undefined && pin !== undefined) {
    yield ['certificate_sha256', 'stands in place of ca_file: keep one of them'];
  }
}

/** Basic shows the password to the computer, and takes local accounts only. */
export function refuseBasic(computers: readonly ComputerSettings[], problems: Problems): void {
  for (const { id, method, shared, credentials } of computers) {
    if (method !== 'basic') continue;
    const refuse = (text: string): void => problems.add(['computers', id, 'transport'], text);
    if (shared)
      refuse(
        `must not be basic: it would show ${id} the password of credentials.${credentials.profile}, which others share. Use negotiate, or a profile of its own for ${id}`,
      );
    else if (/[\\@]/.test(credentials.user))
      refuse(`must not be basic: ${credentials.user} is an account of a domain, and basic takes local accounts only`);
  }
}

/** The SHA-256 of a certificate as tools print it, with or without colons: 64 lower-case hexadecimal digits, or null. */
export function parseFingerprint(text: string): string | null {
  const digits = text.trim().replaceAll(':', '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : null;
}
