import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BOOTSTRAP_FILES } from '../../../src/windows/scripts/contract.js';
import { PROBE_FIELDS, type ProbeReport } from '../../../src/windows/scripts/contract.js';
import { toolkitFiles, toolkitVersion } from '../../../src/windows/scripts/texts.js';
import { writeWhole } from '../kept.js';
import { framed, Refused, sha256 } from '../shell/frame.js';
import { type ComputerState, note } from './state.js';

export const PROGRAM_FILES = 'C:\\Program Files';

const VERSION = /^[0-9A-Za-z.-]{1,64}$/;
const FILE = /^[A-Za-z][A-Za-z0-9._-]{1,63}$/;
const LISTING = /^([A-Za-z][A-Za-z0-9._-]{1,63}=[0-9]{1,4}=[0-9a-f]{64};?)+$/;

/** What the bootstrap scripts need of the computer that they run on. */
export interface ToolkitHost {
  readonly state: ComputerState;
  /** Where pieces lie until they are sealed. */
  readonly partFolder: string;
  now(): number;
  save(): Promise<void>;
}

/** Runs one of the three bootstrap scripts; what it gives is printed. */
export async function bootstrap(
  host: ToolkitHost,
  file: (typeof BOOTSTRAP_FILES)[number],
  args: readonly string[],
): Promise<string> {
  if (file === 'Probe.ps1') return probe(host, args[0] ?? '');
  try {
    if (file === 'Put-Piece.ps1') return framed(await putPiece(host, args));
    return framed(await seal(host, args[0] ?? '', args[1] ?? ''));
  } catch (error) {
    if (error instanceof Refused) return framed({ refused: error.refused });
    throw error;
  }
}

/** Only what lies sealed, and is ours byte for byte, is ever run. */
export function isOurs(state: ComputerState, version: string): boolean {
  const files = state.toolkits[version];
  return version === toolkitVersion() && toolkitFiles().every((file) => files?.[file.name] === file.sha256);
}

function probe(host: ToolkitHost, version: string): string {
  const { state } = host;
  const values: ProbeReport = {
    mode: state.conditions.languageMode,
    policy: state.conditions.executionPolicy,
    name: state.name,
    domain: 'WORKGROUP',
    machine: state.machineId,
    booted: windowsMoment(state.bootedAt),
    clock: windowsMoment(host.now()),
    programfiles: PROGRAM_FILES,
    toolkit: state.toolkits[version] ? 'present' : 'absent',
    admin: state.conditions.administrator ? 'yes' : 'no',
  };
  const fields = PROBE_FIELDS.map((name) => `${name}=${values[name].replaceAll(/[^ -~]|\|/g, '?')}`);
  return `PBPROBE1|${fields.length}|${fields.join('|')}|PBEND\r\n`;
}

/** As .NET's `ToString('o')` writes a UTC time: seven digits of a second. */
export function windowsMoment(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '0000Z');
}

function piecePath(host: ToolkitHost, version: string, file: string, index: string): string {
  return join(host.partFolder, version, `${file}.${index}`);
}

async function putPiece(host: ToolkitHost, args: readonly string[]): Promise<unknown> {
  const [version = '', file = '', index = '', expected = '', base64 = ''] = args;
  if (!VERSION.test(version) || !FILE.test(file) || !/^[0-9]{1,4}$/.test(index)) throw new Refused('name', 'name');
  const bytes = Buffer.from(base64, 'base64');
  const found = sha256(bytes);
  if (found !== expected) throw new Refused('hash', 'hash');
  await writeWhole(piecePath(host, version, file, index), bytes);
  return { file, index: Number(index), sha256: found };
}

async function seal(host: ToolkitHost, version: string, listing: string): Promise<unknown> {
  if (!VERSION.test(version) || !LISTING.test(listing)) throw new Refused('name', 'name');
  const entries = listing.split(';').filter((entry) => entry !== '');
  const wanted = entries.map((entry) => entry.split('='));
  if (!host.state.toolkits[version]) await assemble(host, version, wanted);
  const sealed = host.state.toolkits[version];
  for (const [name = '', , hash] of wanted) if (sealed?.[name] !== hash) throw new Refused('altered', name);
  await rm(join(host.partFolder, version), { recursive: true, force: true });
  return { version, files: entries.length };
}

async function assemble(host: ToolkitHost, version: string, wanted: readonly string[][]): Promise<void> {
  const files: Record<string, string> = {};
  for (const [name = '', count = '0', hash] of wanted) {
    const whole = await joined(host, version, name, Number(count));
    if (sha256(whole) !== hash) throw new Refused('hash', name);
    files[name] = sha256(whole);
  }
  host.state.toolkits[version] = files;
  note(host.state, 'toolkit sealed', host.now(), null);
  await host.save();
}

async function joined(host: ToolkitHost, version: string, name: string, count: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let index = 0; index < count; index += 1) {
    const path = piecePath(host, version, name, String(index));
    if (!existsSync(path)) throw new Refused('missing', path);
    pieces.push(await readFile(path));
  }
  return Buffer.concat(pieces);
}
