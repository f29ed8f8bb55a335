import https from 'node:https';
import tls from 'node:tls';

/** As Node's own global agent: idle connections end after 5 s. */
const KEEPING = { keepAlive: true, scheduling: 'lifo', timeout: 5000 } as const;

/**
 * Connections, kept apart by the authorities that they are verified against: those of one computer are not believed
 * where another one answers, nor by anything else in this process.
 */
export class Agents {
  readonly #byAuthorities = new Map<string | null, https.Agent>();

  /** @param authorities PEM; null for those that Node knows */
  of(authorities: string | null): https.Agent {
    const known = this.#byAuthorities.get(authorities);
    if (known !== undefined) return known;
    const agent = new https.Agent({ ...KEEPING, ...(authorities === null ? {} : trusting(authorities)) });
    this.#byAuthorities.set(authorities, agent);
    return agent;
  }
}

/** Read once: given as `ca`, all of a bundle's certificates would be read anew for every connection. */
function trusting(authorities: string): { readonly secureContext: tls.SecureContext } {
  return { secureContext: tls.createSecureContext({ ca: authorities }) };
}

/**
 * Starts a call into winrm-client over an agent of ours. It takes none and so asks for Node's global one, but does so
 * before it first waits: nobody else runs while ours stands in its place.
 */
export function startedOver<T>(agent: https.Agent, start: () => T): T {
  const usual = https.globalAgent;
  https.globalAgent = agent;
  try {
    return start();
  } finally {
    https.globalAgent = usual;
  }
}
