import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { packagePath } from '../../src/package-root.js';
import type { JobReport, Verb } from '../../src/windows/scripts/contract.js';
import { commandLineJson, jobContent, jobReport, TOOLKIT_FILES } from '../../src/windows/scripts/contract.js';
import { sha256Hex } from '../../src/windows/scripts/texts.js';

/** The PowerShell that runs the scripts: the one that PATCHBAY_PWSH names, else the one on the PATH. */
const PWSH = process.env.PATCHBAY_PWSH ?? 'pwsh';

/** The PowerShell that is used; null where there is none. */
export function findPwsh(): string | null {
  return spawnSync(PWSH, ['-NoProfile', '-Command', 'exit 0']).status === 0 ? PWSH : null;
}

const STAND_INS = ['folders', 'scheduler', 'computer', 'agent'];

/** What the stand-ins say is the MachineGuid. */
const MACHINE = '6f9619ff-8b86-d011-b42d-00cf4fc964ff';

/** The text inside one frame; its length and hash are checked here by other means than the product's. */
function unframe(output: string): unknown {
  const [head = '', text = '', end = ''] = output.split(/\r?\n/);
  const [, length, hash] = head.split(' ');
  if (Number(length) !== text.length || hash !== sha256Hex(text) || end !== 'PB1 END')
    throw new Error(`no frame: ${output}`);
  return JSON.parse(text);
}

/** The toolkit in a temporary folder, with stand-ins for Windows, run by a real PowerShell. */
export class PwshComputer {
  readonly root = mkdtempSync(join(tmpdir(), 'patchbay-scripts-'));
  readonly toolkit = join(this.root, 'pf', 'Patchbay', '0.0.0-test');
  /** The %ProgramFiles% of the bootstrap scripts. */
  readonly fresh = join(this.root, 'fresh');
  readonly tasks = join(this.root, 'tasks');
  readonly agentFile = join(this.root, 'agent.json');
  readonly wsusFile = join(this.root, 'wsus.json');
  readonly computerFile = join(this.root, 'computer.json');
  taskMode = 'run';
  readonly #pwsh: string;

  constructor(pwsh = PWSH) {
    this.#pwsh = pwsh;
    const folders = [this.toolkit, this.tasks, join(this.root, 'data'), join(this.root, 'System32')];
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    for (const name of TOOLKIT_FILES) {
      cpSync(packagePath('src', 'windows', 'scripts', name), join(this.toolkit, name));
    }
    for (const name of STAND_INS) {
      const text = readFileSync(new URL(`stand-ins/${name}.ps1`, import.meta.url), 'utf8');
      appendFileSync(join(this.toolkit, 'Patchbay.Common.ps1'), `\n${text}`);
    }
    this.agent({});
    this.knows({});
  }

  /** What the pretended update agent knows. */
  agent(known: Record<string, unknown>): void {
    const nothing = {
      ...{ needed: [], installed: [], warnings: [], history: [], lastSearch: null, freeBytes: 53_687_091_200 },
      ...{ searchCode: 2, searchError: 0, installerError: 0, commitError: 0, historyError: 0, automaticError: 0 },
      ...{ busy: false, rebootBefore: false, rebootRequired: false, silentAtEnd: false },
      ...{ unreadable: [], oneByOne: false },
    };
    writeFileSync(this.agentFile, JSON.stringify({ ...nothing, ...known }));
  }

  /** What the rest of the computer is like: names of the registry's values to what they hold, services to states… */
  knows(known: { registry?: Record<string, unknown>; [part: string]: unknown }): void {
    const registry = {
      ...{ MachineGuid: '6F9619FF-8B86-D011-B42D-00CF4FC964FF', UBR: 2031, UseWUServer: 1, AUOptions: 3 },
      ...{ WUServer: 'https://wsus.example.test:8531', ComputerName: 'SRV01' },
      ...{ PendingFileRenameOperations: ['\\??\\C:\\one', ''] },
    };
    const nothing = {
      ...{ keys: [], services: {}, sessions: [2, 2, 5], files: {} },
      ...{ productType: 3, bitLocker: null, log: 'absent' },
    };
    const told = { ...nothing, ...known, registry: { ...registry, ...known.registry } };
    writeFileSync(this.computerFile, JSON.stringify(told));
  }

  /** What the pretended WSUS knows. */
  wsus(known: Record<string, unknown>): void {
    const nothing = { updates: [], replica: false, busy: false, refused: false, never: false, flaky: false };
    writeFileSync(this.wsusFile, JSON.stringify({ ...nothing, ...known }));
  }

  wsusLog(): readonly string[] {
    return this.#lines(`${this.wsusFile}.log`);
  }

  /** A program of System32: a shell script, which finds its arguments in its log, one a line, and then does this. */
  program(name: string, body: string): void {
    const path = join(this.root, 'System32', name);
    mkdirSync(join(path, '..'), { recursive: true });
    const log = join(this.root, `${basename(name)}.log`);
    writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" >> '${log}'\n${body}\n`, { mode: 0o755 });
  }

  /** The arguments of every call of that program so far. */
  programLog(name: string): readonly string[] {
    return this.#lines(join(this.root, `${name}.log`));
  }

  agentLog(): readonly string[] {
    return this.#lines(`${this.agentFile}.log`);
  }

  runs(): readonly string[] {
    return this.#lines(join(this.tasks, 'runs.log'));
  }

