import { VERBS, type Verb } from '../../../src/windows/scripts/contract.js';
import { toolkitVersion } from '../../../src/windows/scripts/texts.js';
import { argvOf } from '../shell/argv.js';
import { clixml } from '../shell/clixml.js';
import { notRecognized, readByCmd } from '../shell/cmd.js';
import { framed, Refused } from '../shell/frame.js';
import { type Invocation, readByPowershell } from '../shell/powershell.js';
import type { Outcome } from '../winrm/command.js';
import { invoke, type JobHost } from './jobs.js';
import { bootstrap, isOurs, PROGRAM_FILES, type ToolkitHost } from './toolkit.js';

const ENVIRONMENT = {
  PROGRAMFILES: PROGRAM_FILES,
  PROGRAMDATA: 'C:\\ProgramData',
  SYSTEMROOT: 'C:\\Windows',
  WINDIR: 'C:\\Windows',
  SYSTEMDRIVE: 'C:',
  COMSPEC: 'C:\\Windows\\system32\\cmd.exe',
};
/** What powershell.exe ends with where `-File` names no script: 0xFFFD0000. */
const NO_SUCH_FILE = -196_608;

/** One command line, as WinRM hands it to cmd.exe. Only what is ours, byte for byte, has any effect. */
export async function runCommandLine(host: JobHost & ToolkitHost, commandLine: string): Promise<Outcome> {
  const reading = readByCmd(commandLine, ENVIRONMENT);
  if ('refuses' in reading) return failed(`${reading.refuses} was unexpected at this time.\r\n`);
  const [program = '', ...args] = argvOf(reading.starts);
  if (!/^powershell(\.exe)?$/i.test(program)) return failed(notRecognized(reading.starts));
  try {
    return await runPowershell(host, readByPowershell(args));
  } catch (error) {
    return failed(clixml([error instanceof Error ? error.message : String(error)]));
  }
}

function failed(stderr: string, exitCode = 1): Outcome {
  return { stdout: '', stderr, exitCode };
}

async function runPowershell(host: JobHost & ToolkitHost, invocation: Invocation): Promise<Outcome> {
  const { languageMode, executionPolicy } = host.state.conditions;
  switch (invocation.kind) {
    case 'foreign':
      return failed(notOurs(invocation.text));
    case 'bootstrap':
      if (languageMode !== 'FullLanguage' && invocation.file !== 'Probe.ps1') return failed(constrained());
      return { stdout: await bootstrap(host, invocation.file, invocation.args), stderr: '', exitCode: 0 };
    case 'script':
      // A policy of the domain beats the switch, and our scripts are not signed.
      if (executionPolicy === 'AllSigned') return failed(unsigned(invocation.path));
      return await runScript(host, invocation.path, invocation.parameters);
  }
}

function notOurs(text: string): string {
  const name = /^[^\s;|&]*/.exec(text)?.[0] ?? '';
  return clixml([
    `${name} : The term '${name}' is not recognized as the name of a cmdlet, function, script file, or operable program.`,
    '    + CategoryInfo          : ObjectNotFound: (:) [], CommandNotFoundException',
    '    + FullyQualifiedErrorId : CommandNotFoundException',
  ]);
}

function constrained(): string {
  return clixml([
    'New-Object : Cannot create type. Only core types are supported in this language mode.',
    '    + FullyQualifiedErrorId : CannotCreateTypeConstrainedLanguage,Microsoft.PowerShell.Commands.NewObjectCommand',
  ]);
}

function unsigned(path: string): string {
  return clixml([`File ${path} cannot be loaded. The file ${path} is not digitally signed.`]);
}

async function runScript(host: JobHost, path: string, parameters: ReadonlyMap<string, string>): Promise<Outcome> {
  const version = toolkitVersion();
  const ours = `${PROGRAM_FILES}\\Patchbay\\${version}\\Invoke-PatchbayJob.ps1`;
  if (path.toLowerCase() !== ours.toLowerCase() || !host.state.toolkits[version]) {
    return failed(`The argument '${path}' to the -File parameter does not exist.\r\n`, NO_SUCH_FILE);
  }
  if (!isOurs(host.state, version))
    return failed(clixml([`${path} : is not the script it should be; nothing was run.`]));
  const call = callOf(parameters);
  if (!call) return failed(clixml(['Invoke-PatchbayJob.ps1 : Cannot validate argument on parameter.']));
  return await runVerb(host, call.verb, call.json, call.input);
}

function callOf(parameters: ReadonlyMap<string, string>): { verb: Verb; json: string; input: string } | null {
  const verb = VERBS.find((each) => each === parameters.get('-Verb'));
  const json = parameters.get('-Json');
  const known = [...parameters.keys()].every((name) => ['-Verb', '-Json', '-InputJson'].includes(name));
  if (verb === undefined || json === undefined || !known) return null;
  return { verb, json, input: parameters.get('-InputJson') ?? '' };
}

async function runVerb(host: JobHost, verb: Verb, json: string, input: string): Promise<Outcome> {
  try {
    if (host.state.conditions.languageMode !== 'FullLanguage') throw new Refused('language', '');
    return { stdout: framed(await invoke(host, verb, json, input)), stderr: '', exitCode: 0 };
  } catch (error) {
    const refused = error instanceof Refused ? error.refused : 'failed';
    const message = error instanceof Error ? error.message : String(error);
    return { stdout: framed({ refused, message: message.slice(0, 2000), hresult: null }), stderr: '', exitCode: 1 };
  }
}
