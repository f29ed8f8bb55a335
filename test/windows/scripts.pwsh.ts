import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packagePath } from '../../src/package-root.js';
import { bootstrapLine, pieceArguments } from '../../src/windows/scripts/command-lines.js';
import {
  approveResult,
  BOOTSTRAP_FILES,
  commandLineJson,
  factsResult,
  installResult,
  jobContent,
  listResult,
  RESULT_PIECE,
  restartResult,
  scanResult,
  syncResult,
  TOOLKIT_FILES,
  type Verb,
} from '../../src/windows/scripts/contract.js';
import { sha256Hex, toolkitFiles } from '../../src/windows/scripts/texts.js';
import { findPwsh, PwshComputer } from './pwsh-computer.js';

const KEY = 'testhost-01JD0000000000000000000001';
const OTHER_KEY = 'testhost-01JD0000000000000000000002';
const KB1 = '11111111-2222-3333-4444-555555555501';
const KB2 = '11111111-2222-3333-4444-555555555502';
const KB3 = '11111111-2222-3333-4444-555555555503';

/** As Windows gives them to a new folder in %ProgramFiles%. */
const PROGRAM_FILES_RIGHTS = [
  'O:BAG:SYD:AI(A;ID;FA;;;S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464)',
  '(A;CIIOID;GA;;;S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464)(A;ID;FA;;;SY)(A;OICIIOID;GA;;;SY)',
  '(A;ID;FA;;;BA)(A;OICIIOID;GA;;;BA)(A;ID;0x1200a9;;;BU)(A;OICIIOID;GXGR;;;BU)(A;OICIIOID;GA;;;CO)',
  '(A;ID;0x1200a9;;;AC)(A;OICIIOID;GXGR;;;AC)(A;ID;0x1200a9;;;S-1-15-2-2)(A;OICIIOID;GXGR;;;S-1-15-2-2)',
].join('');

const pwsh = findPwsh();
if (pwsh === null) throw new Error('no PowerShell: name one by PATCHBAY_PWSH');

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer(pwsh);
});
afterEach(() => computer.remove());

function update(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const plain = {
    downloaded: false,
    size: 1_048_576,
    reboot: 0,
    hresult: 0,
    code: 2,
    downloadCode: 2,
    comError: 0,
    stopAfter: false,
  };
  return { id, title: `Update ${id.slice(-2)}`, kbs: ['5031364'], ...plain, ...more };
}

function resultOf(key: string): unknown {
  const report = computer.report('poll', key, { from: 0 });
  expect(report.error).toBeNull();
  expect(report.state).toBe('finished');
  expect(sha256Hex(report.result?.text ?? '')).toBe(report.result?.sha256);
  return JSON.parse(report.result?.text ?? '');
}

describe('the scripts', () => {
  it.each([...TOOLKIT_FILES, ...BOOTSTRAP_FILES.map((name) => `bootstrap/${name}`)])(
    '%s is read without an error',
    (name) => {
      expect(computer.parseErrors(packagePath('src', 'windows', 'scripts', ...name.split('/')))).toBe('');
    },
  );
});

describe('a request that is meant for another machine', () => {
  const OTHER = '6f9619ff-8b86-d011-b42d-000000000000';
  const text = '{}';
  const submission = {
    script: 'Get-EndpointFacts',
    hash: sha256Hex(jobContent('Get-EndpointFacts', text)),
    ...{ pieces: 0, notAfter: '2999-01-01T00:00:00Z', limitSeconds: 60 },
  };
  const requests: readonly (readonly [Verb, Record<string, unknown>])[] = [
    ['input', { key: KEY, index: 0, count: 1, sha256: sha256Hex(text) }],
    ['submit', { key: KEY, ...submission }],
    ['poll', { key: KEY, from: 0 }],
    ['acknowledge', { key: KEY }],
    ['stop', { key: KEY }],
    ['purge', {}],
  ];

  it.each(requests)('is refused before anything is read or written: %s', (verb, request) => {
    expect(computer.verb(verb, { ...request, machine: OTHER }, text)).toMatchObject({
      refused: 'machine',
      message: '6f9619ff-8b86-d011-b42d-00cf4fc964ff',
    });
    expect(computer.verb(verb, { ...request, machine: null }, text)).toMatchObject({ refused: 'machine' });
    expect(computer.verb(verb, { ...request, machine: undefined }, text)).toMatchObject({ refused: 'failed' });
    expect(existsSync(computer.jobFile(KEY, '../..'))).toBe(false);
    expect(computer.runs()).toEqual([]);
  });

  it('leaves the jobs of this one as they are', () => {
    computer.taskMode = 'hold';
    computer.submit(KEY, 'MS_WUA_Scan', {});
    for (const [verb, request] of requests)
      expect(computer.verb(verb, { ...request, machine: OTHER }, text)).toMatchObject({ refused: 'machine' });
    expect(computer.report('poll', KEY, { from: 0 })).toMatchObject({ state: 'running', stopRequested: false });
  });
});

