import type { ComputerSettings, Configuration } from './config/configuration.js';
import type { ComputerId } from './domain/ids.js';
import type { Added, RosterEntry } from './domain/roster.js';
import type { Store } from './ports/store.js';
import type { SettingsOf } from './reaching.js';
import { KeptRoster } from './workflows/discovery/kept-roster.js';
import { type Configured, Roster } from './workflows/discovery/roster.js';
import type { Office } from './workflows/office.js';

type Parts = Pick<Configuration, 'computers' | 'profiles' | 'authorities'>;

/** Which computers there are, by the configuration and by what is kept. Fails with PB803 where that cannot be read. */
export async function rosterOf(configuration: Parts, store: Pick<Store, 'roster'>): Promise<KeptRoster> {
  const roster = new KeptRoster(store, configuredIn(configuration));
  await roster.load();
  return roster;
}

/** The same for who only looks: by what was read. */
export function rosterAsRead(configuration: Parts, entries: readonly RosterEntry[]): Roster {
  return new Roster(configuredIn(configuration), entries);
}

function configuredIn(configuration: Parts): Configured {
  const ways = [...configuration.computers.values()].map(({ id, host, port, scheme, credentials }) => {
    return [id, { host, port, scheme, profile: credentials.profile }] as const;
  });
  return { computers: new Map(ways), profiles: profilesToAddWith(configuration) };
}

/** An account whose password Basic shows to a computer stays that computer's own. */
function profilesToAddWith({ computers, profiles }: Parts): readonly string[] {
  const shown = new Set<string>();
  for (const { method, credentials } of computers.values()) if (method === 'basic') shown.add(credentials.profile);
  return [...profiles.keys()].filter((profile) => !shown.has(profile));
}

/** How each computer is reached; nothing reaches a retired one. */
export function settingsOf(configuration: Parts, roster: Roster): SettingsOf {
  return (id) => (roster.retired(id) === null ? settingsIn(configuration, roster, id) : null);
}

export function profileOf({ computers }: Parts, roster: Roster): (id: ComputerId) => string | null {
  return (id) => computers.get(id)?.credentials.profile ?? roster.added(id)?.profile ?? null;
}

/** What is known of who computers are before anybody asks them. Whoever was added waits for an administrator's word. */
export function expectedOf({ computers }: Parts, roster: Roster): Office['expected'] {
  return (id) => {
    const configured = computers.get(id);
    const name = configured?.computerName ?? roster.added(id)?.computerName ?? null;
    return { name, isImported: configured?.imported ?? true };
  };
}

function settingsIn(configuration: Parts, roster: Roster, id: ComputerId): ComputerSettings | null {
  const configured = configuration.computers.get(id);
  if (configured !== undefined) return besideAdded(configured, roster);
  const added = roster.added(id);
  return added === null ? null : settingsOfAdded(configuration, id, added);
}

/** Where added computers share its account, Basic would show it their password: `auto` says so instead. */
function besideAdded(configured: ComputerSettings, roster: Roster): ComputerSettings {
  if (!roster.isShared(configured.credentials.profile)) return configured;
  return { ...configured, shared: true, method: configured.method === 'basic' ? 'auto' : configured.method };
}

/** Null where its profile is no longer configured. */
function settingsOfAdded({ profiles, authorities }: Parts, id: ComputerId, added: Added): ComputerSettings | null {
  const credentials = profiles.get(added.profile);
  if (credentials === undefined) return null;
  const { host, port, scheme, transport, pin, computerName } = added;
  return {
    ...{ id, host, port, scheme, method: transport, credentials, pin, computerName },
    authorities: credentials.authorities ?? authorities,
    shared: true,
    imported: true,
  };
}
