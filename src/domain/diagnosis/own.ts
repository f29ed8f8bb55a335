import type { PatchbayFailure } from '../errors.js';
import type { ComputerId, Instant } from '../ids.js';
import { WATCHED, type WatchState } from '../watch.js';
import { counted, type Finding, findingsAbout, listed, megabytes } from './finding.js';

/** What was seen of the data folder, without changing anything in it. */
export interface DataSeen {
  readonly folder: string;
  /** `missing`: it is made at the first start. */
  readonly state: 'there' | 'missing' | { readonly cause: string };
  /** Why nothing can be written there; null where it can. */
  readonly unwritable: string | null;
  readonly freeBytes: number | null;
  readonly owner: 'nobody' | 'another' | 'we';
  /** The version of its format, and the one that this program writes; null where it has none yet. */
  readonly format: { readonly found: number | null; readonly known: number } | { readonly cause: string };
  /** Documents that cannot be read or were set aside. */
  readonly damaged: readonly string[];
}

/** Documents are small; the audit log and backups grow. */
const LEAST_BYTES = 256 * 1_048_576;
const MUCH_BYTES = 1024 * 1_048_576;

export function dataFindings(seen: DataSeen): readonly Finding[] {
  const say = findingsAbout('data');
  const { folder, state } = seen;
  const place = 'Correct data.folder in the configuration, or the rights on that folder.';
  if (typeof state === 'object')
    return [say.fail('folder', `The data folder ${folder} cannot be read (${state.cause}).`, place)];
  const what =
    state === 'missing' ? `The data folder ${folder} is made at the first start.` : `The data folder is ${folder}.`;
  const folderFinding =
    seen.unwritable === null
      ? say.pass('folder', what)
      : say.fail('folder', `Nothing can be written to the data folder ${folder} (${seen.unwritable}).`, place);
  return [folderFinding, ...spaceFinding(seen), ownerFinding(seen), formatFinding(seen), ...damagedFinding(seen)];
}

/** Computers beside those of the configuration. */
export interface RosterSeen {
  /** But for retired ones. */
  readonly added: readonly ComputerId[];
  readonly retired: readonly ComputerId[];
}

export function rosterFindings({ added, retired }: RosterSeen): readonly Finding[] {
  const say = findingsAbout('data');
  const also = `Added beside the configuration: ${listed(added)}.`;
  const out = `Retired, and therefore not looked at: ${listed(retired)}.`;
  return [
    ...(added.length === 0 ? [] : [say.pass('added-computers', also)]),
    ...(retired.length === 0 ? [] : [say.pass('retired-computers', out)]),
  ];
}

/** @param names of documents that cannot be read */
export function damagedFindings(names: readonly string[]): readonly Finding[] {
  const say = findingsAbout('data');
  const next = 'Restore it from a backup; what it is about is not patched until then.';
  return names.map((name) => say.fail('document', `The document ${name} cannot be read.`, next));
}

function spaceFinding({ freeBytes: free }: DataSeen): readonly Finding[] {
  const say = findingsAbout('data');
  if (free === null) return [];
  const next = 'Make room on that disk: without it nothing can be decided.';
  if (free < LEAST_BYTES) return [say.fail('space', `Only ${megabytes(free)} are free for data.`, next)];
  if (free < MUCH_BYTES) return [say.warn('space', `Only ${megabytes(free)} are free for data.`, next)];
  return [say.pass('space', `${megabytes(free)} are free for data.`)];
}

function ownerFinding({ owner }: DataSeen): Finding {
  const say = findingsAbout('data');
  if (owner === 'another') return say.pass('lock', 'A running Patchbay owns the data: they were only read.');
  return say.pass('lock', owner === 'we' ? 'The data are ours alone.' : 'No running Patchbay owns the data.');
}

