import { readFile } from 'node:fs/promises';
import { lookAtData } from '../../storage/look.js';
import type { Configuration } from '../config/configuration.js';
import type { Environment } from '../config/environment.js';
import { loadConfiguration } from '../config/load.js';
import { scopesIn } from '../config/scopes.js';
import type { Finding } from '../domain/diagnosis/finding.js';
import { dataFindings } from '../domain/diagnosis/own.js';
import { type ConfigurationSeen, configurationFindings } from '../domain/diagnosis/settings.js';
import { slackFindings } from '../domain/diagnosis/slack.js';
import { PatchbayError } from '../domain/errors.js';
import { type ComputerId, parseComputerId } from '../domain/ids.js';
import { nearest } from '../domain/nearest.js';
import { packagePath } from '../package-root.js';
import { lookAtSlack } from '../slack/looking.js';
import { fleetFindings, SILENT } from './fleet.js';
import { settingsOf } from './settings.js';

interface Where {
  readonly env: Environment;
  readonly cwd: string;
}

type Read = { readonly seen: ConfigurationSeen; readonly configuration: Configuration | null };

/**
 * Looks at all that the configuration names, or at the computers that are named beside our own parts. Without a
 * configuration that is right there is nothing more to look at.
 * @throws RangeError for a name that no computer has
 */
export async function examine(where: Where, names: readonly string[]): Promise<readonly Finding[]> {
  const { seen, configuration } = await readSettings(where);
  const found = configurationFindings(seen);
  if (configuration === null) return found;
  const ids = computersNamed(configuration, names);
  const data = await lookAtData(configuration.data.folder, false);
  const [slack, fleet] = await Promise.all([slackPart(configuration), fleetFindings(configuration, ids, data)]);
  return [...found, ...slack, ...dataFindings(data), ...fleet];
}

async function readSettings({ env, cwd }: Where): Promise<Read> {
  try {
    const loaded = await loadConfiguration({ env, cwd });
    if (loaded.mode === 'unconfigured') return { seen: { kind: 'none' }, configuration: null };
    const { configuration, warnings } = loaded;
    return { seen: { kind: 'read', warnings, settings: settingsOf(configuration) }, configuration };
  } catch (thrown) {
    if (!(thrown instanceof PatchbayError) || thrown.code !== 'PB201') throw thrown;
    const problems = String(thrown.details.problems ?? '').split('\n');
    return { seen: { kind: 'refused', problems }, configuration: null };
  }
}

function computersNamed({ computers }: Configuration, names: readonly string[]): readonly ComputerId[] {
  if (names.length === 0) return [...computers.keys()];
  return [...new Set(names)].map((name) => {
    const id = parseComputerId(name);
    if (id !== null && computers.has(id)) return id;
    const near = nearest(name.toLowerCase(), [...computers.keys()]);
    throw new RangeError(`There is no computer ${name}.${near === null ? '' : ` Did you mean ${near}?`}`);
  });
}

async function slackPart({ slack }: Configuration): Promise<readonly Finding[]> {
  const wanted = scopesIn(await readFile(packagePath('manifest.yml'), 'utf8'));
  return slackFindings(await lookAtSlack({ ...slack, wanted, log: SILENT }));
}
