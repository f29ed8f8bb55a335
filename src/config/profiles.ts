import type { z } from 'zod';
import { Account } from './account.js';
import type { Credentials } from './configuration.js';
import { readEntries, type Sections } from './entries.js';
import { type Environment, variable } from './environment.js';
import type { Problems } from './problems.js';
import { authoritiesFromFile, type ReadFile, secretFromFile } from './read-files.js';
import { credentialsEntry } from './schema.js';
import { Secret } from './secret.js';
import { secretFromCommand } from './secret-command.js';

export interface Reading {
  readonly env: Environment;
  readonly readFile: ReadFile;
  /** Where commands run: the folder of the configuration file. */
  readonly folder: string;
  readonly problems: Problems;
}

type CredentialsEntry = z.infer<typeof credentialsEntry>;
/** Reads the password, or says why it cannot. */
type Read = (refuse: (text: string) => null) => Promise<Secret | null>;

export const profileName = (text: string): string | null => (/^[A-Za-z0-9._-]{1,40}$/.test(text) ? text : null);

/** The named accounts. */
export async function readProfiles(sections: Sections, reading: Reading): Promise<ReadonlyMap<string, Credentials>> {
  const kind = {
    entry: credentialsEntry,
    name: profileName,
    what: 'the name of a profile: at most 40 letters, digits, dots, dashes and underscores',
  };
  const profiles = new Map<string, Credentials>();
  for (const [profile, entry] of readEntries('credentials', sections.credentials, kind, reading.problems)) {
    const account = await readAccount(profile, entry, reading);
    if (account !== null) profiles.set(profile, account);
  }
  return profiles;
}

const SOURCES = ['password_env', 'password_file', 'password_command'] as const;

async function readAccount(profile: string, entry: CredentialsEntry, reading: Reading): Promise<Account | null> {
  const path = ['credentials', profile];
  const [source, ...others] = SOURCES.filter((name) => entry[name] !== undefined);
  if (source === undefined || others.length > 0) {
    const text =
      source === undefined ? `needs ${oneOf(SOURCES)}` : `has ${both([source, ...others])}: keep one of them`;
    reading.problems.add(path, text);
    return null;
  }
  const read = readerOf(entry, reading);
  const refuseAt = (setting: string) => (text: string) => {
    reading.problems.add([...path, setting], text);
    return null;
  };
  const password = await read(refuseAt(source));
  const { user, ca_file: file } = entry;
  const authorities =
    file === undefined ? null : await authoritiesFromFile(reading.readFile, file, refuseAt('ca_file'));
  const again = source === 'password_env' ? null : () => read(() => null);
  return password === null ? null : new Account({ profile, user, authorities }, password, again);
}

function readerOf(entry: CredentialsEntry, { env, readFile, folder }: Reading): Read {
  const { password_env: name, password_file: file, password_command: command } = entry;
  if (command !== undefined) return (refuse) => secretFromCommand(command, folder, refuse);
  if (file !== undefined) return (refuse) => secretFromFile(readFile, file, refuse);
  return async (refuse) => {
    // The password as it is: a space at its end may belong to it.
    const password = name === undefined || variable(env, name) === null ? undefined : env[name];
    return password === undefined ? refuse(`the environment has no ${name}`) : new Secret(password);
  };
}

function oneOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function both(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
