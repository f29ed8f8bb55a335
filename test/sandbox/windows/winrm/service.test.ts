import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Quotas } from '../../../../sandbox/windows/winrm/quotas.js';
import type { WinrmService } from '../../../../sandbox/windows/winrm/service.js';
import {
  addOutput,
  ask,
  bodyOf,
  createShell,
  type Door,
  envelope,
  faultCode,
  type Output,
  post,
  receiveAsk,
  runLine,
  S,
  SOON,
  signalAsk,
  startCommand,
} from '../soap.js';
import { type AService, aService } from './a-service.js';

let lines: string[];
let opened: AService;
let service: WinrmService;
let door: Door;

async function open(quotas: Partial<Quotas> = {}): Promise<void> {
  const run = async (line: string) => {
    lines.push(line);
    if (line === 'never') return await new Promise<never>(() => undefined);
    return { stdout: line, stderr: 'oops', exitCode: 3 };
  };
  opened = await aService(run, { quotas });
  ({ service, door } = opened);
}

beforeEach(async () => {
  lines = [];
  await open();
});

afterEach(async () => await opened.close());

async function reopen(quotas: Partial<Quotas>): Promise<void> {
  await opened.close();
  await open(quotas);
}

test('a command runs, and its output, error output and exit code come back', async () => {
  expect(await runLine(door, 'hello')).toEqual({ stdout: 'hello', stderr: 'oops', exitCode: 3 });
});

test.each([
  ['no password', null],
  ['a wrong password', `Basic ${Buffer.from('admin:wrong').toString('base64')}`],
  ['a domain account', `Basic ${Buffer.from('CORP\\admin:secret').toString('base64')}`],
  ['another scheme', 'Bearer x'],
])('%s gets a 401 that names what would be taken, and nothing runs', async (_, authorization) => {
  const answer = await ask({ ...door, authorization }, { action: 'Create', body: '' });
  expect(answer.status).toBe(401);
  expect(answer.headers.server).toBe('Microsoft-HTTPAPI/2.0');
  expect(answer.headers['content-length']).toBe('0');
  expect(answer.headers['www-authenticate']).toContain('Basic realm="WSMAN"');
  expect(service.openShells).toBe(0);
});

test('long output comes in several replies, the command runs on until the last', async () => {
  await reopen({ fragmentBytes: 100, fragmentsPerReply: 2 });
  const shellId = await createShell(door);
  const commandId = await startCommand(door, shellId, 'x'.repeat(1000));
  const output: Output = { stdout: '', stderr: '', exitCode: null };
  let replies = 0;
  while (output.exitCode === null) {
    const answer = await ask(door, receiveAsk(shellId, commandId));
    expect(answer.text.includes('CommandState/Running')).toBe(!answer.text.includes('End="true"'));
    addOutput(answer, output);
    replies += 1;
  }
  expect(output).toEqual({ stdout: 'x'.repeat(1000), stderr: 'oops', exitCode: 3 });
  expect(replies).toBe(6);
});

test('no reply is larger than the envelope that the client allows', async () => {
  await reopen({ fragmentBytes: 16_000, fragmentsPerReply: 50 });
  const shellId = await createShell(door);
  const commandId = await startCommand(door, shellId, 'y'.repeat(8000));
  const output: Output = { stdout: '', stderr: '', exitCode: null };
  while (output.exitCode === null) {
    const answer = await ask(door, receiveAsk(shellId, commandId, { maxEnvelopeSize: 8192 }));
    expect(Buffer.byteLength(answer.text)).toBeLessThanOrEqual(8192);
    addOutput(answer, output);
  }
  expect(output.stdout).toBe('y'.repeat(8000));
});

test('a Receive without output ends as TimedOut with HTTP 500, and may be asked again', async () => {
  const shellId = await createShell(door);
  const commandId = await startCommand(door, shellId, 'never');
  for (let again = 0; again < 2; again += 1) {
    const answer = await ask(door, receiveAsk(shellId, commandId, { timeout: 'PT0.05S' }));
    expect([answer.status, faultCode(answer)]).toEqual([500, 2150858793]);
  }
});

test('a shell and a command that are not there are InvalidSelectors', async () => {
  const shellId = await createShell(door);
  for (const what of [receiveAsk('00000000-0000-0000-0000-000000000000', 'X'), receiveAsk(shellId, 'X')]) {
    const answer = await ask(door, what);
    expect([answer.status, faultCode(answer)]).toEqual([500, 2150858843]);
    expect(answer.text).toContain('w:InvalidSelectors');
  }
});

test('once Done was told, Receive is a fault and Signal is welcome', async () => {
  const shellId = await createShell(door);
  const commandId = await startCommand(door, shellId, 'x');
  expect((await ask(door, receiveAsk(shellId, commandId))).text).toContain('CommandState/Done');
  expect(faultCode(await ask(door, receiveAsk(shellId, commandId)))).toBe(2150858843);
  expect((await ask(door, signalAsk(shellId, commandId))).status).toBe(200);
  expect(faultCode(await ask(door, signalAsk(shellId, commandId)))).toBe(2150858843);
});

