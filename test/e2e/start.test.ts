import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Play } from '../../sandbox/play.js';
import { type PretendWorld, startWorld } from '../../sandbox/pretend-world.js';
import { textOfMessage } from '../../sandbox/slack/driver.js';
import { Program } from './program.js';
import { answer, COMPUTERS, GROUP, smallScenario } from './worlds.js';

vi.setConfig({ testTimeout: 90_000 });

const MAIN = ['src', 'main.js'];
const LAUNCHER = ['sandbox', 'launch.js'];

let folder: string;
const started: Program[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-start-'));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((program) => program.kill('SIGTERM')));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(path: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Program {
  const program = new Program(path, cwd, env);
  started.push(program);
  return program;
}

function emptyFolder(): Promise<string> {
  return mkdtemp(join(folder, 'cwd-'));
}

describe('a configuration with mistakes', () => {
  it('is told in one message with all of them and their lines, and the program ends with 1', async () => {
    const cwd = await emptyFolder();
    const lines = ['roles:', '  admins: [ada]', 'computers:', '  fin-ws-01: { host: x }', 'windoes: {}'];
    await writeFile(join(cwd, 'patchbay.yml'), lines.join('\n'));
    const program = start(MAIN, cwd, { SLACK_BOT_TOKEN: 'xapp-swapped-one', SLACK_APP_TOKEN: 'xapp-1' });
    expect(await program.ended).toMatchObject({ code: 1 });
    expect(program.stdout).toBe('');
    expect(program.stderr).toMatch(/^Patchbay cannot start\.\nPB201 configuration invalid: /);
    expect(program.stderr).toContain('environment: SLACK_BOT_TOKEN: must begin with xoxb-');
    expect(program.stderr).not.toContain('swapped-one');
    for (const line of ['2: roles.admins.0', '4: computers.fin-ws-01.credentials', '5: windoes'])
      expect(program.stderr).toContain(`patchbay.yml:${line}`);
    expect(program.stderr).toContain('Did you mean windows?');
    expect(program.stderr).not.toMatch(/\n\s+at /);
  });

  it.each([
    [
      'a token without a fleet',
      { SLACK_BOT_TOKEN: 'xoxb-secret-1' },
      null,
      /patchbay\.yml: the configuration file is missing/,
    ],
    [
      'a file that is not there',
      { PATCHBAY_CONFIG: 'elsewhere.yml' },
      null,
      /elsewhere\.yml: the configuration file is missing/,
    ],
    ['a fleet without a token', {}, 'roles: { admins: [U0ADA] }\n', /SLACK_BOT_TOKEN: is missing/],
  ] as const)('that is half of one (%s) is an error and never a sandbox', async (_, env, file, says) => {
    const cwd = await emptyFolder();
    if (file !== null) await writeFile(join(cwd, 'patchbay.yml'), file);
    const program = start(MAIN, cwd, env);
    expect(await program.ended).toMatchObject({ code: 1 });
    expect(program.stderr).toMatch(says);
    expect(program.stderr).not.toContain('secret-1');
    expect(existsSync(join(cwd, 'data'))).toBe(false);
  });
});

describe('a configured bot', () => {
  let world: PretendWorld;
  let play: Play;
  const env = () => ({
    PATCHBAY_CONFIG: join(world.folder, 'patchbay.yml'),
    SLACK_BOT_TOKEN_FILE: join(world.folder, 'slack-bot-token'),
    SLACK_APP_TOKEN_FILE: join(world.folder, 'slack-app-token'),
    SLACK_API_URL: world.slack.apiUrl,
  });

  beforeAll(async () => {
    const windows = { poll_seconds: 0.05, retry_seconds: 0.05, max_retry_seconds: 0.2 };
    const at = { folder: join(folder, 'world'), scenario: smallScenario(), slack: { rates: 'off' } } as const;
    world = await startWorld({ ...at, speed: 5, windows });
    await appendFile(env().PATCHBAY_CONFIG, 'log: { level: debug }\n');
    play = new Play(world);
  });
  afterAll(() => world.close());

  it('owns its data folder: a second one says so and ends with 1, and the first goes on', async () => {
    const first = start(MAIN, folder, env());
    await first.says(/"started"/);
    const second = start(MAIN, folder, env());
    expect(await second.ended).toMatchObject({ code: 1 });
    expect(second.stderr).toMatch(/^Patchbay cannot start\.\nPB202 .*another Patchbay owns/);
    expect(second.stderr.trim().split('\n')).toHaveLength(2);
    expect(await answer(play, play.olivia, '/patch help')).toContain('six steps');
  });

  it('ends with 0 in time when it is told to, in the middle of a task, and the next one ends the task', async () => {
    const first = start(MAIN, folder, env());
    await first.says(/"started"/);
    await play.sync();
    const card = await play.cardAfter(
      () => play.type(play.olivia, `/patch scan ${GROUP}`),
      /Compliance Scan and Check/,
    );
    await world.slack.waitFor('the scan', () => running(world));
    const { code, milliseconds } = await first.kill('SIGTERM');
    expect(code).toBe(0);
    expect(milliseconds).toBeLessThan(10_000);
    expect(first.stderr).toBe('');

    const next = start(MAIN, folder, env());
    await next.says(/"started"/);
    await play.until(card, /Status:\W*Succeeded/);
    expect(play.cards().filter((one) => /Compliance Scan and Check/.test(textOfMessage(one)))).toHaveLength(1);
    for (const id of COMPUTERS) expect(scans(world, id), id).toBe(1);
  });

  it('logs lines of JSON, and neither there nor in its data is a token or a password', async () => {
    const program = start(MAIN, folder, env());
    await program.says(/"started"/);
    await world.fleet.setFault(COMPUTERS[0], { kind: 'unauthorized' });
    await world.fleet.setFault(COMPUTERS[1], { kind: 'truncated', times: 2 });
    world.slack.faults.next('chat.update', { kind: 'error', error: 'invalid_auth' });
    world.slack.faults.next('chat.postMessage', { kind: 'drop-after' });
    await answer(play, play.olivia, '/patch scan nowhere');
    await play.sync();
    await play.scan(GROUP);
    await program.kill('SIGTERM');
    const lines = program.stdout.trim().split('\n');
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), msg: expect.any(String) });
    const { user, password } = world.fleet;
    const basic = Buffer.from(`${user}:${password}`).toString('base64');
    const secrets = [world.slack.tokens.bot, world.slack.tokens.app, password, basic];
    const written = [program.stdout, program.stderr, ...(await contents(join(world.folder, 'bot')))];
    for (const text of written) for (const secret of secrets) expect(text.includes(secret)).toBe(false);
  });
});

