import { readFile } from 'node:fs/promises';
import { type Kept, NOTHING_KEPT, readKept } from '../../storage/kept.js';
import { lookAtData } from '../../storage/look.js';
import type { Configuration } from '../config/configuration.js';
import type { Environment } from '../config/environment.js';
import { loadConfiguration } from '../config/load.js';
import { scopesIn } from '../config/scopes.js';
import type { Finding } from '../domain/diagnosis/finding.js';
import {
  type DataSeen,
  damagedFindings,
  dataFindings,
  type RosterSeen,
  rosterFindings,
} from '../domain/diagnosis/own.js';
import { type ConfigurationSeen, configurationFindings } from '../domain/diagnosis/settings.js';
import { slackFindings } from '../domain/diagnosis/slack.js';
import { PatchbayError } from '../domain/errors.js';
import { type ComputerId, parseComputerId } from '../domain/ids.js';
import { nearest } from '../domain/nearest.js';
import { packagePath } from '../package-root.js';
import { rosterAsRead } from '../roster-settings.js';
import { lookAtSlack } from '../slack/looking.js';
import type { Roster } from '../workflows/discovery/roster.js';
import { fleetFindings, SILENT } from './fleet.js';
import { settingsOf } from './settings.js';

interface Where {
  readonly env: Environment;
  readonly cwd: string;
}

type Read =
  | { readonly kind: 'wrong'; readonly seen: ConfigurationSeen }
  | { readonly kind: 'right'; readonly warnings: readonly string[]; readonly configuration: Configuration };

/**
 * Looks at all that the configuration names and that was added beside it, or at the computers that are named beside our
 * own parts. Without a configuration that is right there is nothing more to look at.
 * @throws RangeError for a name that no computer has, or a retired one
 */
export async function examine(where: Where, names: readonly string[]): Promise<readonly Finding[]> {
  const read = await readSettings(where);
  if (read.kind === 'wrong') return configurationFindings(read.seen);
  const { configuration, warnings } = read;
  const data = await lookAtData(configuration.data.folder, false);
  const kept = await keptIn(data);
  const roster = rosterAsRead(configuration, kept.roster);
  const fleet = { roster, kept, ids: computersNamed(roster, names), isBotRunning: data.owner === 'another' };
  const [slack, found] = await Promise.all([slackPart(configuration), fleetFindings(configuration, fleet)]);
  const settings = settingsOf(configuration, roster);
  return [
    ...configurationFindings({ kind: 'read', warnings, settings }),
    ...slack,
    ...dataFindings(data),
    ...damagedFindings(kept.damaged),
    ...rosterFindings(rosterSeen(roster)),
    ...found,
  ];
}

async function readSettings({ env, cwd }: Where): Promise<Read> {
  try {
    const loaded = await loadConfiguration({ env, cwd });
    if (loaded.mode === 'unconfigured') return { kind: 'wrong', seen: { kind: 'none' } };
    return { kind: 'right', warnings: loaded.warnings, configuration: loaded.configuration };
  } catch (thrown) {
    if (!(thrown instanceof PatchbayError) || thrown.code !== 'PB201') throw thrown;
    const problems = String(thrown.details.problems ?? '').split('\n');
    return { kind: 'wrong', seen: { kind: 'refused', problems } };
  }
}

/** Also beside a running Patchbay: reading takes nothing from it. A folder that cannot be read is told of by itself. */
async function keptIn({ folder, state }: DataSeen): Promise<Kept> {
  return state === 'there' ? readKept(folder) : NOTHING_KEPT;
}

function rosterSeen(roster: Roster): RosterSeen {
  const known = roster.known();
  return {
    added: known.filter((id) => roster.added(id) !== null && roster.retired(id) === null),
    retired: known.filter((id) => roster.retired(id) !== null),
  };
}

function computersNamed(roster: Roster, names: readonly string[]): readonly ComputerId[] {
  if (names.length === 0) return roster.computers();
  return [...new Set(names)].map((name) => {
    const id = parseComputerId(name);
    if (id !== null && roster.computers().includes(id)) return id;
    if (id !== null && roster.known().includes(id)) throw new RangeError(`${id} is retired: nothing is run there.`);
    const near = nearest(name.toLowerCase(), roster.computers());
    throw new RangeError(`There is no computer ${name}.${near === null ? '' : ` Did you mean ${near}?`}`);
  });
}

async function slackPart({ slack }: Configuration): Promise<readonly Finding[]> {
  const wanted = scopesIn(await readFile(packagePath('manifest.yml'), 'utf8'));
  return slackFindings(await lookAtSlack({ ...slack, wanted, log: SILENT }));
}
