import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComputerId } from '../../src/domain/ids.js';
import type { Task } from '../../src/domain/task.js';
import { ADA, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const MINUTE = 60_000;

function names(count: number): readonly ComputerId[] {
  return Array.from({ length: count }, (_, index) => `fin-ws-${String(index + 1).padStart(2, '0')}` as ComputerId);
}

/** An office of which WSUS has been read, and that has not logged on to any other computer. */
async function opened(count: number): Promise<VirtualOffice> {
  const office = new VirtualOffice(names(count), 1);
  await office.ended(await office.desk.sync(office.asker(OLIVIA)));
  return office;
}

/** As after a long while: nothing is remembered of the account. */
async function forgotten(office: VirtualOffice): Promise<void> {
  await office.store.credentials.remove('fleet');
  await office.crash();
  office.accounts.logons.length = 0;
}

async function scanned(office: VirtualOffice): Promise<Task> {
  return office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
}

async function codes(office: VirtualOffice, task: Task): Promise<readonly (string | undefined)[]> {
  return (await office.engine.records(task)).map(({ failure }) => failure?.code);
}

const standing = async (office: VirtualOffice) => (await office.logons.standings())[0];

describe('a fan-out', () => {
  it('begins with one computer: while its logon is out nobody else begins', async () => {
    const office = await opened(20);
    await forgotten(office);
    office.windows.logonMs = 1_000;
    await office.desk.scan(office.asker(OLIVIA), FINANCE);
    await office.clock.advance(900);
    expect(office.accounts.logons).toEqual([]);
    await office.clock.advance(200);
    expect(office.accounts.logons).toHaveLength(1);
  });

  it('with a wrong password ends after one logon, and every computer says which profile and why', async () => {
    const office = await opened(20);
    await forgotten(office);
    office.accounts.of('fleet').right = 'another one';
    const task = await scanned(office);
    expect(office.accounts.of('fleet').wrong).toBe(1);
    expect(await codes(office, task)).toEqual(Array(20).fill('PB417'));
    const [record] = await office.engine.records(task);
    expect(record?.message).toMatch(/refused the account of the profile fleet.*say \/patch retry fleet\.$/);
  });

  it('takes the next computer as its canary where one is off', async () => {
    const office = await opened(5);
    await forgotten(office);
    office.windows.mishap = (_, id) => (id === 'fin-ws-01' ? 'lost-request' : 'none');
    const task = await scanned(office);
    expect(await codes(office, task)).toEqual(['PB401', ...Array(4).fill(undefined)]);
  });

  it('takes the next one where a canary does not answer', async () => {
    const office = await opened(3);
    await forgotten(office);
    office.windows.logonMs = 20_000;
    const task = await scanned(office);
    expect(task.status).toBe('Succeeded');
  });

  it('is not halted by one hostile computer: it alone is stopped', async () => {
    const office = await opened(10);
    office.accounts.hostile.add('fin-ws-04' as ComputerId);
    const task = await scanned(office);
    const expected = names(10).map((id) => (id === 'fin-ws-04' ? 'PB419' : undefined));
    expect(await codes(office, task)).toEqual(expected);
    office.accounts.logons.length = 0;
    await scanned(office);
    expect(office.accounts.logons).not.toContain('fin-ws-04');
  });

  it('has for its canary one that accepted before, not the one that is first in line', async () => {
    const office = await opened(5);
    await scanned(office);
    await office.clock.advance(60 * MINUTE);
    office.accounts.hostile.add('fin-ws-01' as ComputerId);
    await office.store.credentials.update('fleet', (value) =>
      value === null ? null : { ...value, acceptedBy: ['fin-ws-03' as ComputerId] },
    );
    await office.crash();
    office.accounts.logons.length = 0;
    await scanned(office);
    expect(office.accounts.logons[0]).toBe('fin-ws-03');
    expect((await standing(office))?.standing).toBe('open');
  });
});

describe('a verdict', () => {
  async function stoppedOffice(): Promise<VirtualOffice> {
    const office = await opened(5);
    await forgotten(office);
    office.accounts.of('fleet').right = 'another one';
    await scanned(office);
    expect((await standing(office))?.standing).toBe('stopped');
    return office;
  }

  it('outlives the process', async () => {
    const office = await stoppedOffice();
    await office.crash();
    await scanned(office);
    expect(office.accounts.of('fleet').wrong).toBe(1);
    expect((await office.desk.status(FINANCE)).stopped).toMatchObject([{ profile: 'fleet', why: { code: 'PB417' } }]);
    expect((await office.desk.home(ADA)).stopped).toHaveLength(1);
  });

  it('is not needed to count a wrong logon: whoever is killed before the answer counts it all the same', async () => {
    const office = await opened(5);
    await forgotten(office);
    const account = office.accounts.of('fleet');
    account.right = 'another one';
    office.windows.logonMs = 1_000;
    for (let starts = 0; starts < 8; starts += 1) {
      await office.desk.scan(office.asker(OLIVIA), FINANCE).catch(() => undefined);
      await office.clock.advance(500);
      await office.crash();
    }
    await office.clock.advance(5 * MINUTE);
    expect(account.wrong).toBe(2);
    expect((await standing(office))?.standing).toBe('stopped');
  });

  it('is not held against an account that is accepted after being cut off', async () => {
    const office = await opened(5);
    await forgotten(office);
    office.windows.logonMs = 1_000;
    await office.desk.scan(office.asker(OLIVIA), FINANCE);
    await office.clock.advance(500);
    await office.crash();
    await office.clock.advance(5 * MINUTE);
    expect(await standing(office)).toMatchObject({ standing: 'open', refusals: [], unanswered: [] });
  });

  it('is over with other credentials at the next start', async () => {
    const office = await stoppedOffice();
    office.accounts.of('fleet').shown = 'another one';
    await office.crash();
    expect((await scanned(office)).status).toBe('Succeeded');
    expect((await office.desk.status(FINANCE)).stopped).toEqual([]);
  });

  it('is over when an administrator says so, and nobody else', async () => {
    const office = await stoppedOffice();
    office.accounts.of('fleet').right = 'right';
    await expect(office.desk.retryCredentials(office.asker(OLIVIA), 'fleet')).rejects.toMatchObject({ code: 'PB104' });
    await expect(office.desk.retryCredentials(office.asker(ADA), 'flet')).rejects.toMatchObject({
      code: 'PB130',
      details: { suggestion: ' Did you mean fleet?' },
    });
    await office.desk.retryCredentials(office.asker(ADA), 'Fleet');
    expect((await scanned(office)).status).toBe('Succeeded');
    expect(await office.store.audit.latest(10)).toContainEqual(
      expect.objectContaining({ who: ADA, what: 'retry-credentials', on: 'credentials fleet' }),
    );
  });

  it('never comes about where the password was rotated and its source gives the new one', async () => {
    const office = await opened(10);
    await scanned(office);
    const account = office.accounts.of('fleet');
    account.right = 'rotated';
    account.source = 'rotated';
    expect((await scanned(office)).status).toBe('Succeeded');
    expect(account.wrong).toBe(1);
  });
});

describe('in any schedule of hostile computers, passwords that change and restarts', () => {
  const step = fc.record({
    what: fc.constantFrom(
      'scan',
      'rotate',
      'mend',
      'restart',
      'wait',
      'hostile',
      'source',
      'ask',
    ) as fc.Arbitrary<Step>,
    n: fc.nat({ max: 9 }),
  });

  it('no more than two wrong logons in a row are sent, unless a person says so', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const office = await opened(10);
        office.windows.logonMs = 50;
        const account = office.accounts.of('fleet');
        for (const { what, n } of steps) {
          // Whoever asks allows one more.
          if (what === 'ask') account.inRow = Math.min(account.inRow, 1);
          await played(office, what, n);
          expect(account.inRow).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('one hostile computer stops nobody else, whenever it turns so', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 9 }), fc.nat({ max: 90 }), async (n, minutes) => {
        const office = await opened(10);
        await scanned(office);
        office.accounts.hostile.add(names(10)[n] as ComputerId);
        await office.clock.advance(minutes * MINUTE);
        await office.desk.scan(office.asker(OLIVIA), FINANCE);
        await office.clock.advance(60 * MINUTE);
        const known = await standing(office);
        if (minutes <= 5) expect(known?.standing).not.toBe('stopped');
      }),
      { numRuns: 20 },
    );
  });
});

type Step = 'scan' | 'rotate' | 'mend' | 'restart' | 'wait' | 'hostile' | 'source' | 'ask';

async function played(office: VirtualOffice, what: Step, n: number): Promise<void> {
  const account = office.accounts.of('fleet');
  switch (what) {
    case 'scan':
      await office.desk.scan(office.asker(OLIVIA), FINANCE);
      await office.clock.advance((n + 1) * 20_000);
      return;
    case 'rotate':
      account.right = `password ${n}`;
      return;
    case 'mend':
      account.shown = account.right;
      return;
    case 'source':
      account.source = n < 5 ? account.right : `stale ${n}`;
      return;
    case 'restart':
      await office.crash();
      return;
    case 'wait':
      await office.clock.advance(n * 5 * MINUTE);
      return;
    case 'hostile':
      office.accounts.hostile.add(names(10)[n] as ComputerId);
      return;
    case 'ask':
      await office.desk.retryCredentials(office.asker(ADA), 'fleet');
  }
}
