import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runInOwnProcess } from './calls.js';
import { runInHost } from './host.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-calls-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function script(text: string): string {
  const file = join(folder, 'script.ps1');
  writeFileSync(file, text);
  return file;
}

describe.each([
  ['in a process of its own', runInOwnProcess],
  ['in the PowerShell that stays', runInHost],
])('a script %s', (_, run) => {
  it('takes its arguments as texts, and prints in the order in which it writes', () => {
    const file = script(
      `param([string]$Json, [int]$Count, [switch]$Really, [string]$Rest)
      [Console]::Out.Write('first ')
      $Json; $Count + 1; $Really.IsPresent; $Rest; $env:PB_TEST
      [Console]::Out.Write('last')
      exit 7`,
    );
    const args = ['-Json', '{"a":"b c\\u00e9$x"}', '-Count', '41', '-Really', '2026-01-05T06:00:00Z'];
    const output = 'first {"a":"b c\\u00e9$x"}\n42\nTrue\n2026-01-05T06:00:00Z\n2026-01-05\nlast';
    expect(run({ file, args }, { PB_TEST: '2026-01-05' })).toEqual({ output, errors: '', code: 7 });
  });

  it.each([
    ['that it throws', "throw 'no luck'"],
    ['that it writes', "Write-Error 'no luck'"],
    ['of a program', "& sh -c 'echo no luck >&2'"],
    ['of a program whose output it takes', "$taken = & sh -c 'echo no luck >&2'"],
    ['of a script that it starts', `& pwsh -NoProfile -File (Join-Path $PSScriptRoot 'other.ps1') -Why 'no luck'`],
  ])('keeps no error to itself: one %s', (_how, text) => {
    writeFileSync(join(folder, 'other.ps1'), 'param($Why) throw $Why');
    expect(run({ file: script(text), args: [] }, {}).errors).toContain('no luck');
  });

  it('ends with 1 by what nobody catches, also where it cannot be read, or is not there', () => {
    expect(run({ file: script('if ('), args: [] }, {})).toMatchObject({
      output: '',
      code: 1,
      errors: expect.stringMatching(/./),
    });
    expect(run({ text: "throw 'no luck'" }, {})).toMatchObject({ code: 1, errors: expect.stringContaining('no luck') });
    expect(run({ file: join(folder, 'none.ps1'), args: [] }, {}).errors).toContain('none.ps1');
  });
});

describe('the PowerShell that stays', () => {
  it('leaves nothing of a call to the next', () => {
    const leave = `$global:left = 1; function global:Get-Left { }; Set-Alias -Scope Global left Get-Left
      $global:ErrorActionPreference = 'Stop'; Set-StrictMode -Version 3.0; $env:PB_LEFT = 'x'; $env:HOME = '/'
      [Environment]::CurrentDirectory = '/'; Set-Location /; $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'`;
    const look = `"$(Test-Path variable:left) $(Test-Path function:Get-Left) $(Test-Path alias:left)"
      "$ErrorActionPreference $env:PB_LEFT $env:HOME"; [Environment]::CurrentDirectory; "$PWD"
      "$($ExecutionContext.SessionState.LanguageMode) $LASTEXITCODE"; $none.None`;
    const before = runInHost({ text: look }, {});
    expect(runInHost({ text: leave }, { PB_LEFT: 'y' })).toEqual({ output: '', errors: '', code: 0 });
    expect(runInHost({ file: script('exit 9'), args: [] }, {}).code).toBe(9);
    expect(runInHost({ text: look }, {})).toEqual(before);
    expect(before.output).toContain('False False False\nContinue ');
  });

  it('takes a warning for an error, since no script may print one', () => {
    expect(runInHost({ text: "Write-Warning 'mind'; Write-Host 'me'" }, {}).errors).toBe(
      'Warning: mind\nInformation: me\n',
    );
  });

  it('fails the call that ends it or gets past it, and is there again for the next', () => {
    expect(() => runInHost({ text: '[Environment]::Exit(4)' }, {})).toThrow('has ended');
    const past = "[Console]::OpenStandardOutput().Write([byte[]](104, 105, 10), 0, 3); 'printed'";
    expect(() => runInHost({ text: past }, {})).toThrow(/says: .*\nhi\n/);
    expect(() => runInHost({ file: '-', args: ['-Name:value'] }, {})).toThrow('a name and a value in one argument');
    expect(runInHost({ text: "'here'" }, {})).toEqual({ output: 'here\n', errors: '', code: 0 });
  });

  it('takes and gives more than a pipe holds', () => {
    const text = 'x'.repeat(300_000);
    expect(runInHost({ text: `'${text}'` }, {}).output).toBe(`${text}\n`);
  });
});
