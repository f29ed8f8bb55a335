import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { readKept } from '../../storage/kept.js';
import { openStore } from '../../storage/open.js';
import type { Configuration } from '../config/configuration.js';
import { loadConfiguration } from '../config/load.js';
import { readComputers } from '../discovery/computer-list.js';
import { commandLineUser } from '../domain/command-line.js';
import { computersIn, type ListProblem } from '../domain/computer-list.js';
import { asFailure, operatorText, PatchbayError } from '../domain/errors.js';
import type { GroupRecord } from '../domain/group.js';
import { type NewComputer, withAdded } from '../domain/roster.js';
import { rosterSubject, rosterText } from '../domain/roster-intent.js';
import type { Store } from '../ports/store.js';
import { rosterAsRead, rosterOf } from '../roster-settings.js';
import { GroupBook } from '../workflows/book.js';
import type { KeptRoster } from '../workflows/discovery/kept-roster.js';
import { membersAdded } from '../workflows/discovery/members.js';
import type { Roster } from '../workflows/discovery/roster.js';

const USAGE = 'npm run import -- FILE [--apply]';

/** `npm run import -- FILE`: says what a CSV file of computers would add; with `--apply` adds it, not while Patchbay runs. */
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
  const computers = isApplied ? await added(bytes, configuration) : await wouldAdd(bytes, configuration);
  return reportOf(computers, isApplied, configuration.slack.command);
}

/** Only reads, beside a running Patchbay, too. */
async function wouldAdd(bytes: Uint8Array, configuration: Configuration): Promise<readonly NewComputer[]> {
  const { roster: entries, groups, damaged } = await readKept(configuration.data.folder);
  const [name] = damaged.filter((one) => one.startsWith('roster/'));
  if (name !== undefined) throw new PatchbayError('PB803', { name, aside: name, cause: 'it is not whole' });
  const kept = new Set(groups.map(({ id }) => id));
  // As a start would take them over.
  const seeds = configuration.groups.filter(({ id }) => !kept.has(id));
  const present = [...groups.filter(({ deleted }) => deleted === null), ...seeds];
  return computersOf(bytes, rosterAsRead(configuration, entries), present);
}

/** Owns the data while it adds. */
async function added(bytes: Uint8Array, configuration: Configuration): Promise<readonly NewComputer[]> {
  const opened = await openStore({ folder: configuration.data.folder, report: () => undefined });
  try {
    const roster = await rosterOf(configuration, opened.store);
    const book = new GroupBook(opened.store, () => roster.computers());
    await book.takeOver(configuration.groups);
    const computers = computersOf(bytes, roster, book.all());
    await apply(opened.store, roster, computers);
    return computers;
  } finally {
    await opened.close();
  }
}

/** @throws PatchbayError PB201 with each line that is wrong: half of a list is no list */
function computersOf(
  bytes: Uint8Array,
  roster: Roster,
  groups: readonly Pick<GroupRecord, 'id' | 'name'>[],
): readonly NewComputer[] {
  const list = readComputers(bytes);
  const { computers, problems } = computersIn(list.rows, {
    ...{ profile: null, group: null, known: new Set(roster.known()), profiles: roster.profiles },
    groupNamed: (name) =>
      groups.find((group) => [group.id, group.name.toLowerCase()].includes(name.toLowerCase()))?.id ?? null,
  });
  const all = [...list.problems, ...problems].sort((a, b) => a.line - b.line);
  if (all.length > 0) throw wrong(all);
  return computers;
}

function wrong(problems: readonly ListProblem[]): PatchbayError {
  const lines = problems.map(({ line, text }) => (line === 0 ? text : `line ${line}: ${text}`));
  return new PatchbayError('PB201', { problems: lines.join('\n') });
}

/** The line in the audit log comes first: nothing is added of which there is none. */
async function apply(store: Store, roster: KeptRoster, computers: readonly NewComputer[]): Promise<void> {
  const at = Date.now();
  const intent = { kind: 'import-computers', from: 'csv', computers } as const;
  const line = { on: rosterSubject(intent), operation: null, planHash: null, detail: rosterText(intent) };
  const who = commandLineUser(account());
  await store.audit.append({ at, who, what: intent.kind, ...line });
  for (const { id, group: _, ...way } of computers)
    await roster.change(id, (entry) => withAdded(entry, id, { ...way, from: 'csv', at, by: who, formerly: [] }));
  await membersAdded(store.groups, computers);
}

/** As the system itself says, not the environment, which anybody may set. Null where it has no name for it. */
function account(): string | null {
  try {
    return userInfo().username;
  } catch (thrown) {
    if (thrown instanceof Error && 'syscall' in thrown) return null;
    throw thrown;
  }
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
