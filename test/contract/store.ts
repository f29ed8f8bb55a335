import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Computer } from '../../src/domain/computer.js';
import type { Store } from '../../src/ports/store.js';
import {
  aComputer,
  anEntry,
  anOperation,
  aPatch,
  aRequest,
  aStack,
  aStackEdit,
  aSurface,
  aTarget,
  aTask,
  someWsusFacts,
} from '../storage/samples.js';

/** What every store does. `open` gives an empty one; `close` is called after each test. */
export function storeContract(
  name: string,
  open: () => Promise<{ readonly store: Store; close(): Promise<void> }>,
): void {
  describe(`${name}, as every store,`, () => {
    let store: Store;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ store, close } = await open());
    });
    afterEach(() => close());

    it('has nothing of an id that was never stored', async () => {
      expect(await store.computers.get('fin-ws-07')).toBeNull();
      expect(await store.computers.ids()).toEqual([]);
    });

    it('gives back what was created, with revision 1', async () => {
      expect(await store.computers.create('fin-ws-07', aComputer(1))).toEqual({ revision: 1, value: aComputer(1) });
      expect(await store.computers.get('fin-ws-07')).toEqual({ revision: 1, value: aComputer(1) });
      expect(await store.computers.ids()).toEqual(['fin-ws-07']);
    });

    it('keeps documents of every kind', async () => {
      await store.tasks.create('17', aTask);
      await store.targets.create('17.1', aTarget);
      await store.operations.create(anOperation.id, anOperation);
      await store.requests.create(aRequest.id, aRequest);
      await store.surfaces.create(aSurface.id, aSurface);
      await store.stacks.create(aStack.id, aStack);
      await store.operations.create(aStackEdit.id, aStackEdit);
      await store.wsus.create('wsus', someWsusFacts);
      expect((await store.tasks.get('17'))?.value).toEqual(aTask);
      expect((await store.targets.get('17.1'))?.value).toEqual(aTarget);
      expect((await store.operations.get(anOperation.id))?.value).toEqual(anOperation);
      expect((await store.requests.get(aRequest.id))?.value).toEqual(aRequest);
      expect((await store.surfaces.get(aSurface.id))?.value).toEqual(aSurface);
      expect((await store.stacks.get(aStack.id))?.value).toEqual(aStack);
      expect((await store.operations.get(aStackEdit.id))?.value).toEqual(aStackEdit);
      expect((await store.wsus.get('wsus'))?.value).toEqual(someWsusFacts);
    });

    it('knows its installation from the start', async () => {
      const installation = await store.installation.get('installation');
      expect(installation?.value.id).toMatch(/^[a-z0-9]{10}$/);
      expect(installation?.value.nextTask).toBe(1);
    });

    it('refuses to create what exists', async () => {
      await store.computers.create('fin-ws-07', aComputer(1));
      await expect(store.computers.create('fin-ws-07', aComputer(2))).rejects.toMatchObject({ code: 'PB801' });
      expect((await store.computers.get('fin-ws-07'))?.value).toEqual(aComputer(1));
    });

    it('replaces a document only at the revision that was read', async () => {
      await store.computers.create('fin-ws-07', aComputer(1));
      expect(await store.computers.replace('fin-ws-07', 1, aComputer(2))).toEqual({ revision: 2, value: aComputer(2) });
      await expect(store.computers.replace('fin-ws-07', 1, aComputer(3))).rejects.toMatchObject({ code: 'PB802' });
      await expect(store.computers.replace('nobody', 1, aComputer(3))).rejects.toMatchObject({ code: 'PB802' });
      expect((await store.computers.get('fin-ws-07'))?.value).toEqual(aComputer(2));
    });

    it('lets exactly one of many that create the same document win', async () => {
      const tries = Array.from({ length: 8 }, (_, n) => store.computers.create('fin-ws-07', aComputer(n)));
      const ended = await Promise.allSettled(tries);
      expect(ended.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    });

    it('applies every one of many updates at once', async () => {
      await Promise.all(
        Array.from({ length: 40 }, () => store.computers.update('fin-ws-07', (value) => aComputer(missing(value) + 1))),
      );
      expect(await store.computers.get('fin-ws-07')).toEqual({ revision: 40, value: aComputer(40) });
    });

    it('writes nothing where an update returns its argument or null', async () => {
      await store.computers.create('fin-ws-07', aComputer(1));
      expect((await store.computers.update('fin-ws-07', (value) => value))?.revision).toBe(1);
      expect((await store.computers.update('fin-ws-07', () => null))?.revision).toBe(1);
      expect(await store.computers.update('nobody', () => null)).toBeNull();
      expect(await store.computers.ids()).toEqual(['fin-ws-07']);
    });

    it('changes nothing where an update throws, and goes on with the next', async () => {
      await store.computers.create('fin-ws-07', aComputer(1));
      const refuse = () => {
        throw new RangeError('no');
      };
      await expect(store.computers.update('fin-ws-07', refuse)).rejects.toThrow('no');
      expect((await store.computers.update('fin-ws-07', () => aComputer(2)))?.revision).toBe(2);
    });

    it('removes a document, also one that is not there', async () => {
      await store.computers.create('fin-ws-07', aComputer(1));
      await store.computers.remove('fin-ws-07');
      await store.computers.remove('fin-ws-07');
      expect(await store.computers.get('fin-ws-07')).toBeNull();
      expect(await store.computers.ids()).toEqual([]);
      expect((await store.computers.create('fin-ws-07', aComputer(2))).value).toEqual(aComputer(2));
    });

    it('gives out values that nobody can change', async () => {
      const mine = { ...aComputer(1), recommendations: {} };
      const { value } = await store.computers.create('fin-ws-07', mine);
      expect(() => Object.assign(value.compliance ?? {}, { missing: 9 })).toThrow(TypeError);
      expect(() => Object.assign(value.recommendations, { rescan: {} })).toThrow(TypeError);
      Object.assign(mine, { machineId: 'changed later' });
      expect((await store.computers.get('fin-ws-07'))?.value).toEqual(aComputer(1));
    });

    it('keeps ids apart that differ by case, dots or odd characters', async () => {
      const ids = ['con', 'CON', 'a.b', 'a:b', 'a/b', '..', '.', 'A%3ab', 'ä', 'Ä', 'x.tmp', 'task:17', '__proto__'];
      for (const [n, id] of ids.entries()) await store.computers.create(id, aComputer(n));
      for (const [n, id] of ids.entries()) expect((await store.computers.get(id))?.value).toEqual(aComputer(n));
      expect([...(await store.computers.ids())].sort()).toEqual([...ids].sort());
    });

    it('replaces the catalogue as a whole and counts what is new and what changed', async () => {
      expect(await store.catalogue.replaceAll([aPatch(1), aPatch(2), aPatch(257)])).toEqual({ added: 3, changed: 0 });
      expect(await store.catalogue.replaceAll([aPatch(2, 'Revised'), aPatch(257), aPatch(4)])).toEqual({
        added: 1,
        changed: 1,
      });
      expect(await store.catalogue.get(aPatch(1).updateId)).toBeNull();
      expect(await store.catalogue.get(aPatch(2).updateId)).toEqual(aPatch(2, 'Revised'));
      expect((await store.catalogue.all()).map((patch) => patch.title).sort()).toEqual([
        'Revised',
        'Update 257',
        'Update 4',
      ]);
    });

    it('has an empty catalogue at first and after an empty list', async () => {
      expect(await store.catalogue.all()).toEqual([]);
      await store.catalogue.replaceAll([aPatch(1)]);
      await store.catalogue.replaceAll([]);
      expect(await store.catalogue.all()).toEqual([]);
    });

    it('tells the newest audit entries first', async () => {
      expect(await store.audit.latest(5)).toEqual([]);
      for (let n = 1; n <= 7; n += 1) await store.audit.append(anEntry(n));
      expect(await store.audit.latest(3)).toEqual([anEntry(7), anEntry(6), anEntry(5)]);
      expect(await store.audit.latest(100)).toHaveLength(7);
      expect(await store.audit.verify()).toEqual({ entries: 7 });
    });

    it('keeps the order of audit entries that arrive at once', async () => {
      await Promise.all(Array.from({ length: 30 }, (_, n) => store.audit.append(anEntry(n))));
      expect((await store.audit.latest(30)).map((entry) => entry.at - anEntry(0).at)).toEqual(
        Array.from({ length: 30 }, (_, n) => 29 - n),
      );
      expect(await store.audit.verify()).toEqual({ entries: 30 });
    });
  });
}

function missing(value: Computer | null): number {
  return value?.compliance?.missing ?? 0;
}