function running(world: PretendWorld): boolean {
  return COMPUTERS.some((id) =>
    Object.values(world.fleet.computer(id).state.jobs).some((job) => job.script === 'MS_WUA_Scan'),
  );
}

function scans(world: PretendWorld, id: string): number {
  return Object.values(world.fleet.computer(id).state.jobs).filter((job) => job.script === 'MS_WUA_Scan').length;
}

async function contents(at: string): Promise<readonly string[]> {
  const found = await readdir(at, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile());
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')));
}

describe('without any configuration', () => {
  const READY = /sandbox is ready: (http:\/\/127\.0\.0\.1:(\d+)\/)\n/;

  it('the sandbox is ready soon, says where it is and what to type first, and shows its page', async () => {
    const cwd = await emptyFolder();
    const short = start(MAIN, cwd, { PATCHBAY_CONFIG: 'elsewhere.yml' });
    const { milliseconds: slowness } = await short.ended;
    const since = performance.now();
    const program = start(MAIN, cwd, { PATCHBAY_SANDBOX_PORT: '0' });
    const [, url = ''] = await program.says(READY);
    await program.says(/starts over\.\n$/);
    // A busy machine is slow to start even a program that ends at once.
    expect(performance.now() - since).toBeLessThan(Math.max(6000, 10 * slowness));
    const lines = program.stdout.trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('/patch sync');
    expect(lines[2]).toContain(join(cwd, 'data', 'sandbox'));
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<script');
    expect(await program.kill('SIGTERM')).toMatchObject({ code: 0 });
    expect(program.stderr).toBe('');
  });

  it('a port that is taken is told in one message, and the program ends with 1', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const program = start(MAIN, await emptyFolder(), { PATCHBAY_SANDBOX_PORT: port });
    expect(await program.ended).toMatchObject({ code: 1 });
    expect(program.stderr).toMatch(new RegExp(`^Port ${port} is in use: .*PATCHBAY_SANDBOX_PORT.*\n$`));
    expect(program.stdout).toBe('');
    await new Promise((resolve) => taken.close(resolve));
  });

  it.each([
    ['the program', MAIN],
    ['its launcher', LAUNCHER],
  ])(
    '%s that is killed leaves neither bot nor sandbox behind, and the next start finds the messages',
    async (_, path) => {
      const cwd = await emptyFolder();
      const first = start(path, cwd, { PATCHBAY_SANDBOX_PORT: '0' });
      const [, url = '', port = ''] = await first.says(READY);
      await type(url, 'typed before the end');
      await first.kill('SIGKILL');
      await silence(url);
      const second = start(path, cwd, { PATCHBAY_SANDBOX_PORT: port });
      await second.says(READY);
      expect(await (await fetch(`${url}_client/state?person=U0OLIVIA`)).text()).toContain('typed before the end');
    },
  );
});

async function type(url: string, text: string): Promise<void> {
  const body = JSON.stringify({ person: 'U0OLIVIA', conversation: 'C0PATCHING', text, threadTs: null });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${url}_client/type`, { method: 'POST', headers, body })).status).toBe(200);
}

/** Ends when nobody answers there. */
async function silence(url: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  const isAnswered = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  while (await isAnswered()) {
    if (Date.now() > deadline) throw new Error('somebody still answers');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
