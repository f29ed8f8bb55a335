import { beforeEach, describe, expect, it } from 'vitest';
import { type ErrorCode, PatchbayError, userText } from '../../src/domain/errors.js';
import type { DenyForm } from '../../src/domain/group-views.js';
import { lookAfter } from '../../src/workflows/agenda.js';
import { updateId } from '../support/samples.js';
import { ANIL, FINANCE, OLIVIA, VERA, VirtualOffice } from '../support/virtual-office.js';

const DAY = 86_400_000;
/** The number of the pretend WSUS's first update. */
const KB = 'KB5000001';
const DENY: DenyForm = { patches: [KB], reason: 'breaks printing', lastDay: null };

async function refusal(call: Promise<unknown>): Promise<{ readonly code: ErrorCode; readonly text: string }> {
  const thrown = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof PatchbayError)) throw new Error(`not refused: ${String(thrown)}`);
  return { code: thrown.code, text: userText(thrown.failure) };
}

describe('the deny list', () => {
  let office: VirtualOffice;
  beforeEach(() => {
    office = new VirtualOffice(['fin-ws-01'], 2);
  });

  const states = async () =>
    Object.fromEntries(
      Object.values((await office.store.computers.get('fin-ws-01'))?.value.recommendations ?? {}).map((one) => [
        one.id,
        [one.state, one.reason],
      ]),
    );

  it('is changed by approvers, with a reason and a line in the audit log', async () => {
    expect(await refusal(office.desk.deny(office.asker(OLIVIA), DENY))).toMatchObject({ code: 'PB104' });
    const silent = await refusal(office.desk.deny(office.asker(ANIL), { ...DENY, reason: ' \u200b ' }));
    expect(silent.text).toContain('Say why');
    const nothing = await refusal(office.desk.deny(office.asker(ANIL), { ...DENY, patches: ['printing'] }));
    expect(nothing.text).toContain('"printing" is no KB number');
    const past = await refusal(office.desk.deny(office.asker(ANIL), { ...DENY, lastDay: '2020-01-01' }));
    expect(past.text).toContain('over already');
    await office.desk.deny(office.asker(ANIL), DENY);
    expect((await office.store.audit.latest(1))[0]).toMatchObject({
      ...{ who: ANIL, what: 'deny', on: 'patches', detail: `denied ${KB}: breaks printing` },
    });
    expect((await office.desk.denials(VERA)).denials.map(({ denial }) => denial.reason)).toEqual(['breaks printing']);
  });

  it('wins over an approval: no plan has the patch, the next check closes it, and lifting it brings it back', async () => {
    await office.scanned();
    await office.desk.deny(office.asker(ANIL), DENY);
    await office.ended(await office.desk.check(office.asker(OLIVIA), FINANCE));
    expect((await states())[updateId(1)]).toEqual(['Closed', 'denied: breaks printing']);
    expect((await office.desk.denials(ANIL)).denials[0]?.neededBy).toBe(1);
    await office.desk.lift(office.asker(ANIL), [KB], 'mended');
    await office.ended(await office.desk.check(office.asker(OLIVIA), FINANCE));
    expect((await states())[updateId(1)]).toEqual(['Opened', 'is needed again']);
  });

  it('keeps a run that was begun by then from starting the patch', async () => {
    const task = await office.running();
    await office.desk.deny(office.asker(ANIL), DENY);
    await office.ended(task);
    const machine = office.windows.machines.get('fin-ws-01' as never);
    expect([...(machine?.needed ?? [])]).toEqual([updateId(1)]);
    expect((await states())[updateId(2)]?.[0]).toBe('Implemented');
  });

  it('lifts by the clock what has an end, once, with a line that says so', async () => {
    await office.scanned();
    const day = new Date(office.clock.now()).toISOString().slice(0, 10);
    await office.desk.deny(office.asker(ANIL), { ...DENY, lastDay: day });
    await lookAfter(office.office);
    expect((await office.desk.denials(ANIL)).denials).toHaveLength(1);
    await office.clock.advance(DAY);
    expect((await office.desk.denials(ANIL)).denials).toEqual([]);
    for (let n = 0; n < 3; n++) await lookAfter(office.office);
    const lines = (await office.store.audit.latest(20)).filter(({ what }) => what === 'denial-ended');
    expect(lines.map(({ detail }) => detail)).toEqual([`the denial of ${KB} has ended; it was: breaks printing`]);
    expect((await office.store.denials.get('denials'))?.value).toEqual({ denials: [] });
  });
});
