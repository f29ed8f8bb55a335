import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whyFactsBlock } from '../../../src/domain/blocking.js';
import { newComputer } from '../../../src/domain/computer.js';
import { computerFindings } from '../../../src/domain/diagnosis/computer.js';
import { type Finding, worstOf } from '../../../src/domain/diagnosis/finding.js';
import { atWork, NOT_REACHED, notTriedAgain } from '../../../src/domain/diagnosis/left-out.js';
import type { ComputerSeen, Diagnosis, ReachSeen, Survey } from '../../../src/domain/diagnosis/seen.js';
import type { ComputerId, TaskId } from '../../../src/domain/ids.js';
import { aReach, aSurvey } from '../../support/diagnoses.js';
import { aFacts, NOW } from '../../support/samples.js';

const ID = 'fin-ws-07' as ComputerId;
const DAY = 86_400_000;
const RULES = { maxScanAgeMs: DAY, minFreeDiskBytes: 4 * 2 ** 30, wsusNames: ['wsus-01'] };
const TERMS = { maxClockSkewMs: 300_000, rules: RULES, command: '/patch' };

type Facts = Diagnosis['facts'];

function facts(over: Partial<Omit<Facts, 'policy'>> & { readonly policy?: Partial<Facts['policy']> } = {}): Facts {
  const base = aFacts();
  const policy = {
    ...base.policy,
    ...{ wuServer: 'https://wsus-01:8531', useWuServer: true, auOptions: 3, noAutoUpdate: false, deadline: false },
    ...{ updateForBusiness: false, configMgr: false },
    ...over.policy,
  };
  return {
    ...base,
    restartRequired: false,
    restartHints: [],
    servicingBusy: false,
    startsAlone: true,
    ...GOOD,
    ...over,
    policy,
  };
}
const GOOD = { systemDriveFreeBytes: 50 * 2 ** 30, susClientId: '12345678-1234-1234-1234-123456789012' };

function inside(over: Partial<Diagnosis> = {}): Diagnosis {
  const service = (name: string) => ({ name, state: 'Running', start: 'Automatic' });
  return {
    facts: facts(),
    ...{ powershell: '5.1', languageMode: 'FullLanguage', executionPolicy: 'RemoteSigned' },
    services: ['wuauserv', 'BITS', 'WinRM'].map(service),
    ...{ lastSearchAt: NOW - DAY, lastInstallAt: NOW - 20 * DAY },
    wsus: { url: 'https://wsus-01:8531', status: 200, error: null },
    ...{ history: [], log: [], logError: null, leftovers: { tasks: 0, jobs: 0, toolkits: ['1'] } },
    ...{ detectAsked: false, problems: [] },
    ...over,
  };
}

function seen(over: Partial<ComputerSeen> = {}): ComputerSeen {
  return {
    computer: newComputer(ID),
    isImported: false,
    reach: aReach(),
    logon: aSurvey(),
    metAt: NOW,
    inside: inside(),
    busyWith: null,
    clones: [],
    ...over,
  };
}

