import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hookResult } from '../../../src/windows/scripts/contract.js';
import { PwshComputer } from '../pwsh-computer.js';
import { KEY, OTHER_KEY, resultOf, run } from './on-pwsh.js';

const OURS = 'O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)(A;OICIIO;GA;;;CO)';
/** As Windows gives them to the root of a drive: users may make folders in it. */
const ROOT =
  'O:S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464G:SYD:PAI(A;;LC;;;AU)(A;OICIIO;SDGXGWGR;;;AU)(A;;FA;;;SY)(A;;FA;;;BA)(A;OICI;0x1200a9;;;BU)';

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => computer.remove());

type Files = Record<string, { attributes: string; sddl: string }>;

/** A hook in `C:\Hooks`, with what differs from a good one. */
function place(path: string, differs: Files = {}): void {
  const files: Files = {
    'C:\\': { attributes: 'Directory', sddl: ROOT },
    'C:\\Hooks': { attributes: 'Directory', sddl: OURS },
    [path]: { attributes: 'Archive', sddl: OURS },
  };
  computer.knows({ files: { ...files, ...differs } });
}

function call(path: string, more: Record<string, unknown> = {}) {
  return hookResult.parse(run(computer, 'Invoke-Hook', { path, phase: 'before', timeoutSeconds: 60, ...more }));
}

describe('Invoke-Hook', () => {
  it('runs a script in Windows PowerShell by its full path, with the phase, and tells the end of what it printed', () => {
    computer.program('WindowsPowerShell/v1.0/powershell.exe', 'echo "drained"; echo "slow\u00e9" >&2; exit 10');
    place('C:\\Hooks\\drain node.ps1');
    const result = call('C:\\Hooks\\drain node.ps1');
    expect(result).toMatchObject({ outcome: 'ended', exitCode: 10, output: expect.stringContaining('drained\n') });
    expect(result.output).toMatch(/^[\x20-\x7e\n]*$/);
    const switches = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File'];
    expect(computer.programLog('powershell.exe')).toEqual([...switches, 'C:\\Hooks\\drain node.ps1', 'before']);
  });

  it('runs a batch file through cmd.exe, without its AutoRun', () => {
    computer.program('cmd.exe', 'exit 1');
    place('C:\\Hooks\\a.cmd');
    expect(call('C:\\Hooks\\a.cmd', { phase: 'before-restart' })).toEqual({
      outcome: 'ended',
      exitCode: 1,
      output: '',
    });
    expect(computer.programLog('cmd.exe').slice(0, 3)).toEqual(['/d', '/s', '/c']);
    expect(computer.programLog('cmd.exe').join(' ')).toContain('C:\\Hooks\\a.cmd before-restart');
  });

  it('runs a program itself, and keeps only the end of what it prints', () => {
    const path = 'C:\\Hooks\\b.exe';
    writeFileSync(join(computer.root, 'System32', path), '#!/bin/sh\nseq 1 20000\necho "last $1"\n', { mode: 0o755 });
    place(path);
    const result = call(path, { phase: 'after' });
    expect(result).toMatchObject({ outcome: 'ended', exitCode: 0 });
    expect(result.output).toHaveLength(4000);
    expect(result.output).toMatch(/20000\nlast after\n$/);
  });

  it('ends one whose time is over, with everything that it started', () => {
    computer.program('cmd.exe', 'echo begun; sleep 300 & wait');
    // Held first: a shell whose child is gone ends by itself, and then there is nobody left to kill.
    computer.program('taskkill.exe', 'kill -STOP "$4"; pkill -KILL -P "$4"; kill -KILL "$4"');
    place('C:\\Hooks\\a.bat');
    expect(call('C:\\Hooks\\a.bat', { timeoutSeconds: 1 })).toEqual({
      ...{ outcome: 'timed-out', exitCode: null, output: 'begun\n' },
    });
    expect(computer.programLog('taskkill.exe').slice(0, 3)).toEqual(['/T', '/F', '/PID']);
  });

  it('begins none after its time but the one that puts the computer back into service', () => {
    computer.program('cmd.exe', 'exit 0');
    place('C:\\Hooks\\a.cmd');
    const late = (phase: string, key: string) => {
      const input = { path: 'C:\\Hooks\\a.cmd', phase, timeoutSeconds: 60 };
      computer.submit(key, 'Invoke-Hook', input, '2020-01-01T00:00:00Z');
      return hookResult.parse(resultOf(computer, key));
    };
    const why = 'its time was over before it began';
    expect(late('before-restart', KEY)).toEqual({ outcome: 'refused', exitCode: null, output: why });
    expect(late('after', OTHER_KEY)).toMatchObject({ outcome: 'ended', exitCode: 0 });
    expect(computer.programLog('cmd.exe').join(' ')).not.toContain('before');
  });

  it('says that there is none', () => {
    place('C:\\Hooks\\a.cmd');
    expect(call('C:\\Hooks\\other.cmd')).toEqual({ outcome: 'missing', exitCode: null, output: '' });
    expect(call('C:\\Hooks\\other.cmd').exitCode).toBeNull();
  });

  it.each([
    [
      'a file of somebody else',
      { 'C:\\Hooks\\a.cmd': { sddl: OURS.replace('O:BA', 'O:S-1-5-21-1-2-3-500') } },
      'belongs',
    ],
    [
      'a file that users may change',
      { 'C:\\Hooks\\a.cmd': { sddl: `${OURS}(A;ID;0x1301bf;;;BU)` } },
      'may be written to',
    ],
    ['a folder that users may add to', { 'C:\\Hooks': { sddl: `${OURS}(A;;DC;;;AU)` } }, 'may be written to'],
    ['a folder that users may make folders in', { 'C:\\Hooks': { sddl: `${OURS}(A;;LC;;;AU)` } }, 'may be written to'],
    ['a drive whose folders users may take away', { 'C:\\': { sddl: `${ROOT}(A;;DT;;;BU)` } }, 'may be written to'],
    ['a right of an unknown kind', { 'C:\\Hooks': { sddl: `${OURS}(XA;;FR;;;BU;(x))` } }, 'cannot be read'],
    ['no rights at all', { 'C:\\Hooks': { sddl: 'O:BAG:SYD:NO_ACCESS_CONTROL' } }, 'cannot be read'],
    ['a link', { 'C:\\Hooks': { attributes: 'Directory, ReparsePoint' } }, 'is a link'],
  ])('refuses %s', (_, differs: Record<string, Partial<Files[string]>>, why) => {
    computer.program('cmd.exe', 'exit 0');
    const whole = Object.entries(differs).map(([path, one]) => [
      path,
      { attributes: path.endsWith('.cmd') ? 'Archive' : 'Directory', sddl: OURS, ...one },
    ]);
    place('C:\\Hooks\\a.cmd', Object.fromEntries(whole));
    expect(call('C:\\Hooks\\a.cmd')).toEqual({
      ...{ outcome: 'refused', exitCode: null, output: expect.stringContaining(why) },
    });
    expect(computer.programLog('cmd.exe')).toEqual([]);
  });

  it.each([
    'C:\\Hooks\\..\\a.cmd',
    '\\\\server\\share\\a.cmd',
    'C:\\Hooks\\a.cmd:stream.cmd',
    'C:\\Hooks\\a&b.cmd',
    'C:\\Hooks\\a.vbs',
    'Hooks\\a.cmd',
  ])('refuses the path %s', (path) => {
    place(path);
    expect(call(path)).toMatchObject({ outcome: 'refused', output: expect.stringMatching(/path|no \.ps1/) });
  });
});
