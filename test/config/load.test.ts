import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.js';
import { PatchbayError } from '../../src/domain/errors.js';
import { packagePath } from '../../src/package-root.js';

const ENV = {
  SLACK_BOT_TOKEN: 'xoxb-bot-token-1',
  SLACK_APP_TOKEN: 'xapp-app-token-2',
  PATCHBAY_FINANCE_PASSWORD: 'correct horse ',
  PATCHBAY_WSUS_PASSWORD: 'battery staple',
};

const SMALL = `
roles:
  admins: [U012ABCDEF]
credentials:
  finance:
    user: svc-patchbay
    password_env: PATCHBAY_FINANCE_PASSWORD
computers:
  wsus-01:
    host: wsus-01.example.com
    credentials: finance
  fin-ws-07:
    host: 192.0.2.7
    credentials: finance
groups:
  finance:
    computers: [fin-ws-07]
wsus:
  computer: wsus-01
`;

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'patchbay-config-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function loaded(text: string, env: Record<string, string> = ENV) {
  await writeFile(join(cwd, 'patchbay.yml'), text);
  const result = await loadConfiguration({ env, cwd });
  if (result.mode !== 'configured') throw new Error('not configured');
  return result.configuration;
}

/** The problems that loading ends with, a line each. */
async function problemsOf(loading: Promise<unknown>): Promise<readonly string[]> {
  const thrown = await loading.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof PatchbayError)) throw new Error('it was taken', { cause: thrown });
  expect(thrown.code).toBe('PB201');
  return String(thrown.details.problems).split('\n');
}

async function problems(text: string, env: Record<string, string> = ENV): Promise<readonly string[]> {
  return problemsOf(loaded(text, env));
}

describe('whether there is a configuration', () => {
  it('is answered with no where neither a file nor a token is there', async () => {
    const env = { PATH: '/bin', SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: ' ' };
    expect(await loadConfiguration({ env, cwd })).toEqual({ mode: 'unconfigured' });
  });

  it('is an error where Slack is configured but no fleet', async () => {
    expect(await problemsOf(loadConfiguration({ env: { SLACK_BOT_TOKEN: 'xoxb-1' }, cwd }))).toEqual([
      'patchbay.yml: the configuration file is missing: Slack is configured but no fleet is: copy patchbay.example.yml to it',
      'environment: SLACK_APP_TOKEN: is missing: set it, or SLACK_APP_TOKEN_FILE to a file that holds it',
    ]);
    expect(await problemsOf(loadConfiguration({ env: { SLACK_API_URL: 'http://127.0.0.1/' }, cwd }))).toHaveLength(3);
  });

  it('is an error where a fleet is configured but Slack is not', async () => {
    expect(await problems(SMALL, { PATCHBAY_FINANCE_PASSWORD: 'x' })).toEqual([
      'environment: SLACK_BOT_TOKEN: is missing: set it, or SLACK_BOT_TOKEN_FILE to a file that holds it',
      'environment: SLACK_APP_TOKEN: is missing: set it, or SLACK_APP_TOKEN_FILE to a file that holds it',
    ]);
  });

  it('is an error where the named file is missing', async () => {
    const named = { ...ENV, PATCHBAY_CONFIG: 'other.yml' };
    expect(await problemsOf(loadConfiguration({ env: named, cwd }))).toEqual([
      'other.yml: the configuration file is missing: there is none',
    ]);
    expect(await problemsOf(loadConfiguration({ env: {}, file: 'third.yml', cwd }))).toContain(
      'third.yml: the configuration file is missing: there is none',
    );
  });

  it('is read from the file that is named, and paths in it start at its folder', async () => {
    await mkdir(join(cwd, 'etc'));
    await writeFile(join(cwd, 'etc/bay.yml'), SMALL);
    const result = await loadConfiguration({ env: { ...ENV, PATCHBAY_CONFIG: 'etc/bay.yml' }, cwd });
    expect(result).toMatchObject({ mode: 'configured', configuration: { data: { folder: join(cwd, 'etc/data') } } });
  });
});

