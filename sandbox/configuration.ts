import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { LocalSlack } from './slack/start.js';
import type { Fleet } from './windows/fleet.js';

export interface BotSettings {
  /** The environment that makes the bot a bot of this sandbox. */
  readonly env: Readonly<Record<string, string>>;
}

/** What an administrator knows of a fleet. */
export type KnownFleet = Pick<Fleet, 'hosts' | 'wsusHostId' | 'caFile' | 'user' | 'password' | 'scenario'>;

/** How quick the bot asks: as often as a person watches. */
const PACE = {
  poll_seconds: 0.4,
  retry_seconds: 0.5,
  max_retry_seconds: 5,
  give_up_minutes: 0.25,
  restart_delay_seconds: 1,
  restart_wait_minutes: 2,
};

/**
 * Writes the bot's configuration for a fleet and a local Slack, as an administrator would, secrets in files of their
 * own.
 * @param folder where the configuration goes; the bot's data go to `bot` beneath it
 */
export async function configureBot(
  folder: string,
  fleet: KnownFleet,
  slack: LocalSlack,
  over: Readonly<Record<string, number>> = {},
): Promise<BotSettings> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const secret = async (name: string, value: string): Promise<string> => {
    await writeFile(join(folder, name), value, { mode: 0o600 });
    return join(folder, name);
  };
  const file = join(folder, 'patchbay.yml');
  const credentials: Record<string, unknown> = {};
  for (const [name, { user, password }] of new Map(fleet.hosts.map((host) => [profileOf(host), host]))) {
    credentials[name] = { user, password_file: await secret(`${name}-windows-password`, password) };
  }
  await writeFile(file, stringify(contents(fleet, credentials, { ...PACE, ...over })), { mode: 0o600 });
  return {
    env: {
      PATCHBAY_CONFIG: file,
      SLACK_BOT_TOKEN_FILE: await secret('slack-bot-token', slack.tokens.bot),
      SLACK_APP_TOKEN_FILE: await secret('slack-app-token', slack.tokens.app),
      SLACK_API_URL: slack.apiUrl,
    },
  };
}

/** One profile for those who share an account, and one each for those who have their own. */
function profileOf({ id, shared }: KnownFleet['hosts'][number]): string {
  return shared ? 'sandbox' : id;
}

/** Of the computers that there are. */
function setsIn({ hosts, scenario }: KnownFleet): Readonly<Record<string, readonly string[]>> {
  const known = new Set(hosts.map(({ id }) => id));
  const sets = Object.entries(scenario.restartSets);
  return Object.fromEntries(
    sets
      .map(([name, computers]) => [name, computers.filter((id) => known.has(id))] as const)
      .filter(([, computers]) => computers.length > 1),
  );
}

function contents(
  fleet: KnownFleet,
  credentials: Readonly<Record<string, unknown>>,
  windows: Readonly<Record<string, number>>,
): unknown {
  const names = fleet.hosts.map((one) => {
    const { id, host, port, scheme } = one;
    return [id, { host, port, scheme, credentials: profileOf(one) }] as const;
  });
  return {
    slack: { approvals_channel: 'C0APPROVALS' },
    roles: { admins: ['U0ADA'], approvers: ['U0ANIL'], operators: ['U0OLIVIA'] },
    credentials,
    computers: Object.fromEntries(names),
    groups: Object.fromEntries(fleet.scenario.provisioningGroups.map(({ id, ...group }) => [id, group])),
    restart_sets: setsIn(fleet),
    wsus: { computer: fleet.wsusHostId, names: [`${fleet.wsusHostId}.${fleet.scenario.domain}`] },
    windows: { ca_file: fleet.caFile, ...windows },
    data: { folder: './bot' },
  };
}
