import type {
  Candidate,
  ComputerLine,
  ComputersView,
  ComputerView,
  FilePreview,
  ImportView,
  ListProblem,
  Waiting,
} from '../../domain/discovery.js';
import { type ComputerId, parsePersonId } from '../../domain/ids.js';
import type { NewComputer } from '../../domain/roster.js';
import { bold, code, count, join, list, type Mrkdwn, moment, mrkdwn, person, safe } from '../text.js';

/** Words of discovery: which computers there are, and where they come from. */

const MOST_NAMED = 20;

export const IMPORT_HEAD = 'Import computers';
export const COMPUTERS_HEAD = 'Computers';
export const WSUS_TRUSTS = mrkdwn`WSUS does not ask its clients who they are: look at each name before you confirm it.`;

export function importSummary({ at, candidates, waiting }: ImportView): Mrkdwn {
  const found =
    at === null
      ? mrkdwn`WSUS was not asked for its clients yet: synchronize first.`
      : mrkdwn`WSUS knows ${candidates.length === 0 ? mrkdwn`no client` : count(candidates.length, 'client')} that I do not, as of ${moment(at)}.`;
  return join([found, waiting.length === 0 ? mrkdwn`` : waitingText(waiting)], ' ');
}

function waitingText(waiting: readonly Waiting[]): Mrkdwn {
  return mrkdwn`${count(waiting.length, 'computer')} imported before ${waiting.length === 1 ? mrkdwn`waits` : mrkdwn`wait`} for your word: nobody is logged on to before.`;
}

export function candidateLine({ id, client, twins }: Candidate): Mrkdwn {
  const reported = client.reportedAt === null ? mrkdwn`never reported` : mrkdwn`reported ${moment(client.reportedAt)}`;
  const names = list(
    twins.map((one) => code(one)),
    3,
  );
  const clones = twins.length === 0 ? mrkdwn`` : mrkdwn`⚠️ the same SusClientId as ${names}`;
  return mrkdwn`• ${code(id)} ${join([safe(client.name, 120), safe(client.os, 80), reported, clones], ', ')}`;
}

export function waitingLine({ computerId, host, scheme }: Waiting): Mrkdwn {
  return mrkdwn`• ${code(computerId)} waits to be confirmed: ${safe(`${scheme}://${host}`, 150)}`;
}

export function confirmLabel(waiting: number): string {
  return waiting === 1 ? 'Confirm this 1…' : `Confirm these ${waiting}…`;
}

/** What a confirmation of many means. */
export function confirmManyText(waiting: readonly Waiting[]): Mrkdwn {
  const plainly = waiting.filter(({ scheme }) => scheme === 'http').length;
  const overHttp =
    plainly === 0
      ? mrkdwn``
      : mrkdwn`⚠️ ${count(plainly, 'computer')} over http: whoever answers there could relay the logon to another computer. Prefer https.`;
  const names = list(
    waiting.map(({ computerId }) => code(computerId)),
    MOST_NAMED,
  );
  return join(
    [
      mrkdwn`I log on to ${count(waiting.length, 'computer')} with the accounts of their profiles: ${names}.`,
      mrkdwn`WSUS does not ask its clients who they are: whoever took one of these names is shown a proof of the account, and is patched as this computer.`,
      overHttp,
    ],
    '\n\n',
  );
}

export function addedText(ids: readonly ComputerId[], command: string): Mrkdwn {
  const names = list(
    ids.map((id) => code(id)),
    MOST_NAMED,
  );
  return mrkdwn`Added: ${names}. Nobody is logged on to there before an administrator confirms it: ${code(`${command} import`)}`;
}

export function confirmedManyText(ids: readonly ComputerId[], command: string): Mrkdwn {
  return mrkdwn`${count(ids.length, 'computer')} confirmed. Scan their groups next: ${code(`${command} scan GROUP`)}`;
}

export function filePreviewText({ computers, problems }: FilePreview): Mrkdwn {
  if (problems.length > 0)
    return mrkdwn`${bold(mrkdwn`Nothing is added while a line is wrong:`)} mend the file, then send it again.`;
  return mrkdwn`${count(computers.length, 'computer')} would be added. Nobody is logged on to there before an administrator confirms it.`;
}

export function problemLine({ line, text }: ListProblem): Mrkdwn {
  return line === 0 ? mrkdwn`• ${safe(text, 250)}` : mrkdwn`• line ${line}: ${safe(text, 250)}`;
}

export function newComputerLine({ id, scheme, host, port, profile, group }: NewComputer): Mrkdwn {
  const into = group === null ? mrkdwn`` : mrkdwn`, into ${code(group)}`;
  return mrkdwn`• ${code(id)} ${safe(`${scheme}://${host}:${port}`, 150)}, credentials ${code(profile)}${into}`;
}

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

/** Where it comes from, how it is reached, who it is. */
export function computerText(view: ComputerView): Mrkdwn {
  const { added, profile, scheme, host, port, groups, identity, system } = view;
  const by = parsePersonId(added?.by ?? '');
  const who = by === null ? mrkdwn`` : mrkdwn` by ${person(by)}`;
  const when = added === null ? mrkdwn`` : mrkdwn`${who}, ${moment(added.at)}`;
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
      mrkdwn`${bold(mrkdwn`Reached by:`)} ${safe(`${scheme}://${host}:${port}`, 150)}, credentials ${code(profile ?? 'none')}`,
      mrkdwn`${bold(mrkdwn`Groups:`)} ${groups.length === 0 ? mrkdwn`none` : names}`,
      mrkdwn`${bold(mrkdwn`Calls itself:`)} ${identity === null ? mrkdwn`not known yet` : code(identity, 150)}`,
      system === null ? mrkdwn`` : mrkdwn`${bold(mrkdwn`Windows:`)} ${safe(system, 120)}`,
      view.isWaiting ? mrkdwn`It waits to be confirmed: nobody is logged on to it before.` : mrkdwn``,
    ],
    '\n',
  );
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

export const IMPORT_FORM = {
  title: 'Import from WSUS',
  submit: 'Import',
  clients: 'Clients of WSUS',
  clientsHint: 'Type to find them: their names and systems are on the card.',
  all: 'Or all of them',
  allChoice: (number: number): string => `All ${number} that are not known yet`,
  profile: 'Credentials',
  profileHint: 'A profile of the configuration. Add others there.',
  scheme: 'Reached by',
  https: 'https (5986)',
  http: 'http (5985), sealed; a logon there can be relayed',
  group: 'Add to a group',
  noGroup: 'No group',
} as const;

export const FILE_FORM = {
  title: 'Import a CSV file',
  submit: 'Preview',
  add: 'Add them',
  again: 'Other file',
  file: 'File',
  fileHint:
    'Columns: name, host, port, scheme, transport, credentials, group, computer_name, certificate_sha256. Only name must be there.',
  profileHint: 'For lines that name none.',
  groupHint: 'For lines that name none.',
} as const;

export const CONFIRM_FORM = { title: 'Confirm computers', submit: 'Confirm them' } as const;
export const RETIRE_FORM = { title: 'Retire a computer', submit: 'Retire' } as const;
export const DISCOVERY_NOTICE = { added: 'Added', confirmed: 'Confirmed', retired: 'Retired' } as const;

export const DISCOVERY_LABELS = {
  fromWsus: 'Import from WSUS…',
  fromFile: 'Import a CSV file…',
  retire: 'Retire…',
  bringBack: 'Bring back',
  diagnose: 'Diagnose',
  scanGroup: (group: string): string => `Scan ${group.slice(0, 40)}`,
  showComputers: 'Show computers',
} as const;