describe('submitting', () => {
  it('starts a job once, however often it is submitted', () => {
    const first = computer.submit(KEY, 'Get-EndpointFacts', {});
    const second = computer.submit(KEY, 'Get-EndpointFacts', {});
    expect([first.state, second.state]).toEqual(['finished', 'finished']);
    expect(computer.runs()).toEqual([`Patchbay-${KEY}`]);
  });

  it('registers a task of SYSTEM, highest, at normal priority, that only creates', () => {
    computer.submit(KEY, 'Get-EndpointFacts', {});
    const definition = JSON.parse(readFileSync(join(computer.tasks, 'definition.json'), 'utf8'));
    expect(definition).toEqual({
      ...{ user: 'S-1-5-18', batteries: [false, false], instances: 2, flags: 2, logon: 5, level: 1, priority: 5 },
      ...{ limit: 'PT3600S', sddl: 'D:P(A;;FA;;;SY)(A;;FA;;;BA)', path: expect.stringContaining('powershell.exe') },
    });
  });

  it('calls the same key with another content a conflict and starts nothing', () => {
    computer.submit(KEY, 'Get-EndpointFacts', {});
    const report = computer.submit(KEY, 'MS_WUA_Scan', {});
    expect(report.state).toBe('conflict');
    expect(report.hash).toBe(sha256Hex(jobContent('Get-EndpointFacts', '{}')));
    expect(computer.runs()).toHaveLength(1);
  });

  it('refuses an input that does not fit its hash', () => {
    const request = {
      key: KEY,
      script: 'MS_WUA_Scan',
      hash: 'a'.repeat(64),
      pieces: 0,
      notAfter: '2999-01-01T00:00:00Z',
      limitSeconds: 60,
    };
    expect(computer.verb('submit', request, '{}')).toMatchObject({ refused: 'hash' });
    expect(computer.report('poll', KEY, { from: 0 }).state).toBe('unknown');
  });

  it('refuses a key that is none and a script that is not ours', () => {
    const request = {
      script: 'MS_WUA_Scan',
      hash: 'a'.repeat(64),
      pieces: 0,
      notAfter: '2999-01-01T00:00:00Z',
      limitSeconds: 60,
    };
    expect(computer.verb('submit', { ...request, key: '../../etc-01JD0000000000000000000001' }, '{}')).toMatchObject({
      refused: 'name',
    });
    expect(computer.verb('submit', { ...request, key: KEY, script: '..\\evil' }, '{}')).toMatchObject({
      refused: 'name',
    });
  });

  it('joins an input that came in pieces, sent in any order and twice', () => {
    const updates = [KB1, KB2, KB3];
    computer.agent({ needed: [update(KB1)] });
    const text = commandLineJson({ updates, distributeOnly: true });
    const pieces = [text.slice(0, 40), text.slice(40, 90), text.slice(90)];
    for (const index of [2, 0, 1, 0]) {
      const piece = pieces[index] ?? '';
      const request = { key: KEY, index, count: 3, sha256: sha256Hex(piece) };
      expect(computer.verb('input', request, piece)).toEqual({ key: KEY, index, sha256: sha256Hex(piece) });
    }
    const hash = sha256Hex(jobContent('MS_WUA_Install_Updates', text));
    const request = {
      script: 'MS_WUA_Install_Updates',
      hash,
      pieces: 3,
      notAfter: '2999-01-01T00:00:00Z',
      limitSeconds: 60,
    };
    expect(computer.report('submit', KEY, request).state).toBe('finished');
    expect(existsSync(computer.jobFile(KEY, 'input.0'))).toBe(false);
    expect(installResult.parse(resultOf(KEY)).updates.map((one) => one.outcome)).toEqual([
      'downloaded',
      'not-found',
      'not-found',
    ]);
  });

  it('names a missing piece of the input', () => {
    const request = {
      key: KEY,
      script: 'MS_WUA_Scan',
      hash: 'a'.repeat(64),
      pieces: 1,
      notAfter: '2999-01-01T00:00:00Z',
      limitSeconds: 60,
    };
    expect(computer.verb('submit', request)).toMatchObject({ refused: 'missing' });
  });

  it.each(['no-register', 'fail'])('is repaired by the next submission where it was cut off (%s)', (mode) => {
    computer.taskMode = mode;
    const request = {
      script: 'Get-EndpointFacts',
      hash: sha256Hex(jobContent('Get-EndpointFacts', '{}')),
      pieces: 0,
      notAfter: '2999-01-01T00:00:00Z',
      limitSeconds: 60,
    };
    expect(computer.verb('submit', { key: KEY, ...request }, '{}')).toMatchObject({ refused: 'failed' });
    expect(computer.report('poll', KEY, { from: 0 }).state).toBe('unknown');
    computer.taskMode = 'run';
    expect(computer.report('submit', KEY, request, '{}').state).toBe('finished');
  });

  it('refuses folders that are links, that somebody else owns or that others may enter', () => {
    computer.submit(OTHER_KEY, 'Get-EndpointFacts', {});
    const jobs = join(computer.root, 'data', 'Patchbay', 'jobs');
    symlinkSync(computer.root, join(jobs, KEY));
    expect(computer.verb('poll', { key: KEY, from: 0 })).toMatchObject({ refused: 'reparse-point' });
    rmSync(join(jobs, KEY));
    writeFileSync(`${jobs}.sddl`, 'O:S-1-5-21-1-2-3-1001G:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)');
    expect(computer.verb('poll', { key: KEY, from: 0 })).toMatchObject({ refused: 'owner' });
    writeFileSync(`${jobs}.sddl`, 'O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)');
    expect(computer.verb('poll', { key: KEY, from: 0 })).toMatchObject({ refused: 'access' });
    writeFileSync(`${jobs}.sddl`, 'O:BAG:BAD:AI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)');
    expect(computer.verb('poll', { key: KEY, from: 0 })).toMatchObject({ refused: 'access' });
  });
});

