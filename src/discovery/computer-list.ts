import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { ComputerList, ComputerRow, ListProblem } from '../domain/computer-list.js';
import { rowSchema } from './row.js';
import { decoded } from './text.js';

/** A list that people keep by hand is no longer. */
const MOST_BYTES = 1_000_000;
const MOST_ROWS = 2_000;
const MOST_CELL = 500;

const COLUMNS = [
  'name',
  'host',
  'port',
  'scheme',
  'transport',
  'credentials',
  'group',
  'computer_name',
  'certificate_sha256',
] as const;
type Column = (typeof COLUMNS)[number];

/** What a spreadsheet would calculate, in full width too. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

const records = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

interface Line {
  readonly cells: readonly string[];
  /** Where it ends, from 1. */
  readonly line: number;
}

/**
 * Reads comma-, semicolon- or tab-separated values with a head (RFC 4180), as spreadsheets write them. A wrong row is a
 * problem with its line, and none of its cells is quoted but names.
 */
export function readComputers(bytes: Uint8Array): ComputerList {
  if (bytes.byteLength > MOST_BYTES) return broken(0, `the file is larger than ${MOST_BYTES / 1_000_000} MB`);
  const text = decoded(bytes);
  if (text === null) return broken(0, 'the file is no text: save it as CSV in UTF-8');
  const lines = linesOf(text);
  if ('problems' in lines) return lines;
  const [head, ...rows] = lines.lines;
  if (head === undefined) return broken(0, 'the file is empty');
  if (rows.length > MOST_ROWS) return broken(0, `the file has more than ${MOST_ROWS} rows: import them in parts`);
  return listOf(head, rows);
}

function broken(line: number, text: string): ComputerList {
  return { rows: [], problems: [{ line, text }] };
}

/** The separator that the head has most of. */
function separatorOf(text: string): string {
  const [head = ''] = text.split(/\r\n|\n|\r/, 1);
  const count = (separator: string): number => head.split(separator).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

function linesOf(text: string): ComputerList | { readonly lines: readonly Line[] } {
  try {
    const options = { delimiter: separatorOf(text), relax_column_count: true, skip_empty_lines: true, info: true };
    const found = records.parse(parse(text, { ...options, max_record_size: MOST_CELL * COLUMNS.length }));
    const lines = found.map(({ record, info }) => ({ cells: record, line: info.lines }));
    return { lines: lines.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')) };
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    const line = typeof thrown.lines === 'number' ? thrown.lines : 0;
    return broken(line, 'cannot be read as CSV: look at its quotes');
  }
}

function listOf(head: Line, rows: readonly Line[]): ComputerList {
  const names = head.cells.map((cell) => cell.trim().toLowerCase());
  const wrong = headProblems(names);
  if (wrong.length > 0) return { rows: [], problems: wrong.map((text) => ({ line: head.line, text })) };
  const problems: ListProblem[] = [];
  const found: ComputerRow[] = [];
  const seen = new Map<string, number>();
  for (const { cells, line } of rows) {
    const read = rowOf(names, cells, line);
    if (!('name' in read)) problems.push(...read.map((text) => ({ line, text })));
    else if (seen.has(read.name)) problems.push({ line, text: `${read.name} is in line ${seen.get(read.name)}, too` });
    else found.push(read);
    if ('name' in read && !seen.has(read.name)) seen.set(read.name, line);
  }
  return { rows: found, problems };
}

function headProblems(names: readonly string[]): readonly string[] {
  const known: ReadonlySet<string> = new Set(COLUMNS);
  const twice = names.filter((name, at) => name !== '' && names.indexOf(name) !== at);
  return [
    ...(names.includes('name') ? [] : ['the first line must have a column called name']),
    ...names.filter((name) => !known.has(name)).map(() => `it has a column that is none of ${COLUMNS.join(', ')}`),
    ...twice.map((name) => `the column ${name} is there twice`),
  ].slice(0, COLUMNS.length);
}

function rowOf(names: readonly string[], cells: readonly string[], line: number): ComputerRow | readonly string[] {
  if (cells.length > names.length) return ['has more cells than the first line'];
  const given = names.map((name, at) => [name as Column, cells[at] ?? ''] as const);
  const formulas = given.filter(([, cell]) => FORMULA.test(cell) || FORMULA.test(cell.trim()));
  if (formulas.length > 0) return formulas.map(([name]) => `${name} begins like a formula`);
  const filled = given.map(([name, cell]) => [name, cell.trim()] as const).filter(([, cell]) => cell !== '');
  const parsed = rowSchema.safeParse(Object.fromEntries(filled));
  if (parsed.success) return { ...parsed.data, line };
  return parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
}