describe('a small configuration', () => {
  it('is completed with the defaults', async () => {
    const configuration = await loaded(SMALL);
    expect(configuration).toMatchObject({
      slack: { apiUrl: null, command: '/patch', teamId: null },
      roles: { admins: ['U012ABCDEF'], approvers: [], operators: [], viewers: 'everyone' },
      approvals: {
        ...{ channel: null, expireMs: 72 * 3_600_000, remindMs: 24 * 3_600_000 },
        ...{ fourEyes: false, secondApproverAbove: null },
      },
      wsus: { computer: 'wsus-01' },
      windows: { maxConnections: 20, maxScansAtOnce: 10, maxRestartsAtOncePerGroup: 2, callTimeoutMs: 60_000 },
      engine: { pollMs: 15_000, jobLimitMs: 240 * 60_000, restartDelayMs: 60_000 },
      rules: { maxScanAgeMs: 24 * 3_600_000, minFreeDiskBytes: 4096 * 1_048_576, wsusNames: ['wsus-01.example.com'] },
      data: { folder: join(cwd, 'data'), keepDays: 90, sweepCron: '17 3 * * *' },
      logLevel: 'info',
    });
    expect(configuration.groups).toMatchObject([
      {
        id: 'finance',
        name: 'finance',
        members: { byHand: ['fin-ws-07'], rule: null },
        restart: 'if-required',
        channel: null,
        checks: [
          {
            id: 'finance-1',
            name: 'Operating System Patches and Updates',
            type: 'patch',
            patchGroup: null,
            automaticApproval: false,
          },
        ],
      },
    ]);
    expect([...configuration.computers.values()]).toMatchObject([
      { id: 'wsus-01', host: 'wsus-01.example.com', port: 5986, authorities: null },
      { id: 'fin-ws-07', host: '192.0.2.7', credentials: { profile: 'finance', user: 'svc-patchbay' } },
    ]);
  });

  it('may wait less than a second', async () => {
    const { engine } = await loaded(
      `${SMALL}windows: { poll_seconds: 0.2, retry_seconds: 0.05, give_up_minutes: 0.01 }\n`,
    );
    expect(engine).toMatchObject({ pollMs: 200, retryMs: 50, giveUpMs: 600 });
  });

  it('may have sections without content', async () => {
    expect(await loaded(`${SMALL}windows:\n  # poll_seconds: 3\ndata:\nlog:\nslack:\n`)).toMatchObject({
      logLevel: 'info',
    });
  });

  it('takes names in any case and KB numbers with or without letters', async () => {
    const text = SMALL.replace(
      '[fin-ws-07]',
      '[FIN-WS-07]\n    checks: [{ name: One, patch_group: [KB5031356, 5031357] }]',
    );
    expect((await loaded(text)).groups[0]).toMatchObject({
      members: { byHand: ['fin-ws-07'] },
      checks: [{ patchGroup: ['5031356', '5031357'] }],
    });
  });
});

describe('approvals', () => {
  it('say where requests go, for all groups and for one, and how they are gone about', async () => {
    const settings =
      'approvals: { expire_hours: 8, remind_hours: null, four_eyes: true, second_approver_above_targets: 50 }';
    const text = SMALL.replace(/^groups:\n {2}finance:\n/m, (head) => `${head}    approvals_channel: C0FINANCE\n`);
    const configuration = await loaded(`${text}\nslack: { approvals_channel: C0APPROVALS }\n${settings}`);
    expect(configuration.approvals).toEqual({
      ...{ channel: 'C0APPROVALS', expireMs: 8 * 3_600_000, remindMs: null, fourEyes: true, secondApproverAbove: 50 },
    });
    expect(configuration.groups[0]?.approvalsChannel).toBe('C0FINANCE');
  });

  it('may be given, and asked for, by the people of a group', async () => {
    const text = SMALL.replace(
      /^groups:\n {2}finance:\n/m,
      (head) => `${head}    operators: [U034CDEFGH]\n    approvers: [S012ABCDEF, U023BCDEFG]\n`,
    );
    expect((await loaded(text)).groups[0]).toMatchObject({
      ...{ operators: ['U034CDEFGH'], approvers: ['S012ABCDEF', 'U023BCDEFG'] },
    });
  });

  it.each([
    ['approvals: { remind_hours: 72 }', /approvals\.remind_hours: must be less than expire_hours, or null/],
    ['approvals: { expire_hours: 0 }', /approvals\.expire_hours: must be a number from/],
    ['approvals: { second_approver_above_targets: -1 }', /must be a whole number from 0/],
    ['approvals: { four_eyes: maybe }', /must be true or false/],
    ['slack: { approvals_channel: "#approvals" }', /must be a Slack channel id/],
  ])('that cannot be meant are refused: %s', async (settings, problem) => {
    expect((await problems(`${SMALL}\n${settings}`)).join('\n')).toMatch(problem);
  });
});

