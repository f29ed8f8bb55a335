import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packagePath } from '../../../src/package-root.js';
import { BOOTSTRAP_FILES, TOOLKIT_FILES } from '../../../src/windows/scripts/contract.js';
import { PwshComputer } from '../pwsh-computer.js';

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => computer.remove());

describe('the scripts', () => {
  it.each([...TOOLKIT_FILES, ...BOOTSTRAP_FILES.map((name) => `bootstrap/${name}`)])(
    '%s is read without an error',
    (name) => {
      expect(computer.parseErrors(packagePath('src', 'windows', 'scripts', ...name.split('/')))).toBe('');
    },
  );
});

describe('reading a file', () => {
  it('waits while another one holds it', () => {
    const script = [
      ". (Join-Path $PSScriptRoot 'Patchbay.Common.ps1')",
      "$path = Join-Path $PSScriptRoot 'held.txt'",
      "[IO.File]::WriteAllText($path, 'whole')",
      "$held = [IO.File]::Open($path, 'Open', 'ReadWrite', 'None')",
      'function Start-Sleep { $held.Dispose() }',
      '[Console]::Out.Write((Read-SharedText $path))',
    ];
    writeFileSync(join(computer.toolkit, 'try.ps1'), script.join('\n'));
    expect(computer.run('try.ps1', [])).toBe('whole');
  });
});
