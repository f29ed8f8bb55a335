import type { ComputerId, GroupId } from './ids.js';
import { nearest } from './nearest.js';
import { didYouMean } from './reasons.js';
import { type AddedWay, type NewComputer, PORTS } from './roster.js';

/** A row of a list of computers; null where a cell is empty. */
export interface ComputerRow {
  /** Where it begins in the file, from 1. */
  readonly line: number;
  readonly name: ComputerId;
  readonly host: string | null;
  readonly port: number | null;
  readonly scheme: AddedWay['scheme'] | null;
  readonly transport: AddedWay['transport'] | null;
  readonly credentials: string | null;
  readonly group: string | null;
  readonly computerName: string | null;
  readonly pin: string | null;
}

export interface ListProblem {
  /** 0: the whole file. */
  readonly line: number;
  readonly text: string;
}

/** What a list of computers says, and what is wrong with it. */
export interface ComputerList {
  readonly rows: readonly ComputerRow[];
  readonly problems: readonly ListProblem[];
}

/** What stands in for empty cells. */
export interface ListDefaults {
  readonly profile: string | null;
  readonly group: GroupId | null;
}

/** What rows are read against. */
export interface ListTerms extends ListDefaults {
  readonly known: ReadonlySet<string>;
  readonly profiles: readonly string[];
  readonly groupNamed: (name: string) => GroupId | null;
}

/** The computers that rows ask for, and which rows ask for what is not there. */
export function computersIn(rows: readonly ComputerRow[], terms: ListTerms) {
  const problems: ListProblem[] = [];
  const computers = rows.flatMap((row): NewComputer[] => {
    const found = problemsOf(row, terms);
    problems.push(...found.map((text) => ({ line: row.line, text })));
    return found.length > 0 ? [] : [rowComputer(row, terms)];
  });
  return { computers, problems };
}

function problemsOf(row: ComputerRow, terms: ListTerms): readonly string[] {
  const profile = row.credentials ?? terms.profile;
  const found: string[] = [];
  if (terms.known.has(row.name)) found.push(`${row.name} is known already`);
  if (profile === null) found.push('credentials is missing');
  else if (!terms.profiles.includes(profile))
    found.push(`there is no profile ${profile} to add computers with.${didYouMean(nearest(profile, terms.profiles))}`);
  if (row.group !== null && terms.groupNamed(row.group) === null) found.push(`there is no group ${row.group}`);
  if (row.pin !== null && schemeOf(row) === 'http')
    found.push('certificate_sha256 is of no use over http, where there is no certificate');
  return found;
}

function schemeOf({ scheme, port }: ComputerRow): AddedWay['scheme'] {
  return scheme ?? (port === PORTS.http ? 'http' : 'https');
}

function rowComputer(row: ComputerRow, terms: ListTerms): NewComputer {
  const { name: id, host, port, transport, credentials, group, computerName, pin } = row;
  const scheme = schemeOf(row);
  return {
    ...{ id, host: host ?? id, port: port ?? PORTS[scheme], scheme, transport: transport ?? 'auto', computerName, pin },
    profile: credentials ?? terms.profile ?? '',
    group: group === null ? terms.group : terms.groupNamed(group),
  };
}

/** What a file of computers would add. */
export interface FilePreview {
  readonly computers: readonly NewComputer[];
  readonly problems: readonly ListProblem[];
  /** Of all that would be added. */
  readonly hash: string;
}