describe('polling', () => {
  it('says of a job that was started a moment ago that it runs', () => {
    computer.taskMode = 'hold';
    expect(computer.submit(KEY, 'MS_WUA_Scan', {}).state).toBe('running');
    expect(computer.report('poll', KEY, { from: 0 }).state).toBe('running');
  });

  it('calls a job that never began interrupted, and from then on it cannot begin', () => {
    computer.taskMode = 'hold';
    computer.submit(KEY, 'MS_WUA_Scan', {});
    writeFileSync(computer.jobFile(KEY, 'launched'), '{"at":"2020-01-01T00:00:00Z"}');
    expect(computer.report('poll', KEY, { from: 0 }).state).toBe('interrupted');
    computer.run('Start-PatchbayJob.ps1', ['-Key', KEY], KEY);
    expect(computer.report('poll', KEY, { from: 0 }).state).toBe('interrupted');
    expect(computer.submit(KEY, 'MS_WUA_Scan', {}).state).toBe('interrupted');
  });

  it('calls a job that began and vanished interrupted, and never runs it again', () => {
    computer.taskMode = 'hold';
    computer.agent({ needed: [update(KB1)] });
    computer.submit(KEY, 'MS_WUA_Install_Updates', { updates: [KB1], distributeOnly: false });
    writeFileSync(computer.jobFile(KEY, 'started'), '{}');
    expect(computer.report('poll', KEY, { from: 0 }).state).toBe('interrupted');
    computer.run('Start-PatchbayJob.ps1', ['-Key', KEY], KEY);
    expect(computer.agentLog()).toEqual([]);
  });

  it('shows progress while the task runs', () => {
    computer.taskMode = 'hold';
    computer.submit(KEY, 'MS_WUA_Scan', {});
    writeFileSync(join(computer.tasks, `Patchbay-${KEY}.running`), '');
    writeFileSync(
      computer.jobFile(KEY, 'progress.json'),
      '{"done":3,"total":14,"phase":"install","item":"\\u00dcbung"}',
    );
    expect(computer.report('poll', KEY, { from: 0 })).toMatchObject({
      state: 'running',
      progress: { done: 3, total: 14, phase: 'install', item: 'Übung' },
    });
  });

  it('gives a long result by pieces that carry the whole one’s hash', () => {
    const many = Array.from({ length: 1200 }, (_, index) => update(KB1, { title: `${index} ${'x'.repeat(200)}` }));
    computer.agent({ needed: many });
    computer.submit(KEY, 'MS_WUA_Scan', {});
    const first = computer.report('poll', KEY, { from: 0 }).result;
    const second = computer.report('poll', KEY, { from: RESULT_PIECE }).result;
    const text = (first?.text ?? '') + (second?.text ?? '');
    expect(first?.text).toHaveLength(RESULT_PIECE);
    expect(text).toHaveLength(first?.total ?? 0);
    expect(sha256Hex(text)).toBe(second?.sha256);
    expect(scanResult.parse(JSON.parse(text)).needed).toHaveLength(1200);
  });

  it('tells why a job broke, with its code', () => {
    computer.agent({ needed: [], searchCode: 3 });
    computer.submit(KEY, 'MS_WUA_Install_Updates', { updates: [KB1], distributeOnly: false });
    const report = computer.report('poll', KEY, { from: 0 });
    expect(report.state).toBe('broken');
    expect(report.error?.message).toContain('result code 3');
    expect(report.error?.hresult).toMatch(/^0x[0-9A-F]{8}$/);
  });

  it('breaks a job whose input was changed behind its back', () => {
    computer.taskMode = 'hold';
    computer.submit(KEY, 'MS_WUA_Scan', {});
    writeFileSync(computer.jobFile(KEY, 'input.json'), '{"evil":1}');
    computer.run('Start-PatchbayJob.ps1', ['-Key', KEY], KEY);
    expect(computer.report('poll', KEY, { from: 0 })).toMatchObject({ state: 'broken' });
  });
});