test('a deleted shell takes its command with it', async () => {
  const shellId = await createShell(door);
  const commandId = await startCommand(door, shellId, 'never');
  const waiting = ask(door, receiveAsk(shellId, commandId));
  expect((await ask(door, { action: 'Delete', shellId, body: '' })).status).toBe(200);
  expect(faultCode(await waiting)).toBe(2150858843);
});

test('more shells than the quota are refused until one is deleted', async () => {
  await reopen({ maxShellsPerUser: 2 });
  const first = await createShell(door);
  await createShell(door);
  const body = '<r:Shell><r:InputStreams>stdin</r:InputStreams><r:OutputStreams>stdout</r:OutputStreams></r:Shell>';
  expect(faultCode(await ask(door, { action: 'Create', body }))).toBe(2150859173);
  await ask(door, { action: 'Delete', shellId: first, body: '' });
  expect((await ask(door, { action: 'Create', body })).status).toBe(200);
});

test('more operations at a time than the quota are a WMI error that relates to nothing', async () => {
  await reopen({ maxConcurrentOperationsPerUser: 1 });
  const shellId = await createShell(door);
  const commandId = await startCommand(door, shellId, 'never');
  const waiting = ask(door, receiveAsk(shellId, commandId, { timeout: 'PT0.3S' }));
  await expect.poll(async () => (await ask(door, signalAsk(shellId, 'X'))).text, SOON).toContain('2150859174');
  await waiting;
});

test('what is no envelope, or holds a document type, is a bad envelope', async () => {
  const good = envelope({ action: 'Delete', shellId: 'X', body: '' });
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>${good.replace('uuid:', '&b;')}`;
  for (const text of [
    'hello',
    '<a/>',
    bomb,
    good.replace('</e:Envelope>', ''),
    good.replace(/<a:MessageID>.*<\/a:MessageID>/, ''),
  ]) {
    const answer = await post(door, text);
    expect([answer.status, faultCode(answer)]).toEqual([500, 2150858767]);
  }
});

test('a header that must be understood and is not known is refused', async () => {
  const header = `<q:Odd xmlns:q="urn:q" e:mustUnderstand="1">x</q:Odd>`;
  expect((await ask(door, { action: 'Delete', shellId: 'X', body: '', header })).text).toContain('s:MustUnderstand');
});

test('an action that no shell knows is refused', async () => {
  const text = envelope({ action: 'Delete', shellId: 'X', body: '' }).replace('transfer/Delete', 'transfer/Put');
  expect((await post(door, text)).text).toContain('a:ActionNotSupported');
});

test('a reply relates to its request, by the same namespaces whatever the prefixes', async () => {
  const answer = await ask(door, { action: 'Create', messageId: 'uuid:ABC', body: '' });
  expect(answer.text).toContain('<a:RelatesTo>uuid:ABC</a:RelatesTo>');
  expect(bodyOf(answer)?.namespace).toBe(S);
});

test.each([
  ['beyond the size limit', 'x'.repeat(600_000), '/wsman', undefined, 413],
  ['elsewhere than to /wsman', '', '/', undefined, 404],
  ['of another type', 'hello', '/wsman', 'text/plain', 415],
])('a request %s is refused', async (_, body, path, type, status) => {
  expect((await post(door, body, path, type)).status).toBe(status);
});

test('a line beyond 8,191 characters does not run: it says so, or says nothing with exit code 0', async () => {
  const line = 'z'.repeat(8192);
  expect(await runLine(door, line)).toEqual({ stdout: '', stderr: 'The command line is too long.\r\n', exitCode: 1 });
  await reopen({ tooLongLine: 'silent' });
  expect(await runLine(door, line)).toEqual({ stdout: '', stderr: '', exitCode: 0 });
  expect(lines).toEqual([]);
});

test.each([
  ['reset-before', 0],
  ['reset-after', 1],
  ['truncated', 1],
  ['stall-before', 0],
  ['stall-after', 1],
] as const)('trouble %s breaks the answer; the command ran %i times', async (kind, ran) => {
  const shellId = await createShell(door);
  service.troubles.set({ kind, operation: 'Command', times: 1 });
  await expect(startCommand({ ...door, patience: 1000 }, shellId, 'x')).rejects.toThrow();
  expect(lines.length).toBe(ran);
  await startCommand(door, shellId, 'y');
  expect(lines).toEqual(ran === 1 ? ['x', 'y'] : ['y']);
});

test('trouble can be a 401 or a bare 500', async () => {
  service.troubles.set({ kind: 'unauthorized' });
  expect((await ask(door, { action: 'Create', body: '' })).status).toBe(401);
  service.troubles.set({ kind: 'server-error' });
  expect((await ask(door, { action: 'Create', body: '' })).text).toBe('');
  service.troubles.set(null);
  expect(await createShell(door)).not.toBe('');
});

test('a closed service refuses connections, and opens again on its port', async () => {
  await service.close(true);
  await expect(createShell(door)).rejects.toThrow(/ECONNREFUSED/);
  expect(await service.open({ http: 0, https: door.port })).toEqual({ http: null, https: door.port });
  expect(await createShell(door)).not.toBe('');
});
