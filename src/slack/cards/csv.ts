import { clean } from '../text.js';

/** Rows as comma-separated values (RFC 4180), with a head. */
export function csv(rows: readonly (readonly string[])[]): string {
  return `${rows.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** A cell that a spreadsheet takes for text: what begins like a formula, in full width too, is quoted by an apostrophe. */
function cell(text: string): string {
  const line = clean(text, 500);
  const harmless = /^[=+\-@＝＋－＠]/.test(line) ? `'${line}` : line;
  return `"${harmless.replaceAll('"', '""')}"`;
}
