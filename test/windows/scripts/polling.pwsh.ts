import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RESULT_PIECE, scanResult } from '../../../src/windows/scripts/contract.js';
import { sha256Hex } from '../../../src/windows/scripts/texts.js';
import { PwshComputer } from '../pwsh-computer.js';
import { installInput, KB1, KEY, update } from './on-pwsh.js';

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => computer.remove());

describe('polling', () => {
  it('says of a job that was started a moment ago that it runs', () => {
    computer.taskMode = 'hold';
    expect(computer.submit(KEY, 'MS_WUA_Scan', {}).state).toBe('running');
    expect(computer.report('poll', KEY, { from: 0 }).state).toBe('running');
  });

  it('calls a job that never began interrupted, and from then on it cannot begin', () => {
    computer.taskMode = 'hold';
    computer.submit(KEY, 'MS_WUA_Scan', {});
    writeFileSync(computer.jobFile(KEY, 'launched'), '{"at":"2020-01-01T00:00:00Z"}');
    expect(computer.report('poll', KEY, { from: 0 }).state).toBe('interrupted');
    computer.run('Start-PatchbayJob.ps1', ['-Key', KEY], KEY);
    expect(computer.report('poll', KEY, { from: 0 }).state).toBe('interrupted');
    expect(computer.submit(KEY, 'MS_WUA_Scan', {}).state).toBe('interrupted');
  });

  it('calls a job that began and vanished interrupted, and never runs it again', () => {
    computer.taskMode = 'hold';
    computer.agent({ needed: [update(KB1)] });
    computer.submit(KEY, 'MS_WUA_Install_Updates', installInput([KB1]));
    writeFileSync(computer.jobFile(KEY, 'started'), '{}');
    expect(computer.report('poll', KEY, { from: 0 }).state).toBe('interrupted');
    computer.run('Start-PatchbayJob.ps1', ['-Key', KEY], KEY);
    expect(computer.agentLog()).toEqual([]);
  });

  it('calls no job interrupted where nobody can say whether its task runs', () => {
    computer.taskMode = 'hold';
    computer.submit(KEY, 'MS_WUA_Install_Updates', installInput([KB1]));
    writeFileSync(computer.jobFile(KEY, 'started'), '{}');
    computer.taskMode = 'unknown';
    expect(computer.report('poll', KEY, { from: 0 }).state).toBe('running');
    computer.taskMode = 'silent';
    const answer = computer.verb('poll', { key: KEY, from: 0 }, null, KEY);
    expect(answer).toMatchObject({ refused: 'failed', message: 'State cannot be read' });
  });

  it('shows progress while the task runs', () => {
    computer.taskMode = 'hold';
    computer.submit(KEY, 'MS_WUA_Scan', {});
    writeFileSync(join(computer.tasks, `Patchbay-${KEY}.running`), '');
    writeFileSync(
      computer.jobFile(KEY, 'progress.json'),
      '{"done":3,"total":14,"phase":"install","item":"\\u00dcbung"}',
    );
    expect(computer.report('poll', KEY, { from: 0 })).toMatchObject({
      state: 'running',
      progress: { done: 3, total: 14, phase: 'install', item: 'Übung' },
    });
  });

  it('gives a long result by pieces that carry the whole one’s hash', () => {
    const many = Array.from({ length: 1000 }, (_, index) => update(KB1, { title: `${index} ${'x'.repeat(200)}` }));
    computer.agent({ needed: many });
    computer.submit(KEY, 'MS_WUA_Scan', {});
    const first = computer.report('poll', KEY, { from: 0 }).result;
    const second = computer.report('poll', KEY, { from: RESULT_PIECE }).result;
    const text = (first?.text ?? '') + (second?.text ?? '');
    expect(first?.text).toHaveLength(RESULT_PIECE);
    expect(text).toHaveLength(first?.total ?? 0);
    expect(sha256Hex(text)).toBe(second?.sha256);
    expect(scanResult.parse(JSON.parse(text)).needed).toHaveLength(1000);
  });

  it('tells why a job broke, with its code', () => {
    computer.agent({ needed: [], searchCode: 3 });
    computer.submit(KEY, 'MS_WUA_Install_Updates', installInput([KB1]));
    const report = computer.report('poll', KEY, { from: 0 });
    expect(report.state).toBe('broken');
    expect(report.error?.message).toContain('result code 3');
    expect(report.error?.hresult).toMatch(/^0x[0-9A-F]{8}$/);
  });

  it('breaks a job whose input was changed behind its back', () => {
    computer.taskMode = 'hold';
    computer.submit(KEY, 'MS_WUA_Scan', {});
    writeFileSync(computer.jobFile(KEY, 'input.json'), '{"evil":1}');
    computer.run('Start-PatchbayJob.ps1', ['-Key', KEY], KEY);
    expect(computer.report('poll', KEY, { from: 0 })).toMatchObject({ state: 'broken' });
  });
});
