import { randomBytes, scrypt } from 'node:crypto';
import type { Credentials } from './config/configuration.js';
import type { ComputerId } from './domain/ids.js';
import type { Accounts } from './ports/logons.js';

/** 16 of them: one password in 65,536 passes for another one, and none is found by them. */
const MARK_BYTES = 2;

/** The accounts of the configuration, as who guards their logons knows them. */
export function accountsOf(
  profiles: ReadonlyMap<string, Credentials>,
  profileOf: (computer: ComputerId) => string | null,
): Accounts {
  return {
    profiles: [...profiles.keys()],
    profileOf,
    renew: async (name) => (await profiles.get(name)?.renew()) ?? false,
    bitsOf: (name, salt) => bitsOf(profiles.get(name), salt),
    newSalt: () => randomBytes(16).toString('hex'),
  };
}

function bitsOf(credentials: Credentials | undefined, salt: string): Promise<string> {
  const text = credentials === undefined ? '' : `${credentials.user}\0${credentials.password.reveal()}`;
  return new Promise((resolve, reject) => {
    scrypt(text, salt, MARK_BYTES, (error, key) => (error === null ? resolve(key.toString('hex')) : reject(error)));
  });
}
