import { randomInt } from 'node:crypto';
import { PatchbayError } from '../src/domain/errors.js';
import type { Parts } from './parts.js';

/** The id of the one document in `installation`. */
const INSTALLATION = 'installation';

const ID_LENGTH = 10;
const ID_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Makes the installation document at the first start only. The format file is written last of all, so whoever has one
 * had an installation, too; and whoever has documents had a format. PB803 where one of them is gone: with a new
 * installation id the jobs that run on computers would no longer be known.
 */
export async function install({ store, collections }: Parts, isFirstStart: boolean): Promise<void> {
  const present = await store.installation.get(INSTALLATION);
  if (present === null && !isFirstStart) throw gone('installation/installation.json');
  if (isFirstStart && (await hasDocuments(collections, present === null ? 0 : 1))) throw gone('format.json');
  if (present === null) await store.installation.create(INSTALLATION, { id: newInstallationId(), nextTask: 1 });
}

async function hasDocuments(collections: Parts['collections'], expected: number): Promise<boolean> {
  const ids = await Promise.all(collections.map((collection) => collection.ids()));
  return ids.flat().length > expected;
}

function gone(name: string): PatchbayError {
  return new PatchbayError('PB803', { name, aside: 'nothing', cause: 'it is gone, although there are documents' });
}

/** An installation's name: what it hands over to computers begins with it. */
export function newInstallationId(): string {
  return Array.from({ length: ID_LENGTH }, () => ID_CHARACTERS.charAt(randomInt(ID_CHARACTERS.length))).join('');
}
