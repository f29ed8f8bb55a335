import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seal } from '../../storage/sealed.js';
import { emptyFolder, opened, removeFoldersAfterEach } from './folders.js';
import { aComputer } from './samples.js';

removeFoldersAfterEach();

it.each([null, { at: 1, by: 'U0ADA' }])(
  'a computer whose document still says whether it is retired is read: %j',
  async (retired) => {
    const folder = await emptyFolder();
    await (await opened(folder)).close();
    const value = { ...aComputer(1), retired };
    const document = JSON.stringify({ schema: 'computer/1', id: value.id, revision: 1, value });
    await writeFile(join(folder, 'computers', `${value.id}.json`), `${seal(document)}\n`);
    const { store, close } = await opened(folder);
    expect((await store.computers.get(value.id))?.value).toEqual(aComputer(1));
    await close();
  },
);
