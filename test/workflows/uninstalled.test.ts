import { describe, expect, it } from 'vitest';
import { goneOf } from '../../src/workflows/engine/uninstalled.js';
import { claimedBy, runOf } from '../support/machine-walk.js';
import { aFacts, aScan, updateId } from '../support/samples.js';

/** What is known after the scan of an uninstall of one update. */
function goneAfter(over: { readonly restartRequired: boolean; readonly isThere: boolean; readonly told: boolean }) {
  const computer = claimedBy({
    kind: 'run',
    restart: 'never',
    updates: 1,
    mode: 'install',
    windowMinutes: null,
    uninstalls: true,
  });
  const run = runOf(computer);
  if (run.work.kind !== 'run') throw new Error('no run');
  const outcome = {
    updateId: updateId(1),
    result: 'uninstalled',
    why: null,
    hresult: null,
    restartRequired: false,
  } as const;
  const work = { ...run.work, outcomes: over.told ? [outcome] : [], interruptions: over.told ? 0 : 1 };
  const scan = { ...aScan([], over.isThere ? [1] : []), taskId: run.taskId };
  const facts = aFacts({ restartRequired: over.restartRequired });
  return goneOf({ ...computer, facts, scan, run: { ...run, work } });
}

describe('an uninstall that nobody told the end of', () => {
  it('is not called done while Windows waits for a restart', () => {
    expect(goneAfter({ restartRequired: true, isThere: false, told: false })).toMatchObject({
      gone: [],
      waiting: [updateId(1)],
    });
    expect(goneAfter({ restartRequired: false, isThere: false, told: false }).gone).toEqual([updateId(1)]);
  });

  it('is done where the computer said that it needs no restart, whatever else wants one', () => {
    expect(goneAfter({ restartRequired: true, isThere: false, told: true }).gone).toEqual([updateId(1)]);
  });
});
