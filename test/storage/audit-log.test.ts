import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, opened, removeFoldersAfterEach } from './folders.js';
import { anEntry } from './samples.js';

removeFoldersAfterEach();

const SEGMENT = 'audit/000001.jsonl';

async function folderWithEntries(count: number, segmentBytes?: number) {
  const folder = await emptyFolder();
  const { store, close } = await opened(folder, segmentBytes === undefined ? {} : { segmentBytes });
  for (let n = 1; n <= count; n += 1) await store.audit.append(anEntry(n));
  await close();
  return { folder, whole: await readFile(join(folder, SEGMENT)) };
}

describe('the audit log', () => {
  it('goes on where it ended, across restarts', async () => {
    const { folder } = await folderWithEntries(3);
    const { store, close } = await opened(folder);
    await store.audit.append(anEntry(4));
    expect(await store.audit.verify()).toEqual({ entries: 4 });
    expect(await store.audit.latest(2)).toEqual([anEntry(4), anEntry(3)]);
    await close();
  });

  it('goes on in a new segment when one is full, in one chain', async () => {
    const { folder } = await folderWithEntries(7, 900);
    const names = await readdir(join(folder, 'audit'));
    expect(names.length).toBeGreaterThan(2);
    const { store, close } = await opened(folder, { segmentBytes: 900 });
    expect(await store.audit.verify()).toEqual({ entries: 7 });
    expect(await store.audit.latest(7)).toEqual([7, 6, 5, 4, 3, 2, 1].map(anEntry));
    await close();
  });

  it('refuses an entry that it could not read again', async () => {
    const { store, close } = await opened(await emptyFolder());
    const broken = { ...anEntry(1), at: Number.NaN };
    await expect(store.audit.append(broken)).rejects.toThrow();
    await store.audit.append(anEntry(2));
    expect(await store.audit.verify()).toEqual({ entries: 1 });
    await close();
  });

  it('is whole or tells what is lost, at whatever byte its end was cut off', async () => {
    const { folder, whole } = await folderWithEntries(2);
    const firstEnd = whole.indexOf('\n') + 1;
    for (let length = firstEnd - 3; length < whole.length; length += 1) {
      await rm(join(folder, 'set-aside'), { recursive: true });
      await writeFile(join(folder, SEGMENT), whole.subarray(0, length));
      const { store, reported, close } = await opened(folder);
      const left = linesLeft(length, [firstEnd, whole.length]);
      expect(await store.audit.latest(9), `cut to ${length}`).toEqual([2, 1].slice(2 - left).map(anEntry));
      if (left === 2) expect(await store.audit.verify()).toEqual({ entries: 2 });
      else await expect(store.audit.verify(), `cut to ${length}`).rejects.toMatchObject({ code: 'PB806' });
      expect(reported).toHaveLength(isTorn(length, [firstEnd, whole.length]) ? 1 : 0);
      await close();
    }
  }, 60_000);

  it.each([0, 3, 6])('notices a flip of bit %i in any byte', async (bit) => {
    const { folder, whole } = await folderWithEntries(2);
    const { store, close } = await opened(folder);
    for (let at = 0; at < whole.length; at += 1) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      await writeFile(join(folder, SEGMENT), flipped);
      await expect(store.audit.verify(), `byte ${at}`).rejects.toMatchObject({ code: 'PB806' });
    }
    await close();
  });

  it('cuts off the line of a write that never ended, and goes on', async () => {
    const { folder, whole } = await folderWithEntries(3);
    await writeFile(join(folder, SEGMENT), Buffer.concat([whole, whole.subarray(0, 100)]));
    const { store, reported, close } = await opened(folder);
    expect(reported).toMatchObject([{ code: 'PB803', details: { name: SEGMENT } }]);
    expect(await store.audit.verify()).toEqual({ entries: 3 });
    await store.audit.append(anEntry(4));
    expect(await store.audit.verify()).toEqual({ entries: 4 });
    const [aside] = await readdir(join(folder, 'set-aside/audit'));
    expect(await readFile(join(folder, 'set-aside/audit', aside ?? ''))).toEqual(whole.subarray(0, 100));
    await close();
  });

  it('never hides that lines were lost, also after further entries', async () => {
    const { folder, whole } = await folderWithEntries(3);
    await writeFile(join(folder, SEGMENT), whole.subarray(0, whole.indexOf('\n') + 1));
    const { store, close } = await opened(folder);
    await store.audit.append(anEntry(4));
    await expect(store.audit.verify()).rejects.toMatchObject({ code: 'PB806', details: { line: 2 } });
    await close();
  });

  it('notices lines that were removed, swapped or written by another hand', async () => {
    const { folder, whole } = await folderWithEntries(4);
    const [one = '', two = '', three = '', four = ''] = whole.toString('utf8').split('\n');
    const other = await folderWithEntries(5);
    const [, , , , foreign = ''] = other.whole.toString('utf8').split('\n');
    const { store, close } = await opened(folder);
    for (const lines of [
      [one, two, four],
      [one, three, two, four],
      [two, three, four],
      [one, two, three, foreign],
    ]) {
      await writeFile(join(folder, SEGMENT), `${lines.join('\n')}\n`);
      await expect(store.audit.verify()).rejects.toMatchObject({ code: 'PB806' });
    }
    await close();
  });

  it('notices that a segment is gone', async () => {
    const { folder } = await folderWithEntries(9, 900);
    for (const name of ['000002.jsonl', '000001.jsonl']) {
      await rm(join(folder, 'audit', name));
      const { store, close } = await opened(folder, { segmentBytes: 900 });
      await expect(store.audit.verify()).rejects.toMatchObject({ code: 'PB806' });
      await close();
    }
  });
});

/** A line that lacks nothing but its line feed is whole. */
function linesLeft(length: number, ends: readonly number[]): number {
  return ends.filter((end) => end - 1 <= length).length;
}

function isTorn(length: number, ends: readonly number[]): boolean {
  return !ends.some((end) => end === length || end - 1 === length);
}
