import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diagnosisResult } from '../../../src/windows/scripts/contract.js';
import { PwshComputer } from '../pwsh-computer.js';
import { KEY, OTHER_KEY, run } from './on-pwsh.js';

/** A web server of its own process: while a script runs, this one waits. It knows one path. */
const SERVER = `const s = require('node:http').createServer((q, a) => { a.statusCode = q.url === process.argv[1] ? 200 : 404; a.end(); });
s.listen(0, '127.0.0.1', () => console.log(s.address().port));`;

let computer: PwshComputer;
const servers: ChildProcess[] = [];
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => {
  for (const server of servers.splice(0)) server.kill();
  computer.remove();
});

async function serve(path: string): Promise<string> {
  const server = spawn(process.execPath, ['-e', SERVER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  servers.push(server);
  const [line] = await once(server.stdout, 'data');
  return `http://127.0.0.1:${String(line).trim()}`;
}

function diagnose(more: Record<string, unknown> = {}) {
  return diagnosisResult.parse(run(computer, 'Get-Diagnosis', { logLines: 0, detectNow: false, ...more }));
}

describe('Get-Diagnosis', () => {
  it('tells what an administrator would look at, and asks for a detection where wanted', async () => {
    const wuServer = await serve('/selfupdate/wuident.cab');
    computer.knows({ log: 'text', services: { wuauserv: 'Running' }, registry: { WUServer: `${wuServer}/` } });
    const at = '2026-01-04T03:00:00Z';
    const entry = { Date: at, Title: 'KB1', Operation: 1, ResultCode: 4, HResult: -2145124318 };
    computer.agent({ lastSearch: at, history: [entry, { ...entry, Title: null, Operation: 2, HResult: 0 }] });
    const told = diagnose({ logLines: 3, detectNow: true });
    expect(told).toMatchObject({
      ...{ languageMode: 'FullLanguage', detectAsked: true, problems: [], logError: null, lastInstallAt: null },
      lastSearchAt: '2026-01-04T03:00:00.0000000Z',
      wsus: { url: `${wuServer}/selfupdate/wuident.cab`, status: 200, error: null },
      history: [
        { at: '2026-01-04T03:00:00.0000000Z', title: 'KB1', operation: 'install', hresult: '0x80240022' },
        { title: '', operation: 'uninstall', hresult: null },
      ],
      log: ['line 48 \u00e9', 'line 49 \u00e9', 'line 50 \u00e9'],
    });
    expect(told.services[0]).toEqual({ name: 'wuauserv', state: 'Running', start: 'Automatic' });
    expect(told.services[1]).toEqual({ name: 'UsoSvc', state: 'absent', start: 'absent' });
    expect(existsSync(computer.jobFile(KEY, 'log'))).toBe(false);
    expect(computer.agentLog()).toEqual(['detect']);
  });

  it('asks the web service of a WSUS without a self-update tree', async () => {
    const wuServer = await serve('/ClientWebService/client.asmx');
    computer.knows({ registry: { WUServer: wuServer } });
    expect(diagnose().wsus).toEqual({ url: `${wuServer}/ClientWebService/client.asmx`, status: 200, error: null });
    computer.remove();
    computer = new PwshComputer();
    computer.knows({ registry: { WUServer: await serve('/nothing') } });
    expect(diagnose().wsus).toMatchObject({ status: 404, error: null });
  });

  it.each([
    ['http://127.0.0.1:9', expect.stringMatching(/./)],
    ['ftp://127.0.0.1', 'not an address of the web'],
  ])('says why WSUS gave no answer at %s', (WUServer, error) => {
    computer.knows({ registry: { WUServer } });
    expect(diagnose().wsus).toMatchObject({ status: null, error });
  });

  it('has no WSUS to ask where none is set', () => {
    computer.knows({ registry: { WUServer: null } });
    expect(diagnose().wsus).toBeNull();
  });

  it('says of each part that fails that it failed, and goes on', () => {
    computer.knows({ log: 'fails', services: { BITS: 'denied' }, registry: { WUServer: null } });
    computer.agent({ automaticError: -2147023838, historyError: -2145124322 });
    const told = diagnose({ logLines: 5, detectNow: true });
    expect(told).toMatchObject({ lastSearchAt: null, history: [], log: [], detectAsked: false });
    expect(told.logError).toBe('The trace cannot be formatted. (0x80131501)');
    expect(told.services[2]).toEqual({ name: 'BITS', state: 'unknown', start: 'unknown' });
    expect(told.problems?.map((line) => line.replace(/:.*\(/, ' '))).toEqual([
      ...['service BITS 0x80070005)', 'last search 0x80070422)', 'last install 0x80070422)'],
      ...['history 0x8024001E)', 'detection 0x80070422)'],
    ]);
    expect(existsSync(computer.jobFile(KEY, 'log'))).toBe(false);
  });

  it('counts what jobs before it left, and not itself', () => {
    computer.knows({ registry: { WUServer: null } });
    computer.submit(OTHER_KEY, 'Get-EndpointFacts', {});
    mkdirSync(`${computer.toolkit}-older`);
    const { leftovers } = diagnose();
    expect(leftovers).toEqual({ tasks: 1, jobs: 1, toolkits: ['0.0.0-test', '0.0.0-test-older'] });
  });
});
