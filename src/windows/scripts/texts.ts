import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { packagePath } from '../../package-root.js';
import { type BOOTSTRAP_FILES, oneLine, TOOLKIT_FILES } from './contract.js';

/** One file of the toolkit as it goes to a computer: its bytes are ASCII. */
export interface ToolkitFile {
  readonly name: (typeof TOOLKIT_FILES)[number];
  readonly text: string;
  readonly sha256: string;
}

/** The SHA-256 of a text's ASCII bytes, in lower-case hexadecimal. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'ascii').digest('hex');
}

let toolkit: readonly ToolkitFile[] | null = null;

/** The toolkit's files, in the order in which they are sent. */
export function toolkitFiles(): readonly ToolkitFile[] {
  toolkit ??= TOOLKIT_FILES.map((name) => {
    const text = readFileSync(packagePath('src', 'windows', 'scripts', name), 'latin1');
    return { name, text, sha256: sha256Hex(text) };
  });
  return toolkit;
}

/**
 * `<package version>-<ten hexadecimal digits>`: the digits are of every file's name and hash, so that a changed script
 * never meets its older self in the same folder.
 */
export function toolkitVersion(): string {
  const listing = toolkitFiles().map((file) => `${file.name}=${file.sha256}\n`);
  const { version } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as { version: string };
  return `${version}-${sha256Hex(listing.join('')).slice(0, 10)}`;
}

const bootstrap = new Map<string, string>();

/** A bootstrap script in its one-line form, without arguments. */
export function bootstrapText(name: (typeof BOOTSTRAP_FILES)[number]): string {
  const known = bootstrap.get(name);
  if (known !== undefined) return known;
  const text = oneLine(readFileSync(packagePath('src', 'windows', 'scripts', 'bootstrap', name), 'latin1'));
  bootstrap.set(name, text);
  return text;
}
