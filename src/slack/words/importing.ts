import type { FilePreview, ListProblem } from '../../domain/computer-list.js';
import type { ComputerId } from '../../domain/ids.js';
import type { Candidate, ImportView, Waiting } from '../../domain/importing.js';
import type { NewComputer } from '../../domain/roster.js';
import { bold, code, count, join, list, type Mrkdwn, moment, mrkdwn, safe } from '../text.js';

/** Words of importing: which computers could be added, and what was added and waits. */

const MOST_NAMED = 20;

export const IMPORT_HEAD = 'Import computers';
export const WSUS_TRUSTS = mrkdwn`WSUS does not ask its clients who they are: look at each name before you confirm it.`;

export function importSummary({ at, candidates, waiting }: ImportView): Mrkdwn {
  const found =
    at === null
      ? mrkdwn`WSUS was not asked for its clients yet: synchronize first.`
      : mrkdwn`WSUS knows ${candidates.length === 0 ? mrkdwn`no client` : count(candidates.length, 'client')} that I do not, as of ${moment(at)}.`;
  return join([found, waiting.length === 0 ? mrkdwn`` : waitingText(waiting)], ' ');
}

function waitingText(waiting: readonly Waiting[]): Mrkdwn {
  return mrkdwn`${count(waiting.length, 'computer')} imported before ${waiting.length === 1 ? mrkdwn`waits` : mrkdwn`wait`} for your word: until then nobody logs on there.`;
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

export function waitingLine({ computerId, host, port, scheme }: Waiting): Mrkdwn {
  return mrkdwn`• ${code(computerId)} waits to be confirmed: ${safe(`${scheme}://${host}:${port}`, 150)}`;
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
export const IMPORT_NOTICE = { added: 'Added', confirmed: 'Confirmed' } as const;

export const IMPORT_LABELS = { fromWsus: 'Import from WSUS…', fromFile: 'Import a CSV file…' } as const;
