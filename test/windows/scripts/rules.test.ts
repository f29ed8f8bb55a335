import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packagePath } from '../../../src/package-root.js';
import { bootstrapLine } from '../../../src/windows/scripts/command-lines.js';
import {
  BOOTSTRAP_FILES,
  COMMAND_LINE_LIMIT,
  JOB_SCRIPTS,
  RESULT_PIECE,
  TOMBSTONE_DAYS,
  TOOLKIT_FILES,
  VERBS,
} from '../../../src/windows/scripts/contract.js';
import { bootstrapText, sha256Hex, toolkitFiles, toolkitVersion } from '../../../src/windows/scripts/texts.js';

const files = [...TOOLKIT_FILES, ...BOOTSTRAP_FILES.map((name) => `bootstrap/${name}` as const)];

function textOf(name: string): string {
  return readFileSync(packagePath('src', 'windows', 'scripts', ...name.split('/')), 'latin1');
}

/** The code without comments and quoted texts. */
function codeOf(name: string): string {
  const lines = textOf(name)
    .split('\n')
    .filter((line) => !line.trim().startsWith('#'));
  return lines.map((line) => line.replaceAll(/'[^']*'/g, "''").replaceAll(/"[^"]*"/g, '""')).join('\n');
}

describe.each(files)('%s', (name) => {
  it('works in strict mode from its first statement on', () => {
    const code = textOf(name)
      .replaceAll(/^\s*#.*\n/gm, '')
      .replace(/^& \{\s*/, '');
    expect(code.replace(/^\s*param\([\s\S]*?\)\n(?=\s*Set-StrictMode)/, '')).toMatch(/^\s*Set-StrictMode -Version \d/);
  });

  it('evaluates no text', () => {
    expect(textOf(name)).not.toMatch(/-EncodedCommand|GzipStream|DeflateStream/i);
  });

  it('starts Windows PowerShell by its full path', () => {
    expect(textOf(name)).not.toMatch(/(?<!v1\.0\\)powershell\.exe/i);
  });

  it('matches texts case by case: where the language is Turkish, I and i are two letters', () => {
    expect(codeOf(name)).not.toMatch(/\s-i?(not)?(match|replace|split|like)\b/i);
  });

  it('lets no pipeline begin with what may be null: it would run once', () => {
    expect(codeOf(name)).not.toMatch(/\$(Update|Result|Computer)\.\w+ \|/);
  });

  it('reads no variable of a file that it is read into: called from a script below, that one has another scope', () => {
    const shared = ['Patchbay.Common.ps1', 'Patchbay.Wsus.ps1'].includes(name);
    expect(shared ? codeOf(name) : '').not.toMatch(/\$script:/i);
  });

  it('asks for what must be known: PowerShell shows a property that fails as a null, and that as a no', () => {
    expect(codeOf(name)).not.toMatch(
      /\.(IsBusy|RebootRequiredBeforeInstallation|IsApproved)\b|\$(?!read)\w+\.Updates\b(?! =)/,
    );
  });

  it('writes no file in an encoding that depends on the version', () => {
    expect(codeOf(name)).not.toMatch(/Out-File|Add-Content|Set-Content(?!.*-Encoding Ascii)|\s>>?\s/);
  });
});

describe.each(BOOTSTRAP_FILES)('%s on one line', (name) => {
  it('holds nothing that cmd.exe or the argument rules would touch, and leaves room for arguments', () => {
    expect(bootstrapText(name)).toMatch(/^& \{ param\([^"%]*\}$/);
    expect(bootstrapText(name)).not.toMatch(/[\r\n]|#|\\(?=["]|$)/);
    expect(bootstrapLine(name, ['a'.repeat(1500)]).length).toBeLessThan(COMMAND_LINE_LIMIT);
  });
});

describe('the probe', () => {
  it('calls nothing that Constrained Language forbids, and writes nothing', () => {
    const calls = [...codeOf('bootstrap/Probe.ps1').matchAll(/\.([A-Za-z]+)\(/g)].map((found) => found[1]);
    expect(new Set(calls)).toEqual(new Set(['ToUniversalTime', 'ToString']));
    expect(codeOf('bootstrap/Probe.ps1')).not.toMatch(
      /\[[A-Z][\w.]*\]::|New-Object|Add-Type|Set-Item|New-Item|-ComObject/,
    );
  });
});

describe('the scripts and the contract', () => {
  it('agree on verbs, job scripts and numbers', () => {
    const invoke = textOf('Invoke-PatchbayJob.ps1');
    expect(invoke).toContain(`$resultPiece = ${RESULT_PIECE}\n`);
    expect(invoke).toContain(`$tombstoneDays = ${TOMBSTONE_DAYS}\n`);
    expect(invoke).toContain(`ValidateSet(${VERBS.map((verb) => `'${verb}'`).join(', ')})`);
    expect(invoke).toContain(`^(${JOB_SCRIPTS.join('|')})$`);
  });

  it('have a frame ready for a language mode in which nothing can be hashed', () => {
    const text = '{"refused":"language"}';
    expect(textOf('Invoke-PatchbayJob.ps1')).toContain(`'PB1 ${text.length} ${sha256Hex(text)}'`);
  });

  it('give a version that follows the bytes', () => {
    expect(toolkitVersion()).toMatch(/^\d+\.\d+\.\d+-[0-9a-f]{10}$/);
    expect(toolkitFiles().map((file) => file.name)).toEqual(TOOLKIT_FILES);
  });
});