describe('the example file', () => {
  it('is a valid configuration', async () => {
    const example = await readFile(packagePath('patchbay.example.yml'), 'utf8');
    expect((await loaded(example)).groups[0]?.name).toBe('Finance');
  });

  it('shows the defaults where it shows a default', async () => {
    const example = await readFile(packagePath('patchbay.example.yml'), 'utf8');
    const examples =
      /^( *)# (team_id|ca_file|certificate_sha256|computer_name|credentials|password_file|password_command|patch_group|names|channel|approvals_channel|port|command|hooks):.*\n/gm;
    const shown = example.replaceAll(examples, '').replaceAll(/^( *)# ([a-z_]+:( .*)?)$/gm, '$1$2');
    expect(shown).not.toBe(example);
    const withoutSecrets = ({ slack, ...rest }: Awaited<ReturnType<typeof loaded>>) => ({
      ...rest,
      command: slack.command,
    });
    expect(withoutSecrets(await loaded(shown))).toEqual(withoutSecrets(await loaded(example)));
  });

  it('is valid with every setting that it shows, but for files and variables that are not there', async () => {
    const example = await readFile(packagePath('patchbay.example.yml'), 'utf8');
    const everything = example
      .replaceAll(/^( *)# ([a-z_]+:( .*)?)$/gm, '$1$2')
      .replace(/password_env: .*/, '')
      .replace(/password_command: .*/, '');
    for (const problem of await problems(everything)) expect(problem).toMatch(/cannot be read \(ENOENT\)$/);
  });

  it('shows every setting there is', async () => {
    const example = await readFile(packagePath('patchbay.example.yml'), 'utf8');
    const unknown = 'qqqqqqqqqqqq: 1';
    const text = `
slack: { ${unknown} }
roles: { ${unknown} }
approvals: { ${unknown} }
credentials: { one: { ${unknown} } }
computers: { one: { ${unknown} } }
groups: { one: { checks: [{ ${unknown} }], ${unknown} } }
wsus: { ${unknown} }
windows: { ${unknown} }
data: { ${unknown} }
log: { ${unknown} }
${unknown}
`;
    const lists = (await problems(text)).flatMap((problem) => /is no setting; there are (.*)/.exec(problem)?.[1] ?? []);
    expect(lists).toHaveLength(12);
    for (const name of lists.flatMap((list) => list.split(', ')))
      expect(example).toMatch(new RegExp(`^[ #-]*${name}:`, 'm'));
  });
});

describe('any text in the place of the file', () => {
  it('is taken or refused with lines, and never breaks the program', async () => {
    const example = await readFile(packagePath('patchbay.example.yml'), 'utf8');
    const damaged = fc
      .tuple(fc.nat({ max: example.length }), fc.nat({ max: 60 }), fc.string({ maxLength: 12, unit: 'grapheme' }))
      .map(([at, length, text]) => example.slice(0, at) + text + example.slice(at + length));
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, fc.string()), async (text) => {
        const found = await loaded(text).then(
          () => [],
          () => problems(text),
        );
        for (const problem of found) expect(problem).toMatch(/^(patchbay\.yml:\d+|environment): ./);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a password from a command', () => {
  const NODE = JSON.stringify(process.execPath);
  const printing = (script: string): string =>
    SMALL.replace(
      'password_env: PATCHBAY_FINANCE_PASSWORD',
      `password_command: [${NODE}, -e, ${JSON.stringify(script)}]`,
    );
  const account = async (text: string) => {
    const [computer] = (await loaded(text)).computers.values();
    if (computer === undefined) throw new Error('no computer');
    return computer.credentials;
  };

  it('is what it prints, without the line feed at its end', async () => {
    expect((await account(printing("console.log('correct horse ')"))).password.reveal()).toBe('correct horse ');
  });

  it('is asked for without a shell: what stands there is taken as it is', async () => {
    const text = printing("process.stdout.write(process.argv.join(' ').slice(-9))").replace(
      /\]\ncomputers/,
      ', "$(id);&|"]\ncomputers',
    );
    expect((await account(text)).password.reveal()).toBe(' $(id);&|');
  });

  it('is read again, and says whether it is another one', async () => {
    await writeFile(join(cwd, 'password'), 'first');
    const { password, ...credentials } = await account(
      printing("console.log(require('fs').readFileSync('password','utf8'))"),
    );
    const again = await account(printing("console.log(require('fs').readFileSync('password','utf8'))"));
    expect(credentials).toMatchObject({ profile: 'finance', user: again.user });
    expect(password.reveal()).toBe('first');
    expect(await again.renew()).toBe(false);
    await writeFile(join(cwd, 'password'), 'second');
    expect(await again.renew()).toBe(true);
    expect(again.password.reveal()).toBe('second');
    await writeFile(join(cwd, 'password'), '');
    expect(await again.renew()).toBe(false);
    expect(again.password.reveal()).toBe('second');
  });

  it.each([
    ["console.error('hunter2'); process.exit(3)", /ended with exit code 3$/],
    ['', /printed nothing$/],
    ["console.log('hunter2\\nhunter3')", /printed more than one line$/],
    ["console.log('hunter2'.repeat(1000))", /printed more than 4096 bytes$/],
  ])('is refused of %s, and nothing of it is shown', async (script, says) => {
    const found = await problems(printing(script));
    expect(found).toEqual([expect.stringMatching(says)]);
    expect(found.join()).not.toContain('hunter');
  });

  it('is refused where there is no such program', async () => {
    const text = SMALL.replace('password_env: PATCHBAY_FINANCE_PASSWORD', 'password_command: [no-such-program-here]');
    expect(await problems(text)).toEqual([expect.stringMatching(/no-such-program-here cannot be run \(ENOENT\)$/)]);
  });
});

describe('credentials of a group', () => {
  const two = SMALL.replace(
    'computers:\n',
    '  other: { user: x, password_env: PATCHBAY_FINANCE_PASSWORD }\ncomputers:\n',
  );
  const profilesOf = async (text: string) =>
    [...(await loaded(text)).computers.values()].map(({ id, credentials }) => [id, credentials.profile].join(' '));
  const without = two.replace(/(host: 192\.0\.2\.7\n) *credentials: finance\n/, '$1');

  it('are those of its computers that name none', async () => {
    const text = without.replace(/(groups:\n {2}finance:\n)/, '$1    credentials: other\n');
    expect(await profilesOf(text)).toContain('fin-ws-07 other');
  });

  it('give way to those of the computer itself', async () => {
    const text = two.replace(/(groups:\n {2}finance:\n)/, '$1    credentials: other\n');
    expect(await profilesOf(text)).toContain('fin-ws-07 finance');
  });

  it('are asked for where neither has any, or its groups have different ones', async () => {
    expect(await problems(without)).toEqual([expect.stringMatching(/credentials: is missing, and no group of this/)]);
    const text = without.replace(
      /groups:\n {2}finance:\n/,
      'groups:\n  more: { computers: [fin-ws-07], credentials: finance }\n  finance:\n    credentials: other\n',
    );
    expect(await problems(text)).toEqual([expect.stringMatching(/its groups have different ones: finance, other/)]);
  });
});

describe('secrets', () => {
  it('come from the environment or from files', async () => {
    await writeFile(join(cwd, 'bot'), 'xoxb-from-file\n');
    await writeFile(join(cwd, 'pass'), 'p4ss\r\n');
    const text = SMALL.replace('password_env: PATCHBAY_FINANCE_PASSWORD', 'password_file: pass');
    const { slack, computers } = await loaded(text, { SLACK_BOT_TOKEN_FILE: 'bot', SLACK_APP_TOKEN: 'xapp-1' });
    expect(slack.botToken.reveal()).toBe('xoxb-from-file');
    expect([...computers.values()][0]?.credentials.password.reveal()).toBe('p4ss');
    expect([...(await loaded(SMALL)).computers.values()][0]?.credentials.password.reveal()).toBe('correct horse ');
  });

  it('never show when a configuration is printed', async () => {
    const configuration = await loaded(SMALL);
    const { botToken } = configuration.slack;
    const printed = [
      inspect(configuration, { depth: 9, showHidden: true }),
      JSON.stringify(configuration),
      `${botToken}`,
    ];
    for (const text of printed) expect(text).toContain('[secret]');
    for (const text of printed) expect(text).not.toMatch(/bot-token|app-token|correct horse/);
  });

  it.each(['FIN\\svc', 'svc@fin.example', 'Patch Bay'])('take the account %s', async (user) => {
    const { computers } = await loaded(SMALL.replace('user: svc-patchbay', `user: ${user}`));
    expect([...computers.values()][0]?.credentials.user).toBe(user);
  });

  it('know the computer itself by its dot', async () => {
    const { computers } = await loaded(SMALL.replace('user: svc-patchbay', 'user: .\\svc'));
    expect([...computers.values()][0]?.credentials.user).toBe('svc');
  });

  it.each(['FIN\\a\\b', 'FIN\\svc@fin.example', 'svc@', '\\svc', 'a:b', 'a@b@c'])(
    'refuse the account %s',
    async (user) => {
      expect(await problems(SMALL.replace('user: svc-patchbay', `user: '${user}'`))).toEqual([
        'patchbay.yml:6: credentials.finance.user: must be the name of a local account, DOMAIN\\name or name@domain',
      ]);
    },
  );

  it('are refused in the file, without quoting them', async () => {
    const text = SMALL.replace('user: svc-patchbay', 'user: svc-patchbay\n    password: hunter2');
    const found = await problems(`${text}slack:\n  bot_token: xoxb-hunter2\n`);
    expect(found).toEqual([
      'patchbay.yml:7: credentials.finance.password: no secret belongs in this file, which is copied and shared: name an environment variable or a file that holds it',
      'patchbay.yml:22: slack.bot_token: no secret belongs in this file, which is copied and shared: name an environment variable or a file that holds it',
    ]);
  });

  it('are not quoted where the file is no YAML', async () => {
    for (const broken of [
      '"hunter2',
      '[hunter2',
      '*hunter2',
      '!hunter2',
      '&hunter2 *x',
      '%hunter2',
      '`hunter2',
      'a: hunter2',
    ]) {
      expect((await problems(`${SMALL}slack:\n  bot_token: ${broken}\n`)).join()).not.toContain('hunter2');
    }
  });

  it('are told when swapped, doubled, empty or not there', async () => {
    const swapped = { ...ENV, SLACK_BOT_TOKEN: ENV.SLACK_APP_TOKEN, SLACK_APP_TOKEN: ENV.SLACK_BOT_TOKEN };
    expect(await problems(SMALL, swapped)).toEqual([
      'environment: SLACK_BOT_TOKEN: must begin with xoxb-; are the two tokens swapped?',
      'environment: SLACK_APP_TOKEN: must begin with xapp-; are the two tokens swapped?',
    ]);
    const doubled = { ...ENV, SLACK_BOT_TOKEN_FILE: 'bot' };
    expect(await problems(SMALL, doubled)).toEqual([
      'environment: SLACK_BOT_TOKEN: is set, and so is SLACK_BOT_TOKEN_FILE: keep one of them',
    ]);
    await writeFile(join(cwd, 'empty'), '\n');
    const { SLACK_BOT_TOKEN: _, ...rest } = ENV;
    expect(await problems(SMALL, { ...rest, SLACK_BOT_TOKEN_FILE: 'empty' })).toEqual([
      'environment: SLACK_BOT_TOKEN: the file empty is empty',
    ]);
    expect(await problems(SMALL, { ...ENV, PATCHBAY_FINANCE_PASSWORD: '' })).toEqual([
      'patchbay.yml:7: credentials.finance.password_env: the environment has no PATCHBAY_FINANCE_PASSWORD',
    ]);
  });
});

describe('another Slack', () => {
  const url = (value: string) => ({ ...ENV, SLACK_API_URL: value });

  it.each(['http://127.0.0.1:8080/api/', 'http://localhost:1/api', 'http://[::1]:1/', 'http://2130706433/'])(
    'may be at %s',
    async (value) => {
      expect((await loaded(SMALL, url(value))).slack.apiUrl).toMatch(/^http:\/\/.*\/$/);
    },
  );

  it.each([
    'https://slack.example.com/api/',
    'http://127.0.0.1.example.com/',
    'http://localhost.example.com',
    'http://0.0.0.0/',
    'http://0/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://localhost./',
    'http://127.0.0.1%2eexample.com/',
    'http://2130706434.example.com/',
    'http:\\\\slack.example.com\\@127.0.0.1/',
  ])('may not be at %s', async (value) => {
    expect(await problems(SMALL, url(value))).toEqual([
      'environment: SLACK_API_URL: must be on this computer (127.0.0.1); slack.allow_foreign_api_url: true would allow another',
    ]);
  });

  it.each(['http://127.0.0.1@slack.example.com/', 'http://user:word@127.0.0.1/'])(
    'has no user in its address: %s',
    async (value) => {
      const [problem] = await problems(SMALL, url(value));
      expect(problem).toBe('environment: SLACK_API_URL: must hold no user name and no password');
    },
  );

  it('may be anywhere by HTTPS where the file says so', async () => {
    const text = `${SMALL}slack: { allow_foreign_api_url: true }\n`;
    expect((await loaded(text, url('https://slack.example.com/api'))).slack.apiUrl).toBe(
      'https://slack.example.com/api/',
    );
    expect(await problems(text, url('http://slack.example.com/api'))).toHaveLength(1);
    expect(await problems(text, url('file:///etc/passwd'))).toHaveLength(1);
    expect(await problems(text, url('slack'))).toHaveLength(1);
  });
});

describe('certificates', () => {
  it('are verified: Node’s switch against it ends the start', async () => {
    expect(await problems(SMALL, { ...ENV, NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toEqual([
      expect.stringContaining('NODE_TLS_REJECT_UNAUTHORIZED: must not be 0'),
    ]);
    expect((await loaded(SMALL, { ...ENV, NODE_TLS_REJECT_UNAUTHORIZED: '1' })).computers.size).toBe(2);
  });
});

describe('the way to a computer', () => {
  const PIN = 'AB:CD'.padEnd(95, ':01');
  const own = (text: string) =>
    SMALL.replace(
      'computers:\n',
      '  own:\n    user: svc\n    password_env: PATCHBAY_FINANCE_PASSWORD\ncomputers:\n',
    ).replace(/host: 192\.0\.2\.7\n.*\n/, (host) => `${host.replace('finance', 'own')}    ${text}\n`);
  const wayOf = async (text: string) => [...(await loaded(own(text))).computers.values()][1];

  it.each([
    ['port: 5986', { scheme: 'https', port: 5986 }],
    ['port: 5985', { scheme: 'http', port: 5985 }],
    ['port: 443', { scheme: 'https', port: 443 }],
    ['scheme: http', { scheme: 'http', port: 5985 }],
    ['scheme: https', { scheme: 'https', port: 5986 }],
    ['{ scheme: http, port: 8080 }', { scheme: 'http', port: 8080 }],
    ['{ scheme: https, port: 5985 }', { scheme: 'https', port: 5985 }],
  ])('is told by %s', async (text, way) => {
    const lines = text.replaceAll(/[{}]/g, '').trim().replace(', ', '\n    ');
    expect(await wayOf(lines)).toMatchObject({ ...way, method: 'auto', pin: null });
  });

  it('may lead over basic where the account is local and nobody else’s', async () => {
    expect(await wayOf('transport: basic')).toMatchObject({ method: 'basic', scheme: 'https', shared: false });
  });

  it('trusts the computer’s own authority, else that of its credentials, else that of all', async () => {
    const [all = '', profile = '', computer = ''] = rootCertificates;
    for (const [name, pem] of Object.entries({ all, profile, computer }))
      await writeFile(join(cwd, `${name}.pem`), pem);
    const withAll = `${SMALL}windows: { ca_file: all.pem }\n`;
    const withProfile = withAll.replace('user: svc-patchbay\n', '$&    ca_file: profile.pem\n');
    const withOwn = withProfile.replace(/host: 192\.0\.2\.7\n/, '$&    ca_file: computer.pem\n');
    const trusted = async (text: string) => {
      const { computers } = await loaded(text);
      return [...computers.values()].map(({ authorities }) => authorities?.trim());
    };
    expect(await trusted(withAll)).toEqual([all, all]);
    expect(await trusted(withProfile)).toEqual([profile, profile]);
    expect(await trusted(withOwn)).toEqual([profile, computer]);
  });

  it('may be pinned to one certificate, written as tools write it', async () => {
    expect(await wayOf(`certificate_sha256: "${PIN}"`)).toMatchObject({ pin: PIN.replaceAll(':', '').toLowerCase() });
  });

  it.each([
    ['transport: basic\n    port: 5985', /transport: must not be basic over http/],
    ['certificate_sha256: "12:34"', /certificate_sha256: must be the SHA-256 of a certificate/],
    [`port: 5985\n    certificate_sha256: "${PIN}"`, /certificate_sha256: is of no use over http/],
    ['port: 5985\n    ca_file: missing.pem', /ca_file: is of no use over http/],
    [`ca_file: missing.pem\n    certificate_sha256: "${PIN}"`, /certificate_sha256: stands in place of ca_file/],
    ['transport: kerberos', /transport: must be one of auto, negotiate, basic/],
  ])('that cannot be meant is refused: %s', async (text, problem) => {
    expect((await problems(own(text))).join('\n')).toMatch(problem);
  });

  it('never shows a computer the password of others', async () => {
    const text = SMALL.replace(/(host: 192\.0\.2\.7)\n/, '$1\n    transport: basic\n');
    expect(await problems(text)).toEqual([
      expect.stringMatching(
        /transport: must not be basic: .* which others share\. Use negotiate, or a profile of its own for fin-ws-07$/,
      ),
    ]);
  });

  it('never takes an account of a domain over basic', async () => {
    const text = own('transport: basic').replace('user: svc\n', 'user: FIN\\svc\n');
    expect(await problems(text)).toEqual([expect.stringContaining('basic takes local accounts only')]);
  });
});

describe('a warning', () => {
  async function warnings(text: string, modes: Readonly<Record<string, number>>): Promise<readonly string[]> {
    await writeFile(join(cwd, 'patchbay.yml'), text);
    await writeFile(join(cwd, 'password'), 'correct horse');
    await writeFile(join(cwd, 'token'), 'xoxb-bot-token-1');
    const all = { 'patchbay.yml': 0o644, password: 0o600, token: 0o600, ...modes };
    for (const [name, mode] of Object.entries(all)) await chmod(join(cwd, name), mode);
    const env = { SLACK_BOT_TOKEN_FILE: 'token', SLACK_APP_TOKEN: 'xapp-app-token-2' };
    const result = await loadConfiguration({ env, cwd });
    return result.mode === 'configured' ? result.warnings : ['not configured'];
  }
  const inFile = SMALL.replace('password_env: PATCHBAY_FINANCE_PASSWORD', 'password_file: password');
  const apart = inFile
    .replace('computers:\n', '  other:\n    user: x\n    password_file: password\ncomputers:\n')
    .replace('credentials: finance', 'credentials: other');

  it('is not given where only the owner reads the secrets and every computer has its own account', async () => {
    expect(await warnings(apart, { token: 0o440 })).toEqual([]);
  });

  it.runIf(process.platform !== 'win32')('names each file of a secret that everybody may read', async () => {
    const found = await warnings(apart, { token: 0o644, password: 0o604 });
    const said = (name: string) =>
      `${name} holds a secret, and everybody on this computer may read it: chmod o= ${name}`;
    expect(found).toEqual(['token', 'password'].map(said));
    await writeFile(join(cwd, '.env'), '');
    await chmod(join(cwd, '.env'), 0o644);
    expect(await warnings(apart, {})).toEqual([expect.stringMatching(/^\.env holds a secret/)]);
  });

  it.runIf(process.platform !== 'win32')('is given where everybody may change who may do what', async () => {
    expect(await warnings(apart, { 'patchbay.yml': 0o666 })).toEqual([expect.stringContaining('chmod o-w')]);
  });

  it('is not given where computers share an account: none of them ever learns its password', async () => {
    expect(await warnings(inFile, {})).toEqual([]);
  });
});

describe('what is watched, and where it is said', () => {
  it('is nowhere over HTTP, and known by its defaults, where nothing is said', async () => {
    expect(await loaded(SMALL)).toMatchObject({
      http: null,
      alarm: { channel: null, slackMs: 300_000, wsusMs: 72 * 3_600_000, minFreeBytes: 200 * 1_048_576, command: null },
    });
  });

  it('is as it is set', async () => {
    const text = `${SMALL}http: { port: 9464, address: "::1" }
alarm: { channel: C012ABCDEF, wsus_sync_hours: null, slack_minutes: 1, command: [/bin/page, "it is $HOME"] }
`;
    expect(await loaded(text)).toMatchObject({
      http: { port: 9464, address: '::1' },
      alarm: { channel: 'C012ABCDEF', slackMs: 60_000, wsusMs: null, command: ['/bin/page', 'it is $HOME'] },
    });
  });

  it.each([
    ['http: { port: 9464, address: 0.0.0.0 }', /http\.address: must be of this computer alone/],
    ['http: { port: 9464, address: 10.0.0.4 }', /http\.address: must be of this computer alone/],
    ['http: { port: 9464, address: localhost.example.com }', /http\.address: must be of this computer alone/],
    ['http: { port: 0 }', /http\.port: must be a whole number/],
    ['alarm: { command: [] }', /alarm\.command: must name at least the program/],
    ['alarm: { command: "page me" }', /alarm\.command: must be a list/],
  ])('cannot be %s', async (text, expected) => {
    expect(await problems(`${SMALL}${text}\n`)).toContainEqual(expect.stringMatching(expected));
  });
});

describe('all problems of a file', () => {
  it('are told at once, each with its line', async () => {
    const text = `slack:
  command: patch
roles:
  admins: []
  aprovers: [U012ABCDEF]
  operators: [bob]
credentials:
  finance: { user: svc, password_env: PATCHBAY_FINANCE_PASSWORD }
  other: { user: svc }
computers:
  fin-ws-07:
    host: https://fin-ws-07/
    port: "5986"
    credentials: finanze
  wsus-01: { credentials: finance }
groups:
  finance:
    computers: [fin-ws-70, fin-ws-07, FIN-WS-07]
    restart: sometimes
  Fin ance: { computers: [] }
wsus: { computer: wsus-02 }
windows: { max_connections: 0, poll_second: 3, ca_file: missing.pem }
log: { level: loud }
extra: 1
`;
    expect(await problems(text)).toEqual([
      'patchbay.yml:2: slack.command: must be a slash and up to 31 lower-case letters, digits, - or _',
      'patchbay.yml:4: roles.admins: must name at least one administrator, by Slack user id: in Slack, open your profile, then its three dots, then Copy member ID',
      'patchbay.yml:5: roles.aprovers: is no setting. Did you mean approvers?',
      'patchbay.yml:6: roles.operators.0: must be a Slack user id such as U012ABCDEF, or a user group such as S012ABCDEF',
      'patchbay.yml:9: credentials.other: needs password_env, password_file or password_command',
      'patchbay.yml:12: computers.fin-ws-07.host: must be a host name or an IP address, without scheme and port',
      'patchbay.yml:13: computers.fin-ws-07.port: must be a whole number from 1 to 65535',
      'patchbay.yml:15: computers.wsus-01.host: is missing',
      'patchbay.yml:19: groups.finance.restart: must be one of never, if-required, always',
      'patchbay.yml:20: groups.Fin ance: must be the name of a group: at most 40 lower-case letters, digits and dashes',
      'patchbay.yml:21: wsus.computer: there is no wsus-02 in the section computers. Did you mean wsus-01?',
      'patchbay.yml:22: windows.max_connections: must be a whole number from 1 to 1000',
      'patchbay.yml:22: windows.poll_second: is no setting. Did you mean poll_seconds?',
      'patchbay.yml:23: log.level: must be one of debug, info, warn, error',
      'patchbay.yml:24: extra: is no setting; there are slack, roles, approvals, credentials, computers, groups, restart_sets, wsus, windows, data, alarm, http, log',
    ]);
  });

  it('include names that lead nowhere', async () => {
    const text = SMALL.replace('[fin-ws-07]', '[fin-ws-70, fin-ws-07, FIN-WS-07]').replace(
      'credentials: finance\ngroups',
      'credentials: finanze\n    ca_file: missing.pem\ngroups',
    );
    expect(await problems(text)).toEqual([
      'patchbay.yml:14: computers.fin-ws-07.credentials: there is no finanze in the section credentials. Did you mean finance?',
      'patchbay.yml:15: computers.fin-ws-07.ca_file: the file missing.pem cannot be read (ENOENT)',
      'patchbay.yml:18: groups.finance.computers.0: there is no fin-ws-70 in the section computers. Did you mean fin-ws-07?',
      'patchbay.yml:18: groups.finance.computers.2: fin-ws-07 is in the list twice',
    ]);
  });

  it.each([
    [
      'a tab',
      'roles:\n\tadmins: [U1]\n',
      /^patchbay\.yml:2: a tab at the beginning of the line: YAML takes spaces only$/,
    ],
    ['the same name twice', 'log:\n  level: info\n  level: debug\n', /^patchbay\.yml:3: the same name twice$/],
    ['an open bracket', 'roles:\n  admins: [U1\n', /^patchbay\.yml:\d: not YAML: /],
    ['a name that is a number', `${SMALL}  007: x\n`, /^patchbay\.yml:20: put this name in quotes$/],
    ['a list', '- roles\n', /^patchbay\.yml:1: the file must hold sections/],
    ['nothing', '', /^patchbay\.yml:1: roles\.admins: must name at least one administrator, by Slack user id/],
    ['two documents', `${SMALL}---\nroles:\n`, /^patchbay\.yml:\d+: not YAML: /],
    ['an unknown tag', 'log: !!js/function x\n', /^patchbay\.yml:1: not YAML: /],
  ])('are told with the line for %s', async (_, text, expected) => {
    expect(await problems(text)).toContainEqual(expect.stringMatching(expected));
  });

  it('include a file that is no certificate', async () => {
    await writeFile(join(cwd, 'ca.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    await writeFile(join(cwd, 'key.pem'), '-----BEGIN KEY-----\n');
    for (const name of ['ca.pem', 'key.pem']) {
      expect(await problems(`${SMALL}windows: { ca_file: ${name} }\n`)).toEqual([
        expect.stringMatching(/^patchbay\.yml:20: windows\.ca_file: the file .*\.pem holds/),
      ]);
    }
  });
});
