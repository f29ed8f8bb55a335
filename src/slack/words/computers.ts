import type { ComputerLine, ComputersView, ComputerView } from '../../domain/computer-views.js';
import { type ComputerId, parsePersonId } from '../../domain/ids.js';
import { bold, code, count, join, list, type Mrkdwn, moment, mrkdwn, person, safe } from '../text.js';

/** Words of computers: which ones there are, and what can be done with one. */

export const COMPUTERS_HEAD = 'Computers';

export function computersSummary({ lines, of, words }: ComputersView): Mrkdwn {
  if (words.length === 0) return mrkdwn`${count(of, 'computer')}.`;
  return mrkdwn`${lines.length} of ${count(of, 'computer')} for ${safe(words.join(' '), 100)}.`;
}

function stateText({ retired, isWaiting, compliance }: ComputerLine): Mrkdwn {
  if (retired !== null) return mrkdwn`retired`;
  return isWaiting ? mrkdwn`waits to be confirmed` : safe(compliance?.state ?? 'unknown');
}

export function computerLine(line: ComputerLine): Mrkdwn {
  const { computerId, scheme, host, port, groups, scannedAt } = line;
  const names = list(
    groups.map(({ name }) => safe(name, 60)),
    3,
  );
  const facts = [
    groups.length === 0 ? mrkdwn`in no group` : mrkdwn`in ${names}`,
    scannedAt === null ? mrkdwn`never scanned` : mrkdwn`scanned ${moment(scannedAt)}`,
    safe(`${scheme}://${host}:${port}`, 120),
  ];
  return mrkdwn`• ${code(computerId)} ${bold(stateText(line))}: ${join(facts, '; ')}`;
}

const FROM = { wsus: 'imported from WSUS', csv: 'imported from a CSV file', configuration: 'of the configuration' };

/** A person, or an account of the operating system. */
function byWhom(by: string): Mrkdwn {
  if (by === 'system') return mrkdwn``;
  const id = parsePersonId(by);
  return mrkdwn` by ${id === null ? safe(by, 100) : person(id)}`;
}

/** Where it comes from, how it is reached, who it is. */
export function computerText(view: ComputerView): Mrkdwn {
  const { added, profile, scheme, host, port, groups, identity, system, formerly } = view;
  const when = added === null ? mrkdwn`` : mrkdwn`${byWhom(added.by)}, ${moment(added.at)}`;
  const names = list(
    groups.map(({ name }) => safe(name, 60)),
    10,
  );
  return join(
    [
      view.retired === null
        ? mrkdwn``
        : mrkdwn`⛔ ${bold(mrkdwn`Retired`)} by ${person(view.retired.by)}, ${moment(view.retired.at)}: nothing is run there.`,
      mrkdwn`${bold(mrkdwn`From:`)} ${safe(FROM[view.from])}${when}`,
      formerly.length === 0
        ? mrkdwn``
        : mrkdwn`${bold(mrkdwn`Formerly:`)} ${list(
            formerly.map((one) => code(one)),
            5,
          )}`,
      mrkdwn`${bold(mrkdwn`Reached by:`)} ${safe(`${scheme}://${host}:${port}`, 150)}, credentials ${code(profile ?? 'none')}`,
      mrkdwn`${bold(mrkdwn`Groups:`)} ${groups.length === 0 ? mrkdwn`none` : names}`,
      mrkdwn`${bold(mrkdwn`Calls itself:`)} ${identity === null ? mrkdwn`not known yet` : code(identity, 150)}`,
      system === null ? mrkdwn`` : mrkdwn`${bold(mrkdwn`Windows:`)} ${safe(system, 120)}`,
      view.isWaiting ? mrkdwn`It waits to be confirmed: until then nobody logs on to it.` : mrkdwn``,
    ],
    '\n',
  );
}

/** What renaming came to. */
export function renamedText({ computerId: id, isWaiting, formerly }: ComputerView): Mrkdwn {
  const before = formerly.at(-1);
  const was = before === undefined ? mrkdwn`` : mrkdwn` (formerly ${code(before)})`;
  const waits = isWaiting
    ? mrkdwn` Nobody is logged on to there before an administrator confirms it, and only the machine that is known passes.`
    : mrkdwn``;
  return mrkdwn`This computer is ${code(id)}${was}, with all that is known of it.${waits}`;
}

export function computerHead({ computerId }: ComputerView): string {
  return `Computer · ${computerId}`;
}

export function retireText(id: ComputerId): Mrkdwn {
  return mrkdwn`Nothing further is run on ${code(id)}, it leaves every group's list, and its recommendations are closed. What was done there stays in the log. It can be brought back.`;
}

export function retiredText(id: ComputerId, command: string): Mrkdwn {
  return mrkdwn`${code(id)} is retired. ${code(`${command} retire ${id} undo`)} brings it back.`;
}

export function broughtBackText(id: ComputerId): Mrkdwn {
  return mrkdwn`${code(id)} is back, in the groups that it was in. Which machine it is has to show itself anew, under the name that it had. Scan it: its recommendations stay closed until a check asks for them again.`;
}

export const RENAME_FORM = {
  title: 'Rename a computer',
  submit: 'Rename',
  name: 'Name',
  nameHint: 'What it is called here. All that is known of it stays. Groups that choose by name choose by this one.',
  host: 'Host',
  hostHint:
    'A name or an IPv4 address. Where its address changes, an administrator confirms it before anybody logs on.',
  port: 'Port',
  computerName: 'Windows’ own name',
  computerNameHint: 'What Windows there has to call itself. Empty: what it said first is remembered.',
} as const;

export const RETIRE_FORM = { title: 'Retire a computer', submit: 'Retire' } as const;
export const COMPUTER_NOTICE = { renamed: 'Renamed', retired: 'Retired' } as const;

export const COMPUTER_LABELS = {
  rename: 'Rename…',
  retire: 'Retire…',
  bringBack: 'Bring back',
  diagnose: 'Diagnose',
  scanGroup: (group: string): string => `Scan ${group.slice(0, 40)}`,
} as const;