  jobFile(key: string, name: string): string {
    return join(this.root, 'data', 'Patchbay', 'jobs', key, name);
  }

  /** A request is for this computer, unless it says another one. */
  verb(verb: Verb, request: Record<string, unknown>, input: string | null = null, key = ''): unknown {
    const json = commandLineJson({ machine: MACHINE, ...request });
    const args = ['-Verb', verb, '-Json', json, ...(input === null ? [] : ['-InputJson', input])];
    return unframe(this.run('Invoke-PatchbayJob.ps1', args, key));
  }

  report(verb: Verb, key: string, extra: Record<string, unknown> = {}, input: string | null = null): JobReport {
    return jobReport.parse(this.verb(verb, { key, ...extra }, input, key));
  }

  submit(key: string, script: string, input: unknown, notAfter = '2999-01-01T00:00:00Z'): JobReport {
    const text = commandLineJson(input);
    const hash = sha256Hex(jobContent(script, text));
    return this.report('submit', key, { script, hash, pieces: 0, notAfter, limitSeconds: 3600 }, text);
  }

  run(script: string, args: readonly string[], key = ''): string {
    const answer = spawnSync(PWSH, ['-NoProfile', '-NonInteractive', '-File', join(this.toolkit, script), ...args], {
      env: {
        ...process.env,
        PATH: `${join(this.#pwsh, '..')}:${join(this.root, 'System32')}:${process.env.PATH}`,
        PB_DATA: join(this.root, 'data'),
        PB_TASKS: this.tasks,
        PB_TASK_MODE: this.taskMode,
        PB_AGENT: this.agentFile,
        PB_WSUS: this.wsusFile,
        PB_COMPUTER: this.computerFile,
        PB_JOB: join(this.root, 'data', 'Patchbay', 'jobs', key),
        ProgramFiles: join(this.root, 'pf'),
        SystemRoot: this.root,
        SystemDrive: 'C:',
        COMPUTERNAME: 'SRV01',
      },
      encoding: 'utf8',
    });
    if (answer.stderr !== '') throw new Error(answer.stderr);
    return answer.stdout;
  }

  /** A bootstrap script by its command line; folders belong to whom `sddl` says. */
  bootstrap(line: string, sddl = 'O:BAG:SYD:'): unknown {
    const standIns = [
      `function Get-Acl { $acl = [pscustomobject]@{ Sddl = '${sddl}'; Asked = '' }`,
      '$acl | Add-Member -MemberType ScriptMethod -Name SetSecurityDescriptorSddlForm -Value { $this.Asked = $args -join [char]32 }; $acl }',
      "function Set-Acl { param($LiteralPath, $AclObject) [IO.File]::AppendAllText($env:PB_ACL, (Split-Path -Leaf $LiteralPath) + ' ' + $AclObject.Asked + [char]10) }",
    ].join('; ');
    return unframe(this.#oneLine(line, standIns, {}));
  }

  /** The probe's output by its command line, in a language mode; `Patchbay` and what is in it have these rights. */
  probe(line: string, seen: { mode: string; name?: string; sddl?: string; policies?: Record<string, string> }): string {
    const policies = Object.entries(seen.policies ?? {}).map(([scope, policy]) => `${scope} = '${policy}'`);
    const standIns = [
      "function Get-CimInstance { [pscustomobject]@{ LastBootUpTime = [DateTime]'2026-01-05T06:00:00Z'; Domain = 'corp.example' } }",
      "function Get-ItemProperty { [pscustomobject]@{ MachineGuid = '6f9619ff-8b86-d011-b42d-00cf4fc964ff' } }",
      "function Get-Item { [pscustomobject]@{ Attributes = 'Directory' } }",
      `function Get-Acl { [pscustomobject]@{ Sddl = '${seen.sddl ?? 'O:BAG:SYD:'}' } }`,
      `$global:GroupPolicy = @{ ${policies.join('; ')} }`,
      "function Get-ExecutionPolicy { param($Scope) if ($GroupPolicy.ContainsKey($Scope)) { $GroupPolicy[$Scope] } else { 'Undefined' } }",
      `$ExecutionContext.SessionState.LanguageMode = '${seen.mode}'`,
    ].join('; ');
    return this.#oneLine(line, standIns, { COMPUTERNAME: seen.name ?? 'SRV01' });
  }

  /** What was asked for in the place of Set-Acl: folder, rights, sections. */
  aclLog(): readonly string[] {
    return this.#lines(join(this.root, 'acl.log'));
  }

  /** Parse errors of a file, as PowerShell's own parser names them. */
  parseErrors(path: string): string {
    const script = `$e = $null; $null = [System.Management.Automation.Language.Parser]::ParseFile('${path}', [ref]$null, [ref]$e); $e`;
    return execFileSync(this.#pwsh, ['-NoProfile', '-Command', script], { encoding: 'utf8' });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #oneLine(line: string, standIns: string, more: Record<string, string>): string {
    const text = line.slice(line.indexOf('"') + 1, -1);
    const args = ['-NoProfile', '-NonInteractive', '-Command', `${standIns}; ${text}`];
    const env = { ...process.env, ProgramFiles: this.fresh, PB_ACL: join(this.root, 'acl.log'), ...more };
    mkdirSync(this.fresh, { recursive: true });
    return execFileSync(this.#pwsh, args, { encoding: 'utf8', env });
  }

  #lines(path: string): readonly string[] {
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  }
}
