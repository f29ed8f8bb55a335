import { z } from 'zod';
import { parseComputerId, parsePersonId } from '../domain/ids.js';
import { type Party, parseUserGroupId } from '../domain/roles.js';
import { amount, flag, host, list, oneOf, parsed, port, section, text, whole } from './fields.js';
import { parseFingerprint } from './way.js';

/** The sections of the file, with the defaults of what is left out. The example file says what each is for. */

const MINUTES_OF_A_WEEK = 10_080;
const SECONDS_OF_A_DAY = 86_400;
const HOURS_OF_A_YEAR = 8760;
/** Tests shorten the waits; nobody waits for nothing. */
const SHORTEST_SECONDS = 0.001;

const person = parsed(parsePersonId, 'a Slack user id, such as U012ABCDEF');
const party = parsed<Party>(
  (text) => parseUserGroupId(text) ?? parsePersonId(text),
  'a Slack user id such as U012ABCDEF, or a user group such as S012ABCDEF',
);
const computerName = parsed(parseComputerId, 'the name of a computer: letters, digits, dots and dashes');

const channel = z
  .string({ error: 'must be a text' })
  .regex(/^[CG][A-Z0-9]{2,20}$/, { error: 'must be a Slack channel id, such as C012ABCDEF' })
  .nullable()
  .default(null);

export const slackSection = section({
  command: z
    .string({ error: 'must be a text' })
    .regex(/^\/[a-z0-9_-]{1,31}$/, { error: 'must be a slash and up to 31 lower-case letters, digits, - or _' })
    .default('/patch'),
  team_id: z
    .string({ error: 'must be a text' })
    .regex(/^[TE][A-Z0-9]{2,20}$/, { error: 'must be a Slack workspace id, such as T012ABCDEF' })
    .nullable()
    .default(null),
  allow_foreign_api_url: flag(false),
  approvals_channel: channel,
});

/** An administrator comes from this file alone: whoever may write it may have every right anyway, and nobody else may. */
const FIRST_ADMINISTRATOR =
  'must name at least one administrator, by Slack user id: in Slack, open your profile, then its three dots, then Copy member ID';

export const rolesSection = section({
  admins: list(person)
    .default([])
    .refine((admins) => admins.length > 0, { error: FIRST_ADMINISTRATOR }),
  approvers: list(party).default([]),
  operators: list(party).default([]),
  viewers: z
    .union([z.literal('everyone'), list(party)], {
      error: 'must be everyone, or a list of Slack user ids and user groups',
    })
    .default('everyone'),
});

export const approvalsSection = section({
  expire_hours: amount(SHORTEST_SECONDS, HOURS_OF_A_YEAR).default(72),
  remind_hours: amount(SHORTEST_SECONDS, HOURS_OF_A_YEAR).nullable().default(24),
  four_eyes: flag(false),
  second_approver_above_targets: whole(0, 1_000_000).nullable().default(null),
});

