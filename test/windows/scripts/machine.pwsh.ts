import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobContent, type Verb } from '../../../src/windows/scripts/contract.js';
import { sha256Hex } from '../../../src/windows/scripts/texts.js';
import { PwshComputer } from '../pwsh-computer.js';
import { KEY } from './on-pwsh.js';

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => computer.remove());

describe('a request that is meant for another machine', () => {
  const OTHER = '6f9619ff-8b86-d011-b42d-000000000000';
  const text = '{}';
  const submission = {
    script: 'Get-EndpointFacts',
    hash: sha256Hex(jobContent('Get-EndpointFacts', text)),
    ...{ pieces: 0, notAfter: '2999-01-01T00:00:00Z', limitSeconds: 60 },
  };
  const requests: readonly (readonly [Verb, Record<string, unknown>])[] = [
    ['input', { key: KEY, index: 0, count: 1, sha256: sha256Hex(text) }],
    ['submit', { key: KEY, ...submission }],
    ['poll', { key: KEY, from: 0 }],
    ['acknowledge', { key: KEY }],
    ['stop', { key: KEY }],
    ['purge', {}],
  ];

  it.each(requests)('is refused before anything is read or written: %s', (verb, request) => {
    expect(computer.verb(verb, { ...request, machine: OTHER }, text)).toMatchObject({
      refused: 'machine',
      message: '6f9619ff-8b86-d011-b42d-00cf4fc964ff',
    });
    expect(computer.verb(verb, { ...request, machine: null }, text)).toMatchObject({ refused: 'machine' });
    expect(computer.verb(verb, { ...request, machine: undefined }, text)).toMatchObject({ refused: 'failed' });
    expect(existsSync(computer.jobFile(KEY, '../..'))).toBe(false);
    expect(computer.runs()).toEqual([]);
  });

  it('leaves the jobs of this one as they are', () => {
    computer.taskMode = 'hold';
    computer.submit(KEY, 'MS_WUA_Scan', {});
    for (const [verb, request] of requests)
      expect(computer.verb(verb, { ...request, machine: OTHER }, text)).toMatchObject({ refused: 'machine' });
    expect(computer.report('poll', KEY, { from: 0 })).toMatchObject({ state: 'running', stopRequested: false });
  });
});
