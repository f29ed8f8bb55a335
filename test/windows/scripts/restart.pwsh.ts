import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restartResult } from '../../../src/windows/scripts/contract.js';
import { PwshComputer } from '../pwsh-computer.js';
import { KEY, resultOf } from './on-pwsh.js';

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => computer.remove());

describe('Restart-Endpoint', () => {
  const restart = (notAfter?: string) => {
    computer.submit(KEY, 'Restart-Endpoint', { delaySeconds: 120, message: 'Save "all" now.\\' }, notAfter);
    return restartResult.parse(resultOf(computer));
  };

  it('plans a restart with a notice, and tells the boot before it', () => {
    computer.program('shutdown.exe', 'exit 0');
    expect(restart()).toEqual({ bootedAt: '2026-01-05T06:00:00.0000000Z', planned: true, reason: null });
    expect(computer.programLog('shutdown.exe')).toEqual(['/r', '/t', '120', '/d', 'p:2:17', '/c', "Save 'all' now."]);
  });

  it('breaks where Windows refuses, and leaves time for its own result', () => {
    computer.program('shutdown.exe', 'exit 5');
    computer.submit(KEY, 'Restart-Endpoint', { delaySeconds: 0, message: '' });
    expect(computer.report('poll', KEY, { from: 0 })).toMatchObject({ state: 'broken' });
    expect(computer.programLog('shutdown.exe')[2]).toBe('5');
  });

  it('plans nothing when its window has closed', () => {
    computer.program('shutdown.exe', 'exit 0');
    expect(restart('2020-01-01T00:00:00Z')).toMatchObject({ planned: false, reason: 'not-after' });
    expect(computer.programLog('shutdown.exe')).toEqual([]);
  });
});
