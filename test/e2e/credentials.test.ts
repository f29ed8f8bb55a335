import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Play } from '../../sandbox/play.js';
import { type PretendWorld, startWorld } from '../../sandbox/pretend-world.js';
import { textOfMessage } from '../../sandbox/slack/driver.js';
import { answer, GROUP, smallScenario } from './worlds.js';

/** The machine may be busy. */
vi.setConfig({ testTimeout: 90_000 });

/** What is written at this moment is renamed before it can be read: then it counts under its name. */
async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'latin1');
  } catch (error) {
    if (path.endsWith('.tmp') && error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** What each file below a folder holds, but for what is the sandbox's own. */
async function written(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const isOurs = !path.startsWith(join(folder, 'windows')) && !path.endsWith('-password');
    if (entry.isFile() && isOurs) found.set(path, await textOf(path));
  }
  return found;
}

/** The command lines of all processes, where the system shows them. */
async function commandLines(): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(numbers.map((number) => readFile(`/proc/${number}/cmdline`, 'latin1').catch(() => '')));
}

/** As it is, and as it is written where bytes are not shown. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const wide = Buffer.from(secret, 'utf16le');
  return [
    secret,
    encodeURIComponent(secret),
    bytes.toString('base64').slice(0, -4),
    wide.toString('hex'),
    bytes.toString('hex'),
  ];
}

describe('an account that a whole fleet shares', () => {
  let folder: string;
  let world: PretendWorld;
  let play: Play;
  const seen: string[] = [];
  const passwordFile = () => join(folder, 'world', 'sandbox-windows-password');
  const account = () => {
    const found = world.fleet.accounts('fin-ws-01')[0];
    if (found === undefined) throw new Error('no account');
    return found;
  };

  /** From now on another password is right; connections that were let in with the old one end. */
  const rotate = async (password: string): Promise<void> => {
    account().setPassword(password);
    for (const { id } of world.fleet.hosts) {
      await world.fleet.setFault(id, { kind: 'unreachable' });
      await world.fleet.setFault(id, null);
    }
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-credentials-'));
    const windows = { poll_seconds: 0.05, retry_seconds: 0.05, max_retry_seconds: 0.2, give_up_minutes: 0.05 };
    const options = { scenario: smallScenario(), speed: 20, windows, doors: 'stock', slack: { rates: 'off' } } as const;
    world = await startWorld({ folder: join(folder, 'world'), ...options });
    await world.bot.start();
    play = new Play(world);
  });
  afterAll(async () => {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is logged on to as ever, when a password is rotated, too', async () => {
    await play.sync();
    expect(textOfMessage(await play.scan(GROUP))).toContain('Succeeded');
    seen.push(await readFile(passwordFile(), 'utf8'), 'rotated-p4ss');
    await rotate('rotated-p4ss');
    await writeFile(passwordFile(), 'rotated-p4ss');
    expect(textOfMessage(await play.scan(GROUP))).toContain('Succeeded');
    expect(await readFile(world.bot.logFile, 'utf8')).not.toContain('PB417');
    seen.push(...(await commandLines()));
  });

  it('is not locked by a wrong password, and stays stopped until an administrator says so', async () => {
    await rotate('another-p4ss');
    expect(textOfMessage(await play.scan(GROUP))).toContain('Failed');
    await world.bot.kill('SIGTERM');
    await world.bot.start();
    expect(textOfMessage(await play.scan(GROUP))).toContain('Failed');
    expect(account().wrongPasswords).toBeLessThanOrEqual(2);
    expect(account().locked).toBe(false);
    expect(await answer(play, play.olivia, '/patch status finance')).toMatch(
      /refused the account of the profile sandbox/,
    );
    await writeFile(passwordFile(), 'another-p4ss');
    expect(await answer(play, world.slack.as('ada'), '/patch retry sandbox')).toMatch(/is tried again/);
    expect(textOfMessage(await play.scan(GROUP))).toContain('Succeeded');
  });

  it('shows its password nowhere: not in state, logs, Slack or command lines', async () => {
    const [first = '', second = '', ...lines] = seen;
    const files = await written(join(folder, 'world'));
    expect([...files.keys()].some((path) => path.includes(join('bot', 'credentials')))).toBe(true);
    expect([...files.keys()].some((path) => path.endsWith('bot.log'))).toBe(true);
    const transcript = JSON.stringify(world.slack.messages('#patching'));
    const all = [
      ...files,
      ['Slack', transcript] as const,
      ['processes', [...lines, ...(await commandLines())].join('\n')] as const,
    ];
    for (const secret of [first, second, 'another-p4ss'].flatMap(formsOf))
      expect(all.filter(([, text]) => text.includes(secret)).map(([path]) => path)).toEqual([]);
  });
});
