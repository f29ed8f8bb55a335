import { accountsOf } from '../accounts.js';
import type { Configuration } from '../config/configuration.js';
import type { Credential } from '../domain/credential.js';
import type { Clock } from '../ports/clock.js';
import { profileOf } from '../roster-settings.js';
import type { LogonParts } from '../workflows/credentials/logons.js';
import { LogonDesk } from '../workflows/credentials/logons.js';
import type { Roster } from '../workflows/discovery/roster.js';

/** No acceptance speaks for an account that another computer refuses: one refusal, and it is tried nowhere else. */
const NO_TRUST_MS = -1;
const TIMES = { graceMs: 0, stallMs: 3_000 };

interface LogonsKnown {
  readonly roster: Roster;
  /** How the accounts stand by what the data folder holds; nothing is written there. */
  readonly kept: readonly Credential[];
  readonly clock: Clock;
}

/** Who may log on: one computer of a profile goes first, and what it refuses nobody else is shown. */
export function doctorLogons(configuration: Configuration, { roster, kept, clock }: LogonsKnown): LogonDesk {
  return new LogonDesk({
    ...{ clock, times: TIMES, rules: { trustMs: NO_TRUST_MS } },
    store: { credentials: inMemory(kept) },
    accounts: accountsOf(configuration.profiles, profileOf(configuration, roster)),
    command: configuration.slack.command,
    report: () => undefined,
    changed: () => undefined,
  });
}

function inMemory(kept: readonly Credential[]): LogonParts['store']['credentials'] {
  const found = new Map(kept.map((credential) => [credential.profile, credential]));
  const get = (id: string) => {
    const value = found.get(id);
    return value === undefined ? null : { revision: 1, value };
  };
  return {
    get: async (id) => get(id),
    update: async (id, change) => {
      const after = change(found.get(id) ?? null);
      if (after !== null) found.set(id, after);
      return get(id);
    },
  };
}
