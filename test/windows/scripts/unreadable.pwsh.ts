import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobReport } from '../../../src/windows/scripts/contract.js';
import { PwshComputer } from '../pwsh-computer.js';
import { installInput, KB1, KB2, KEY, OTHER_KEY, update } from './on-pwsh.js';

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => computer.remove());

/** An upgrade or a driver that asks a person, whatever of it can be read; and one that is there. */
function fails(unreadable: readonly string[]): void {
  const categories = ['3689bdc8-b205-4af4-8d4a-a63924c5e9d5'];
  computer.agent({ needed: [update(KB1, { categories, downloaded: true })], installed: [update(KB2)], unreadable });
}

function ended(script: string, input: unknown, key = KEY): JobReport {
  computer.submit(key, script, input);
  return computer.report('poll', key, { from: 0 });
}

describe('what the agent cannot tell, which PowerShell shows as a null', () => {
  it.each(['RebootRequired', 'IsBusy', 'RebootRequiredBeforeInstallation', 'Updates'])(
    'is no reason to install or uninstall: %s',
    (name) => {
      fails([name]);
      const more = { allowUpgrades: true };
      const reports = [
        ended('MS_WUA_Install_Updates', installInput([KB1], more)),
        ended('MS_WUA_Uninstall_Updates', { updates: [{ updateId: KB2, revision: 200 }] }, OTHER_KEY),
      ];
      for (const report of reports) {
        expect(report).toMatchObject({ state: 'broken', error: { message: `${name} cannot be read` } });
      }
      expect(computer.agentLog()).toEqual([]);
    },
  );

  it.each(['Type', 'Categories', 'CategoryID', 'CanRequestUserInput'])(
    'is no reason to take an update for one that may be installed: %s',
    (name) => {
      fails([name]);
      const input = installInput([KB1], { allowUpgrades: !name.startsWith('Categor') });
      const result = JSON.parse(ended('MS_WUA_Install_Updates', input).result?.text ?? '');
      expect(result.updates).toMatchObject([{ updateId: KB1, outcome: 'failed', restartRequired: false }]);
      expect(computer.agentLog()).toEqual([]);
    },
  );

  it.each(['RebootRequired', 'Updates'])('leaves no scan that looks like nothing is missing: %s', (name) => {
    fails([name]);
    const report = ended('MS_WUA_Scan', {});
    expect(report).toMatchObject({ state: 'broken', error: { message: `${name} cannot be read` } });
  });
});