describe('acknowledging, stopping and purging', () => {
  it('takes input, result and task away and leaves a tombstone that a late duplicate meets', () => {
    computer.submit(KEY, 'MS_WUA_Scan', {});
    expect(computer.report('acknowledge', KEY).state).toBe('acknowledged');
    expect(computer.report('acknowledge', KEY).state).toBe('acknowledged');
    expect(existsSync(computer.jobFile(KEY, 'result.json'))).toBe(false);
    expect(existsSync(join(computer.tasks, `Patchbay-${KEY}`))).toBe(false);
    expect(computer.submit(KEY, 'MS_WUA_Scan', {}).state).toBe('acknowledged');
    expect(computer.submit(KEY, 'Get-EndpointFacts', {}).state).toBe('conflict');
    expect(computer.runs()).toHaveLength(1);
  });

  it('does not take a running job away', () => {
    computer.taskMode = 'hold';
    computer.submit(KEY, 'MS_WUA_Scan', {});
    expect(computer.report('acknowledge', KEY).state).toBe('running');
    expect(existsSync(computer.jobFile(KEY, 'request.json'))).toBe(true);
  });

  it('leaves a tombstone for a key that never arrived', () => {
    expect(computer.report('acknowledge', KEY).state).toBe('acknowledged');
    expect(computer.submit(KEY, 'MS_WUA_Scan', {}).state).toBe('acknowledged');
  });

  it('marks a job as to be stopped, and knows nothing of a foreign key', () => {
    computer.taskMode = 'hold';
    computer.submit(KEY, 'MS_WUA_Scan', {});
    expect(computer.report('stop', KEY)).toMatchObject({ state: 'running', stopRequested: true });
    expect(computer.report('stop', OTHER_KEY).state).toBe('unknown');
  });

  it('removes tombstones after thirty days and old toolkits, but nothing that is in use', () => {
    computer.submit(KEY, 'MS_WUA_Scan', {});
    computer.report('acknowledge', KEY);
    computer.submit(OTHER_KEY, 'MS_WUA_Scan', {});
    expect(computer.verb('purge', {})).toEqual({ purged: 0 });
    writeFileSync(computer.jobFile(KEY, 'tombstone.json'), '{"hash":null,"at":"2020-01-01T00:00:00Z"}');
    mkdirSync(computer.jobFile('left by an administrator', '.'));
    const old = join(computer.toolkit, '..', '0.0.0-older');
    symlinkSync(computer.root, `${old}-link`);
    computer.verb('purge', {});
    expect(existsSync(computer.jobFile(KEY, 'tombstone.json'))).toBe(false);
    expect(existsSync(computer.jobFile(OTHER_KEY, 'request.json'))).toBe(true);
    expect(existsSync(computer.toolkit)).toBe(true);
    expect(existsSync(`${old}-link`)).toBe(true);
    utimesSync(computer.toolkit, 0, 0);
    expect(computer.verb('purge', {})).toEqual({ purged: 0 });
  });
});

describe('Get-EndpointFacts', () => {
  it('gives facts in ASCII that fit the contract, arrays of one included', () => {
    computer.submit(KEY, 'Get-EndpointFacts', {});
    const facts = factsResult.parse(resultOf(KEY));
    expect(facts).toMatchObject({
      machineId: '6f9619ff-8b86-d011-b42d-00cf4fc964ff',
      osCaption: 'Microsoft Windows Server 2022 Datacenter – Évaluation',
      osBuild: '10.0.20348.2031',
      bootedAt: '2026-01-05T06:00:00.0000000Z',
      restartHints: ['PendingFileRenameOperations'],
      loggedOnUsers: 2,
      systemDriveFreeBytes: 53_687_091_200,
    });
    expect(facts.policy).toMatchObject({
      useWuServer: true,
      auOptions: 3,
      deadline: false,
      configMgr: false,
      targetGroup: null,
    });
  });
});

