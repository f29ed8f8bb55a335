import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type PretendWorld, startWorld } from '../../sandbox/pretend-world.js';
import { fleetOf, type Scenario } from '../../sandbox/scenario.js';
import type { SlackOptions } from '../../sandbox/slack/start.js';
import { Program } from './program.js';
import { smallScenario } from './worlds.js';

/** The machine may be busy. */
vi.setConfig({ testTimeout: 90_000 });

interface Said {
  readonly id: string;
  readonly about: string;
  readonly verdict: string;
  readonly sentence: string;
  readonly nextStep: string | null;
}

const ONE = 'fin-ws-01';
const TWO = 'fin-ws-02';

let folder: string;
const open: PretendWorld[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-doctor-'));
});
afterAll(async () => {
  await Promise.all(open.map((world) => world.close()));
  await rm(folder, { recursive: true, force: true });
});

/** A world whose bot does not run, in which the computers ask WSUS over https. */
async function begin(
  name: string,
  slack: Partial<SlackOptions> = {},
  scenario: Scenario = smallScenario(),
): Promise<PretendWorld> {
  const windows = { poll_seconds: 0.05, retry_seconds: 0.05 };
  const options = {
    scenario,
    speed: 50,
    windows,
    doors: 'stock',
    slack: { rates: 'off', ...slack },
  } as const;
  const world = await startWorld({ folder: join(folder, name), ...options });
  open.push(world);
  for (const { id } of world.fleet.hosts) {
    const { policy } = world.fleet.computer(id).state.conditions;
    policy.wuServer = (policy.wuServer ?? '').replace('http:', 'https:').replace('8530', '8531');
  }
  return world;
}

function envOf(world: PretendWorld) {
  return {
    PATCHBAY_CONFIG: join(world.folder, 'patchbay.yml'),
    SLACK_BOT_TOKEN_FILE: join(world.folder, 'slack-bot-token'),
    SLACK_APP_TOKEN_FILE: join(world.folder, 'slack-app-token'),
    SLACK_API_URL: world.slack.apiUrl,
  };
}

async function doctor(env: Readonly<Record<string, string>>, cwd: string, ...args: readonly string[]) {
  const program = new Program(['src', 'programs', 'doctor.js'], cwd, env, args);
  const { code } = await program.ended;
  return { code, stdout: program.stdout, stderr: program.stderr };
}

async function examined(world: PretendWorld, ...computers: readonly string[]) {
  const { code, stdout, stderr } = await doctor(envOf(world), world.folder, '--json', ...computers);
  expect(stderr).toBe('');
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly Said[] };
  const not = (verdict: string) => findings.filter((one) => one.verdict !== verdict);
  const one = (about: string, id: string) => findings.find((each) => each.about === about && each.id === id);
  return { code, findings, stdout, one, bad: not('pass') };
}

