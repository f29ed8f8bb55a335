import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ComputerId, GroupId } from '../../src/domain/ids.js';
import { GroupBook } from '../../src/workflows/book.js';
import { openStore } from '../../storage/open.js';
import { aComputer, aFacts, aGroup, WSUS } from '../support/samples.js';

const IDS = ['fin-ws-01', 'fin-ws-02', 'hr-ws-01'].map((id) => id as ComputerId);

function record(over: Parameters<typeof aGroup>[1] = {}) {
  const { computers: _, ...kept } = aGroup(['fin-ws-01'], over);
  return kept;
}

describe('the groups of the configuration', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-book-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** One life of the process: what it kept is there in the next one. */
  async function started<T>(
    seeds: readonly ReturnType<typeof record>[],
    work: (
      book: GroupBook,
      store: Awaited<ReturnType<typeof openStore>>['store'],
      differing: readonly GroupId[],
    ) => Promise<T>,
  ): Promise<T> {
    const opened = await openStore({ folder, report: () => undefined });
    try {
      const book = new GroupBook(opened.store, () => IDS);
      return await work(book, opened.store, await book.takeOver(seeds));
    } finally {
      await opened.close();
    }
  }

  it('are taken over once: what was edited since survives a restart, and the difference is said', async () => {
    await started([record()], async (book, store, differing) => {
      expect(differing).toEqual([]);
      await store.groups.update('finance', (group) => (group === null ? null : { ...group, name: 'Accounting' }));
      await book.refresh();
    });
    await started([record()], async (book, _store, differing) => {
      expect(book.all().map(({ name }) => name)).toEqual(['Accounting']);
      expect(differing).toEqual(['finance']);
    });
  });

  it('keep nobody from starting where the document of one is damaged: that one is not known', async () => {
    const other = record({ id: 'hr' as GroupId, name: 'HR' });
    await started([record(), other], async () => undefined);
    await writeFile(join(folder, 'groups', 'finance.json'), 'torn');
    await started([record(), other], async (book) => expect(book.all().map(({ id }) => id)).toEqual(['hr']));
  });

  it('are the same after a restart where nobody edited them: nothing is said', async () => {
    await started([record()], async () => undefined);
    await started([record()], async (_book, _store, differing) => expect(differing).toEqual([]));
    await started([record({ restart: 'never' })], async (book, _store, differing) => {
      expect(differing).toEqual(['finance']);
      expect(book.all()[0]?.restart).toBe('if-required');
    });
  });

  it('do not come back where they were deleted', async () => {
    const deleted = { at: 1, by: 'U0ADA' as never };
    await started([record()], async (_book, store) => {
      await store.groups.update('finance', (group) => (group === null ? null : { ...group, deleted }));
    });
    await started([record()], async (book, _store) => expect(book.all()).toEqual([]));
  });
});

describe('members by rule', () => {
  it('are worked out from what is known of computers, once for any number of news', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-book-'));
    const { store, close } = await openStore({ folder, report: () => undefined });
    const rule = { names: [], systems: ['Server 2022'], wsusGroups: ['Finance'] };
    await store.groups.create('finance', record({ members: { byHand: [], rule } }));
    const groups = [...WSUS.groups, { id: 'fin', name: 'Finance', parentId: null }];
    const book = new GroupBook(store, () => IDS);
    await book.refresh();
    expect(book.all()[0]?.computers).toEqual([]);
    await store.wsus.create('wsus', {
      ...WSUS,
      groups,
      members: { 'fin-ws-01.example.com': ['fin'], 'hr-ws-01': ['fin'] },
    });
    await store.computers.create('fin-ws-01', aComputer({ facts: aFacts() }));
    await book.catchUp();
    expect(book.all()[0]?.computers).toEqual([]);
    for (let n = 0; n < 100; n++) book.learnt();
    await book.catchUp();
    expect(book.all()[0]?.computers).toEqual(['fin-ws-01']);
    expect(book.checksOf('fin-ws-01' as ComputerId)).toHaveLength(1);
    expect(book.checksOf('hr-ws-01' as ComputerId)).toEqual([]);
    await close();
    await rm(folder, { recursive: true, force: true });
  });
});
