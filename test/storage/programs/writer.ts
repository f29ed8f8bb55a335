import { writeSync } from 'node:fs';
import { PatchbayError } from '../../../src/domain/errors.js';
import { openStore } from '../../../storage/open.js';
import { aComputer, anEntry } from '../samples.js';

/**
 * A program of its own that owns a store and writes for ever, until it is killed. It says on standard output what the
 * store acknowledged: `ready`, then `<document> <value>` or `audit <n>` a line; or the code of the error that stopped it.
 */
async function main(folder: string): Promise<void> {
  const { store } = await openStore({ folder, report: () => undefined });
  say('ready');
  await Promise.all([...['fin-ws-01', 'fin-ws-02', 'fin-ws-03'].map(count), log()]);

  async function count(id: string): Promise<void> {
    for (let n = 1; ; n += 1) {
      await store.computers.update(id, () => aComputer(n, id));
      say(`${id} ${n}`);
    }
  }

  async function log(): Promise<void> {
    for (let n = 1; ; n += 1) {
      await store.audit.append(anEntry(n));
      say(`audit ${n}`);
    }
  }
}

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

main(process.argv[2] ?? '').catch((thrown: unknown) => {
  say(thrown instanceof PatchbayError ? thrown.code : String(thrown));
  process.exitCode = 1;
});
