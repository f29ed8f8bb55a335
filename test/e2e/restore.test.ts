import { appendFile, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Play } from '../../sandbox/play.js';
import { type PretendWorld, startWorld } from '../../sandbox/pretend-world.js';
import { healthyScenario } from '../../sandbox/scenario.js';
import { textOfMessage } from '../../sandbox/slack/driver.js';
import type { Message } from '../../sandbox/slack/model.js';
import { Program } from './program.js';

const GROUP = 'finance';
const COMPUTER = 'fin-ws-01';
const RUN = /Install recommended patches/;
const INSTALL = 'MS_WUA_Install_Updates';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-restore-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function open(name: string, settings: string): Promise<PretendWorld> {
  const all = healthyScenario();
  const computers = [COMPUTER, 'fin-ws-02'];
  const scenario = {
    ...all,
    computers: all.computers.filter(({ id }) => computers.includes(id)),
    provisioningGroups: [{ id: GROUP, name: 'Finance', computers, restart: 'if-required' as const }],
  };
  const windows = { poll_seconds: 0.05, retry_seconds: 0.05, max_retry_seconds: 0.5 };
  const world = await startWorld({ folder: join(folder, name), scenario, speed: 20, windows });
  await appendFile(join(world.folder, 'patchbay.yml'), settings);
  await world.bot.start();
  return world;
}

async function run(name: string, args: readonly string[]): Promise<Program> {
  const program = new Program(['src', 'programs', `${name}.js`], folder, {}, args);
  await program.ended;
  return program;
}

/** The install was handed over, and has not been asked for again. */
function installHandedOver(world: PretendWorld): Promise<void> {
  return new Promise((resolve) => {
    world.fleet.computer(COMPUTER).watcher = (when, line) => {
      if (when === 'after' && line.includes('-Verb submit ') && line.includes(INSTALL)) resolve();
    };
  });
}

function submitsSeen(world: PretendWorld): string[] {
  const seen: string[] = [];
  for (const id of [COMPUTER, 'fin-ws-02'])
    world.fleet.computer(id).watcher = (when, line) => {
      if (when === 'before' && line.includes('-Verb submit ')) seen.push(line);
    };
  return seen;
}

function ended(play: Play): Message | undefined {
  return play
    .cards()
    .find((card) => RUN.test(textOfMessage(card)) && /Status:\W*(Succeeded|Failed|Stopped)/.test(textOfMessage(card)));
}

function wordOfRestore(world: PretendWorld): Message | undefined {
  return world.slack.messages('#approvals').find((message) => /were restored at/.test(textOfMessage(message)));
}

describe('an old backup', () => {
  it('taken in the middle of a run, restored after its end: nothing is done again, and the work goes on', {
    timeout: 120_000,
  }, async () => {
    const world = await open('run', 'alarm: { channel: C0APPROVALS }\n');
    const play = new Play(world);
    await play.sync();
    await play.approveUpdates('critical', 'Finance');
    await play.scan(GROUP);
    await play.approveAll(GROUP);
    await play.plan(GROUP);
    const plan = play.cards().find((card) => /Plan of a run/.test(textOfMessage(card))) as Message;
    const handedOver = installHandedOver(world);
    await play.olivia.click(plan, 'run.start');
    await handedOver;
    const [data, file] = [join(world.folder, 'bot'), join(folder, 'backup.tar.gz')];
    expect((await run('backup', [file, '--data', data])).stdout).toMatch(/backup\.tar\.gz: \d+ files/);
    await world.slack.waitFor('the end of the run', () => ended(play), 60_000);
    const installs = play.installs(GROUP);
    expect(installs.every((count) => count === 1)).toBe(true);

    await world.bot.kill('SIGKILL');
    await rename(data, `${data}.lost`);
    const restored = await run('restore', [file, '--data', data]);
    expect(`${restored.stdout}${restored.stderr}`).toMatch(/1 tasks were stopped, 2 computers interrupted/);
    const submits = submitsSeen(world);
    await world.bot.start();
    await world.slack.waitFor('word of the restore', () => wordOfRestore(world), 30_000);
    const refused = await play.whisper(play.olivia, `/patch run ${GROUP}`, /./);
    expect(textOfMessage(refused)).toMatch(/sync/);
    expect(submits).toEqual([]);
    await play.sync();
    await play.scan(GROUP);
    expect(play.installs(GROUP)).toEqual(installs);
    const status = await play.whisper(play.olivia, `/patch status ${COMPUTER}`, /./);
    expect(textOfMessage(status)).toMatch(/Implemented/);
    await world.close();
  });
});

describe('a bot that says how it is', () => {
  it('is well while Slack reaches it, says when it does not, and runs the alarm command', {
    timeout: 90_000,
  }, async () => {
    const [port, told] = [await freePort(), join(folder, 'told')];
    const script = `require('node:fs').appendFileSync(${JSON.stringify(told)}, process.env.PATCHBAY_ALARM + ' ' + process.env.PATCHBAY_ALARM_STATE + ' ' + ('SLACK_BOT_TOKEN_FILE' in process.env) + '\\n')`;
    const command = JSON.stringify([process.execPath, '-e', script]);
    const world = await open(
      'health',
      `http: { port: ${port} }\nalarm: { slack_minutes: 0.01, command: ${command} }\n`,
    );
    const asked = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: response.status, body: await response.text() };
    };
    expect(await asked('/healthz')).toMatchObject({ status: 200 });
    const metrics = (await asked('/metrics')).body;
    expect(metrics).toContain('patchbay_slack_connected 1\n');
    expect(metrics).toContain('patchbay_computers{group="finance",state="unknown"} 2\n');
    expect(metrics).not.toMatch(/xox|xapp|fin-ws/);
    await world.slack.close();
    const failing = async () => ((await asked('/healthz')).status === 503 ? asked('/healthz') : undefined);
    const answer = await until(failing);
    expect(JSON.parse(answer.body)).toMatchObject({ status: 'failing', reasons: [{ what: 'slack' }] });
    expect(await until(async () => (await readFile(told, 'utf8').catch(() => '')) || undefined, 45_000)).toBe(
      'slack failing false\n',
    );
    await world.bot.kill('SIGTERM');
    await world.fleet.close();
  });
});

async function until<T>(look: () => Promise<T | undefined>, withinMs = 20_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error('it did not come about');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
