import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Computer } from '../../src/domain/computer.js';
import type { Collection, Store } from '../../src/ports/store.js';
import { emptyFolder, opened, removeFoldersAfterEach } from './folders.js';
import { aComputer } from './samples.js';

removeFoldersAfterEach();

type Model = Map<string, { revision: number; missing: number }>;

interface Step {
  readonly name: string;
  readonly inModel: (model: Model) => string;
  readonly inStore: (computers: Collection<Computer>) => Promise<unknown>;
}

const id = fc.constantFrom('fin-ws-07', 'FIN-WS-07', 'a.b', 'aux');
const number = fc.nat({ max: 5 });

const create = fc.tuple(id, number).map(
  ([name, n]): Step => ({
    name: `create ${name} ${n}`,
    inModel: (model) => (model.has(name) ? 'PB801' : put(model, name, n)),
    inStore: (computers) => computers.create(name, aComputer(n)),
  }),
);

const replace = fc.tuple(id, number, number).map(
  ([name, revision, n]): Step => ({
    name: `replace ${name}@${revision} ${n}`,
    inModel: (model) => (model.get(name)?.revision === revision ? put(model, name, n) : 'PB802'),
    inStore: (computers) => computers.replace(name, revision, aComputer(n)),
  }),
);

const update = fc.tuple(id, number).map(
  ([name, n]): Step => ({
    name: `update ${name} +${n}`,
    inModel: (model) => put(model, name, (model.get(name)?.missing ?? 0) + n),
    inStore: (computers) => computers.update(name, (value) => aComputer((value?.compliance?.missing ?? 0) + n)),
  }),
);

const remove = id.map(
  (name): Step => ({
    name: `remove ${name}`,
    inModel: (model) => drop(model, name),
    inStore: (computers) => computers.remove(name),
  }),
);

describe('any order of operations', () => {
  it('leaves in the store what it leaves in a map, at once and after a restart', async () => {
    const steps = fc.array(fc.oneof(create, replace, update, remove), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (taken, allAtOnce) => {
        const folder = await emptyFolder();
        const model: Model = new Map();
        const expected = taken.map((step) => step.inModel(model));
        const first = await opened(folder);
        expect(await outcomes(first.store, taken, allAtOnce)).toEqual(expected);
        await expectSame(first.store, model);
        await first.close();
        const second = await opened(folder);
        await expectSame(second.store, model);
        expect(second.reported).toEqual([]);
        await second.close();
      }),
      { numRuns: 40 },
    );
  });
});

function put(model: Model, name: string, missing: number): string {
  model.set(name, { revision: (model.get(name)?.revision ?? 0) + 1, missing });
  return 'done';
}

function drop(model: Model, name: string): string {
  model.delete(name);
  return 'done';
}

async function outcomes(store: Store, steps: readonly Step[], allAtOnce: boolean): Promise<readonly string[]> {
  const run = (step: Step) =>
    step.inStore(store.computers).then(
      () => 'done',
      (thrown: { code: string }) => thrown.code,
    );
  if (allAtOnce) return Promise.all(steps.map(run));
  const ended: string[] = [];
  for (const step of steps) ended.push(await run(step));
  return ended;
}

async function expectSame(store: Store, model: Model): Promise<void> {
  expect([...(await store.computers.ids())].sort()).toEqual([...model.keys()].sort());
  for (const [name, { revision, missing }] of model) {
    expect(await store.computers.get(name)).toEqual({ revision, value: aComputer(missing) });
  }
}
