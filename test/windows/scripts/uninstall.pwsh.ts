import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installResult } from '../../../src/windows/scripts/contract.js';
import { PwshComputer } from '../pwsh-computer.js';
import { KB1, KB2, KB3, KEY, run, update } from './on-pwsh.js';

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => computer.remove());

function uninstall(ids: readonly string[], notAfter?: string) {
  const updates = ids.map((updateId) => ({ updateId }));
  return installResult.parse(run(computer, 'MS_WUA_Uninstall_Updates', { updates }, notAfter));
}

describe('MS_WUA_Uninstall_Updates', () => {
  it('takes away what the agent can, what its server wants removed included', () => {
    computer.agent({
      installed: [update(KB1, { reboot: 1 }), update(KB2, { toRemove: true })],
      needed: [update(KB3)],
    });
    const result = uninstall([KB1, KB2, KB3]);
    expect(result.updates).toEqual([
      { updateId: KB1, outcome: 'uninstalled', why: null, resultCode: 2, hresult: null, restartRequired: true },
      { updateId: KB2, outcome: 'uninstalled', why: null, resultCode: 2, hresult: null, restartRequired: false },
      { updateId: KB3, outcome: 'not-found', why: null, resultCode: null, hresult: null, restartRequired: false },
    ]);
    expect(result).toMatchObject({ restartRequired: true, stopped: null });
    expect(computer.agentLog()).toEqual([`uninstall ${KB1}`, `uninstall ${KB2}`]);
  });

  it('takes away an update in whichever revision it is there', () => {
    computer.agent({ installed: [update(KB1, { revision: 7 }), update(KB2, { revision: 201 })] });
    expect(uninstall([KB1, KB2]).updates.map((one) => one.outcome)).toEqual(['uninstalled', 'uninstalled']);
    expect(computer.agentLog()).toEqual([`uninstall ${KB1}`, `uninstall ${KB2}`]);
  });

  it('refuses what cannot be taken away', () => {
    computer.agent({ installed: [update(KB1, { uninstallable: false }), update(KB2, { comError: -2145124312 })] });
    expect(uninstall([KB1, KB2]).updates.map((one) => [one.outcome, one.why, one.hresult])).toEqual([
      ['refused', 'not-uninstallable', null],
      ['refused', 'not-uninstallable', '0x80240028'],
    ]);
  });

  it('tells a failure by its code, and stops where a restart comes first', () => {
    const failing = update(KB1, { code: 4, hresult: -2146498529 });
    computer.agent({ installed: [failing, update(KB2, { comError: -2145124330 }), update(KB3)] });
    const result = uninstall([KB1, KB2, KB3]);
    expect(result.updates.map((one) => [one.outcome, one.hresult])).toEqual([
      ['failed', '0x800F081F'],
      ['not-started', '0x80240016'],
      ['not-started', null],
    ]);
    expect(result.stopped).toBe('restart-pending');
  });

  it('starts nothing when the window has closed, and nothing on the word of a bad search', () => {
    computer.agent({ installed: [update(KB1)] });
    expect(uninstall([KB1], '2020-01-01T00:00:00Z').stopped).toBe('not-after');
    computer.remove();
    computer = new PwshComputer();
    computer.agent({ installed: [update(KB1)], searchCode: 3 });
    computer.submit(KEY, 'MS_WUA_Uninstall_Updates', { updates: [{ updateId: KB1 }] });
    expect(computer.report('poll', KEY, { from: 0 }).error?.message).toContain('result code 3');
    expect(computer.agentLog()).toEqual([]);
  });
});
