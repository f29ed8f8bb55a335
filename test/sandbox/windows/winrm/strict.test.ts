import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { ServiceSettings } from '../../../../sandbox/windows/winrm/settings.js';
import { STOCK_SERVICE } from '../../../../sandbox/windows/winrm/settings.js';
import { addOutput, bodyOf, envelope, faultCode, type Output, receiveAsk, S, SOON, signalAsk } from '../soap.js';
import { type AService, aService } from './a-service.js';
import { Caller, CREATE, command, create, SOAP } from './caller.js';

/** A service as Windows comes, spoken to over real sockets. */

const BASIC = `Basic ${Buffer.from('admin:secret').toString('base64')}`;

let opened: AService;
let callers: Caller[] = [];
let lines: string[] = [];

afterEach(async () => {
  for (const each of callers) each.close();
  callers = [];
  lines = [];
  await opened.close();
});

async function open(
  service: Partial<ServiceSettings> = {},
  rest: Omit<NonNullable<Parameters<typeof aService>[1]>, 'service'> = {},
): Promise<void> {
  const run = async (line: string) => {
    lines.push(line);
    if (line === 'never') return await new Promise<never>(() => undefined);
    return { stdout: line === 'long' ? 'é'.repeat(60_000) : line, stderr: 'oops', exitCode: 3 };
  };
  opened = await aService(run, { ...rest, service: { ...STOCK_SERVICE, ...service } });
}

function caller(): Caller {
  const { http, https } = opened.ports;
  const made = new Caller(http ?? https ?? 0, http === null ? opened.door.ca : null);
  callers.push(made);
  return made;
}

async function loggedOn(): Promise<Caller> {
  const made = caller();
  expect((await made.logOn()).status).toBe(200);
  return made;
}

test('who says nothing is told Negotiate and Kerberos, in an empty 401', async () => {
  await open();
  const { status, headers, text } = await caller().post('');
  expect([status, text, headers['content-length']]).toEqual([401, '', '0']);
  expect([headers.server, headers['www-authenticate']]).toEqual(['Microsoft-HTTPAPI/2.0', 'Negotiate, Kerberos']);
});

test('a command runs over HTTP with every message sealed, both ways', async () => {
  await open({}, { quotas: { fragmentBytes: 1001, fragmentsPerReply: 7 } });
  const client = await loggedOn();
  const shellId = await create(client);
  const commandId = await command(client, shellId, 'long');
  const output: Output = { stdout: '', stderr: '', exitCode: null };
  while (output.exitCode === null) addOutput(await client.ask(receiveAsk(shellId, commandId)), output);
  expect(Buffer.from(output.stdout, 'latin1').toString('utf8')).toHaveLength(60_000);
  expect([output.stderr, output.exitCode]).toEqual(['oops', 3]);
  await client.ask(signalAsk(shellId, commandId));
  await client.ask({ action: 'Delete', shellId, body: '' });
  expect(opened.service.openShells).toBe(0);
});

test('a fault to a sealed request is sealed too', async () => {
  await open();
  const client = await loggedOn();
  const answer = await client.ask({ action: 'Delete', shellId: 'X', body: '' });
  expect([answer.status, faultCode(answer)]).toEqual([500, 2150858843]);
  expect(bodyOf(answer)?.namespace).toBe(S);
});

test('a message that is not sealed is a bare 500 after the logon, and a 401 before', async () => {
  await open();
  const text = envelope({ action: 'Create', body: CREATE });
  expect((await caller().post(text)).status).toBe(401);
  const client = await loggedOn();
  const { status, text: said } = await client.post(text);
  expect([status, said, opened.service.openShells]).toEqual([500, '', 0]);
  expect((await caller().logOn({}, text)).status).toBe(500);
});

test('AllowUnencrypted lets such a message pass, and offers Basic where that is on', async () => {
  await open({ allowUnencrypted: true, basic: true });
  const text = envelope({ action: 'Create', body: CREATE });
  expect((await (await loggedOn()).post(text)).status).toBe(200);
  expect((await caller().post(text, { Authorization: BASIC })).status).toBe(200);
});

test('Basic is a 401 where it is off, and over HTTP that is not allowed to be plain', async () => {
  await open();
  expect((await caller().post('', { Authorization: BASIC })).status).toBe(401);
  await opened.close();
  await open({ basic: true });
  const answer = await caller().post('', { Authorization: BASIC });
  expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Negotiate, Kerberos']);
});

test('what was proven belongs to the connection', async () => {
  await open();
  const client = await loggedOn();
  expect((await client.post('')).status).toBe(200);
  expect((await caller().post('')).status).toBe(401);
  const sealedForAnother = client.frame(envelope({ action: 'Create', body: CREATE }));
  expect((await caller().postSealed(sealedForAnother)).status).toBe(401);
  expect((await (await loggedOn()).postSealed(sealedForAnother)).status).toBe(400);
});

