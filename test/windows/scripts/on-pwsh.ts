import { expect } from 'vitest';
import type { InstallInput, JobReport } from '../../../src/windows/scripts/contract.js';
import { sha256Hex } from '../../../src/windows/scripts/texts.js';
import type { PwshComputer } from '../pwsh-computer.js';

export const KEY = 'testhost-01JD0000000000000000000001';
export const OTHER_KEY = 'testhost-01JD0000000000000000000002';
export const KB1 = '11111111-2222-3333-4444-555555555501';
export const KB2 = '11111111-2222-3333-4444-555555555502';
export const KB3 = '11111111-2222-3333-4444-555555555503';

/** An update as the agent's stand-in keeps it. HRESULTs are signed, as COM gives them. */
export function update(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{ id, title: `Update ${id.slice(-2)}`, kbs: ['5031364'], revision: 200, type: 1, categories: [] },
    ...{ size: 1_048_576, reboot: 0, impact: 0, userInput: false, deadline: null, downloaded: false, hidden: false },
    ...{ hresult: 0, code: 2, downloadCode: 2, comError: 0, licenceError: 0, stopAfter: false, mixed: false },
    ...{ needs: null, comesBack: false, uninstallable: true, toRemove: false },
    ...more,
  };
}

/** An install of these updates, as they were approved, which allows nothing out of the ordinary. */
export function installInput(ids: readonly string[], more: Partial<InstallInput> = {}): InstallInput {
  const updates = ids.map((updateId) => ({ updateId, revision: 200 }));
  const strict = { distributeOnly: false, minFreeBytes: 0, allowDrivers: false, allowUpgrades: false };
  return { updates, ...strict, ...more };
}

/** Hands a job over, which runs at once, and gives its result. */
export function run(computer: PwshComputer, script: string, input: unknown, notAfter?: string): unknown {
  return resultIn(computer.submit(KEY, script, input, notAfter));
}

/** The result of a job that has ended, asked for once more. */
export function resultOf(computer: PwshComputer, key = KEY): unknown {
  return resultIn(computer.report('poll', key, { from: 0 }));
}

function resultIn(report: JobReport): unknown {
  expect(report.error).toBeNull();
  expect(report.state).toBe('finished');
  expect(sha256Hex(report.result?.text ?? '')).toBe(report.result?.sha256);
  return JSON.parse(report.result?.text ?? '');
}
