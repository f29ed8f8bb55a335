import { randomBytes } from 'node:crypto';
import type { Scenario, ScenarioComputer } from '../scenario.js';
import { Account } from './ntlm/account.js';
import type { SandboxClock } from './time.js';
import { BASIC_SERVICE, HTTPS_SERVICE, type ServiceSettings, STOCK_SERVICE } from './winrm/settings.js';

/**
 * `stock`: each computer as the scenario's `door` says. `basic`: all of them over HTTPS, with Basic for one account that
 * each of them has.
 */
export type Doors = 'stock' | 'basic';

/** When an account is locked. Left out, as Windows comes: after 10 wrong passwords, for 10 minutes. */
export interface LockoutSettings {
  readonly threshold: number;
  readonly minutes: number;
}

/** What an administrator logs on with. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** Whether other computers have the same. */
  readonly shared: boolean;
}

/** Who may log on to which computer. */
export interface Keys {
  /** The fleet's account first, then the computer's own. */
  accountsOf(id: string): readonly Account[];
  /** What the bot is told to log on with. */
  credentialsOf(id: string): Credentials;
}

/** What lies in the fleet's file of it. */
interface Known {
  readonly user: string;
  readonly password: string;
  readonly local: Record<string, string>;
}

const LOCKOUT: LockoutSettings = { threshold: 10, minutes: 10 };
/** The account of its own that each computer has. */
const LOCAL_USER = 'local-patchbay';

export function netbiosOf({ domain }: Pick<Scenario, 'domain'>): string {
  return (domain.split('.')[0] ?? domain).toUpperCase();
}

export function serviceOf(doors: Doors = 'basic', { door }: Pick<ScenarioComputer, 'door'>): ServiceSettings {
  if (doors === 'basic' || door === 'basic') return BASIC_SERVICE;
  return door === 'http' ? STOCK_SERVICE : HTTPS_SERVICE;
}

/** Makes the accounts; passwords that the file lacks are made and put into it. */
export function keysOf(
  settings: { readonly scenario: Scenario; readonly doors?: Doors; readonly lockout?: LockoutSettings },
  known: Known,
  clock: SandboxClock,
): Keys {
  const { scenario, doors = 'basic', lockout = LOCKOUT } = settings;
  const locked = { lockoutThreshold: lockout.threshold, lockoutMs: lockout.minutes * 60_000 };
  const account = (user: string, password: string, domain: Account['facts']['domain']): Account =>
    new Account({ user, password, domain, ...locked }, () => clock.now());
  const ofDomain = account(known.user, known.password, [netbiosOf(scenario), scenario.domain]);
  const accounts = new Map<string, readonly Account[]>();
  for (const { id } of [scenario.wsusHost, ...scenario.computers]) {
    known.local[id] ??= randomBytes(18).toString('base64url');
    const fleets = doors === 'stock' ? ofDomain : account(known.user, known.password, null);
    accounts.set(id, [fleets, account(LOCAL_USER, known.local[id], null)]);
  }
  const own = new Set(
    doors === 'stock' ? scenario.computers.filter((each) => each.door === 'basic').map(({ id }) => id) : [],
  );
  return {
    accountsOf: (id) => accounts.get(id) ?? [],
    credentialsOf: (id) =>
      own.has(id)
        ? { user: LOCAL_USER, password: known.local[id] ?? '', shared: false }
        : { user: known.user, password: known.password, shared: true },
  };
}
