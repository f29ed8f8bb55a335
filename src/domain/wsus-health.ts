import { counted, type Finding, findingsAbout, listed } from './diagnosis/finding.js';
import type { Instant } from './ids.js';
import type { WsusClient } from './patch.js';
import { whyUnfixed } from './wsus-fixes.js';

/** How WSUS itself stood when it was last asked. Null: that part could not be read. */
export interface WsusHealth {
  readonly at: Instant;
  readonly version: string;
  /** Of Windows on its host, with the update build revision. */
  readonly osBuild: string | null;
  readonly replica: boolean;
  readonly upstream: string | null;
  readonly ssl: boolean;
  readonly port: number;
  readonly lastSync: 'succeeded' | 'failed' | 'canceled' | 'never' | 'unknown';
  readonly supersededNotDeclined: number | null;
  readonly filesMissing: number | null;
  readonly clients: number | null;
  readonly silentClients: number | null;
  readonly contentFreeBytes: number | null;
  /** What could not be read and why, a line each. */
  readonly problems: readonly string[];
}

/** What is looked at together: WSUS, its clients, and what our computers said themselves. */
export interface WsusStanding {
  readonly health: WsusHealth;
  readonly clients: readonly Pick<WsusClient, 'name' | 'clientId'>[];
  readonly computers: readonly { readonly name: string; readonly susClientId: string | null }[];
}

/** Above it queries of WSUS run into their time limit of some 5 minutes. */
const MOST_SUPERSEDED = 1500;
/** A month's cumulative updates for a few products. */
const LEAST_CONTENT_BYTES = 10 * 2 ** 30;

const { pass, warn, fail } = findingsAbout('wsus');

/** All that is known of WSUS, in the order of the checks; what is not known is never called fine. */
export function wsusFindings({ health, clients, computers }: WsusStanding): readonly Finding[] {
  return [
    fixes(health),
    encryption(health),
    synchronization(health),
    approvals(health),
    backlog(health),
    files(health),
    room(health),
    silence(health),
    ...clones([
      ...clients.map(({ name, clientId }) => ({ name, clientId })),
      ...computers.map(({ name, susClientId }) => ({ name, clientId: susClientId ?? '' })),
    ]),
    ...health.problems.map((problem) => warn('read', `WSUS could not be read in full: ${problem}.`, LOOK)),
  ];
}

const LOOK = 'Look at WSUS and its log (SoftwareDistribution.log).';

function fixes({ osBuild }: WsusHealth): Finding {
  const why = whyUnfixed(osBuild);
  if (why === null) return pass('security-fix', 'WSUS has the security fix for CVE-2025-59287.');
  if (why.kind === 'unknown')
    return warn(
      'security-fix',
      `Whether WSUS has the security fix for CVE-2025-59287 is not known: Windows build ${osBuild ?? 'unknown'}.`,
      'Check that its Windows has the cumulative update of 23 October 2025 or a later one.',
    );
  return fail(
    'security-fix',
    `WSUS lacks the security fix for CVE-2025-59287: whoever reaches it can run code there (Windows build ${osBuild}).`,
    `Install ${why.kb} or a later cumulative update on it now; until then let nobody but its clients reach its ports.`,
  );
}

function encryption({ ssl, port }: WsusHealth): Finding {
  if (ssl) return pass('https', `WSUS speaks https (port ${port}).`);
  return fail(
    'https',
    `WSUS speaks http (port ${port}): whoever is on the way can give its clients other updates.`,
    'Give WSUS a certificate, turn SSL on (wsusutil configuressl), and name https in the policy of its clients.',
  );
}

const SYNCS: Readonly<Record<Exclude<WsusHealth['lastSync'], 'succeeded'>, string>> = {
  failed: 'The last synchronization of WSUS failed.',
  canceled: 'The last synchronization of WSUS was cancelled.',
  never: 'WSUS has never synchronized.',
  unknown: 'How the last synchronization of WSUS ended is not known.',
};

function synchronization({ lastSync }: WsusHealth): Finding {
  if (lastSync === 'succeeded') return pass('last-sync', 'The last synchronization of WSUS succeeded.');
  return warn('last-sync', SYNCS[lastSync], 'Synchronize it, and look at its connection to the update source.');
}

function approvals({ replica, upstream }: WsusHealth): Finding {
  if (!replica) return pass('replica', 'WSUS decides on its own approvals.');
  return warn(
    'replica',
    `WSUS is a replica: it takes its approvals from ${upstream ?? 'its upstream server'}.`,
    'Approve patches on the upstream server, or name that one to me.',
  );
}

function backlog({ supersededNotDeclined: count }: WsusHealth): Finding {
  if (count === null) return warn('superseded', 'How many superseded updates WSUS still offers is not known.', LOOK);
  if (count <= MOST_SUPERSEDED) return pass('superseded', `${count} superseded updates are not declined.`);
  return warn(
    'superseded',
    `${count} superseded updates are not declined: above ${MOST_SUPERSEDED} WSUS becomes slow and scans time out.`,
    'Decline superseded updates with the server cleanup wizard of WSUS.',
  );
}

function files({ filesMissing: count }: WsusHealth): Finding {
  if (count === null) return warn('files', 'Whether WSUS has the files of all approved updates is not known.', LOOK);
  if (count === 0) return pass('files', 'WSUS has the files of all approved updates.');
  return warn(
    'files',
    `WSUS does not have the files of ${counted(count, 'approved update')} yet: nobody gets those.`,
    'Wait for its downloads; where they stand still, look at its disk, its proxy and the BITS service.',
  );
}

function room({ contentFreeBytes: free }: WsusHealth): Finding {
  if (free === null) return pass('disk', 'WSUS has told of no drive for update files.');
  const gigabytes = Math.floor(free / 2 ** 30);
  if (free >= LEAST_CONTENT_BYTES) return pass('disk', `${gigabytes} GB are free for update files.`);
  return warn(
    'disk',
    `Only ${gigabytes} GB are free for update files on WSUS.`,
    'Make room on that drive, or clean unneeded files up with the server cleanup wizard.',
  );
}

function silence({ silentClients: count, clients }: WsusHealth): Finding {
  if (count === null || clients === null)
    return warn('silent-clients', 'Which clients of WSUS are silent is not known.', LOOK);
  if (count === 0) return pass('silent-clients', `All ${clients} clients have reported to WSUS within 30 days.`);
  return warn(
    'silent-clients',
    `${count} of ${clients} clients have not reported to WSUS for 30 days.`,
    'Find out whether they still exist; delete those on WSUS that do not.',
  );
}

interface Named {
  readonly name: string;
  readonly clientId: string;
}

/** Computers of several names that use one client id. WSUS knows full names, a computer may say its short one. */
function clones(all: readonly Named[]): readonly Finding[] {
  const names = new Map<string, Set<string>>();
  for (const { name, clientId } of all) {
    const short = name.toLowerCase().split('.')[0] ?? '';
    const id = clientId.toLowerCase();
    if (id === '' || short === '') continue;
    names.set(id, (names.get(id) ?? new Set()).add(short));
  }
  const shared = [...names.values()].filter((group) => group.size > 1);
  if (shared.length === 0) return [pass('clones', 'No two computers share a client id.')];
  return shared.map((group) =>
    warn(
      'clones',
      `${listed([...group].sort())} share one client id (SusClientId): WSUS shows only one of them.`,
      'On all but one: stop wuauserv, delete the values SusClientId and SusClientIdValidation of HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate, start it, and detect.',
    ),
  );
}
