import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Configuration } from './configuration.js';
import { readSections, type Sections } from './entries.js';
import { demandVerification, type Environment, namesSlack, readApiUrl, readTokens, variable } from './environment.js';
import { readComputers, readGroups } from './fleet.js';
import { Problems } from './problems.js';
import { type Reading, readProfiles } from './profiles.js';
import { authoritiesFromFile, type ReadFile } from './read-files.js';
import { readHooks, readLast, readRestartSets } from './restarts.js';
import {
  alarmSection,
  approvalsSection,
  dataSection,
  httpSection,
  logSection,
  rolesSection,
  slackSection,
  windowsSection,
} from './schema.js';
import { readSource } from './source.js';
import { alarmOf, approvalRulesOf, engineTimesOf, rulesOf, windowsOf } from './units.js';
import { Warnings } from './warnings.js';
import { readWsus } from './wsus.js';

const DEFAULT_FILE = 'patchbay.yml';

interface Origin {
  readonly env: Environment;
  /** The configuration file; else PATCHBAY_CONFIG names it, else it is `patchbay.yml`. */
  readonly file?: string;
  /** Where relative paths of this object and of the environment start. Those in the file start at its own folder. */
  readonly cwd: string;
}

type Loaded =
  | { readonly mode: 'unconfigured' }
  | { readonly mode: 'configured'; readonly configuration: Configuration; readonly warnings: readonly string[] };

/**
 * Reads the configuration file and the environment. `unconfigured` only where neither says anything; half a
 * configuration is an error. Fails with PB201, whose `problems` names all that is wrong, a line each, with the line of
 * the file; no problem quotes a secret. `warnings` are for the log.
 */
export async function loadConfiguration({ env, file, cwd }: Origin): Promise<Loaded> {
  const given = file ?? variable(env, 'PATCHBAY_CONFIG');
  const path = resolve(cwd, given ?? DEFAULT_FILE);
  const name = given ?? DEFAULT_FILE;
  const warnings = new Warnings();
  if (existsSync(path)) {
    const configuration = await readConfiguration({ env, cwd, path, name, warnings });
    return { mode: 'configured', configuration, warnings: warnings.texts };
  }
  if (given === null && !namesSlack(env)) return { mode: 'unconfigured' };

  const problems = new Problems(name, readSource(''));
  const cause =
    given === null ? 'Slack is configured but no fleet is: copy patchbay.example.yml to it' : 'there is none';
  problems.addElsewhere(`${name}: the configuration file is missing: ${cause}`);
  await readTokens(env, readerFrom(cwd, warnings), problems);
  throw problems.error();
}

interface Place {
  readonly env: Environment;
  readonly cwd: string;
  readonly path: string;
  readonly name: string;
  readonly warnings: Warnings;
}

async function readConfiguration({ env, cwd, path, name, warnings }: Place): Promise<Configuration> {
  const source = readSource(await fs.readFile(path, 'utf8'));
  const problems = new Problems(name, source);
  const tokens = await readTokens(env, readerFrom(cwd, warnings), problems);
  demandVerification(env, problems);
  const sections = source.data === undefined ? null : readSections(source.data, problems);
  if (sections === null) throw problems.error();

  const folder = dirname(path);
  const slack = problems.read(['slack'], slackSection, sections.slack);
  const roles = problems.read(['roles'], rolesSection, sections.roles);
  const approvals = problems.read(['approvals'], approvalsSection, sections.approvals);
  if (approvals !== null && (approvals.remind_hours ?? 0) >= approvals.expire_hours)
    problems.add(['approvals', 'remind_hours'], 'must be less than expire_hours, or null for no reminder');
  const keeping = readKeeping(sections, folder, problems);
  const apiUrl = readApiUrl(env, slack?.allow_foreign_api_url ?? false, problems);
  const reading = { env, readFile: readerFrom(folder, warnings), folder, problems };
  const fleet = await readFleet(sections, reading);
  if (!tokens || !slack || !roles || !approvals || !keeping || !fleet || !problems.isEmpty) throw problems.error();
  await warnings.configurationFile(name, path);
  if (existsSync(resolve(cwd, '.env'))) await warnings.secretFile('.env', resolve(cwd, '.env'));
  return {
    ...fleet,
    slack: { ...tokens, apiUrl, command: slack.command, teamId: slack.team_id },
    roles,
    approvals: approvalRulesOf(approvals, slack.approvals_channel),
    ...keeping,
  };
}

type Keeping = Pick<Configuration, 'data' | 'alarm' | 'http' | 'logLevel'>;

/** What is kept, what is watched, and where it is said. */
function readKeeping(sections: Sections, folder: string, problems: Problems): Keeping | null {
  const data = problems.read(['data'], dataSection, sections.data);
  const alarm = problems.read(['alarm'], alarmSection, sections.alarm);
  const http = problems.read(['http'], httpSection, sections.http);
  const log = problems.read(['log'], logSection, sections.log);
  if (!data || !alarm || !http || !log) return null;
  return {
    data: { folder: resolve(folder, data.folder), keepDays: data.keep_days, sweepCron: data.sweep_cron },
    alarm: alarmOf(alarm),
    http: http.port === null ? null : { address: http.address, port: http.port },
    logLevel: log.level,
  };
}

type Fleet = Pick<
  Configuration,
  | 'computers'
  | 'profiles'
  | 'authorities'
  | 'groups'
  | 'hooks'
  | 'restartSets'
  | 'wsus'
  | 'windows'
  | 'engine'
  | 'rules'
>;

async function readFleet(sections: Sections, reading: Reading): Promise<Fleet | null> {
  const { readFile, problems } = reading;
  const windows = problems.read(['windows'], windowsSection, sections.windows);
  const refuse = (text: string): null => {
    problems.add(['windows', 'ca_file'], text);
    return null;
  };
  const authorities = windows?.ca_file ? await authoritiesFromFile(readFile, windows.ca_file, refuse) : null;
  const profiles = await readProfiles(sections, reading);
  const computers = await readComputers(sections, { profiles, authorities }, reading);
  const groups = readGroups(sections, problems);
  const hooks = readHooks(sections);
  const restartSets = readRestartSets(sections, problems);
  const wsus = readWsus(sections, problems);
  if (!windows || !wsus) return null;
  const last = readLast(wsus.computer, windows.own_host, sections, problems);
  const wsusHost = computers.get(wsus.computer)?.host;
  return {
    ...{ computers, profiles, authorities },
    groups,
    ...{ hooks, restartSets },
    wsus: { computer: wsus.computer },
    windows: windowsOf(windows),
    engine: engineTimesOf(windows),
    rules: { ...rulesOf(windows, wsusHost === undefined ? wsus.names : [wsusHost, ...wsus.names]), last },
  };
}

function readerFrom(folder: string, warnings: Warnings): ReadFile {
  return async (name, kind) => {
    const path = resolve(folder, name);
    const text = await fs.readFile(path, 'utf8');
    if (kind === 'secret') await warnings.secretFile(name, path);
    return text;
  };
}
