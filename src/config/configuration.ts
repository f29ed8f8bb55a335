import type { PlanRules } from '../domain/blocking.js';
import type { GroupRecord } from '../domain/group.js';
import type { Hooks } from '../domain/hooks.js';
import type { ComputerId, GroupId } from '../domain/ids.js';
import type { ApprovalRules } from '../domain/request.js';
import type { Roles } from '../domain/roles.js';
import type { Secret } from './secret.js';

/** All settings, checked: names resolved, secrets read, units in milliseconds and bytes. */
export interface Configuration {
  readonly slack: SlackSettings;
  readonly roles: Roles;
  readonly approvals: ApprovalRules;
  readonly computers: ReadonlyMap<ComputerId, ComputerSettings>;
  /** The accounts by their names; computers may be added with them while it runs. */
  readonly profiles: ReadonlyMap<string, Credentials>;
  /** The authorities that the certificates of added computers are checked against where their profile has none, PEM. */
  readonly authorities: string | null;
  /** Groups to begin with: each is taken over once, then it is edited in Slack. */
  readonly groups: readonly GroupRecord[];
  /** Scripts of the administrators, by group. */
  readonly hooks: ReadonlyMap<GroupId, Hooks>;
  /** Computers that never restart together, by the name of their set. */
  readonly restartSets: ReadonlyMap<string, readonly ComputerId[]>;
  readonly wsus: WsusSettings;
  readonly windows: WindowsSettings;
  readonly engine: EngineTimes;
  readonly rules: PlanRules;
  readonly data: DataSettings;
  /** What is told of when it fails. */
  readonly alarm: AlarmSettings;
  /** Where it says how it is; null for nowhere. */
  readonly http: HttpSettings | null;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** Where what is kept lies, and for how long. */
interface DataSettings {
  /** An absolute path. */
  readonly folder: string;
  /** How long tasks that are over, and their cards and decisions, are kept. */
  readonly keepDays: number;
  /** When what is past keeping is removed: a cron expression of five fields. */
  readonly sweepCron: string;
}

export interface AlarmSettings {
  /** A channel; null: each administrator. */
  readonly channel: string | null;
  /** For how long Slack may be out of reach. */
  readonly slackMs: number;
  /** How old WSUS's last synchronization may be; null: as old as it likes. */
  readonly wsusMs: number | null;
  readonly minFreeBytes: number;
  /** A program and its arguments, as they stand; null for none. */
  readonly command: readonly string[] | null;
}

interface HttpSettings {
  /** Of this computer alone. */
  readonly address: string;
  readonly port: number;
}

interface SlackSettings {
  readonly botToken: Secret;
  readonly appToken: Secret;
  /** Another Web API than Slack's own, with a slash at its end; null: Slack's own. */
  readonly apiUrl: string | null;
  /** The slash command's name, with its slash. */
  readonly command: string;
  /** The only workspace that is listened to; null: the one that the token is of. */
  readonly teamId: string | null;
}

/** Where a computer is and how to log on to it. */
export interface ComputerSettings {
  readonly id: ComputerId;
  readonly host: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  readonly method: 'auto' | 'negotiate' | 'basic';
  readonly credentials: Credentials;
  /** Whether other computers have the same profile. */
  readonly shared: boolean;
  /** The authorities that its certificate is checked against, PEM; null: those that Node knows. */
  readonly authorities: string | null;
  /** The SHA-256 of its certificate, 64 lower-case hexadecimal digits; null: an authority vouches for it. */
  readonly pin: string | null;
  /** What Windows there calls itself; null: what it says first is remembered. */
  readonly computerName: string | null;
  /** It waits for an administrator's word before the first logon. */
  readonly imported: boolean;
}

export interface Credentials {
  /** The profile's name: computers of one profile share one account, and one canary. */
  readonly profile: string;
  readonly user: string;
  /** Those that sign the certificates of its computers (PEM); null: those of all computers. */
  readonly authorities: string | null;
  /** As it was read last. */
  readonly password: Secret;
  /**
   * Reads the password again, where it comes from a file or a command; says whether it is another one now. What cannot be
   * read leaves it as it is.
   */
  renew(): Promise<boolean>;
}

interface WsusSettings {
  /** The computer that WSUS runs on. */
  readonly computer: ComputerId;
}

export interface WindowsSettings {
  readonly callTimeoutMs: number;
  readonly maxConnections: number;
  readonly maxScansAtOnce: number;
  readonly maxRestartsAtOncePerGroup: number;
  /** For how long an account that one computer accepted is not doubted because another one refuses it. */
  readonly logonTrustMs: number;
}

/** How patiently jobs are followed. */
export interface EngineTimes {
  readonly pollMs: number;
  readonly retryMs: number;
  readonly maxRetryMs: number;
  readonly giveUpMs: number;
  readonly jobLimitMs: number;
  readonly restartDelayMs: number;
  readonly restartWaitMs: number;
  readonly maxClockSkewMs: number;
}