describe('npm run doctor', () => {
  let world: PretendWorld;
  beforeAll(async () => {
    world = await begin('world');
  });

  it('says so where nothing is configured, and what to do', async () => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    const { code, stdout } = await doctor({}, empty);
    expect(code).toBe(1);
    expect(stdout).toContain('Nothing is configured here');
    expect(stdout).toContain('Copy patchbay.example.yml');
  });

  it('names each mistake of a configuration with its line', async () => {
    const wrong = join(folder, 'wrong');
    await mkdir(wrong);
    await writeFile(join(wrong, 'patchbay.yml'), 'slack: {}\nroles: { admins: [nobody] }\nrubbish: 1\n', {
      mode: 0o600,
    });
    const { code, stdout } = await doctor(
      { SLACK_BOT_TOKEN: 'xoxb-secret-1', SLACK_APP_TOKEN: 'xapp-secret-2' },
      wrong,
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL {2}patchbay\.yml:2: /);
    expect(stdout).toMatch(/FAIL {2}patchbay\.yml:3: rubbish/);
    expect(stdout).not.toContain('secret');
  });

  it('could not work where nobody is called so, or an option is none', async () => {
    const unknown = await doctor(envOf(world), world.folder, 'fin-ws-1');
    expect(unknown).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Did you mean fin-ws-01?') });
    expect(await doctor(envOf(world), world.folder, '--loud')).toMatchObject({ code: 2, stdout: '' });
  });

  it('finds nothing wrong with computers in good health, and leaves nothing behind', async () => {
    const { code, findings, bad, one } = await examined(world, ONE, TWO);
    expect(bad.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(code).toBe(0);
    expect(one('slack', 'scopes')?.verdict).toBe('pass');
    expect(one('slack', 'app-token')?.verdict).toBe('pass');
    expect(one(ONE, 'patched-by')?.verdict).toBe('pass');
    expect(findings.filter(({ about }) => about === TWO).length).toBeGreaterThan(15);
    for (const id of [ONE, TWO]) {
      const jobs = Object.values(world.fleet.computer(id).state.jobs);
      expect(jobs.map(({ state }) => state)).toEqual(['acknowledged']);
    }
    expect(await readdir(world.folder)).not.toContain('bot');
  });

  it('says as text what it says as JSON, without colours where nobody looks', async () => {
    const { code, stdout } = await doctor(envOf(world), world.folder, ONE);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^configuration\n {2}pass {2}The configuration is right/);
    expect(stdout).toContain(`\n${ONE}\n  pass  `);
    expect(stdout).toMatch(/\d+ failed, \d+ to look at, \d+ right\.\n$/);
    expect(stdout).not.toContain('\u001b');
  });

  it('fails WSUS over http', async () => {
    await world.fleet.wsus.set({ ssl: false });
    const { code, one } = await examined(world, 'hq-wsus-01');
    await world.fleet.wsus.set({ ssl: true });
    expect(one('wsus', 'https')).toMatchObject({ verdict: 'fail', nextStep: expect.stringContaining('certificate') });
    expect(one('wsus', 'security-fix')?.verdict).toBeDefined();
    expect(code).toBe(1);
  });

  it('shows no secret: not the password, not a token', async () => {
    const { stdout } = await doctor(envOf(world), world.folder);
    const files = (await readdir(world.folder)).filter((name) => /token|password/.test(name));
    expect(files.length).toBeGreaterThan(2);
    for (const name of files) expect(stdout).not.toContain(await readFile(join(world.folder, name), 'utf8'));
  });
});

type Change = (of: ReturnType<PretendWorld['fleet']['computer']>['state']['conditions']) => void;
const having =
  (over: object): Change =>
  (of) =>
    void Object.assign(of, over);
const overHttp: Change = ({ policy: its }) => {
  its.wuServer = (its.wuServer ?? '').replace('https:', 'http:').replace('8531', '8530');
};
const policy =
  (over: object): Change =>
  (of) =>
    void Object.assign(of.policy, over);
const TROUBLES: readonly (readonly [string, string, string, Change, RegExp])[] = [
  ['AUOptions 4', 'automatic-updates', 'fail', policy({ auOptions: 4 }), /AUOptions 2 or 3/],
  ['no AUOptions', 'automatic-updates', 'fail', policy({ auOptions: null }), /AUOptions 2 or 3/],
  ['deadlines', 'deadline', 'fail', policy({ deadline: true }), /Take the deadlines out/],
  ['ConfigMgr', 'config-mgr', 'fail', policy({ configMgr: true }), /ConfigMgr/],
  ['Update for Business', 'update-for-business', 'fail', policy({ updateForBusiness: true }), /Intune/],
  ['another WSUS', 'update-server', 'fail', policy({ wuServer: 'https://elsewhere:8531' }), /wsus\.names/],
  ['WSUS over http', 'update-server-http', 'fail', overHttp, /configuressl/],
  ['a full disk', 'disk', 'fail', having({ systemDriveFreeBytes: 2 ** 20 }), /Free some space/],
  ['wuauserv off', 'service-wuauserv', 'fail', having({ serviceDisabled: true }), /Enable the service/],
  ['no administrator', 'admin', 'fail', having({ administrator: false }), /local administrator/],
  ['Constrained Language', 'language-mode', 'fail', having({ languageMode: 'ConstrainedLanguage' }), /App Control/],
  ['AllSigned', 'execution-policy', 'fail', having({ executionPolicy: 'AllSigned' }), /RemoteSigned/],
  ['a clock that is off', 'clock', 'warn', having({ clockOffsetMs: 12 * 60_000 }), /w32tm/],
  ['a pending restart', 'restart', 'warn', having({ restartPendingElsewhere: true }), /Restart it/],
  ['hints of one', 'restart-hints', 'warn', having({ restartHints: ['PendingFileRenameOperations'] }), /goes on/],
  ['BitLocker with a PIN', 'bitlocker', 'warn', having({ asksForPin: true }), /suspend BitLocker/],
  ['a WSUS that is overloaded', 'wsus-answer', 'fail', having({ searchFails: '0x80244022' }), /WsusPool/],
  ['a WSUS out of reach', 'wsus-answer', 'fail', having({ searchFails: '0x80072EE2' }), /from that computer/],
  ['no log', 'log', 'warn', having({ logFails: 'no symbols' }), /Read it/],
];

