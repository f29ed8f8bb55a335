import { BOOTSTRAP_FILES } from '../../../src/windows/scripts/contract.js';
import { bootstrapText } from '../../../src/windows/scripts/texts.js';

/** What a PowerShell command line asks for, if it is one of ours, byte for byte. */
export type Invocation =
  | { readonly kind: 'bootstrap'; readonly file: (typeof BOOTSTRAP_FILES)[number]; readonly args: readonly string[] }
  | { readonly kind: 'script'; readonly path: string; readonly parameters: ReadonlyMap<string, string> }
  | { readonly kind: 'foreign'; readonly text: string };

const QUOTED = / '((?:[^']|'')*)'/y;

/**
 * Reads powershell.exe's own arguments. `-Command` takes everything after it, joined by blanks; `-File` takes a path
 * and passes the rest to it as parameters and values. Only the switches that the contract names are known here.
 */
export function readByPowershell(args: readonly string[]): Invocation {
  const [noProfile, nonInteractive, ...rest] = args;
  if (noProfile !== '-NoProfile' || nonInteractive !== '-NonInteractive') return foreign(args);
  if (rest[0] === '-Command') return bootstrapIn(rest.slice(1).join(' '));
  const [policy, bypass, file, path, ...parameters] = rest;
  if (policy !== '-ExecutionPolicy' || bypass !== 'Bypass' || file !== '-File' || path === undefined)
    return foreign(args);
  const map = parametersOf(parameters);
  return map ? { kind: 'script', path, parameters: map } : foreign(args);
}

function foreign(args: readonly string[]): Invocation {
  return { kind: 'foreign', text: args.join(' ') };
}

function bootstrapIn(command: string): Invocation {
  for (const file of BOOTSTRAP_FILES) {
    const text = bootstrapText(file);
    if (!command.startsWith(text)) continue;
    const args = quotedArguments(command.slice(text.length));
    if (args) return { kind: 'bootstrap', file, args };
  }
  return { kind: 'foreign', text: command };
}

/** ` 'one' 'it''s'`; null where anything else is in it. */
function quotedArguments(text: string): readonly string[] | null {
  const found: string[] = [];
  let at = 0;
  while (at < text.length) {
    QUOTED.lastIndex = at;
    const match = QUOTED.exec(text);
    if (!match) return null;
    found.push((match[1] ?? '').replaceAll("''", "'"));
    at = QUOTED.lastIndex;
  }
  return found;
}

/** `-Name value` pairs. A value that begins with a dash would be taken for a name, as powershell.exe takes it. */
function parametersOf(args: readonly string[]): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>();
  for (let at = 0; at < args.length; at += 2) {
    const [name, value] = [args[at] ?? '', args[at + 1]];
    if (!/^-[A-Za-z]+$/.test(name) || value === undefined || value.startsWith('-') || found.has(name)) return null;
    found.set(name, value);
  }
  return found;
}
