import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who stands at the door: authentication belongs to the connection, so the gate gets the whole request. */
type Admission =
  | { readonly admitted: true; readonly user: string }
  | { readonly admitted: false; readonly challenges: readonly string[] };

export interface Gate {
  admit(request: IncomingMessage): Admission;
}

/** Basic, for one local account. A domain's account gets a 401, as on Windows. */
export function basicGate(user: string, password: string): Gate {
  const expected = digest(`${user.toLowerCase()}:${password}`);
  const refused: Admission = { admitted: false, challenges: ['Negotiate', 'Basic realm="WSMAN"'] };
  return {
    admit: (request) => {
      const [, base64] = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(request.headers.authorization ?? '') ?? [];
      if (base64 === undefined) return refused;
      const text = Buffer.from(base64, 'base64').toString('utf8');
      const colon = text.indexOf(':');
      const given = digest(`${text.slice(0, colon).toLowerCase()}${text.slice(colon)}`);
      return colon > 0 && timingSafeEqual(given, expected) ? { admitted: true, user } : refused;
    },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