describe('MS_WUA_Scan', () => {
  it('lists what is needed and what is there, in lower-case ids', () => {
    computer.agent({
      needed: [update(KB1, { kbs: [], reboot: 1, title: 'Mise à jour "1"\n' })],
      installed: [update(KB2)],
    });
    computer.submit(KEY, 'MS_WUA_Scan', {});
    const scan = scanResult.parse(resultOf(KEY));
    expect(scan.resultCode).toBe(2);
    expect(scan.needed).toEqual([
      {
        updateId: KB1,
        revision: 200,
        title: 'Mise à jour "1"\n',
        kbs: [],
        downloaded: false,
        sizeBytes: 1_048_576,
        rebootBehavior: 1,
        impact: 0,
      },
    ]);
    expect(scan.installed).toEqual([KB2]);
  });

  it('takes a collection that the agent left out for an empty one', () => {
    computer.agent({ needed: [update(KB1, { kbs: null })], warnings: null });
    computer.submit(KEY, 'MS_WUA_Scan', {});
    const scan = scanResult.parse(resultOf(KEY));
    expect([scan.needed[0]?.kbs, scan.warnings]).toEqual([[], []]);
  });

  it('passes on that the search ended with errors', () => {
    computer.agent({ searchCode: 3, warnings: [{ HResult: -2145107951, Message: 'WSUS' }] });
    computer.submit(KEY, 'MS_WUA_Scan', {});
    const scan = scanResult.parse(resultOf(KEY));
    expect(scan.resultCode).toBe(3);
    expect(scan.warnings[0]).toBe('0x80244011 WSUS');
  });
});

describe('MS_WUA_Install_Updates', () => {
  const install = (updates: readonly string[], more: { distributeOnly?: boolean; notAfter?: string } = {}) => {
    computer.submit(
      KEY,
      'MS_WUA_Install_Updates',
      { updates, distributeOnly: more.distributeOnly ?? false },
      more.notAfter,
    );
    return installResult.parse(resultOf(KEY));
  };

  it('accepts licences, downloads and installs one after the other, and judges each by itself', () => {
    computer.agent({
      needed: [
        update(KB1, { reboot: 1 }),
        update(KB2, { code: 4, hresult: -2145124318 }),
        update(KB3, { downloaded: true }),
      ],
    });
    const result = install([KB2, KB1, KB3]);
    expect(result.updates).toEqual([
      { updateId: KB2, outcome: 'failed', resultCode: 4, hresult: '0x80240022', restartRequired: false },
      { updateId: KB1, outcome: 'installed', resultCode: 2, hresult: null, restartRequired: true },
      { updateId: KB3, outcome: 'installed', resultCode: 2, hresult: null, restartRequired: false },
    ]);
    expect(result).toMatchObject({ restartRequired: true, stopped: null });
    expect(computer.agentLog()).toEqual([
      `eula ${KB2}`,
      `download ${KB2}`,
      `install ${KB2}`,
      `eula ${KB1}`,
      `download ${KB1}`,
      `install ${KB1}`,
      `eula ${KB3}`,
      `install ${KB3}`,
    ]);
  });

  it('downloads only, when told so', () => {
    computer.agent({ needed: [update(KB1)], rebootRequired: true });
    expect(install([KB1], { distributeOnly: true }).updates[0]?.outcome).toBe('downloaded');
    expect(computer.agentLog().some((line) => line.startsWith('install'))).toBe(false);
  });

  it('starts nothing while a restart is due, another installer runs, or the window has closed', () => {
    computer.agent({ needed: [update(KB1)], rebootRequired: true });
    expect(install([KB1])).toMatchObject({
      stopped: 'restart-pending',
      updates: [{ outcome: 'not-started', resultCode: null }],
    });
    computer.remove();
    computer = new PwshComputer(pwsh);
    computer.agent({ needed: [update(KB1)], busy: true });
    expect(install([KB1]).stopped).toBe('busy');
    computer.remove();
    computer = new PwshComputer(pwsh);
    computer.agent({ needed: [update(KB1)] });
    expect(install([KB1], { notAfter: '2020-01-01T00:00:00Z' }).stopped).toBe('not-after');
    expect(computer.agentLog()).toEqual([]);
  });

  it('finishes the running update after a stop and starts no further one', () => {
    computer.agent({ needed: [update(KB1, { stopAfter: true }), update(KB2)] });
    const result = install([KB1, KB2]);
    expect(result.updates.map((one) => one.outcome)).toEqual(['installed', 'not-started']);
    expect(result.stopped).toBe('stop');
    expect(computer.agentLog()).not.toContain(`install ${KB2}`);
  });

  it('tells an error of the agent apart from a restart that it asks for first', () => {
    computer.agent({
      needed: [update(KB1, { comError: -2147024784 }), update(KB2, { comError: -2145124330 }), update(KB3)],
    });
    const result = install([KB1, KB2, KB3]);
    expect(result.updates.map((one) => [one.outcome, one.hresult])).toEqual([
      ['failed', '0x80070070'],
      ['not-started', '0x80240016'],
      ['not-started', null],
    ]);
    expect(result.stopped).toBe('restart-pending');
  });

  it('takes a restart that an update’s own result asks for first as not started, too', () => {
    computer.agent({ needed: [update(KB1, { code: 4, hresult: -2145124330 }), update(KB2)] });
    const result = install([KB1, KB2]);
    expect(result.updates.map((one) => [one.outcome, one.hresult])).toEqual([
      ['not-started', '0x80240016'],
      ['not-started', null],
    ]);
    expect(result.stopped).toBe('restart-pending');
  });
});