function told(over: Partial<ComputerSeen>, id: string): Finding {
  const findings = computerFindings(seen(over), TERMS);
  const found = findings.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no ${id} in ${findings.map((one) => one.id).join(', ')}`);
  return found;
}

describe('a computer in good health', () => {
  it('passes each check, in the order in which one would look', () => {
    const findings = computerFindings(seen(), TERMS);
    expect(findings.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(findings.map(({ id }) => id)).toEqual([
      ...['name', 'port', 'certificate', 'way', 'logon', 'identity'],
      ...['admin', 'language-mode', 'execution-policy', 'toolkit', 'clock'],
      ...['restart', 'patched-by', 'update-server', 'wsus-answer', 'disk', 'services', 'last-search', 'last-install'],
      ...['client-id', 'leftovers', 'log'],
    ]);
    expect(findings.every(({ about, nextStep }) => about === ID && nextStep === null)).toBe(true);
  });
});

describe('how it is reached', () => {
  const certificate = (over: object): ReachSeen => {
    const good = aReach().certificate;
    return aReach({ certificate: { ...(good as Extract<typeof good, { names: unknown }>), ...over } });
  };
  const REACHES: readonly (readonly [what: string, id: string, verdict: string, reach: ReachSeen, says: RegExp])[] = [
    [
      'a name without an address',
      'name',
      'fail',
      aReach({ name: { cause: 'ENOTFOUND' }, door: null }),
      /does not resolve \(ENOTFOUND\)/,
    ],
    ['a closed port', 'port', 'fail', aReach({ door: { cause: 'ECONNREFUSED' } }), /Port 5986 .* does not answer/],
    ['no TLS', 'certificate', 'fail', aReach({ certificate: { cause: 'EPROTO' } }), /shows no certificate/],
    [
      'another name',
      'certificate',
      'fail',
      certificate({ distrust: 'ERR_TLS_CERT_ALTNAME_INVALID', names: ['other'] }),
      /made out to other names: other/,
    ],
    [
      'an unknown authority',
      'certificate',
      'fail',
      certificate({ distrust: 'SELF_SIGNED_CERT_IN_CHAIN' }),
      /not believed \(SELF_SIGNED/,
    ],
    [
      'another pin',
      'certificate',
      'fail',
      certificate({ distrust: 'ERR_TLS_CERT_NOT_THE_PINNED_ONE' }),
      /not the one that the configuration names/,
    ],
    [
      'an old certificate',
      'certificate',
      'fail',
      certificate({ distrust: 'CERT_HAS_EXPIRED', validTo: NOW - 3 * DAY }),
      /has expired 3 days ago/,
    ],
    [
      'a certificate of tomorrow',
      'certificate',
      'fail',
      certificate({ distrust: 'CERT_NOT_YET_VALID', validFrom: NOW + DAY }),
      /not valid yet/,
    ],
    ['one that ends soon', 'certificate', 'warn', certificate({ validTo: NOW + 7 * DAY }), /valid for 7 more days/],
    ['http', 'certificate', 'pass', aReach({ scheme: 'http', certificate: null }), /sealed/],
    [
      'Basic alone over http',
      'way',
      'fail',
      aReach({ scheme: 'http', certificate: null, offers: ['basic'] }),
      /offers basic/,
    ],
    ['Basic alone over https', 'way', 'warn', aReach({ offers: ['basic'] }), /offers basic alone/],
    [
      'a service that fails',
      'way',
      'fail',
      aReach({ offers: { code: 'PB408', details: { computer: ID, cause: 'HTTP 503' } } }),
      /could not take the command/,
    ],
  ];

  it.each(REACHES)('%s: %s is %s', (_, id, verdict, reach, says) => {
    const finding = told({ reach, logon: NOT_REACHED, inside: null }, id);
    expect(finding.verdict).toBe(verdict);
    expect(finding.sentence).toMatch(says);
    if (verdict !== 'pass') expect(finding.nextStep).toMatch(/^[A-Z].+\.$/);
  });
});

describe('who is logged on to', () => {
  const failing = (code: 'PB402' | 'PB415' | 'PB417') =>
    ({
      code,
      details: { computer: ID, cause: 'x', profile: 'finance', canary: ID, next: ',', command: '/patch' },
    }) as const;
  const survey = (over: Partial<Survey>) => aSurvey(over);
  const LOGONS: readonly (readonly [string, string, string, ComputerSeen['logon'], RegExp])[] = [
    ['a wrong password', 'logon', 'fail', failing('PB402'), /refused the user name or password/],
    ['remote shells that are forbidden', 'logon', 'fail', failing('PB415'), /forbids remote shells/],
    ['an account that this one refused first', 'logon', 'fail', failing('PB417'), /refused the account/],
    [
      'an account that another one refused',
      'logon',
      'warn',
      notTriedAgain('finance', 'fin-ws-01'),
      /fin-ws-01 has refused/,
    ],
    ['no administrator', 'admin', 'fail', survey({ isAdmin: false }), /no administrator/],
    ['Constrained Language', 'language-mode', 'fail', survey({ languageMode: 'ConstrainedLanguage' }), /Constrained/],
    ['AllSigned', 'execution-policy', 'fail', survey({ executionPolicy: 'AllSigned' }), /AllSigned/],
    ['a clock ahead', 'clock', 'warn', survey({ clock: NOW + 12 * 60_000 }), /12 min ahead/],
    ['a clock behind', 'clock', 'warn', survey({ clock: NOW - 7_200_000 }), /120 min behind/],
    ['no toolkit yet', 'toolkit', 'pass', survey({ hasToolkit: false }), /not there yet/],
  ];

  it.each(LOGONS)('%s: %s is %s', (_, id, verdict, logon, says) => {
    const finding = told({ logon, inside: null }, id);
    expect(finding.verdict).toBe(verdict);
    expect(finding.sentence).toMatch(says);
  });

  it('another machine, a twin and one that nobody confirmed are told once, with who decides', () => {
    const answers = { computerName: 'OTHER', domain: null, machineId: 'machine-2' };
    const known = { ...newComputer(ID), machineId: 'machine-1' };
    const doubts = [
      { computer: { ...known, doubt: { kind: 'other' as const, answers, at: NOW } }, inside: null },
      { computer: { ...known, doubt: { kind: 'twin' as const, of: 'fin-ws-08' as ComputerId, answers, at: NOW } } },
      { isImported: true, logon: { code: 'PB421' as const, details: { computer: ID } }, inside: null },
    ];
    const verdicts = ['fail', 'fail', 'warn'];
    for (const [n, doubt] of doubts.entries()) {
      const findings = computerFindings(seen(doubt), TERMS).filter(
        ({ verdict, id }) => verdict === 'fail' || id === 'identity',
      );
      expect(findings.map(({ id, verdict }) => [id, verdict])).toEqual([['identity', verdicts[n]]]);
      expect(findings[0]?.nextStep).toContain(`/patch confirm ${ID}`);
    }
  });
});

describe('who else patches it', () => {
  type Policy = Partial<Facts['policy']>;
  const POLICIES: readonly (readonly [string, string, Policy, RegExp])[] = [
    ['AUOptions 4', 'automatic-updates', { auOptions: 4 }, /installs every approved update, and restarts, by itself/],
    ['AUOptions 5', 'automatic-updates', { auOptions: 5 }, /AUOptions 5/],
    ['no AUOptions', 'automatic-updates', { auOptions: null }, /sets no AUOptions/],
    ['deadlines', 'deadline', { deadline: true }, /deadlines/],
    ['Update for Business', 'update-for-business', { updateForBusiness: true }, /Windows Update for Business/],
    ['ConfigMgr', 'config-mgr', { configMgr: true }, /ConfigMgr/],
    ['no WSUS', 'update-server', { wuServer: null }, /names no WSUS/],
    ['a WSUS that is not used', 'update-server', { useWuServer: false }, /does not have it used/],
    [
      'another WSUS',
      'update-server',
      { wuServer: 'https://elsewhere:8531' },
      /another update server \(https:\/\/elsewhere/,
    ],
    ['WSUS over http', 'update-server-http', { wuServer: 'http://wsus-01:8530' }, /over http/],
  ];

  it.each(POLICIES)('%s is a failure of its own, with what to change', (_, id, policy, says) => {
    const finding = told({ inside: inside({ facts: facts({ policy }) }) }, id);
    expect(finding.verdict).toBe('fail');
    expect(finding.sentence).toMatch(says);
    expect(finding.nextStep).toMatch(/\.$/);
  });

  it('says what a plan would refuse, and nothing else', () => {
    const policy = fc.record({
      wuServer: fc.constantFrom(null, 'https://wsus-01:8531', 'https://WSUS-01', 'https://elsewhere', 'nonsense'),
      ...{ useWuServer: fc.boolean(), noAutoUpdate: fc.boolean(), deadline: fc.boolean() },
      ...{ updateForBusiness: fc.boolean(), configMgr: fc.boolean() },
      auOptions: fc.constantFrom(null, 1, 2, 3, 4, 5, 7),
    });
    fc.assert(
      fc.property(policy, (chosen) => {
        const one = facts({ policy: chosen });
        const isBlocked = whyFactsBlock(one, RULES, 'both') !== null;
        expect(worstOf(computerFindings(seen({ inside: inside({ facts: one }) }), TERMS)) === 'fail').toBe(isBlocked);
      }),
    );
  });
});

describe('what is the matter in it', () => {
  const service = (name: string, start: string) => ({ services: [{ name, state: 'Stopped', start }] });
  const failed = { at: NOW, title: 'KB5031356', operation: 'install', resultCode: 4, hresult: 0x80070643 } as const;
  const TROUBLES: readonly (readonly [string, string, string, Partial<Diagnosis>, RegExp, RegExp])[] = [
    [
      'a pending restart',
      'restart',
      'warn',
      { facts: facts({ restartRequired: true }) },
      /waits for a restart/,
      /Restart it/,
    ],
    [
      'a hint of one',
      'restart-hints',
      'warn',
      { facts: facts({ restartHints: ['PendingFileRenameOperations'] }) },
      /PendingFileRename/,
      /goes on/,
    ],
    ['servicing', 'servicing', 'warn', { facts: facts({ servicingBusy: true }) }, /completing earlier/, /Wait/],
    ['a full disk', 'disk', 'fail', { facts: facts({ systemDriveFreeBytes: 2 ** 30 }) }, /Only 1024 MB/, /Free/],
    [
      'a disk that is nearly full',
      'disk',
      'warn',
      { facts: facts({ systemDriveFreeBytes: 5 * 2 ** 30 }) },
      /hardly more/,
      /Free/,
    ],
    ['wuauserv off', 'service-wuauserv', 'fail', service('wuauserv', 'Disabled'), /wuauserv is disabled/, /Enable/],
    ['another service off', 'service-usosvc', 'warn', service('UsoSvc', 'Disabled'), /UsoSvc is disabled/, /Enable/],
    ['WinRM by hand', 'service-winrm', 'warn', service('WinRM', 'Manual'), /after a restart/, /automatically/],
    ['no search', 'last-search', 'warn', { lastSearchAt: null }, /never looked/, /Detect now/],
    ['an old search', 'last-search', 'warn', { lastSearchAt: NOW - 9 * DAY }, /9 days ago/, /Detect now/],
    ['an old install', 'last-install', 'warn', { lastInstallAt: NOW - 90 * DAY }, /90 days ago/, /approved/],
    [
      'a WSUS that does not answer',
      'wsus-answer',
      'fail',
      { wsus: { url: 'https://wsus-01:8531', status: null, error: 'timed out' } },
      /timed out/,
      /proxy/,
    ],
    [
      'a WSUS that is overloaded',
      'wsus-answer',
      'fail',
      { wsus: { url: 'https://wsus-01:8531', status: 503, error: null } },
      /HTTP 503/,
      /WsusPool/,
    ],
    ['BitLocker with a PIN', 'bitlocker', 'warn', { facts: facts({ startsAlone: false }) }, /PIN/, /suspend BitLocker/],
    [
      'leftovers',
      'leftovers',
      'warn',
      { leftovers: { tasks: 2, jobs: 1, toolkits: ['1', '2'] } },
      /2 scheduled tasks, 1 job without an end and toolkits of 2 versions/,
      /removed/,
    ],
    ['no client id', 'client-id', 'warn', { facts: facts({ susClientId: null }) }, /no SusClientId/, /Detect now/],
    [
      'failed updates',
      'history',
      'warn',
      { history: [failed, failed] },
      /1 failed \(KB5031356\): 0x80070643 2 times \(the update's own installer failed\)/,
      /recovery partition/,
    ],
    [
      'codes in the log',
      'log',
      'warn',
      { log: ['a 0x80072ee2 b', 'c 0x80072EE2', 'd 0x00000000', '0x8024401c'] },
      /0x80072EE2 2 times \(WSUS did not answer in time\) and 0x8024401C once/,
      /WSUS/,
    ],
    [
      'an unknown code',
      'log',
      'warn',
      { log: ['0x8DEADBEE'] },
      /0x8DEADBEE once \(not in my list\)/,
      /Look the codes up/,
    ],
    ['no log', 'log', 'warn', { logError: 'no symbols' }, /cannot be read \(no symbols\)/, /Read it/],
    [
      'what it could not find out',
      'unread',
      'warn',
      { problems: ['services: denied'] },
      /services: denied/,
      /Look at that/,
    ],
  ];

  it.each(TROUBLES)('%s: %s is %s', (_, id, verdict, trouble, says, next) => {
    const finding = told({ inside: inside(trouble) }, id);
    expect(finding.verdict).toBe(verdict);
    expect(finding.sentence).toMatch(says);
    expect(finding.nextStep).toMatch(next);
  });

  it('others with its client id are named', () => {
    const finding = told({ clones: ['fin-ws-08', 'fin-ws-09'] as ComputerId[] }, 'client-id');
    expect(finding).toMatchObject({ verdict: 'warn', sentence: expect.stringContaining('fin-ws-08 and fin-ws-09') });
  });

  it('one that is at work says so, and is not called healthy', () => {
    const finding = told({ inside: atWork('17' as TaskId, '/patch'), busyWith: '17' as TaskId }, 'inside');
    expect(finding).toMatchObject({ verdict: 'warn', sentence: expect.stringContaining('task 17') });
  });

  it('a job that broke is told as a failure', () => {
    const details = { computer: ID, key: 'k', cause: 'no memory' };
    expect(told({ inside: { code: 'PB501', details } }, 'inside').sentence).toContain('no memory');
  });
});

describe('whatever a computer says', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constant('<!channel> \u202e 0x80072EE2. \n'));
  /** What is no number at all does not get past the contract. */
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  const number = fc.oneof(fc.integer(), finite, fc.constantFrom(0, -1, Number.MAX_SAFE_INTEGER));
  const moment = fc.option(number);
  const hostile = fc.record({
    facts: fc.record({
      ...{
        systemDriveFreeBytes: number,
        susClientId: fc.option(text),
        restartHints: fc.array(text, { maxLength: 40 }),
      },
      ...{ restartRequired: fc.boolean(), servicingBusy: fc.boolean(), startsAlone: fc.boolean() },
      policy: fc.record({ wuServer: fc.option(text), useWuServer: fc.boolean(), auOptions: fc.option(fc.integer()) }),
    }),
    services: fc.array(fc.record({ name: text, state: text, start: fc.oneof(text, fc.constant('Disabled')) })),
    ...{ lastSearchAt: moment, lastInstallAt: moment, logError: fc.option(text), problems: fc.array(text) },
    wsus: fc.option(fc.record({ url: text, status: fc.option(fc.integer()), error: fc.option(text) })),
    history: fc.array(
      fc.record({
        at: number,
        title: text,
        resultCode: fc.integer({ min: 0, max: 5 }),
        hresult: fc.option(fc.integer()),
      }),
    ),
    log: fc.array(text),
    leftovers: fc.record({ tasks: fc.nat(), jobs: fc.nat(), toolkits: fc.array(text) }),
  });

  it('comes to whole findings, in the same order each time', () => {
    fc.assert(
      fc.property(hostile, number, text, (said, clock, name) => {
        const { facts: some, history, ...rest } = said;
        const whole = facts({ ...some, policy: some.policy });
        const past = history.map((one) => ({ ...one, operation: 'install' as const }));
        const logon = aSurvey({ clock, computerName: name, languageMode: name, executionPolicy: name });
        const one = seen({ logon, inside: inside({ ...rest, facts: whole, history: past }) });
        const findings = computerFindings(one, TERMS);
        expect(findings).toEqual(computerFindings(one, TERMS));
        for (const finding of findings) {
          expect(finding.sentence).not.toMatch(/undefined|\[object|NaN (?:s|min)/);
          expect(finding.verdict === 'pass').toBe(finding.nextStep === null);
        }
      }),
    );
  });
});
