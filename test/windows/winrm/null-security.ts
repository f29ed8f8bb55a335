import { createHash } from 'node:crypto';
import {
  AuthenticationError,
  type Authenticator,
  type SealedMessage,
  type SecurityContext,
} from '../../../src/windows/winrm/authenticator.js';
import type { ServerContext } from './door.js';

/** No secret in it: what a mechanism has to do, so that the ways around it can be tested without one. */
function sealing() {
  let sent = 0;
  let seen = 0;
  const crossed = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
  const signature = (number: number, plain: Buffer): Buffer =>
    createHash('sha256').update(`${number} `).update(plain).digest().subarray(0, 16);
  return {
    seal: (plain: Buffer): SealedMessage => ({ signature: signature(sent++, plain), ciphertext: crossed(plain) }),
    unseal: (message: SealedMessage): Buffer => {
      const plain = crossed(message.ciphertext);
      if (!signature(seen++, plain).equals(message.signature)) throw new AuthenticationError('not as it was sealed');
      return plain;
    },
  };
}

export function nullAuthenticator(user: string, password: string): Authenticator {
  return {
    scheme: 'Negotiate',
    begin: (): SecurityContext => {
      let steps = 0;
      let established = false;
      return {
        step: async (challenge) => {
          const said = challenge?.toString('utf8') ?? null;
          const expected = [null, 'who?', 'welcome'][steps++];
          if (said !== expected) throw new AuthenticationError('an unexpected token');
          if (said === 'welcome') established = true;
          return [Buffer.from('hello'), Buffer.from(`${user}:${password}`), null][steps - 1] ?? null;
        },
        get established() {
          return established;
        },
        ...sealing(),
      };
    },
  };
}

export function nullAcceptor(user: string, password: string): ServerContext {
  return {
    step: (token) => {
      const said = token.toString('utf8');
      if (said === 'hello') return { kind: 'continue', token: Buffer.from('who?') };
      if (said === `${user}:${password}`) return { kind: 'accepted', token: Buffer.from('welcome') };
      return { kind: 'refused' };
    },
    ...sealing(),
  };
}