describe('Restart-Endpoint', () => {
  const restart = (notAfter?: string) => {
    computer.submit(KEY, 'Restart-Endpoint', { delaySeconds: 120, message: 'Save "all" now.\\' }, notAfter);
    return restartResult.parse(resultOf(KEY));
  };

  it('plans a restart with a notice, and tells the boot before it', () => {
    computer.shutdownEndsWith(0);
    expect(restart()).toEqual({ bootedAt: '2026-01-05T06:00:00.0000000Z', planned: true, reason: null });
    expect(computer.shutdownLog()).toEqual(['/r', '/t', '120', '/d', 'p:2:17', '/c', "Save 'all' now."]);
  });

  it('breaks where Windows refuses, and leaves time for its own result', () => {
    computer.shutdownEndsWith(5);
    computer.submit(KEY, 'Restart-Endpoint', { delaySeconds: 0, message: '' });
    expect(computer.report('poll', KEY, { from: 0 })).toMatchObject({ state: 'broken' });
    expect(computer.shutdownLog()[2]).toBe('5');
  });

  it('plans nothing when its window has closed', () => {
    computer.shutdownEndsWith(0);
    expect(restart('2020-01-01T00:00:00Z')).toMatchObject({ planned: false, reason: 'not-after' });
    expect(computer.shutdownLog()).toEqual([]);
  });
});