test('a connection can log on again, and begins with new keys', async () => {
  await open();
  const client = await loggedOn();
  await create(client);
  expect((await client.logOn()).status).toBe(200);
  expect(await create(client)).not.toBe('');
});

test('a wrong password is a 401 without a token, and three of them lock the account', async () => {
  await open({}, { account: { lockoutThreshold: 3 } });
  for (let time = 0; time < 3; time += 1) {
    const { status, headers } = await caller().logOn({ password: 'wrong' });
    expect([status, headers['www-authenticate']]).toEqual([401, 'Negotiate, Kerberos']);
  }
  expect((await caller().logOn()).status).toBe(401);
  opened.account.unlock();
  expect((await caller().logOn()).status).toBe(200);
});

test.each(['changed', 'repeated', 'shortened'] as const)(
  'a message that was %s is a 400, and ends the logon',
  async (how) => {
    await open();
    const client = await loggedOn();
    const frame = client.frame(envelope({ action: 'Create', body: CREATE }));
    if (how === 'repeated') await client.postSealed(frame);
    if (how === 'changed') frame.writeUInt8(frame.readUInt8(frame.length - 60) ^ 1, frame.length - 60);
    expect((await client.postSealed(how === 'shortened' ? frame.subarray(0, -30) : frame)).status).toBe(400);
    expect((await client.post('')).status).toBe(401);
  },
);

test('over HTTPS messages need no seal, and may have one', async () => {
  await open({ http: false, https: true });
  const client = await loggedOn();
  expect((await client.post(envelope({ action: 'Create', body: CREATE }))).status).toBe(200);
  expect(await create(client)).not.toBe('');
});

test('at CbtHardeningLevel Strict a client has to bind itself to the certificate', async () => {
  await open({ http: false, https: true, cbtHardeningLevel: 'Strict' });
  expect((await caller().logOn()).status).toBe(401);
  expect((await caller().logOn({ bindings: Buffer.alloc(16, 1) })).status).toBe(401);
});

test('where a MIC is asked for nobody gets in without', async () => {
  await open({ micRequired: true });
  expect((await caller().logOn({ avFlags: 0 })).status).toBe(401);
  expect((await caller().logOn()).status).toBe(200);
});

test('a computer may listen at both doors', async () => {
  await open({ https: true });
  await loggedOn();
  const secure = new Caller(opened.ports.https ?? 0, opened.door.ca);
  callers.push(secure);
  expect((await secure.logOn()).status).toBe(200);
});

describe('settings', () => {
  test('AllowRemoteShellAccess=false is a fault of its own', async () => {
    await open({ allowRemoteShellAccess: false });
    expect(faultCode(await (await loggedOn()).ask({ action: 'Create', body: CREATE }))).toBe(2150859180);
  });

  test('MaxTimeoutms cuts a longer timeout down', async () => {
    await open({ maxTimeoutms: 50 });
    const client = await loggedOn();
    const shellId = await create(client);
    const answer = await client.ask(receiveAsk(shellId, await command(client, shellId, 'never'), { timeout: 'PT60S' }));
    expect(faultCode(answer)).toBe(2150858793);
  });

  test('MaxEnvelopeSizekb limits a request, and a reply whatever the client would take', async () => {
    await open({ maxEnvelopeSizekb: 32 }, { quotas: { fragmentsPerReply: 99 } });
    const client = await loggedOn();
    const shellId = await create(client);
    const commandId = await command(client, shellId, 'long');
    const answer = await client.ask(receiveAsk(shellId, commandId, { maxEnvelopeSize: 500_000 }));
    expect(answer.text.length).toBeLessThan(32_768);
    expect((await client.postSealed(client.frame('x'.repeat(40_000)))).status).toBe(413);
  });

  test('MaxProcessesPerShell counts what runs', async () => {
    await open({}, { quotas: { maxProcessesPerShell: 2 } });
    const client = await loggedOn();
    const shellId = await create(client);
    for (const line of ['short', 'never', 'never']) await command(client, shellId, line);
    await expect.poll(() => command(client, shellId, 'never'), SOON).toBe('2150859241');
  });

  test('MaxShellsPerUser counts each user apart', async () => {
    await open({}, { quotas: { maxShellsPerUser: 1 } });
    const client = await loggedOn();
    await create(client);
    expect(faultCode(await client.ask({ action: 'Create', body: CREATE }))).toBe(2150859173);
  });

  test('one connection more than MaxConnections is cut', async () => {
    await open({ maxConnections: 1 });
    await loggedOn();
    await expect(caller().post('')).rejects.toThrow();
  });

  test('the Date of a reply is by the clock of the computer', async () => {
    await open({}, { now: () => Date.parse('2026-11-22T03:04:05Z') });
    expect((await caller().post('')).headers.date).toBe('Sun, 22 Nov 2026 03:04:05 GMT');
  });
});

