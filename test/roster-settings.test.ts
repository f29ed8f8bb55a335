import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Account } from '../src/config/account.js';
import type { ComputerSettings } from '../src/config/configuration.js';
import { Secret } from '../src/config/secret.js';
import type { ComputerId, PersonId } from '../src/domain/ids.js';
import type { Added } from '../src/domain/roster.js';
import { expectedOf, profileOf, rosterOf, settingsOf } from '../src/roster-settings.js';
import { openStore } from '../storage/open.js';

const ONE = 'fin-ws-01' as ComputerId;
const NEW = 'hr-ws-01' as ComputerId;
const BY = 'U0ADA' as PersonId;

const profiles = new Map(
  ['fleet', 'own'].map((profile) => {
    return [profile, new Account({ profile, user: profile, authorities: null }, new Secret('secret'), null)] as const;
  }),
);

function configured(over: Partial<ComputerSettings> = {}): ComputerSettings {
  const credentials = profiles.get('fleet');
  if (credentials === undefined) throw new Error('no such profile');
  return {
    ...{ id: ONE, host: 'fin-ws-01.corp.example', port: 5986, scheme: 'https', method: 'auto', credentials },
    ...{ shared: false, authorities: null, pin: null, computerName: null, imported: false, ...over },
  };
}

const ADDED: Added = {
  ...{ host: 'hr-ws-01.corp.example', port: 5985, scheme: 'http', transport: 'negotiate', profile: 'fleet' },
  ...{ computerName: 'hr-ws-01', pin: null, from: 'wsus', at: 1, by: BY },
  formerly: [],
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-roster-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** One life of the process. */
async function life<T>(work: (parts: ReturnType<typeof partsOf>) => Promise<T> | T, one = configured()): Promise<T> {
  const opened = await openStore({ folder, report: () => undefined });
  try {
    const configuration = { computers: new Map([[ONE, one]]), profiles, authorities: 'PEM' };
    const roster = await rosterOf(configuration, opened.store);
    return await work(partsOf(configuration, roster));
  } finally {
    await opened.close();
  }
}

function partsOf(configuration: Parameters<typeof settingsOf>[0], roster: Awaited<ReturnType<typeof rosterOf>>) {
  return {
    roster,
    settings: settingsOf(configuration, roster),
    expected: expectedOf(configuration, roster),
    profile: profileOf(configuration, roster),
  };
}

const adding =
  (id: ComputerId) =>
  ({ roster }: ReturnType<typeof partsOf>) =>
    roster.change(id, () => ({ id, added: ADDED, retired: null }));

describe('an added computer', () => {
  it('is there at once and after a restart, with an account that it shares and an administrator to wait for', async () => {
    await life(async (parts) => {
      await adding(NEW)(parts);
      expect(parts.roster.computers()).toEqual([ONE, NEW]);
    });
    await life(({ roster, settings, expected, profile }) => {
      expect(roster.computers()).toEqual([ONE, NEW]);
      expect(settings(NEW)).toMatchObject({ host: ADDED.host, method: 'negotiate', shared: true, authorities: 'PEM' });
      expect(expected(NEW)).toEqual({ name: 'hr-ws-01', isImported: true });
      expect(profile(NEW)).toBe('fleet');
      expect(settings(ONE)?.shared).toBe(true);
    });
  });

  it('gives way to one of the configuration that has its name', async () => {
    await life(adding(ONE));
    await life(({ roster, settings, expected }) => {
      expect(roster.computers()).toEqual([ONE]);
      expect(settings(ONE)).toMatchObject({ host: 'fin-ws-01.corp.example', shared: false });
      expect(expected(ONE).isImported).toBe(false);
    });
  });

  it('is never given an account that Basic shows to another computer', async () => {
    const basic = configured({ method: 'basic' });
    await life(({ roster }) => expect(roster.profiles).toEqual(['own']), basic);
    await life(adding(NEW));
    await life(({ settings }) => expect(settings(ONE)).toMatchObject({ method: 'auto', shared: true }), basic);
  });
});

describe('a retired computer', () => {
  it('is reached by nothing, over a restart too, also one of the configuration', async () => {
    const retired = { at: 1, by: BY };
    await life(({ roster }) => roster.change(ONE, () => ({ id: ONE, added: null, retired })));
    await life(({ roster, settings }) => {
      expect(roster.computers()).toEqual([]);
      expect(roster.known()).toEqual([ONE]);
      expect(settings(ONE)).toBeNull();
    });
  });

  it('is not taken for another one where its document is damaged: nothing starts until somebody looked', async () => {
    await life(adding(NEW));
    await writeFile(join(folder, 'roster', `${NEW}.json`), 'torn');
    await expect(life(() => undefined)).rejects.toMatchObject({ code: 'PB803' });
    await expect(life(() => undefined)).rejects.toMatchObject({ code: 'PB803' });
  });
});