describe('the scripts of WSUS', () => {
  const published = (id: string, more: Record<string, unknown> = {}) => ({
    ...{ id, title: 'x', kbs: ['5031364'], declined: false, publication: 'Published', revised: false, licence: false },
    ...more,
  });
  const run = (script: string, input: unknown = {}, notAfter?: string) => {
    computer.submit(KEY, script, input, notAfter);
    return resultOf(KEY);
  };

  it('wait for a synchronization to start and to end, and count what it brought', () => {
    const updates = [published(KB1), published(KB2, { revised: true }), published(KB3, { publication: 'Expired' })];
    computer.wsus({ never: true, updates });
    expect(syncResult.parse(run('Sync-Wsus'))).toEqual({
      ...{ outcome: 'ended', startedAt: '2026-01-02T00:00:00.0000000Z', endedAt: '2026-01-02T00:05:00.0000000Z' },
      ...{ result: 1, newUpdates: 1, revisedUpdates: 1, expiredUpdates: 1, error: null },
    });
  });

  it('wait on while WSUS refuses a call now and then', () => {
    computer.wsus({ flaky: true, updates: [published(KB1)] });
    expect(syncResult.parse(run('Sync-Wsus'))).toMatchObject({
      ...{ outcome: 'ended', startedAt: '2026-01-02T00:00:00.0000000Z', result: 1, newUpdates: 1, error: null },
    });
  });

  it.each([
    [{ busy: true }, 'busy', null],
    [{ refused: true }, 'refused', 'not now'],
  ])('tell why a synchronization did not start: %j', (known, outcome, error) => {
    computer.wsus(known);
    expect(syncResult.parse(run('Sync-Wsus'))).toMatchObject({ outcome, error, startedAt: null });
  });

  it('list updates, groups and computers', () => {
    computer.wsus({ updates: [published(KB1)] });
    const list = listResult.parse(run('Get-WsusUpdates'));
    const group = 'a0a08746-4dbe-4a37-9adf-9e7652c0b421';
    expect(list.groups).toEqual([{ id: group, name: 'Tous les ordinateurs', parentId: null }]);
    expect(list.computers).toEqual([{ name: 'srv01.example.test', groupIds: [group] }]);
    expect(list.updates[0]).toMatchObject({
      updateId: KB1,
      classificationId: '0fa1201d-4330-4fa8-8ae9-b877473b6441',
      arrivedAt: '2026-01-01T00:00:00.0000000Z',
      rebootBehavior: 1,
      impact: 2,
      needsNetwork: true,
      approvals: [
        { groupId: group, action: 'install', state: 'active', deadline: null },
        { groupId: group, action: 'not-approved', state: 'pending', deadline: '2026-02-01T00:00:00.0000000Z' },
      ],
    });
  });

  it('approve with licence and deadline, take back, and answer each order by itself', () => {
    computer.wsus({ updates: [published(KB1, { licence: true }), published(KB2, { declined: true })] });
    const order = { revision: 200, groupId: 'a0a08746-4dbe-4a37-9adf-9e7652c0b421', action: 'install', deadline: null };
    const orders = [
      { ...order, updateId: KB1, deadline: '2999-02-01T03:00:00.000Z' },
      { ...order, updateId: KB2 },
      { ...order, updateId: KB3 },
      { ...order, updateId: KB1, action: 'not-approved' },
      { ...order, updateId: KB1, deadline: '2020-02-01T03:00:00.000Z' },
    ];
    const { answers } = approveResult.parse(run('Approve-WsusUpdates', { orders }));
    expect(answers.map((answer) => [answer.updateId, answer.ok])).toEqual([
      [KB1, true],
      [KB2, false],
      [KB3, false],
      [KB1, true],
      [KB1, false],
    ]);
    expect(answers[1]?.error).toBe('the update is declined');
    expect(answers[4]?.error).toBe('the deadline has passed');
    expect(computer.wsusLog()).toEqual([
      `licence ${KB1}`,
      `Install ${KB1} group Utc 2999-02-01T03:00:00.0000000Z`,
      `NotApproved ${KB1} group none`,
    ]);
  });

  it('decline for the whole server, once, and take no approval of what is declined', () => {
    computer.wsus({ updates: [published(KB1, { licence: true }), published(KB2, { declined: true })] });
    const group = 'a0a08746-4dbe-4a37-9adf-9e7652c0b421';
    const decline = { revision: 200, groupId: group, action: 'decline', deadline: null };
    const orders = [KB1, KB2, KB3].map((updateId) => ({ ...decline, updateId }));
    const { answers } = approveResult.parse(run('Approve-WsusUpdates', { orders }));
    expect(answers.map((answer) => answer.ok)).toEqual([true, true, false]);
    expect(computer.wsusLog()).toEqual([`Decline ${KB1}`]);
  });

  it('approve nothing on a replica, nor when the window has closed', () => {
    const orders = [
      {
        updateId: KB1,
        revision: 200,
        groupId: 'a0a08746-4dbe-4a37-9adf-9e7652c0b421',
        action: 'install',
        deadline: null,
      },
    ];
    computer.wsus({ updates: [published(KB1)], replica: true });
    expect(approveResult.parse(run('Approve-WsusUpdates', { orders })).answers[0]?.ok).toBe(false);
    expect(computer.wsusLog()).toEqual([]);
  });
});

