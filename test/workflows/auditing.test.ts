import { beforeEach, describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import type { OperationId } from '../../src/domain/ids.js';
import type { Operation } from '../../src/domain/operation.js';
import { ADA, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const HOUR = 3_600_000;
const ID = 'op-of-the-freeze' as OperationId;

let office: VirtualOffice;

beforeEach(async () => {
  office = new VirtualOffice(['fin-ws-01', 'fin-ws-02'], 1);
  await office.clock.advance(0);
});

function freeze(): Promise<unknown> {
  const { desk, clock } = office;
  const form = { groupId: null, from: clock.now(), to: clock.now() + HOUR, reason: 'Year end' };
  return desk.addFreeze(office.asker(ADA, ID), form);
}

const linesOf = async (id: string) => (await office.store.audit.latest(100_000)).filter((one) => one.operation === id);

async function manyLines(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const other = { at: office.clock.now(), who: OLIVIA, what: 'sync', on: 'wsus', planHash: null, detail: '' };
    await office.store.audit.append({ ...other, operation: `other-${n}-00000` as OperationId });
  }
}

/** As a crash leaves it that came after the line and before the effect. */
async function undone(id: OperationId): Promise<void> {
  await office.kept.operations.update(id, (value): Operation | null =>
    value === null ? null : { ...value, done: null },
  );
}

describe('the line of a decision in the audit log', () => {
  it.each([10, 60, 5_200])('is not written again after a crash, where %i lines came after it', async (count) => {
    await freeze();
    await undone(ID);
    await manyLines(count);
    await office.crash();
    expect((await office.store.operations.get(ID))?.value.done).not.toBeNull();
    expect(await linesOf(ID)).toHaveLength(1);
  });

  it('is written by a start after a crash that came before it', async () => {
    const { append } = office.store.audit;
    office.store.audit.append = async () => {
      throw new PatchbayError('PB804', { name: 'audit', cause: 'no space left' });
    };
    await expect(freeze()).rejects.toMatchObject({ code: 'PB305' });
    office.store.audit.append = append;
    await manyLines(200);
    await office.crash();
    expect(await linesOf(ID)).toHaveLength(1);
  });

  it('is one for two deliveries of one click, and costs no reading of the log', async () => {
    let reads = 0;
    const { audit } = office.store;
    const latest = audit.latest.bind(audit);
    audit.latest = async (count) => {
      reads += 1;
      return latest(count);
    };
    await Promise.all([freeze(), freeze(), freeze()]);
    expect(reads).toBe(0);
    audit.latest = latest;
    expect(await linesOf(ID)).toHaveLength(1);
  });
});

describe('the line of a task that nothing further of starts', () => {
  it('is not written again after a crash, where many lines came after it', async () => {
    const oneByOne = { canaries: 0, atOnce: 1, stopAfterFailures: null };
    await office.store.groups.update(FINANCE, (group) => (group === null ? null : { ...group, rollout: oneByOne }));
    await office.book.refresh();
    const task = await office.running();
    await office.clock.advance(30_000);
    await freeze();
    await manyLines(80);
    // As a crash leaves it that came before the task was stored.
    await office.kept.tasks.update(task.id, (value) => (value === null ? null : { ...value, stop: null }));
    await office.engine.close(task.id, 'a freeze began: Year end');
    const stops = (await office.store.audit.latest(100_000)).filter(({ what }) => what === 'stop');
    expect(stops).toHaveLength(1);
  });
});
