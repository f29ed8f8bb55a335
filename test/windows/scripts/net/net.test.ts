import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packagePath } from '../../../../src/package-root.js';
import { BOOTSTRAP_FILES, TOOLKIT_FILES } from '../../../../src/windows/scripts/contract.js';
import { definedIn, findingsIn, type Known } from './findings.js';

const bootstrap = BOOTSTRAP_FILES.map((name) => `bootstrap/${name}`);

function textOf(name: string): string {
  return readFileSync(packagePath('src', 'windows', 'scripts', ...name.split('/')), 'latin1');
}

/** What all of these define together: the toolkit's files read each other; a bootstrap script stands alone. */
async function knownOf(names: readonly string[]): Promise<Known> {
  const all = await Promise.all(names.map((name) => definedIn(textOf(name))));
  const union = (part: keyof Known) => new Set(all.flatMap((known) => [...known[part]]));
  return { functions: union('functions'), fields: union('fields') };
}

describe('Windows PowerShell 5.1 would understand', () => {
  it.each(TOOLKIT_FILES)('%s', async (name) => {
    expect(await findingsIn(textOf(name), await knownOf(TOOLKIT_FILES))).toEqual([]);
  });

  it.each(bootstrap)('%s', async (name) => {
    expect(await findingsIn(textOf(name), await knownOf([name]))).toEqual([]);
  });
});

/** Each of these runs, or is read, in a newer PowerShell. */
const BAD: readonly (readonly [string, string])[] = [
  ['Get-A && Get-B', '&& and ||'],
  ['Get-A || Get-B', '&& and ||'],
  ['$x = $a ?? 1', 'cannot be read'],
  ['$x = Get-A ?? 1', 'an operator of 7'],
  ['$a ??= 1', 'cannot be read'],
  ['$x = $a?.Length', 'cannot be read'],
  ['$x = $' + '{a}?[0]', 'cannot be read'],
  ['$x = $a ? 1 : 2', 'cannot be read'],
  ['Get-A &', 'cannot be read'],
  ['function Get-A { clean { $null = 1 } }', 'clean'],
  ['class Box { [int]$Size }', 'class'],
  ['enum Colour { Red }', 'enum'],
  ['1..2 | ForEach-Object -Parallel { $_ }', '-Parallel'],
  ['ConvertFrom-Json -InputObject $a -AsHashtable', '-AsHashtable'],
  ['ConvertTo-Json -InputObject $a -EscapeHandling EscapeNonAscii', '-EscapeHandling'],
  ['Get-Content -LiteralPath $a -AsByteStream', '-AsByteStream'],
  ['Split-Path -Leaf $a -LeafBase', '-LeafBase'],
  ['$x = Join-Path $a $b $c', 'more than 2 parts'],
  ["$x = Join-Path $a 'b' 'c'", 'more than 2 parts'],
  ['Test-Json $a', 'Test-Json'],
  ['Get-Error', 'Get-Error'],
  ['Invoke-WebRequest -Uri $a -SkipCertificateCheck', 'Invoke-WebRequest'],
  ['Get-Uptime', 'Get-Uptime'],
  ['Remove-Service -Name a', 'Remove-Service'],
  ["Invoke-Expression 'a'", 'Invoke-Expression'],
  ['Get-WmiObject -Class a', 'Get-WmiObject'],
  ['1 | % { $_ }', '%: no function'],
  ['1 | ? { $_ }', 'no function'],
  ['gci', 'gci'],
  ['$a | select -First 1', 'select'],
  ['echo a', 'echo'],
  ['shutdown.exe /r', 'shutdown.exe'],
  ['$x = "`e[0m"', 'escapes of 7'],
  ['$x = "`u{263a}"', 'escapes of 7'],
  ['$x = 0b101', '0b101'],
  ['$x = 1 + 10u', '10u'],
  ['if ($IsWindows) { $a }', 'not set in 5.1'],
  ['$x = "$($IsLinux)"', 'not set in 5.1'],
  ['$x = [Convert]::ToHexString($a)', 'Convert::ToHexString'],
  ['$x = [System.Security.Cryptography.SHA256]::HashData($a)', 'SHA256'],
  ['$x = [Math]::Clamp($a, 0, 1)', 'Math::Clamp'],
  ['$x = [IO.Path]::GetRelativePath($a, $b)', 'GetRelativePath'],
  ['[IO.File]::Move($a, $b, $true)', 'more than 2 arguments'],
  ["$x = $a.Split(',', 2)", 'more than 1 arguments'],
  ['$x = $a.Replace($b, $c, $d)', 'more than 2 arguments'],
  ['$process.Kill($true)', 'more than 0 arguments'],
  ['$start.ArgumentList.Add($a)', '.ArgumentList'],
  ['$x = [Environment]::ProcessPath', 'ProcessPath'],
  ['$x = [Text.Encoding]::Latin1', 'Latin1'],
  ['$x = [Index]1', '[Index]'],
  ['$x = [string]::Join($a, $b)', 'string::Join'],
  ['$x = $type::Parse($a)', 'cannot be seen'],
  ['$x = New-Object System.Text.Json.JsonDocument', 'System.Text.Json'],
  ['$x = New-Object -ComObject WScript.Shell', 'WScript.Shell'],
  ['$x = [Net.Http.HttpClient]::new()', 'Net.Http.HttpClient'],
  ['$x = $a.EnsureCapacity(3)', 'EnsureCapacity'],
  ["$x = 'caf\u00e9'", 'ASCII'],
  ['$x = 1\r\n', 'ASCII'],
  ['$x = (1', 'cannot be read'],
];

describe('the net catches', () => {
  const known: Known = { functions: new Set(['Get-A', 'Get-B']), fields: new Set() };

  it.each(BAD)('%j', async (text, why) => {
    expect((await findingsIn(text, known)).join('\n')).toContain(why);
  });

  it('nothing in what 5.1 knows', async () => {
    const text = "$x = @(Get-A | Select-Object -First 1)\nif ($null -eq $x -or [int]$x[0] -gt 10mb) { throw 'a' }\n";
    expect(await findingsIn(text, known)).toEqual([]);
  });
});