describe('the bootstrap scripts', () => {
  const version = '0.0.0-fresh';
  const files = toolkitFiles().slice(0, 2);
  const entries = files.map((file) => `${file.name}=${pieceArguments(version, file).length}=${file.sha256}`).join(';');

  it('bring files in pieces and seal them, as often as asked', () => {
    expect(computer.bootstrap(bootstrapLine('Seal-Toolkit.ps1', [version, entries]))).toEqual({ refused: 'missing' });
    for (const piece of files.flatMap((file) => pieceArguments(version, file))) {
      expect(computer.bootstrap(bootstrapLine('Put-Piece.ps1', piece))).toMatchObject({
        file: piece[1],
        sha256: piece[3],
      });
    }
    for (let time = 0; time < 2; time += 1) {
      expect(computer.bootstrap(bootstrapLine('Seal-Toolkit.ps1', [version, entries]))).toEqual({ version, files: 2 });
    }
    const sealed = join(computer.root, 'fresh', 'Patchbay', version);
    for (const file of files) expect(readFileSync(join(sealed, file.name), 'latin1')).toBe(file.text);
    expect(existsSync(`${sealed}.part`)).toBe(false);
    writeFileSync(join(sealed, files[0]?.name ?? ''), 'changed');
    expect(computer.bootstrap(bootstrapLine('Seal-Toolkit.ps1', [version, entries]))).toEqual({ refused: 'altered' });
  });

  it('refuse a damaged piece, a strange name and a folder of somebody else', () => {
    const piece = [version, 'Patchbay.Common.ps1', '0', sha256Hex('a'), Buffer.from('b').toString('base64')];
    expect(computer.bootstrap(bootstrapLine('Put-Piece.ps1', piece))).toEqual({ refused: 'hash' });
    const outside = bootstrapLine('Put-Piece.ps1', ['..', ...piece.slice(1)]);
    expect(computer.bootstrap(outside)).toEqual({ refused: 'name' });
    const foreign = 'O:S-1-5-21-1-2-3-1001G:SYD:';
    expect(computer.bootstrap(bootstrapLine('Put-Piece.ps1', piece), foreign)).toMatchObject({ refused: 'owner' });
  });

  it('keep the folders that they make to SYSTEM and administrators', () => {
    for (const piece of files.flatMap((file) => pieceArguments(version, file))) {
      computer.bootstrap(bootstrapLine('Put-Piece.ps1', piece));
    }
    computer.bootstrap(bootstrapLine('Seal-Toolkit.ps1', [version, entries]));
    const rights = 'O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA) Owner, Access';
    expect(computer.aclLog()).toEqual(
      ['Patchbay', `${version}.part`, `${version}.new`].map((name) => `${name} ${rights}`),
    );
  });

  it.each([
    ['O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)', true],
    [PROGRAM_FILES_RIGHTS, true],
    ['O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;BU)', false],
    ['O:BAG:SYD:AI(A;OICIIO;FA;;;AU)(A;ID;FA;;;BA)', false],
    ['O:BAG:SYD:NO_ACCESS_CONTROL', false],
    ['O:BAG:SY', false],
  ])('take a folder with the rights %s: %s', (sddl, taken) => {
    mkdirSync(join(computer.fresh, 'Patchbay', version), { recursive: true });
    const [piece = []] = files[0] ? pieceArguments(version, files[0]) : [];
    const answer = computer.bootstrap(bootstrapLine('Put-Piece.ps1', piece), sddl);
    expect(answer).toMatchObject(taken ? { file: piece[1] } : { refused: 'access' });
    const probe = computer.probe(bootstrapLine('Probe.ps1', [version]), { mode: 'FullLanguage', sddl });
    expect(probe).toContain(`|toolkit=${taken ? 'present' : 'absent'}|`);
  });

  it('say in a frame what Windows did not allow', () => {
    mkdirSync(computer.fresh, { recursive: true });
    writeFileSync(join(computer.fresh, 'Patchbay'), 'not a folder');
    const [piece = []] = files[0] ? pieceArguments(version, files[0]) : [];
    expect(computer.bootstrap(bootstrapLine('Put-Piece.ps1', piece))).toMatchObject({
      refused: 'failed',
      message: expect.stringMatching(/^[ -~]+$/),
      hresult: expect.stringMatching(/^0x[0-9A-F]{8}$/),
    });
  });
});

describe('the probe', () => {
  const line = bootstrapLine('Probe.ps1', ['0.0.0-fresh']);

  it('answers in Constrained Language too, and no value breaks its one line', () => {
    const output = computer.probe(line, { mode: 'ConstrainedLanguage', name: 'a|b\n\u00dc\u212a' });
    expect(output).toMatch(
      /^PBPROBE1\|10\|mode=ConstrainedLanguage\|policy=Bypass\|name=a\?b\?\?\?\|domain=corp\.example\|machine=6f9619ff-/,
    );
    expect(output).toMatch(
      /\|booted=2026-01-05T06:00:00\.0000000Z\|clock=[^|]+Z\|.*\|toolkit=absent\|admin=yes\|PBEND\r?\n$/,
    );
  });

  it.each([
    [{ UserPolicy: 'AllSigned' }, 'AllSigned'],
    [{ UserPolicy: 'AllSigned', MachinePolicy: 'RemoteSigned' }, 'RemoteSigned'],
    [{ LocalMachine: 'Restricted' }, 'Bypass'],
  ])('tells what group policy leaves of our switch: %j is %s', (policies, policy) => {
    expect(computer.probe(line, { mode: 'FullLanguage', policies })).toContain(`|policy=${policy}|`);
  });
});

describe('reading a file', () => {
  it('waits while another one holds it', () => {
    const script = [
      ". (Join-Path $PSScriptRoot 'Patchbay.Common.ps1')",
      "$path = Join-Path $PSScriptRoot 'held.txt'",
      "[IO.File]::WriteAllText($path, 'whole')",
      "$held = [IO.File]::Open($path, 'Open', 'ReadWrite', 'None')",
      'function Start-Sleep { $held.Dispose() }',
      '[Console]::Out.Write((Read-SharedText $path))',
    ];
    writeFileSync(join(computer.toolkit, 'try.ps1'), script.join('\n'));
    expect(computer.run('try.ps1', [])).toBe('whole');
  });
});
