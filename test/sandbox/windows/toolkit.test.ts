import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TOOLKIT_FILES } from '../../../src/windows/scripts/contract.js';
import { bootstrapText, toolkitFiles, toolkitVersion } from '../../../src/windows/scripts/texts.js';
import { runLine } from './soap.js';
import {
  bootstrapLine,
  closeWorld,
  type Doorway,
  doorTo,
  installToolkit,
  newKey,
  only,
  openWorld,
  putLines,
  sealLine,
  submitLine,
  unframed,
  verbLine,
  type World,
} from './world.js';

let world: World;
let door: Doorway;
beforeEach(async () => {
  world = await openWorld({ scenario: only('fin-ws-01'), speed: 1000 });
  door = await doorTo(world, 'fin-ws-01');
});
afterEach(async () => await closeWorld(world));

function state() {
  return world.fleet.computer('fin-ws-01').state;
}

test('the first contact says who is there and that no toolkit is', async () => {
  const { stdout, exitCode } = await runLine(door, bootstrapLine('Probe.ps1', toolkitVersion()));
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^PBPROBE1\|10\|mode=FullLanguage\|policy=RemoteSigned\|name=FIN-WS-01\|domain=WORKGROUP\|machine=[0-9a-f-]{36}\|/,
  );
  expect(stdout).toMatch(/\|programfiles=C:\\Program Files\|toolkit=absent\|admin=yes\|PBEND\r\n$/);
});

test('put in pieces and sealed, the toolkit is present', async () => {
  expect(unframed(await installToolkit(door))).toEqual({ version: toolkitVersion(), files: TOOLKIT_FILES.length });
  const { stdout } = await runLine(door, bootstrapLine('Probe.ps1', toolkitVersion()));
  expect(stdout).toContain('toolkit=present');
});

test('a piece that is not what its hash says is refused', async () => {
  const line = bootstrapLine('Put-Piece.ps1', toolkitVersion(), 'Patchbay.Common.ps1', '0', '0'.repeat(64), 'QQ==');
  expect(unframed(await runLine(door, line))).toEqual({ refused: 'hash' });
});

test('sealing without all pieces is refused, and nothing is in place', async () => {
  for (const line of putLines(toolkitFiles().slice(1))) await runLine(door, line);
  expect(unframed(await runLine(door, sealLine(toolkitFiles())))).toEqual({ refused: 'missing' });
  expect(state().toolkits).toEqual({});
});

test('a sealed folder is never written over: other hashes for it are told as altered', async () => {
  await installToolkit(door);
  const other = [{ name: 'Patchbay.Common.ps1', text: 'other' }];
  for (const line of putLines(other)) await runLine(door, line);
  expect(unframed(await runLine(door, sealLine(other)))).toEqual({ refused: 'altered' });
});

test('without a toolkit a verb finds no script, with the exit code of powershell.exe for that', async () => {
  const { stdout, exitCode } = await runLine(door, verbLine('poll', { machine: door.machine, key: newKey(), from: 0 }));
  expect([stdout, exitCode]).toEqual(['', -196_608]);
});

test('a toolkit that differs from ours in one byte is never run', async () => {
  const files = toolkitFiles().map(({ name, text }, index) => ({ name, text: index === 4 ? `${text} ` : text }));
  expect(unframed(await installToolkit(door, files))).toMatchObject({ files: TOOLKIT_FILES.length });
  const { stdout, stderr, exitCode } = await runLine(
    door,
    submitLine(door, { key: newKey(), script: 'MS_WUA_Scan', input: {} }),
  );
  expect([stdout, exitCode]).toEqual(['', 1]);
  expect(stderr).toMatch(/^#< CLIXML\r\n<Objs /);
  expect(state().jobs).toEqual({});
});

test('a bootstrap text that differs in one character is never run', async () => {
  const text = bootstrapText('Put-Piece.ps1');
  const args = [toolkitVersion(), 'Patchbay.Common.ps1', '0'].map((arg) => `'${arg}'`).join(' ');
  const changed = fc.tuple(fc.nat(text.length - 1), fc.constantFrom('x', 'y'));
  await fc.assert(
    fc.asyncProperty(changed, async ([at, letter]) => {
      const other = `${text.slice(0, at)}${text[at] === letter ? 'z' : letter}${text.slice(at + 1)}`;
      const answer = await runLine(door, `powershell.exe -NoProfile -NonInteractive -Command "${other} ${args}"`);
      expect([answer.stdout, answer.exitCode]).toEqual(['', 1]);
      expect(answer.stderr).toMatch(/^#< CLIXML\r\n/);
    }),
    { numRuns: 12 },
  );
});

test.each([
  'xyz',
  'cmd.exe /c del C:\\',
  'powershell.exe -Command "Get-Process"',
  'powershell.exe -NoProfile -NonInteractive -EncodedCommand AAAA',
  'powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "C:\\Temp\\Invoke-PatchbayJob.ps1" -Verb poll -Json "{}"',
])('%s has no effect, prints nothing and fails', async (line) => {
  const answer = await runLine(door, line);
  expect(answer.stdout).toBe('');
  expect(answer.exitCode).not.toBe(0);
  expect(answer.stderr).not.toBe('');
});

test('more than one command on a line is refused whole', async () => {
  const line = `${bootstrapLine('Probe.ps1', toolkitVersion())} & echo done`;
  expect((await runLine(door, line)).stdout).toBe('');
});

test('in Constrained Language the probe still answers, and nothing can be put', async () => {
  await world.fleet.computer('fin-ws-01').alter({ languageMode: 'ConstrainedLanguage' });
  expect((await runLine(door, bootstrapLine('Probe.ps1', 'x'))).stdout).toContain('mode=ConstrainedLanguage');
  const [line = ''] = putLines(toolkitFiles());
  expect(await runLine(door, line)).toMatchObject({ stdout: '', exitCode: 1 });
});

test('where a policy asks for signatures, no script of the toolkit runs', async () => {
  await installToolkit(door);
  await world.fleet.computer('fin-ws-01').alter({ executionPolicy: 'AllSigned' });
  const answer = await runLine(door, verbLine('poll', { machine: door.machine, key: newKey(), from: 0 }));
  expect(answer.stderr).toContain('not digitally signed');
});
