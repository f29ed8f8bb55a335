import type { SandboxClock } from '../time.js';
import type { Outcome } from '../winrm/command.js';

/**
 * A few commands whose effect is known beforehand, for tests that ask what a client makes of output, errors and exit
 * codes. Never there in the sandbox that people see.
 */

const LARGEST = 50_000_000;
const IPCONFIG = [
  '',
  'Windows IP Configuration',
  '',
  '',
  'Ethernet adapter Ethernet:',
  '',
  '   Connection-specific DNS Suffix  . : lakeside.example',
  '   IPv4 Address. . . . . . . . . . . : 192.0.2.17',
  '   Subnet Mask . . . . . . . . . . . : 255.255.255.0',
  '   Default Gateway . . . . . . . . . : 192.0.2.1',
  '',
].join('\r\n');

type Answer = (found: RegExpExecArray, clock: SandboxClock) => Outcome | Promise<Outcome>;
type Command = readonly [form: RegExp, answer: Answer];

function gave(stdout: string, stderr = '', exitCode = 0): Outcome {
  return { stdout, stderr, exitCode };
}

async function silence(seconds: string | undefined, clock: SandboxClock): Promise<Outcome> {
  await new Promise<void>((resolve) => clock.after(Number(seconds) * 1000, resolve));
  return gave('');
}

const BOTH: readonly Command[] = [[/^ipconfig(?:\.exe)?(?: \/all)?$/i, () => gave(IPCONFIG)]];

/** cmd.exe's. `cmd /c` before one of them is the same to it. */
const CMD: readonly Command[] = [
  ...BOTH,
  [/^echo ([^&|<>]*?) ?1?>&2$/i, ([, text = '']) => gave('', `${text}\r\n`)],
  [/^echo ([^&|<>]*)$/i, ([, text = '']) => gave(`${text}\r\n`)],
  [/^exit (?:\/b )?(-?\d{1,10})$/i, ([, code]) => gave('', '', Number(code))],
  [/^timeout (?:\/t )?(\d{1,4})(?: \/nobreak)?$/i, ([, seconds], clock) => silence(seconds, clock)],
];

/** Windows PowerShell's, also encoded. */
const POWERSHELL: readonly Command[] = [
  ...BOTH,
  [/^(?:echo|Write-Output|Write-Host) '([^']*)'$/i, ([, text = '']) => gave(`${text}\r\n`)],
  [/^(?:echo|Write-Output|Write-Host) "([^"$`]*)"$/i, ([, text = '']) => gave(`${text}\r\n`)],
  [/^(?:echo|Write-Output|Write-Host) ([^\s;|&<>'"$`]+)$/i, ([, text = '']) => gave(`${text}\r\n`)],
  [/^exit (-?\d{1,10})$/i, ([, code]) => gave('', '', Number(code))],
  // What -Command and -EncodedCommand end with where the last program failed is 1, whatever the program said.
  [/^cmd(?:\.exe)? \/c exit (-?\d{1,10})$/i, ([, code]) => gave('', '', Number(code) === 0 ? 0 : 1)],
  [/^\[Console\]::Error\.WriteLine\('([^']*)'\)$/i, ([, text = '']) => gave('', `${text}\r\n`)],
  [/^\[Console\]::Out\.Write\('([^']{1,8})' \* (\d{1,8})\)$/i, ([, unit = '', times]) => large(unit, Number(times))],
  [/^Start-Sleep (?:-Seconds |-s )?(\d{1,4})$/i, ([, seconds], clock) => silence(seconds, clock)],
];

function large(unit: string, times: number): Outcome {
  if (unit.length * times > LARGEST) return gave('', 'OutOfMemoryException\r\n', 1);
  return gave(unit.repeat(times));
}

/** Null where the line is none of these. */
export function runTestCommand(line: string, clock: SandboxClock): Promise<Outcome> | null {
  const bare = line.trim().replace(/^cmd(?:\.exe)? \/c /i, '');
  const script = scriptOf(bare);
  const known = script === null ? CMD : POWERSHELL;
  for (const [form, answer] of known) {
    const found = form.exec(script ?? bare);
    if (found) return Promise.resolve(answer(found, clock));
  }
  return null;
}

const ENCODED =
  /^powershell(?:\.exe)? (?:-[A-Za-z]+ (?:(?!-)\S+ )?)*?-(?:EncodedCommand|enc|e) ([A-Za-z0-9+/]+={0,2})$/i;
const PLAIN = /^powershell(?:\.exe)? (?:-[A-Za-z]+ (?:(?!-)\S+ )?)*?-Command "?([^"]*)"?$/i;

/** The script of a PowerShell command line; null where it is none. */
function scriptOf(line: string): string | null {
  const encoded = ENCODED.exec(line)?.[1];
  if (encoded !== undefined) return Buffer.from(encoded, 'base64').toString('utf16le').trim();
  return PLAIN.exec(line)?.[1]?.trim() ?? null;
}
