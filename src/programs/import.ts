import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { openStore } from '../../storage/open.js';
import { loadConfiguration } from '../config/load.js';
import { readComputers } from '../discovery/computer-list.js';
import { computersIn, type FilePreview } from '../domain/computer-list.js';
import { asFailure, operatorText, PatchbayError } from '../domain/errors.js';
import { type NewComputer, withAdded } from '../domain/roster.js';
import { rosterSubject, rosterText } from '../domain/roster-intent.js';
import type { Store } from '../ports/store.js';
import { rosterOf } from '../roster-settings.js';
import { GroupBook } from '../workflows/book.js';
import type { KeptRoster } from '../workflows/discovery/kept-roster.js';
import { membersAdded } from '../workflows/discovery/members.js';
import type { Roster } from '../workflows/discovery/roster.js';

const USAGE = 'npm run import -- FILE [--apply]';

/** `npm run import -- FILE`: says what a CSV file of computers would add; with `--apply` adds it. Not while Patchbay runs. */
try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { apply: { type: 'boolean' } } });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new PatchbayError('PB201', { problems: USAGE });
  process.stdout.write(`${await imported(file, values.apply === true)}\n`);
} catch (thrown) {
  const failure = asFailure(thrown);
  process.stderr.write(`${failure.code} ${operatorText(failure)}\n`);
  process.exitCode = 1;
}

async function imported(file: string, isApplied: boolean): Promise<string> {
  const loaded = await loadConfiguration({ env: process.env, cwd: process.cwd() });
  if (loaded.mode === 'unconfigured') throw new PatchbayError('PB201', { problems: 'there is no configuration' });
  const { configuration } = loaded;
  const bytes = await readFile(file);
  const opened = await openStore({ folder: configuration.data.folder, report: () => undefined });
  try {
    const roster = await rosterOf(configuration, opened.store);
    const book = new GroupBook(opened.store, () => roster.computers());
    await book.takeOver(configuration.groups);
    const preview = previewOf(bytes, roster, book);
    if (preview.problems.length > 0) throw wrong(preview);
    if (isApplied) await apply(opened.store, roster, preview.computers);
    return reportOf(preview.computers, isApplied, configuration.slack.command);
  } finally {
    await opened.close();
  }
}

function previewOf(bytes: Uint8Array, roster: Roster, book: GroupBook) {
  const list = readComputers(bytes);
  const { computers, problems } = computersIn(list.rows, {
    ...{ profile: null, group: null, known: new Set(roster.known()), profiles: roster.profiles },
    groupNamed: (name) =>
      book.all().find((group) => [group.id, group.name.toLowerCase()].includes(name.toLowerCase()))?.id ?? null,
  });
  return { computers, problems: [...list.problems, ...problems].sort((a, b) => a.line - b.line) };
}

function wrong({ problems }: Pick<FilePreview, 'problems'>): PatchbayError {
  const lines = problems.map(({ line, text }) => (line === 0 ? text : `line ${line}: ${text}`));
  return new PatchbayError('PB201', { problems: lines.join('\n') });
}

/** The line in the audit log comes first: nothing is added of which there is none. */
async function apply(store: Store, roster: KeptRoster, computers: readonly NewComputer[]): Promise<void> {
  const at = Date.now();
  const intent = { kind: 'import-computers', from: 'csv', computers } as const;
  const line = { on: rosterSubject(intent), operation: null, planHash: null, detail: rosterText(intent) };
  await store.audit.append({ at, who: 'system', what: intent.kind, ...line });
  for (const { id, group: _, ...way } of computers)
    await roster.change(id, (entry) => withAdded(entry, id, { ...way, from: 'csv', at, by: 'system', formerly: [] }));
  await membersAdded(store.groups, computers);
}

function reportOf(computers: readonly NewComputer[], isApplied: boolean, command: string): string {
  const lines = computers.map(({ id, scheme, host, port, profile, group }) => {
    return `${id}  ${scheme}://${host}:${port}  credentials ${profile}${group === null ? '' : `  into ${group}`}`;
  });
  const end = isApplied
    ? `${computers.length} added. Nobody is logged on to there before an administrator confirms them: ${command} import`
    : `${computers.length} would be added. Nothing was changed; add --apply to add them.`;
  return [...lines, end].join('\n');
}
