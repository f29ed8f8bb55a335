import { describe, expect, it } from 'vitest';
import { type Finding, worstOf } from '../../../src/domain/diagnosis/finding.js';
import {
  accountFindings,
  type DataSeen,
  dataFindings,
  readingFinding,
  watchFindings,
} from '../../../src/domain/diagnosis/own.js';
import { configurationFindings, type SettingsSeen } from '../../../src/domain/diagnosis/settings.js';
import { type SlackSeen, slackFindings } from '../../../src/domain/diagnosis/slack.js';
import { NOW } from '../../support/samples.js';

const MINUTE = 60_000;

function told(findings: readonly Finding[], id: string): Finding {
  const found = findings.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no ${id} in ${findings.map((one) => one.id).join(', ')}`);
  return found;
}

describe('the configuration', () => {
  const good: SettingsSeen = {
    ...{ admins: 2, hasApprovers: true, apiUrl: null, wsusComputer: 'wsus-01', shareWsusAccount: [], overHttp: [] },
    ...{ withoutGroup: [], scanMaxAgeHours: 24, minFreeDiskMb: 4096, computers: 4 },
  };
  const findings = (over: Partial<SettingsSeen>, warnings: readonly string[] = []) =>
    configurationFindings({ kind: 'read', warnings, settings: { ...good, ...over } });

  it('passes as it should be', () => {
    expect(findings({}).map(({ verdict }) => verdict)).toEqual(['pass']);
  });

  it.each<readonly [string, Partial<SettingsSeen>, RegExp]>([
    ['one-admin', { admins: 1 }, /roles\.admins/],
    ['no-approver', { hasApprovers: false }, /roles\.approvers/],
    ['other-slack', { apiUrl: 'http://127.0.0.1/' }, /Take it out/],
    ['shared-wsus-account', { shareWsusAccount: ['fin-ws-07'] }, /account of its own/],
    ['over-http', { overHttp: ['fin-ws-07', 'fin-ws-08'] }, /5986/],
    ['no-group', { withoutGroup: ['fin-ws-07'] }, /into a group/],
    ['scan-age', { scanMaxAgeHours: 400 }, /scan_max_age_hours/],
    ['little-disk', { minFreeDiskMb: 100 }, /min_free_disk_mb/],
  ])('warns of what is unwise: %s', (id, over, next) => {
    expect(told(findings(over), id)).toMatchObject({ verdict: 'warn', nextStep: expect.stringMatching(next) });
  });

  it('warns of files that others may read, and fails for each mistake, with its line', () => {
    expect(told(findings({}, ['.env holds a secret']), 'file-rights').sentence).toBe('.env holds a secret.');
    const refused = configurationFindings({
      kind: 'refused',
      problems: ['patchbay.yml:3: no', 'patchbay.yml:7: bad.'],
    });
    expect(refused.map(({ verdict, sentence }) => [verdict, sentence])).toEqual([
      ['fail', 'patchbay.yml:3: no.'],
      ['fail', 'patchbay.yml:7: bad.'],
    ]);
  });

  it('that is not there fails, with what to do', () => {
    expect(configurationFindings({ kind: 'none' })).toMatchObject([
      { verdict: 'fail', nextStep: expect.stringContaining('patchbay.example.yml') },
    ]);
  });
});

describe('Slack', () => {
  const wanted = [
    { scope: 'chat:write', isOptional: false },
    { scope: 'usergroups:read', isOptional: true },
  ];
  const bot = { team: 'Contoso', teamId: 'T1', scopes: ['chat:write', 'usergroups:read', 'extra'] };
  const findings = (over: Partial<SlackSeen>) => slackFindings({ bot, app: 'open', wanted, teamId: null, ...over });

  it('passes with all scopes, more or not, and a connection', () => {
    expect(findings({}).map(({ id, verdict }) => `${verdict} ${id}`)).toEqual([
      ...['pass bot-token', 'pass scopes', 'pass app-token'],
    ]);
  });

  it('says nothing of tokens that nobody was shown', () => {
    const seen = { bot: { unreached: 'connect ECONNREFUSED' }, app: { cause: 'connect ECONNREFUSED' } };
    expect(findings(seen).map(({ id }) => id)).toEqual(['reach']);
  });

  it.each<readonly [string, string, Partial<SlackSeen>, RegExp]>([
    ['fail', 'bot-token', { bot: { cause: 'invalid_auth' } }, /SLACK_BOT_TOKEN/],
    ['fail', 'bot-token', { teamId: 'T2' }, /team_id/],
    ['fail', 'reach', { bot: { unreached: 'getaddrinfo ENOTFOUND slack.com' } }, /TCP 443/],
    ['fail', 'app-token', { app: { cause: 'not_allowed_token_type' } }, /connections:write/],
    ['fail', 'scope-chat:write', { bot: { ...bot, scopes: ['usergroups:read'] } }, /manifest/],
    ['warn', 'scope-usergroups:read', { bot: { ...bot, scopes: ['chat:write'] } }, /manifest/],
    ['warn', 'scopes', { bot: { ...bot, scopes: null } }, /page of the app/],
  ])('%s: %s', (verdict, id, over, next) => {
    expect(told(findings(over), id)).toMatchObject({ verdict, nextStep: expect.stringMatching(next) });
  });
});

describe('the data', () => {
  const good: DataSeen = {
    ...{ folder: '/data', state: 'there', unwritable: null, freeBytes: 2 ** 40, owner: 'nobody' },
    ...{ format: { found: 2, known: 2 }, damaged: [] },
  };

  it('pass, also before the first start and while another process owns them', () => {
    const missing = { ...good, state: 'missing', format: { found: null, known: 2 } } as const;
    for (const seen of [good, missing, { ...good, owner: 'another' } as const])
      expect(worstOf(dataFindings(seen))).toBe('pass');
  });

  it.each<readonly [string, string, Partial<DataSeen>]>([
    ['fail', 'folder', { state: { cause: 'access is denied' } }],
    ['fail', 'folder', { unwritable: 'the disk is read-only' }],
    ['fail', 'space', { freeBytes: 1000 }],
    ['warn', 'space', { freeBytes: 500 * 2 ** 20 }],
    ['fail', 'version', { format: { found: 9, known: 2 } }],
    ['pass', 'version', { format: { found: 1, known: 2 } }],
    ['fail', 'version', { format: { cause: 'torn' } }],
    ['fail', 'damage', { damaged: ['computers/fin-ws-07.json'] }],
  ])('%s: %s', (verdict, id, over) => {
    expect(told(dataFindings({ ...good, ...over }), id).verdict).toBe(verdict);
  });
});

describe('the rest of us', () => {
  it('an account that is stopped fails; one that some refuse warns', () => {
    const account = { profile: 'finance', acceptedAt: NOW, stopped: null, refusedBy: [] };
    const details = { profile: 'finance', canary: 'fin-ws-01', next: '', command: '/patch' };
    const verdicts = accountFindings([
      account,
      { ...account, acceptedAt: null },
      { ...account, refusedBy: ['fin-ws-07'] },
      { ...account, stopped: { code: 'PB417', details } },
    ]).map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['pass', 'pass', 'warn', 'fail']);
  });

  it('what was watched long ago, or is down, fails', () => {
    const state = { aliveAt: NOW, troubles: {}, restored: null };
    expect(watchFindings(state, NOW)).toMatchObject([{ about: 'schedule', verdict: 'pass' }]);
    expect(watchFindings(state, NOW + 9 * MINUTE)).toMatchObject([{ about: 'schedule', verdict: 'fail' }]);
    const troubles = { wsus: { since: NOW - 3 * MINUTE, why: 'no answer' } };
    const [down] = watchFindings({ ...state, troubles }, NOW);
    expect(down).toMatchObject({ about: 'wsus', verdict: 'fail', sentence: expect.stringContaining('no answer.') });
    expect(watchFindings({ ...state, aliveAt: null }, NOW)).toEqual([]);
  });

  it('WSUS that was read too long ago, or never, warns', () => {
    const reading = (at: number | null) =>
      readingFinding(at === null ? null : { at }, NOW, 24 * 60 * MINUTE, '/patch').verdict;
    expect([reading(NOW - MINUTE), reading(NOW - 30 * 60 * MINUTE), reading(null)]).toEqual(['pass', 'warn', 'warn']);
  });
});
