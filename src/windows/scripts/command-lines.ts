import type { BOOTSTRAP_FILES, Verb } from './contract.js';
import { COMMAND_LINE_LIMIT, commandLineJson } from './contract.js';
import { bootstrapText, sha256Hex, type ToolkitFile } from './texts.js';

const POWERSHELL = 'powershell.exe -NoProfile -NonInteractive';
/** What cmd.exe itself puts before and around the line. */
const WRAPPING = 100;

/**
 * One argument by the rules of CommandLineToArgvW: quoted, backslashes doubled before a quote, the quote itself `\"`.
 * What means something to cmd.exe inside its own idea of quotes must have been escaped before.
 */
export function quoteArgument(text: string): string {
  const escaped = text.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1');
  return `"${escaped}"`;
}

/** A bootstrap script with its arguments. They hold letters, digits and `+/=;._-` only; anything else throws. */
export function bootstrapLine(name: (typeof BOOTSTRAP_FILES)[number], args: readonly string[]): string {
  for (const arg of args) {
    if (!/^[A-Za-z0-9+/=;._-]*$/.test(arg)) throw new RangeError(`not an argument of ${name}`);
  }
  const text = [bootstrapText(name), ...args.map((arg) => `'${arg}'`)].join(' ');
  return checked(`${POWERSHELL} -Command "${text}"`);
}

/** A verb of the toolkit. `request` is the verb's `-Json`; `input` is a text made by `commandLineJson`, or a piece of one. */
export function toolkitLine(
  programFiles: string,
  version: string,
  verb: Verb,
  request: unknown,
  input: string | null = null,
): string {
  const script = `${programFiles}\\Patchbay\\${version}\\Invoke-PatchbayJob.ps1`;
  const call = `${POWERSHELL} -ExecutionPolicy Bypass -File "${script}" -Verb ${verb}`;
  const json = ` -Json ${quoteArgument(commandLineJson(request))}`;
  return checked(call + json + (input === null ? '' : ` -InputJson ${quoteArgument(input)}`));
}

/** Whether a line made by these builders would fit. */
export function fits(build: () => string): boolean {
  try {
    build();
    return true;
  } catch (error) {
    if (error instanceof LineTooLong) return false;
    throw error;
  }
}

/** The arguments of `Put-Piece.ps1`, one list a piece, each as long as a line allows. */
export function pieceArguments(version: string, file: ToolkitFile): readonly (readonly string[])[] {
  const fixed = bootstrapLine('Put-Piece.ps1', [version, file.name, '9999', file.sha256, '']).length;
  const size = Math.floor((COMMAND_LINE_LIMIT - WRAPPING - fixed) / 4) * 3;
  const pieces: string[][] = [];
  for (let from = 0; from < file.text.length; from += size) {
    const piece = file.text.slice(from, from + size);
    const base64 = Buffer.from(piece, 'ascii').toString('base64');
    pieces.push([version, file.name, String(pieces.length), sha256Hex(piece), base64]);
  }
  return pieces;
}

/**
 * An input text in pieces, each of which fits a line that is `lineLength` long without it. No piece begins with a dash:
 * PowerShell would take it for the name of a parameter.
 */
export function inputPieces(text: string, lineLength: number): readonly string[] {
  const room = COMMAND_LINE_LIMIT - WRAPPING - lineLength;
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const character of text) {
    // Quotes and backslashes may be doubled on the line.
    const cost = character === '"' || character === '\\' ? 2 : 1;
    if (used + cost > room && character !== '-') {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += character;
    used += cost;
  }
  return [...pieces, piece];
}

class LineTooLong extends RangeError {}

function checked(line: string): string {
  if (line.length + WRAPPING > COMMAND_LINE_LIMIT) throw new LineTooLong('command line too long');
  return line;
}