function formatFinding({ format }: DataSeen): Finding {
  const say = findingsAbout('data');
  if ('cause' in format)
    return say.fail(
      'version',
      `The version of the data cannot be read (${format.cause}).`,
      'Restore the data from a backup, or have somebody look at format.json.',
    );
  const { found, known } = format;
  if (found === null) return say.pass('version', 'There are no data yet.');
  if (found > known)
    return say.fail(
      'version',
      `The data are of version ${found}, which is newer than this program (${known}).`,
      'Start the newer Patchbay that wrote them.',
    );
  if (found < known)
    return say.pass(
      'version',
      `The data are of version ${found}; the next start brings them to ${known}, after a backup.`,
    );
  return say.pass('version', `The data are of this program's version (${known}).`);
}

function damagedFinding({ damaged }: DataSeen): readonly Finding[] {
  if (damaged.length === 0) return [];
  const say = findingsAbout('data');
  const what = `${counted(damaged.length, 'document')} cannot be read: ${listed(damaged)}.`;
  return [say.fail('damage', what, 'Restore it from a backup; what it is about is not patched until then.')];
}

/** What is known of an account without logging on. */
export interface AccountSeen {
  readonly profile: string;
  readonly acceptedAt: Instant | null;
  /** Why nobody is logged on to with it. */
  readonly stopped: PatchbayFailure | null;
  /** How many computers alone refuse it. */
  readonly refusedBy: readonly string[];
}

export function accountFindings(accounts: readonly AccountSeen[]): readonly Finding[] {
  const say = findingsAbout('credentials');
  return accounts.map(({ profile, acceptedAt, stopped, refusedBy }) => {
    const id = `account-${profile}`;
    if (stopped !== null) return say.failed(id, stopped);
    if (refusedBy.length > 0)
      return say.warn(
        id,
        `The account of the profile ${profile} is refused by ${listed(refusedBy)}, and accepted by others.`,
        'Make it a local administrator there.',
      );
    if (acceptedAt === null) return say.pass(id, `The account of the profile ${profile} was not used yet.`);
    return say.pass(id, `The account of the profile ${profile} was accepted when it was used last.`);
  });
}

/** What is watched is looked at once a minute. */
const LATE_MS = 5 * 60_000;

/** What the running Patchbay watches of itself. */
export function watchFindings({ aliveAt, troubles }: WatchState, now: Instant): readonly Finding[] {
  const next = 'Read the log of Patchbay; where it says nothing else, restart it.';
  const found = WATCHED.flatMap((what) => {
    const trouble = troubles[what];
    if (trouble === undefined) return [];
    const since = counted(Math.max(0, Math.floor((now - trouble.since) / 60_000)), 'minute');
    return [findingsAbout(what).fail('watch', `It is down since ${since}: ${trouble.why.replace(/\.$/, '')}.`, next)];
  });
  const say = findingsAbout('schedule');
  if (troubles.schedule !== undefined || aliveAt === null) return found;
  if (now - aliveAt <= LATE_MS) return [...found, say.pass('agenda', 'Windows, scans and digests are looked after.')];
  const late = counted(Math.floor((now - aliveAt) / 60_000), 'minute');
  return [...found, say.fail('agenda', `Windows, scans and digests were not looked after for ${late}.`, next)];
}

/** When WSUS was read last, and how its last synchronization ended; null where it never was. */
export function readingFinding(
  wsus: { readonly at: Instant } | null,
  now: Instant,
  maxAgeMs: number,
  command: string,
): Finding {
  const say = findingsAbout('wsus');
  const next = `Say ${command} sync.`;
  if (wsus === null) return say.warn('reading', 'WSUS was not read yet.', next);
  const hours = Math.max(0, Math.round((now - wsus.at) / 3_600_000));
  if (now - wsus.at > maxAgeMs)
    return say.warn('reading', `WSUS was read ${counted(hours, 'hour')} ago, which is too long to decide by.`, next);
  return say.pass(
    'reading',
    hours === 0 ? 'WSUS was read within the last hour.' : `WSUS was read ${counted(hours, 'hour')} ago.`,
  );
}
