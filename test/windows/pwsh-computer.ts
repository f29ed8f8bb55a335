import { randomUUID } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { packagePath } from '../../src/package-root.js';
import type { JobReport, Verb } from '../../src/windows/scripts/contract.js';
import { commandLineJson, jobContent, jobReport, refusal, TOOLKIT_FILES } from '../../src/windows/scripts/contract.js';
import { sha256Hex } from '../../src/windows/scripts/texts.js';
import { type Call, type Environment, PWSH, type Ran, runInOwnProcess } from './pwsh/calls.js';
import { runInHost } from './pwsh/host.js';
import {
  agentText,
  bootstrapStandIns,
  computerText,
  MACHINE,
  probeStandIns,
  type Seen,
  wsusText,
} from './pwsh/told.js';

/**
 * Where every computer of a test file lives, one after the other: PowerShell keeps what it has compiled of a script by
 * its path and its text.
 */
const ROOT = join(tmpdir(), `patchbay-scripts-${randomUUID()}`);

const STAND_INS = ['folders', 'scheduler', 'computer', 'agent'];

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
  readonly root = ROOT;
  readonly toolkit = join(this.root, 'pf', 'Patchbay', '0.0.0-test');
  /** The %ProgramFiles% of the bootstrap scripts. */
  readonly fresh = join(this.root, 'fresh');
  readonly tasks = join(this.root, 'tasks');
  readonly agentFile = join(this.root, 'agent.json');
  readonly wsusFile = join(this.root, 'wsus.json');
  readonly computerFile = join(this.root, 'computer.json');
  taskMode = 'run';
  /** Whether a PowerShell is started for each call, as on Windows, or one runs them all, which takes less time. */
  ownProcess = false;

  /** Throws where the one before is still there. */
  constructor() {
    mkdirSync(this.root);
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
    writeFileSync(this.agentFile, agentText(known));
  }

  /** What the rest of the computer is like: names of the registry's values to what they hold, services to states… */
  knows(known: { registry?: Record<string, unknown>; [part: string]: unknown }): void {
    writeFileSync(this.computerFile, computerText(known));
  }

  /** What the pretended WSUS knows. */
  wsus(known: Record<string, unknown>): void {
    writeFileSync(this.wsusFile, wsusText(known));
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
    const { output, code } = this.#script('Invoke-PatchbayJob.ps1', args, key);
    const answer = unframe(output);
    if (code !== (refusal.safeParse(answer).success ? 1 : 0)) throw new Error(`exit code ${code} with ${output}`);
    return answer;
  }

  report(verb: Verb, key: string, extra: Record<string, unknown> = {}, input: string | null = null): JobReport {
    return jobReport.parse(this.verb(verb, { key, ...extra }, input, key));
  }

  submit(key: string, script: string, input: unknown, notAfter = '2999-01-01T00:00:00Z'): JobReport {
    const text = commandLineJson(input);
    const hash = sha256Hex(jobContent(script, text));
    return this.report('submit', key, { script, hash, pieces: 0, notAfter, limitSeconds: 3600 }, text);
  }

  /** A file of the toolkit by itself; what it printed. */
  run(script: string, args: readonly string[], key = ''): string {
    return this.#script(script, args, key).output;
  }

  /** A bootstrap script by its command line; folders belong to whom `sddl` says. */
  bootstrap(line: string, sddl = 'O:BAG:SYD:'): unknown {
    return unframe(this.#oneLine(line, bootstrapStandIns(sddl), {}));
  }

  /** The probe's output by its command line; `Patchbay` and what is in it have these rights. */
  probe(line: string, seen: Seen): string {
    return this.#oneLine(line, probeStandIns(seen), { COMPUTERNAME: seen.name ?? 'SRV01' });
  }

  /** What was asked for in the place of Set-Acl: folder, rights, sections. */
  aclLog(): readonly string[] {
    return this.#lines(join(this.root, 'acl.log'));
  }

  /** Parse errors of a file, as PowerShell's own parser names them. */
  parseErrors(path: string): string {
    const parse = `$null = [System.Management.Automation.Language.Parser]::ParseFile('${path}', [ref]$null, [ref]$e)`;
    return this.#call({ text: `$e = $null; ${parse}; $e | ForEach-Object { $_.Message }` }, {}).output;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #script(script: string, args: readonly string[], key: string): Ran {
    const environment = {
      PATH: `${dirname(PWSH)}:${join(this.root, 'System32')}:${process.env.PATH}`,
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
    };
    return this.#call({ file: join(this.toolkit, script), args }, environment);
  }

  #oneLine(line: string, standIns: string, more: Environment): string {
    const text = line.slice(line.indexOf('"') + 1, -1);
    mkdirSync(this.fresh, { recursive: true });
    const environment = { ProgramFiles: this.fresh, PB_ACL: join(this.root, 'acl.log'), ...more };
    const { output, code } = this.#call({ text: `${standIns}; ${text}` }, environment);
    if (code !== 0) throw new Error(`exit code ${code} with ${output}`);
    return output;
  }

  #call(call: Call, environment: Environment): Ran {
    const ran = this.ownProcess ? runInOwnProcess(call, environment) : runInHost(call, environment);
    if (ran.errors !== '') throw new Error(ran.errors);
    return ran;
  }

  #lines(path: string): readonly string[] {
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  }
}
