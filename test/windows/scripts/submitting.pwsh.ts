import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandLineJson, installResult, jobContent } from '../../../src/windows/scripts/contract.js';
import { sha256Hex } from '../../../src/windows/scripts/texts.js';
import { PwshComputer } from '../pwsh-computer.js';
import { installInput, KB1, KB2, KB3, KEY, OTHER_KEY, resultOf, update } from './on-pwsh.js';

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => computer.remove());

describe('submitting', () => {
  it('starts a job once, however often it is submitted', () => {
    // Here as on Windows: a process for each verb, and one for the job.
    computer.ownProcess = true;
    const first = computer.submit(KEY, 'Get-EndpointFacts', {});
    const second = computer.submit(KEY, 'Get-EndpointFacts', {});
    expect([first.state, second.state]).toEqual(['finished', 'finished']);
    expect(computer.runs()).toEqual([`Patchbay-${KEY}`]);
  });

  it('registers a task of SYSTEM, highest, at normal priority, that only creates', () => {
    computer.submit(KEY, 'Get-EndpointFacts', {});
    const definition = JSON.parse(readFileSync(join(computer.tasks, 'definition.json'), 'utf8'));
    expect(definition).toEqual({
      ...{ user: 'S-1-5-18', batteries: [false, false], instances: 2, flags: 2, logon: 5, level: 1, priority: 5 },
      ...{ limit: 'PT3600S', sddl: 'D:P(A;;FA;;;SY)(A;;FA;;;BA)', path: expect.stringContaining('powershell.exe') },
    });
  });

  it('calls the same key with another content a conflict and starts nothing', () => {
    computer.submit(KEY, 'Get-EndpointFacts', {});
    const report = computer.submit(KEY, 'MS_WUA_Scan', {});
    expect(report.state).toBe('conflict');
    expect(report.hash).toBe(sha256Hex(jobContent('Get-EndpointFacts', '{}')));
    expect(computer.runs()).toHaveLength(1);
  });

  it('refuses an input that does not fit its hash', () => {
    computer.ownProcess = true;
    const request = {
      key: KEY,
      script: 'MS_WUA_Scan',
      hash: 'a'.repeat(64),
      pieces: 0,
      notAfter: '2999-01-01T00:00:00Z',
      limitSeconds: 60,
    };
    expect(computer.verb('submit', request, '{}')).toMatchObject({ refused: 'hash' });
    expect(computer.report('poll', KEY, { from: 0 }).state).toBe('unknown');
  });

  it('refuses a key that is none and a script that is not ours', () => {
    const request = {
      script: 'MS_WUA_Scan',
      hash: 'a'.repeat(64),
      pieces: 0,
      notAfter: '2999-01-01T00:00:00Z',
      limitSeconds: 60,
    };
    expect(computer.verb('submit', { ...request, key: '../../etc-01JD0000000000000000000001' }, '{}')).toMatchObject({
      refused: 'name',
    });
    expect(computer.verb('submit', { ...request, key: KEY, script: '..\\evil' }, '{}')).toMatchObject({
      refused: 'name',
    });
  });

  it('joins an input that came in pieces, sent in any order and twice', () => {
    computer.agent({ needed: [update(KB1)] });
    const text = commandLineJson(installInput([KB1, KB2, KB3], { distributeOnly: true }));
    const pieces = [text.slice(0, 40), text.slice(40, 90), text.slice(90)];
    for (const index of [2, 0, 1, 0]) {
      const piece = pieces[index] ?? '';
      const request = { key: KEY, index, count: 3, sha256: sha256Hex(piece) };
      expect(computer.verb('input', request, piece)).toEqual({ key: KEY, index, sha256: sha256Hex(piece) });
    }
    const hash = sha256Hex(jobContent('MS_WUA_Install_Updates', text));
    const request = {
      script: 'MS_WUA_Install_Updates',
      hash,
      pieces: 3,
      notAfter: '2999-01-01T00:00:00Z',
      limitSeconds: 60,
    };
    expect(computer.report('submit', KEY, request).state).toBe('finished');
    expect(existsSync(computer.jobFile(KEY, 'input.0'))).toBe(false);
    expect(installResult.parse(resultOf(computer)).updates.map((one) => one.outcome)).toEqual([
      'downloaded',
      'not-found',
      'not-found',
    ]);
  });

  it('names a missing piece of the input', () => {
    const request = {
      key: KEY,
      script: 'MS_WUA_Scan',
      hash: 'a'.repeat(64),
      pieces: 1,
      notAfter: '2999-01-01T00:00:00Z',
      limitSeconds: 60,
    };
    expect(computer.verb('submit', request)).toMatchObject({ refused: 'missing' });
  });

  it.each(['no-register', 'fail'])('is repaired by the next submission where it was cut off (%s)', (mode) => {
    computer.taskMode = mode;
    const request = {
      script: 'Get-EndpointFacts',
      hash: sha256Hex(jobContent('Get-EndpointFacts', '{}')),
      pieces: 0,
      notAfter: '2999-01-01T00:00:00Z',
      limitSeconds: 60,
    };
    expect(computer.verb('submit', { key: KEY, ...request }, '{}')).toMatchObject({ refused: 'failed' });
    expect(computer.report('poll', KEY, { from: 0 }).state).toBe('unknown');
    computer.taskMode = 'run';
    expect(computer.report('submit', KEY, request, '{}').state).toBe('finished');
  });

  it('refuses folders that are links, that somebody else owns or that others may enter', () => {
    computer.submit(OTHER_KEY, 'Get-EndpointFacts', {});
    const jobs = join(computer.root, 'data', 'Patchbay', 'jobs');
    symlinkSync(computer.root, join(jobs, KEY));
    expect(computer.verb('poll', { key: KEY, from: 0 })).toMatchObject({ refused: 'reparse-point' });
    rmSync(join(jobs, KEY));
    writeFileSync(`${jobs}.sddl`, 'O:S-1-5-21-1-2-3-1001G:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)');
    expect(computer.verb('poll', { key: KEY, from: 0 })).toMatchObject({ refused: 'owner' });
    writeFileSync(`${jobs}.sddl`, 'O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)');
    expect(computer.verb('poll', { key: KEY, from: 0 })).toMatchObject({ refused: 'access' });
    writeFileSync(`${jobs}.sddl`, 'O:BAG:BAD:AI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)');
    expect(computer.verb('poll', { key: KEY, from: 0 })).toMatchObject({ refused: 'access' });
  });
});