/** A local account by its bare name, or one of a domain as `DOMAIN\name` or `name@domain`. */
const account = text('must be the name of an account')
  .refine((user) => /^([^\s\\/:@"[\]]+\\)?[^\\/:@"[\]]+(@[^\s\\/:@"[\]]+)?$/.test(user) && !/\\.*@/.test(user), {
    error: 'must be the name of a local account, DOMAIN\\name or name@domain',
  })
  // A dot is Windows' own word for the computer itself.
  .transform((user) => user.replace(/^\.\\/, ''));

export const credentialsEntry = section({
  user: account,
  password_env: text('must be the name of an environment variable').optional(),
  password_file: text('must be the path of a file').optional(),
  password_command: list(z.string({ error: 'must be a word of the command' }))
    .refine(([program = '']) => program !== '', { error: 'must name at least the program' })
    .optional(),
  ca_file: text('must be the path of a file').optional(),
});

const profile = text('must be the name of a profile of the section credentials');

export const computerEntry = section({
  host,
  port: port.optional(),
  scheme: oneOf(['http', 'https']).optional(),
  transport: oneOf(['auto', 'negotiate', 'basic']).default('auto'),
  credentials: profile.optional(),
  computer_name: text('must be the name that Windows gives itself').max(63, { error: 'is too long' }).optional(),
  imported: flag(false),
  ca_file: text('must be the path of a file').optional(),
  certificate_sha256: parsed(parseFingerprint, 'the SHA-256 of a certificate: 64 hexadecimal digits').optional(),
});

const kb = z.union([z.string(), z.number()], { error: 'must be a KB number' }).transform((given, context) => {
  const digits = /^(?:KB)?(\d{5,8})$/i.exec(String(given).trim())?.[1];
  if (digits !== undefined) return digits;
  context.addIssue({ code: 'custom', message: 'must be a KB number, such as KB5031356' });
  return z.NEVER;
});

const checkEntry = section({
  name: text(),
  patch_group: list(kb).min(1, { error: 'must name at least one KB number' }).nullable().default(null),
  automatic_approval: flag(false),
});

/** A script on the computers: a full path, so that nobody can put another one in its place. */
const script = text('must be the full path of a script')
  .regex(/^[A-Za-z]:\\[^"<>|?*\r\n]{1,230}\.(ps1|cmd|bat|exe)$/i, {
    error: 'must be the full path of a .ps1, .cmd, .bat or .exe on the computers, such as C:\\Scripts\\drain.ps1',
  })
  .nullable()
  .default(null);

const hooksEntry = section({
  before: script,
  before_restart: script,
  after: script,
  timeout_minutes: amount(SHORTEST_SECONDS, 360).default(10),
});

/** Computers that never restart together, by the name of their set. */
export const restartSetsSection = z
  .record(z.string(), list(computerName).min(2, { error: 'must have at least two computers' }), {
    error: 'must be a section: names with lists of computers, indented below it',
  })
  .nullish()
  .transform((sets) => sets ?? {});

export const groupEntry = section({
  name: text().optional(),
  computers: list(computerName),
  credentials: profile.optional(),
  restart: oneOf(['never', 'if-required', 'always']).default('if-required'),
  channel,
  approvals_channel: channel,
  operators: list(party).default([]),
  approvers: list(party).default([]),
  hooks: hooksEntry.optional(),
  checks: list(checkEntry)
    .min(1, { error: 'must have at least one check' })
    .default([{ name: 'Operating System Patches and Updates', patch_group: null, automatic_approval: false }]),
});

/** The scripts that a group says, whatever else may be wrong with it. */
export const groupsHooks = z.record(z.string(), z.unknown());
export const groupHooks = z.object({ hooks: hooksEntry.optional() });

/** What a group says of how its computers are logged on to, whatever else may be wrong with it. */
export const groupCredentials = z.record(z.string(), z.unknown());
export const groupCredential = z.object({
  credentials: z.string(),
  computers: z.array(z.unknown().transform((name) => parseComputerId(String(name)) ?? '')),
});

export const wsusSection = section({
  computer: computerName,
  names: list(host).default([]),
});

export const windowsSection = section({
  ca_file: text('must be the path of a file').optional(),
  call_timeout_seconds: amount(SHORTEST_SECONDS, 3600).default(60),
  max_connections: whole(1, 1000).default(20),
  max_scans_at_once: whole(1, 1000).default(10),
  max_restarts_at_once_per_group: whole(1, 1000).default(2),
  poll_seconds: amount(SHORTEST_SECONDS, 3600).default(15),
  retry_seconds: amount(SHORTEST_SECONDS, 3600).default(15),
  max_retry_seconds: amount(SHORTEST_SECONDS, SECONDS_OF_A_DAY).default(300),
  give_up_minutes: amount(SHORTEST_SECONDS, MINUTES_OF_A_WEEK).default(60),
  job_limit_minutes: amount(SHORTEST_SECONDS, MINUTES_OF_A_WEEK).default(240),
  restart_delay_seconds: whole(0, 3600).default(60),
  restart_wait_minutes: amount(SHORTEST_SECONDS, MINUTES_OF_A_WEEK).default(45),
  logon_trust_minutes: amount(SHORTEST_SECONDS, MINUTES_OF_A_WEEK).default(10),
  max_clock_skew_seconds: amount(1, SECONDS_OF_A_DAY).default(300),
  scan_max_age_hours: amount(SHORTEST_SECONDS, HOURS_OF_A_YEAR).default(24),
  own_host: computerName.nullable().default(null),
  min_free_disk_mb: whole(0, 10_000_000).default(4096),
});

/** Minute, hour, day, month, weekday: numbers, names, ranges, lists and steps. The scheduler reads it in full. */
function isCron(text: string): boolean {
  const fields = text.trim().split(/\s+/);
  return fields.length === 5 && fields.every((field) => /^[\dA-Za-z*,/#L-]+$/.test(field));
}

export const dataSection = section({
  folder: text('must be the path of a folder').default('./data'),
  keep_days: whole(1, 36_500).default(90),
  sweep_cron: text('must be a cron expression')
    .refine(isCron, { error: 'must be a cron expression of five fields, such as 17 3 * * *' })
    .default('17 3 * * *'),
});

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1)$/;

export const httpSection = section({
  port: port.nullable().default(null),
  address: z
    .string({ error: 'must be an address' })
    .regex(LOOPBACK, {
      error:
        'must be of this computer alone (127.0.0.1 or ::1): it asks nobody who they are; let a proxy stand before it',
    })
    .default('127.0.0.1'),
});

export const alarmSection = section({
  channel,
  slack_minutes: amount(SHORTEST_SECONDS, MINUTES_OF_A_WEEK).default(5),
  wsus_sync_hours: amount(SHORTEST_SECONDS, HOURS_OF_A_YEAR).nullable().default(72),
  min_free_data_mb: whole(0, 10_000_000).default(200),
  command: list(z.string({ error: 'must be a word of the command' }))
    .refine(([program = '']) => program !== '', { error: 'must name at least the program' })
    .nullable()
    .default(null),
});

export const logSection = section({ level: oneOf(['debug', 'info', 'warn', 'error']).default('info') });

export const SECTIONS = [
  'slack',
  'roles',
  'approvals',
  'credentials',
  'computers',
  'groups',
  'restart_sets',
  'wsus',
  'windows',
  'data',
  'alarm',
  'http',
  'log',
] as const;
