import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PwshComputer } from '../pwsh-computer.js';
import { KEY, OTHER_KEY } from './on-pwsh.js';

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => computer.remove());

describe('acknowledging, stopping and purging', () => {
  it('takes input, result and task away and leaves a tombstone that a late duplicate meets', () => {
    computer.submit(KEY, 'MS_WUA_Scan', {});
    mkdirSync(computer.jobFile(KEY, 'log'));
    writeFileSync(computer.jobFile(KEY, 'log/WindowsUpdate.log'), 'broken off');
    expect(computer.report('acknowledge', KEY).state).toBe('acknowledged');
    expect(computer.report('acknowledge', KEY).state).toBe('acknowledged');
    expect(existsSync(computer.jobFile(KEY, 'log'))).toBe(false);
    expect(existsSync(computer.jobFile(KEY, 'result.json'))).toBe(false);
    expect(existsSync(join(computer.tasks, `Patchbay-${KEY}`))).toBe(false);
    expect(computer.submit(KEY, 'MS_WUA_Scan', {}).state).toBe('acknowledged');
    expect(computer.submit(KEY, 'Get-EndpointFacts', {}).state).toBe('conflict');
    expect(computer.runs()).toHaveLength(1);
  });

  it('does not take a running job away', () => {
    computer.taskMode = 'hold';
    computer.submit(KEY, 'MS_WUA_Scan', {});
    expect(computer.report('acknowledge', KEY).state).toBe('running');
    expect(existsSync(computer.jobFile(KEY, 'request.json'))).toBe(true);
  });

  it('leaves a tombstone for a key that never arrived', () => {
    expect(computer.report('acknowledge', KEY).state).toBe('acknowledged');
    expect(computer.submit(KEY, 'MS_WUA_Scan', {}).state).toBe('acknowledged');
  });

  it('marks a job as to be stopped, and knows nothing of a foreign key', () => {
    computer.taskMode = 'hold';
    computer.submit(KEY, 'MS_WUA_Scan', {});
    expect(computer.report('stop', KEY)).toMatchObject({ state: 'running', stopRequested: true });
    expect(computer.report('stop', OTHER_KEY).state).toBe('unknown');
  });

  it('removes tombstones after thirty days and old toolkits, but nothing that is in use', () => {
    computer.submit(KEY, 'MS_WUA_Scan', {});
    computer.report('acknowledge', KEY);
    computer.submit(OTHER_KEY, 'MS_WUA_Scan', {});
    expect(computer.verb('purge', {})).toEqual({ purged: 0 });
    writeFileSync(computer.jobFile(KEY, 'tombstone.json'), '{"hash":null,"at":"2020-01-01T00:00:00Z"}');
    mkdirSync(computer.jobFile('left by an administrator', '.'));
    const old = join(computer.toolkit, '..', '0.0.0-older');
    symlinkSync(computer.root, `${old}-link`);
    computer.verb('purge', {});
    expect(existsSync(computer.jobFile(KEY, 'tombstone.json'))).toBe(false);
    expect(existsSync(computer.jobFile(OTHER_KEY, 'request.json'))).toBe(true);
    expect(existsSync(computer.toolkit)).toBe(true);
    expect(existsSync(`${old}-link`)).toBe(true);
    utimesSync(computer.toolkit, 0, 0);
    expect(computer.verb('purge', {})).toEqual({ purged: 0 });
  });

  it('removes old jobs that were interrupted or cannot be read, with their tasks, and waits for all others', () => {
    computer.taskMode = 'hold';
    const keys = ['A', 'B', 'C', 'D'].map((letter) => KEY.replace(/1$/, letter));
    const [interrupted = '', unreadable = '', recent = '', finished = ''] = keys;
    for (const key of keys) computer.submit(key, 'MS_WUA_Scan', {});
    for (const key of [interrupted, recent]) writeFileSync(computer.jobFile(key, 'started'), '{}');
    writeFileSync(computer.jobFile(unreadable, 'request.json'), '{"hash":');
    writeFileSync(computer.jobFile(unreadable, 'launched'), '{"at":"2020-01-01T00:00:00Z"}');
    writeFileSync(computer.jobFile(finished, 'result.json'), '{}');
    for (const key of [interrupted, unreadable, finished]) {
      for (const name of readdirSync(computer.jobFile(key, '.'))) utimesSync(computer.jobFile(key, name), 0, 0);
      utimesSync(computer.jobFile(key, '.'), 0, 0);
    }
    expect(computer.verb('purge', {})).toEqual({ purged: 2 });
    expect(keys.map((key) => existsSync(computer.jobFile(key, 'request.json')))).toEqual([false, false, true, true]);
    expect(existsSync(join(computer.tasks, `Patchbay-${interrupted}`))).toBe(false);
    expect(existsSync(join(computer.tasks, `Patchbay-${finished}`))).toBe(true);
  });
});
