import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComputerId, GroupId, StackId } from '../../src/domain/ids.js';
import type { Plan, PlanRow } from '../../src/domain/plan.js';
import { seal } from '../../storage/sealed.js';
import { needs } from '../support/samples.js';
import { emptyFolder, opened, removeFoldersAfterEach } from './folders.js';
import { aTask } from './samples.js';

removeFoldersAfterEach();

/** Of what was selected: the same, computer by computer, and something that was left out. */
function planOf(rows: readonly PlanRow[]): Plan {
  const only = rows.map(({ computerId, updates }) => ({
    computerId,
    updates: updates.map(({ updateId }) => updateId),
  }));
  const first = only.slice(0, 1).map(({ computerId }) => ({ computerId, title: 'Grüße', state: 'Opened' as const }));
  return {
    groupId: 'finance' as GroupId,
    restart: 'if-required',
    rows,
    blocked: [],
    options: {
      ...{ action: 'install', mode: 'install', restart: 'group', canaries: 0, atOnce: null, stopAfterFailures: null },
      ...{ order: [...new Set(rows.flatMap((one) => one.updates.map(({ updateId }) => updateId)))] },
      stack: rows.length % 2 === 0 ? null : { id: 'march' as StackId, name: 'März' },
      ...(rows.length % 2 === 0 ? { only: null } : { only, leftOut: { states: { Opened: 3 }, first } }),
    },
    canaries: [],
    last: [],
    again: [],
    hash: 'f00d',
  };
}

function row(n: number, updates: PlanRow['updates']): PlanRow {
  return { computerId: `fin-ws-${n}` as ComputerId, updates, byHand: [], sizeBytes: n, restart: 'maybe' };
}

const update = fc.record({
  n: fc.integer({ min: 1, max: 6 }),
  title: fc.constantFrom('Grüße', 'Update 2'),
  revision: fc.integer({ min: 200, max: 201 }),
  exclusive: fc.boolean(),
  kbs: fc.subarray(['5031356', '5031357']),
});

describe('a plan', () => {
  it('is read again as it was written, whatever its computers have in common', async () => {
    const { store, close } = await opened(await emptyFolder());
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(update, { maxLength: 5 }), { maxLength: 5 }), async (lists) => {
        const rows = lists.map((list, n) =>
          row(
            n,
            list.map(({ n: id, title, revision, exclusive, kbs }) => {
              return { updateId: needs(id).updateId, title, kbs, revision, exclusive };
            }),
          ),
        );
        const plan = planOf(rows);
        count += 1;
        const stored = await store.tasks.create(String(count), { ...aTask, id: String(count) as never, plan });
        expect(stored.value.plan).toEqual(plan);
      }),
      { numRuns: 40 },
    );
    await close();
  });

  it('of a thousand computers is a small file, and outlives the process', async () => {
    const folder = await emptyFolder();
    const first = await opened(folder);
    const plan = planOf(
      Array.from({ length: 1000 }, (_, n) =>
        row(
          n,
          Array.from({ length: 30 }, (_, id) => {
            const { updateId, title, kbs, revision } = needs(id + 1);
            return { updateId, title, kbs, revision, exclusive: false };
          }),
        ),
      ),
    );
    await first.store.tasks.create('1', { ...aTask, id: '1' as never, plan });
    await first.close();
    const { store, close } = await opened(folder);
    expect((await store.tasks.get('1'))?.value.plan).toEqual(plan);
    await close();
    expect((await readFile(join(folder, 'tasks', '1.json'))).length).toBeLessThan(300_000);
  });

  it('of the first version is read as well; one that names no update is damaged', async () => {
    const folder = await emptyFolder();
    await (await opened(folder)).close();
    const { updateId, title, kbs, revision } = needs(1);
    const plan = planOf([row(1, [{ updateId, title, kbs, revision, exclusive: false }])]);
    const file = (id: string, of: unknown) =>
      writeFile(
        join(folder, 'tasks', `${id}.json`),
        `${seal(JSON.stringify({ schema: 'task/1', id, revision: 1, value: { ...aTask, id, plan: of } }))}\n`,
      );
    await file('1', plan);
    await file('2', { ...plan, updates: [], rows: [{ ...plan.rows[0], updates: '0' }] });
    const { store, close } = await opened(folder);
    expect((await store.tasks.get('1'))?.value.plan).toEqual(plan);
    await expect(store.tasks.get('2')).rejects.toMatchObject({ code: 'PB803' });
    await close();
  });
});
