import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { healthyScenario, type Scenario } from '../../../sandbox/scenario.js';
import { updateId } from '../../../sandbox/windows/catalogue/make.js';
import { type Fleet, type FleetSettings, startFleet } from '../../../sandbox/windows/fleet.js';
import type { SandboxClock } from '../../../sandbox/windows/time.js';
import {
  commandLineJson,
  type InstallInput,
  JOB_CONTRACT,
  type JobReport,
  type JobScript,
  jobReport,
} from '../../../src/windows/scripts/contract.js';
import { bootstrapText, toolkitFiles, toolkitVersion } from '../../../src/windows/scripts/texts.js';
import { connected, type Door, type Output, runLine } from './soap.js';

/** A pretend fleet in a temporary folder, and our own way of speaking to it: no client code of the bot's. */

/** Time that only moves when a test says so. */
export class HandClock implements SandboxClock {
  #now = Date.parse('2026-11-22T09:00:00Z');
  readonly #timers = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }
}

export interface World {
  fleet: Fleet;
  readonly folder: string;
  readonly settings: Omit<FleetSettings, 'folder'>;
}

/** Only these computers of the scenario without faults (and the WSUS host), so that a test starts fast. */
export function only(...ids: string[]): Scenario {
  const scenario = healthyScenario();
  return { ...scenario, computers: scenario.computers.filter((computer) => ids.includes(computer.id)) };
}

export async function openWorld(settings: Omit<FleetSettings, 'folder'>): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'fleet-'));
  return { folder, settings, fleet: await startFleet({ ...settings, folder }) };
}

/** As after a kill: the sandbox ends without any of its computers noticing, and is started again. */
export async function reopen(world: World): Promise<void> {
  await world.fleet.close();
  world.fleet = await startFleet({ ...world.settings, folder: world.folder });
}

export async function closeWorld(world: World): Promise<void> {
  await world.fleet.close();
  await rm(world.folder, { recursive: true });
}

/** A door, and the machine behind it. */
export type Doorway = Door & { readonly machine: string };

export async function doorTo(world: World, id: string): Promise<Doorway> {
  const { fleet } = world;
  const machine = fleet.computer(id).state.machineId;
  const port = fleet.hosts.find((host) => host.id === id)?.port ?? 0;
  return { port, ca: await readFile(fleet.caFile, 'utf8'), user: fleet.user, password: fleet.password, machine };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const PREFIX = 'powershell.exe -NoProfile -NonInteractive';

export function bootstrapLine(file: Parameters<typeof bootstrapText>[0], ...args: string[]): string {
  return `${PREFIX} -Command "${[bootstrapText(file), ...args.map((arg) => `'${arg}'`)].join(' ')}"`;
}

/** The toolkit's files as they are, or as a test wants them. */
type Files = readonly { readonly name: string; readonly text: string }[];

export function putLines(files: Files, version = toolkitVersion()): readonly string[] {
  return files.flatMap(({ name, text }) =>
    piecesOf(text).map((piece, index) => {
      const base64 = Buffer.from(piece, 'latin1').toString('base64');
      return bootstrapLine('Put-Piece.ps1', version, name, String(index), hashOf(piece), base64);
    }),
  );
}

export function sealLine(files: Files, version = toolkitVersion()): string {
  const entries = files.map(({ name, text }) => `${name}=${piecesOf(text).length}=${hashOf(text)}`);
  return bootstrapLine('Seal-Toolkit.ps1', version, entries.join(';'));
}

function piecesOf(text: string): readonly string[] {
  return text.match(/[\s\S]{1,3600}/g) ?? [];
}

export async function installToolkit(door: Door, files: Files = toolkitFiles()): Promise<Output> {
  return await connected(door, async (kept) => {
    for (const line of putLines(files)) await runLine(kept, line);
    return await runLine(kept, sealLine(files));
  });
}

/** By CommandLineToArgvW's rules. */
function quoted(text: string): string {
  return `"${text.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`;
}

export function verbLine(verb: string, request: unknown, input?: string, version = toolkitVersion()): string {
  const script = `C:\\Program Files\\Patchbay\\${version}\\Invoke-PatchbayJob.ps1`;
  const call = `${PREFIX} -ExecutionPolicy Bypass -File "${script}" -Verb ${verb} -Json ${quoted(commandLineJson(request))}`;
  return input === undefined ? call : `${call} -InputJson ${quoted(input)}`;
}

/** What is inside the frame. */
export function unframed(output: Output): unknown {
  const match = /^PB1 (\d+) ([0-9a-f]{64})\r?\n([\s\S]*)\r?\nPB1 END\r?\n$/.exec(output.stdout);
  if (!match) throw new Error(`no frame: ${JSON.stringify(output)}`);
  const text = match[3] ?? '';
  expect([text.length, hashOf(text)]).toEqual([Number(match[1]), match[2]]);
  return JSON.parse(text);
}

let keys = 0;

export function newKey(): string {
  keys += 1;
  return `sandbox1-${String(keys).padStart(26, '0')}`;
}

interface Order {
  readonly key: string;
  readonly script: JobScript;
  readonly input: unknown;
  readonly notAfter?: string;
}

export function submitLine(
  { machine }: Doorway,
  { key, script, input, notAfter = '2099-01-01T00:00:00.000Z' }: Order,
): string {
  const text = commandLineJson(input);
  const request = { machine, key, script, hash: hashOf(`${script}\n${text}`), pieces: 0, notAfter, limitSeconds: 3600 };
  return verbLine('submit', request, text);
}

export async function submit(door: Doorway, order: Order): Promise<JobReport> {
  return jobReport.parse(unframed(await runLine(door, submitLine(door, order))));
}

export async function verb(door: Doorway, name: string, request: { key: string; from?: number }): Promise<JobReport> {
  const line = verbLine(name, { machine: door.machine, ...request });
  return jobReport.parse(unframed(await runLine(door, line)));
}

/** Polls until the job has ended, moving the clock where a test owns it, and gives its last report. */
export async function ended(door: Doorway, key: string, clock?: HandClock): Promise<JobReport> {
  for (;;) {
    const report = await verb(door, 'poll', { key, from: 0 });
    if (report.state !== 'running') return report;
    clock?.advance(1000);
  }
}

/** Runs a job to its result. */
export async function result<S extends JobScript>(door: Doorway, script: S, input: unknown, clock?: HandClock) {
  const key = newKey();
  await submit(door, { key, script, input });
  const report = await ended(door, key, clock);
  if (report.state !== 'finished')
    throw new Error(`${report.state}: ${report.error?.message} ${report.error?.hresult}`);
  return JOB_CONTRACT[script].result.parse(JSON.parse(report.result?.text ?? '')) as ReturnType<
    (typeof JOB_CONTRACT)[S]['result']['parse']
  >;
}

/** Ids by the catalogue's names. */
export function idsOf(...names: string[]): string[] {
  return names.map(updateId);
}

/** The input of an install of these, each in the revision that it has in the catalogue's beginning. */
export function installInput(updates: readonly string[], more: Partial<InstallInput> = {}): InstallInput {
  return {
    updates: updates.map((id) => ({ updateId: id, revision: 200 })),
    distributeOnly: false,
    minFreeBytes: 0,
    allowDrivers: false,
    allowUpgrades: false,
    ...more,
  };
}
