import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scanResult } from '../../../src/windows/scripts/contract.js';
import { PwshComputer } from '../pwsh-computer.js';
import { KB1, KB2, KEY, run, update } from './on-pwsh.js';

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => computer.remove());

const scan = () => scanResult.parse(run(computer, 'MS_WUA_Scan', {}));

describe('MS_WUA_Scan', () => {
  it('lists what is needed and what is there, in lower-case ids', () => {
    const category = '28bc880e-0592-4cbf-8f95-c79b17911d5f';
    const driver = { type: 2, categories: [category], userInput: true, deadline: '2026-02-01T03:00:00Z' };
    computer.agent({
      needed: [update(KB1, { kbs: [], reboot: 1, title: 'Mise à jour "1"\n', ...driver })],
      installed: [update(KB2)],
    });
    const found = scan();
    expect(found).toMatchObject({ resultCode: 2, warnings: [], installed: [KB2] });
    expect(found.needed).toEqual([
      {
        ...{ updateId: KB1, revision: 200, title: 'Mise à jour "1"\n', kbs: [], downloaded: false },
        ...{ sizeBytes: 1_048_576, rebootBehavior: 1, impact: 0, kind: 'driver', categoryIds: [category] },
        ...{ needsUser: true, deadline: '2026-02-01T03:00:00.0000000Z' },
      },
    ]);
  });

  it('asks a collection that cannot be gone through for its items, none and one included', () => {
    computer.agent({ needed: [update(KB1, { categories: [KB2] })], installed: [], oneByOne: true });
    const found = scan();
    expect(found).toMatchObject({ installed: [], warnings: [] });
    expect(found.needed).toMatchObject([{ updateId: KB1, kbs: ['5031364'], categoryIds: [KB2] }]);
  });

  it('takes a collection that the agent left out for an empty one', () => {
    computer.agent({ needed: [update(KB1, { kbs: null })], warnings: null });
    const found = scan();
    expect([found.needed[0]?.kbs, found.warnings]).toEqual([[], []]);
  });

  it('passes on that the search ended with errors', () => {
    computer.agent({ searchCode: 3, warnings: [{ HResult: -2145107951, Message: 'WSUS' }] });
    const found = scan();
    expect(found.resultCode).toBe(3);
    expect(found.warnings[0]).toBe('0x80244011 WSUS');
  });

  it('names what somebody has hidden on the computer, and does not call it needed', () => {
    computer.agent({ needed: [update(KB1, { hidden: true }), update(KB2)] });
    const found = scan();
    expect(found.needed.map((one) => one.updateId)).toEqual([KB2]);
    expect(found.warnings).toEqual(['hidden on this computer: Update 01']);
  });

  it('breaks with the code of a search that failed', () => {
    computer.agent({ searchError: -2145107951 });
    computer.submit(KEY, 'MS_WUA_Scan', {});
    expect(computer.report('poll', KEY, { from: 0 }).error?.hresult).toBe('0x80244011');
  });
});