describe('HTTP', () => {
  test('a body in chunks, and one that waits to be asked for, are taken', async () => {
    await open({ http: false, https: true });
    const client = await loggedOn();
    const text = envelope({ action: 'Create', body: CREATE });
    expect((await client.post(text, { 'Transfer-Encoding': 'chunked' })).status).toBe(200);
    expect((await client.post(text, { Expect: '100-continue' })).status).toBe(200);
  });

  test('what is no HTTP is a 400 from HTTP.sys', async () => {
    await open();
    const said = await new Promise<string>((resolve, reject) => {
      const socket = connect(opened.ports.http ?? 0, '127.0.0.1', () => socket.write('hello\r\n\r\n'));
      socket.on('error', reject);
      socket.on('data', (bytes) => resolve(bytes.toString('latin1')));
    });
    expect(said).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(said).toContain('Server: Microsoft-HTTPAPI/2.0');
  });

  test('a sealed message on a connection without a seal is a 400', async () => {
    await open({ http: false, https: true, basic: true });
    const client = caller();
    const type =
      'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"';
    const headers = { 'Content-Type': type, Authorization: BASIC };
    expect((await client.post(client.frame('x'), headers)).status).toBe(400);
    expect((await client.post('x', { 'Content-Type': SOAP, Authorization: BASIC })).status).toBe(500);
  });
});

describe('trouble', () => {
  const body = CREATE;

  test.each([
    ['shells', 2150859173],
    ['user quota', 2150859175],
    ['system quota', 2150859176],
    ['shell users', 2150859179],
    ['access denied', 5],
    ['envelope size', 2150858824],
    ['remote shell', 2150859180],
    ['provider', 2147942402],
    ['aborted', 995],
  ] as const)('gives the fault %s once, and nothing runs', async (fault, code) => {
    await open();
    const client = await loggedOn();
    opened.service.troubles.set({ kind: 'fault', fault, times: 1 });
    expect(faultCode(await client.ask({ action: 'Create', body }))).toBe(code);
    expect(opened.service.openShells).toBe(0);
    expect(await create(client)).not.toBe('');
  });

  test('a 401 in the middle ends the logon, and a new one goes on', async () => {
    await open();
    const client = await loggedOn();
    const shellId = await create(client);
    opened.service.troubles.set({ kind: 'unauthorized', operation: 'Command', times: 1 });
    await expect(command(client, shellId, 'x')).rejects.toThrow('401');
    expect((await client.post('')).status).toBe(401);
    await client.logOn();
    expect(await command(client, shellId, 'y')).not.toBe('');
    expect(lines).toEqual(['y']);
  });

  test('what is there for good turns a logon away, what comes a few times does not', async () => {
    await open();
    opened.service.troubles.set({ kind: 'unauthorized', times: 1 });
    expect((await caller().logOn()).status).toBe(200);
    opened.service.troubles.set({ kind: 'unauthorized' });
    expect((await caller().logOn()).status).toBe(401);
  });

  test('a duplicated reply is the former one, sealed anew; a replayed one does not unseal', async () => {
    await open();
    const client = await loggedOn();
    await client.ask({ action: 'Create', body, messageId: 'uuid:FIRST' });
    opened.service.troubles.set({ kind: 'duplicated', times: 1 });
    expect((await client.ask({ action: 'Create', body, messageId: 'uuid:SECOND' })).text).toContain('uuid:FIRST');
    expect(opened.service.openShells).toBe(2);
    opened.service.troubles.set({ kind: 'replayed', times: 1 });
    await expect(client.ask({ action: 'Create', body })).rejects.toThrow('does not unseal');
  });

  test.each(['tampered', 'garbage'] as const)('a reply that is %s does not unseal', async (kind) => {
    await open();
    const client = await loggedOn();
    opened.service.troubles.set({ kind, times: 1 });
    await expect(client.ask({ action: 'Create', body })).rejects.toThrow();
    expect(opened.service.openShells).toBe(1);
  });

  test('an oversized reply is as large as it was said, a bomb is small until it is opened', async () => {
    await open({ http: false, https: true });
    const client = await loggedOn();
    const text = envelope({ action: 'Create', body });
    opened.service.troubles.set({ kind: 'oversized', megabytes: 3, times: 1 });
    expect((await client.post(text)).bytes).toHaveLength(3 * 1_048_576);
    opened.service.troubles.set({ kind: 'gzip-bomb', megabytes: 3, times: 1 });
    const packed = await client.post(text);
    expect([packed.headers['content-encoding'], packed.bytes.length < 10_000]).toEqual(['gzip', true]);
    opened.service.troubles.set({ kind: 'entity-bomb', times: 1 });
    const bomb = await client.post(text);
    expect([bomb.text.includes('<!ENTITY e9'), bomb.bytes.length < 10_000]).toEqual([true, true]);
  });
});