describe('a computer per trouble', () => {
  let world: PretendWorld;
  let found: Awaited<ReturnType<typeof examined>>;
  const ids = () => world.fleet.scenario.computers.map(({ id }) => id);

  beforeAll(async () => {
    world = await begin('troubles', {}, fleetOf(TROUBLES.length));
    for (const [n, [, , , change]] of TROUBLES.entries()) change(world.fleet.computer(ids()[n] ?? '').state.conditions);
    found = await examined(world, ...ids());
  });

  it.each(TROUBLES)('%s: %s is %s, with the next step', (what, id, verdict, _, next) => {
    const computer = ids()[TROUBLES.findIndex(([name]) => name === what)] ?? '';
    expect(found.one(computer, id)).toMatchObject({ verdict, nextStep: expect.stringMatching(next) });
    const others = found.bad.filter(({ about }) => about === computer).map((one) => `${one.verdict} ${one.id}`);
    if (verdict === 'fail') expect(others.filter((one) => one.startsWith('fail'))).toEqual([`fail ${id}`]);
    expect(found.code).toBe(1);
  });
});

describe('computers that share an account', () => {
  let world: PretendWorld;
  beforeAll(async () => {
    world = await begin('shared');
  });

  it('a computer without power is told of, and nobody else is held up', async () => {
    await world.fleet.setFault(ONE, { kind: 'off' });
    const { code, one } = await examined(world, ONE, TWO);
    await world.fleet.setFault(ONE, null);
    expect(one(ONE, 'port')).toMatchObject({ verdict: 'fail', nextStep: expect.stringContaining('firewall') });
    expect(one(ONE, 'logon')?.sentence).toContain('Nobody was logged on');
    expect(one(TWO, 'disk')?.verdict).toBe('pass');
    expect(code).toBe(1);
  });

  it('a wrong password is tried once, however many computers have the account', async () => {
    const account = world.fleet.accounts(ONE)[0];
    const right = world.fleet.password;
    account?.setPassword('another-p4ss');
    const before = account?.wrongPasswords ?? 0;
    const { code, findings, one } = await examined(world, ONE, TWO, 'fin-app-01');
    expect((account?.wrongPasswords ?? 0) - before).toBe(1);
    account?.setPassword(right);
    const logons = findings.filter(({ id, verdict }) => id === 'logon' && verdict !== 'pass');
    expect(logons.map(({ verdict }) => verdict).sort()).toEqual(['fail', 'warn', 'warn']);
    expect(one('credentials', 'account-sandbox')?.verdict).toBe('fail');
    expect(code).toBe(1);
  });

  it('beside a running Patchbay its data are left alone, and computers are only met', async () => {
    await world.bot.start();
    const { code, one } = await examined(world, ONE);
    expect(one('data', 'lock')?.sentence).toContain('A running Patchbay');
    expect(one(ONE, 'logon')?.verdict).toBe('pass');
    expect(one(ONE, 'inside')?.nextStep).toContain(`/patch diagnose ${ONE}`);
    expect(code).toBe(0);
    await world.bot.kill('SIGTERM');
  });
});

describe('an app with less than its manifest', () => {
  it('is told what will not work: an optional scope warns, another one fails', async () => {
    const scopes = ['commands', 'chat:write', 'users:read', 'channels:read', 'groups:read', 'im:write', 'im:history'];
    const world = await begin('scopes', {
      scopes: [...scopes, 'app_mentions:read', 'channels:history', 'groups:history'],
    });
    const { one, code } = await examined(world, ONE);
    expect(one('slack', 'scope-usergroups:read')).toMatchObject({ verdict: 'warn' });
    expect(one('slack', 'scope-files:write')?.sentence).toContain('logs and lists cannot be sent');
    expect(code).toBe(1);
  });
});
