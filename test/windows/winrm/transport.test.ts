import { mkdtemp, readFile, rm } from 'node:fs/promises';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openAuthority } from '../../../sandbox/windows/certificates.js';
import { PatchbayError } from '../../../src/domain/errors.js';
import type { ComputerId } from '../../../src/domain/ids.js';
import { BasicWinRmTransport } from '../../../src/windows/winrm/basic-transport.js';
import type { CommandOutput, WinRmTarget } from '../../../src/windows/winrm/transport.js';
import { COMMAND_ID, envelope, fault, Listener, received, type Script, SHELL_ID } from './listener.js';

const PASSWORD = 'correct horse "battery" & staple';
const never = new AbortController().signal;

let folder: string;
let ca: string;
let otherCa: string;
let trusted: { key: string; cert: string };
let foreign: { key: string; cert: string };
let listener: Listener;
let target: WinRmTarget;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winrm-'));
  const authority = await openAuthority(join(folder, 'ours'));
  ca = await readFile(authority.caFile, 'utf8');
  trusted = await authority.certificateFor('srv01.example.test');
  const others = await openAuthority(join(folder, 'theirs'));
  otherCa = await readFile(others.caFile, 'utf8');
  foreign = await others.certificateFor('srv01.example.test');
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(() => listen(trusted));
afterEach(() => listener.close());

async function listen(certificate: { key: string; cert: string }): Promise<void> {
  listener = new Listener(certificate);
  target = {
    computer: 'srv01' as ComputerId,
    host: '127.0.0.1',
    port: await listener.open(),
    user: 'Administrator',
    password: { reveal: () => PASSWORD },
    authorities: ca,
    ...{ scheme: 'https', method: 'basic', shared: false, pin: null },
  };
}

function transport(more: Record<string, number> = {}): BasicWinRmTransport {
  return new BasicWinRmTransport({ requestSeconds: 5, ...more });
}

function run(line = 'hostname', more: Record<string, number> = {}): Promise<CommandOutput> {
  return transport(more).withShell(target, (shell) => shell.run(line), never);
}

async function failure(attempt: Promise<unknown>): Promise<PatchbayError> {
  const error = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PatchbayError)) throw new Error(`expected a failure, got ${String(error)}`);
  return error;
}

/** Collects garbage now. */
function sweep(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
}

const onReceive =
  (...replies: (string | null)[]): Script =>
  (operation, seen, count) => {
    const body = operation === 'Receive' ? replies[count - 1] : undefined;
    if (body === undefined) return null;
    return body === null ? fault(seen.body, 'w:TimedOut', 2150858793, 'too long') : { xml: envelope(seen.body, body) };
  };

describe('a command line', () => {
  it('runs in a shell that is opened before and deleted after, over one connection', async () => {
    listener.script = onReceive(
      received(
        [
          ['stdout', 'SRV01\r\n'],
          ['stderr', 'oh\r\n'],
          ['stdout', '', true],
        ],
        3,
      ),
    );
    expect(await run()).toEqual({ stdout: 'SRV01\r\n', stderr: 'oh\r\n', exitCode: 3 });
    expect(listener.operations).toEqual(['Create', 'Command', 'Receive', 'Signal', 'Delete']);
    expect(new Set(listener.seen.map((one) => one.connection)).size).toBe(1);
    expect(listener.seen.every((one) => one.body.includes(SHELL_ID) || one.operation === 'Create')).toBe(true);
    const basic = Buffer.from(`Administrator:${PASSWORD}`).toString('base64');
    expect(new Set(listener.seen.map((one) => one.authorization))).toEqual(new Set([`Basic ${basic}`]));
  });

  it('shares its shell with the next one', async () => {
    await transport().withShell(
      target,
      async (shell) => {
        await shell.run('one');
        await shell.run('two');
      },
      never,
    );
    expect(listener.operations.filter((one) => one === 'Create' || one === 'Delete')).toEqual(['Create', 'Delete']);
    expect(listener.operations).toHaveLength(8);
  });

  it('may be one of many at once that one signal ends, without a warning', async () => {
    const warned = vi.spyOn(process, 'emitWarning');
    const outer = new AbortController().signal;
    const one = () => transport().withShell(target, (shell) => shell.run('x'), outer);
    await Promise.all(Array.from({ length: 12 }, one));
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  it('arrives as it was given, whatever characters it holds', async () => {
    const line = `powershell.exe -Command "& { 'a < b' } 'ä'" \\"x\\"`;
    await run(line);
    const [, sent = ''] = /<rsp:Command>([^<]*)</.exec(listener.seen[1]?.body ?? '') ?? [];
    const plain = sent
      .replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>');
    expect(plain.replaceAll('&amp;', '&')).toBe(line);
  });
});

describe('output', () => {
  it('is whole, however it is cut up', async () => {
    const long = 'x'.repeat(50_000);
    listener.script = onReceive(
      received(
        [
          ['stdout', long.slice(0, 7)],
          ['stdout', long.slice(7, 30_001)],
        ],
        null,
      ),
      received([['stderr', 'warning']], null),
      received(
        [
          ['stdout', long.slice(30_001), true],
          ['stderr', '', true],
        ],
        0,
      ),
    );
    expect(await run()).toEqual({ stdout: long, stderr: 'warning', exitCode: 0 });
  });

  it('is waited for as long as the service says that there is none yet', async () => {
    listener.script = onReceive(null, null, received([['stdout', 'late']], 0));
    expect((await run()).stdout).toBe('late');
  });

  it('is read by namespace, whatever the prefixes', async () => {
    const other = (xml: string, from: string, to: string): string =>
      xml
        .replaceAll(`<${from}:`, `<${to}:`)
        .replaceAll(`</${from}:`, `</${to}:`)
        .replace(`xmlns:${from}=`, `xmlns:${to}=`);
    const plain = received([['stdout', 'hello']], 0);
    listener.script = (operation, seen) =>
      operation === 'Receive' ? { xml: other(other(envelope(seen.body, plain), 's', 'soap'), 'rsp', 'q') } : null;
    expect((await run()).stdout).toBe('hello');
  });

  it('of another command is none of ours', async () => {
    const other = received([['stdout', 'foreign']], 0).replaceAll(COMMAND_ID, 'A0000000-0000-0000-0000-000000000000');
    listener.script = onReceive(other, received([['stdout', 'ours']], 0));
    expect((await run()).stdout).toBe('ours');
  });

  it('without end is refused', async () => {
    listener.script = (operation, seen) =>
      operation === 'Receive' ? { xml: envelope(seen.body, received([['stdout', 'x'.repeat(10_000)]], null)) } : null;
    expect(await failure(run('type huge.txt', { outputBytes: 100_000 }))).toMatchObject({ code: 'PB405' });
    expect(listener.operations.at(-1)).toBe('Delete');
  });

  it.each([
    ['no XML', 'hello'],
    ['cut off XML', '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'],
    ['no SOAP', '<html><body/></html>'],
    [
      'a document type',
      '<!DOCTYPE s [<!ENTITY a "b">]><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"/>',
    ],
    ['an undeclared prefix', '<s:Envelope/>'],
    ['nested without end', '<a>'.repeat(100_000) + '</a>'.repeat(100_000)],
  ])('that is %s is unreadable', async (_, xml) => {
    listener.script = (operation) => (operation === 'Receive' ? { xml } : null);
    expect(await failure(run())).toMatchObject({ code: 'PB405' });
  });

  it('that declares namespaces without end is refused before they are carried from element to element', async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `xmlns:a${index}="x"`).join(' ');
    const xml = `<r ${names}>${'<b/>'.repeat(20_000)}</r>`;
    listener.script = (operation) => (operation === 'Receive' ? { xml } : null);
    const before = performance.now();
    expect(await failure(run())).toMatchObject({ code: 'PB405' });
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it('that declares entities never reaches a parser that would expand them', async () => {
    const entities = `<!DOCTYPE s [<!ENTITY a "${'x'.repeat(1000)}">]><s>${'&a;'.repeat(1000)}</s>`;
    listener.script = (operation) => (operation === 'Create' ? { xml: entities } : null);
    expect(await failure(run())).toMatchObject({ code: 'PB405' });
  });

  it('that answers another message, has no base64 or no exit code is unreadable', async () => {
    const replies = [
      (body: string) => envelope(body.replace(/uuid:[^<]*/, 'uuid:0'), received([], 0)),
      (body: string) => envelope(body, received([['stdout', 'x']], 0).replace('eA==', '!!!!')),
      (body: string) => envelope(body, received([], 0).replace(/<rsp:ExitCode>.*?<\/rsp:ExitCode>/, '')),
    ];
    for (const reply of replies) {
      listener.script = (operation, seen) => (operation === 'Receive' ? { xml: reply(seen.body) } : null);
      expect(await failure(run())).toMatchObject({ code: 'PB405' });
    }
  });
});

describe('a failure', () => {
  it.each(['Create', 'Command', 'Receive'] as const)('of the logon at %s is PB402', async (at) => {
    listener.script = (operation) => (operation === at ? { status: 401 } : null);
    expect(await failure(run())).toMatchObject({ code: 'PB402', details: { computer: 'srv01' } });
    // The password is not said again, not even to delete the shell.
    expect(listener.operations.at(-1)).toBe(at);
  });

  it('of the logon in tidying up ends what comes after it, too', async () => {
    listener.script = (operation) => (operation === 'Signal' ? { status: 401 } : null);
    const attempt = transport().withShell(target, (shell) => shell.run('a').then(() => shell.run('b')), never);
    expect(await failure(attempt)).toMatchObject({ code: 'PB402' });
    expect(listener.operations).toEqual(['Create', 'Command', 'Receive', 'Signal']);
  });

  it.each(['Create', 'Command', 'Receive'] as const)(
    'that the service explains at %s is told in its words',
    async (at) => {
      listener.script = (operation, seen) =>
        operation === at
          ? fault(seen.body, 'w:QuotaLimit', 2150859173, 'a maximum number of 30 concurrent shells')
          : null;
      const error = await failure(run());
      expect(error).toMatchObject({
        code: 'PB413',
        details: { quota: 'MaxShellsPerUser', cause: 'a maximum number of 30 concurrent shells' },
      });
    },
  );

  it.each(['Create', 'Receive'] as const)('of access at %s is PB407', async (at) => {
    listener.script = (operation, seen) =>
      operation === at ? fault(seen.body, 'w:AccessDenied', 5, 'Access is denied.') : null;
    expect(await failure(run())).toMatchObject({ code: 'PB407' });
  });

  it('without an explanation names its status', async () => {
    listener.script = (operation) => (operation === 'Create' ? { status: 503 } : null);
    expect(await failure(run())).toMatchObject({ code: 'PB408', details: { cause: 'HTTP 503' } });
  });

  it.each(['Create', 'Command', 'Receive'] as const)('of the connection at %s is PB401', async (at) => {
    for (const cut of ['at once', 'in the middle'] as const) {
      listener.script = (operation) => (operation === at ? { cut } : null);
      expect(await failure(run())).toMatchObject({ code: 'PB401' });
    }
  });

  it.each(['Create', 'Command', 'Receive'] as const)('to answer at %s is PB401 when the time is over', async (at) => {
    listener.script = (operation) => (operation === at ? { never: true } : null);
    const error = await failure(run('x', { requestSeconds: 0.3 }));
    expect(error).toMatchObject({ code: 'PB401', details: { cause: 'no answer in time' } });
  });

  it.each(['Create', 'Receive'] as const)('to answer at %s is PB401 whatever is swept up meanwhile', async (at) => {
    listener.script = (operation) => (operation === at ? { never: true } : null);
    const sweeping = setInterval(sweep, 20);
    try {
      expect(await failure(run('x', { requestSeconds: 0.3 }))).toMatchObject({ code: 'PB401' });
    } finally {
      clearInterval(sweeping);
    }
  });

  it('to end is PB401 when the command’s time is over, and the shell is deleted all the same', async () => {
    listener.script = (operation, seen) =>
      operation === 'Receive' ? fault(seen.body, 'w:TimedOut', 2150858793, '') : null;
    expect(await failure(run('x', { commandSeconds: 0.3 }))).toMatchObject({ code: 'PB401' });
    expect(listener.operations.at(-1)).toBe('Delete');
  });

  it('to find anybody is PB401', async () => {
    await listener.close();
    expect(await failure(run())).toMatchObject({ code: 'PB401', details: { cause: 'ECONNREFUSED' } });
    await listen(trusted);
  });

  it('in tidying up changes nothing', async () => {
    listener.script = (operation) => (operation === 'Signal' || operation === 'Delete' ? { cut: 'at once' } : null);
    expect((await run()).exitCode).toBe(0);
  });

  it('of the caller comes through as it is, after the shell was deleted', async () => {
    const own = new Error('mine');
    const attempt = transport().withShell(target, () => Promise.reject(own), never);
    await expect(attempt).rejects.toBe(own);
    expect(listener.operations).toEqual(['Create', 'Delete']);
  });

  it('is what a call that was called off ends in', async () => {
    const stop = new AbortController();
    listener.script = (operation) => {
      if (operation !== 'Receive') return null;
      stop.abort();
      return { never: true };
    };
    const attempt = transport().withShell(target, (shell) => shell.run('x'), stop.signal);
    expect(await failure(attempt)).toMatchObject({ code: 'PB401' });
  });

  it('never tells the password, nor does DEBUG', async () => {
    vi.stubEnv('DEBUG', 'winrm:*,*');
    const printed = vi.spyOn(console, 'debug');
    try {
      listener.script = (operation) => (operation === 'Command' ? { status: 401 } : null);
      const error = await failure(run());
      const told = JSON.stringify([error.message, error.details, error.stack, String(error.cause)]);
      expect(told).not.toContain('staple');
      expect(told).not.toContain(Buffer.from(`Administrator:${PASSWORD}`).toString('base64'));
      expect(printed).not.toHaveBeenCalled();
    } finally {
      printed.mockRestore();
      vi.unstubAllEnvs();
    }
  });
});

describe('a certificate', () => {
  it('that is pinned, and waited for in vain, leaves no connection behind', async () => {
    const silent = net.createServer((socket) => socket.on('error', () => undefined).resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    target = { ...target, port: (silent.address() as net.AddressInfo).port, authorities: null, pin: '0'.repeat(64) };
    const error = await failure(run('x', { requestSeconds: 0.3 }));
    expect(error).toMatchObject({ code: 'PB401', details: { cause: 'no answer in time' } });
    // It closes when nobody is connected any more.
    await new Promise((resolve) => silent.close(resolve));
  }, 5000);

  it('of an authority that nobody named is refused before the password is sent', async () => {
    await listener.close();
    await listen(foreign);
    expect(await failure(run())).toMatchObject({ code: 'PB403' });
    expect(listener.seen).toEqual([]);
  });

  it('of an authority that was named for another computer only is refused', async () => {
    const shared = transport();
    await shared.withShell(target, (shell) => shell.run('hostname'), never);
    const elsewhere = { ...target, authorities: otherCa };
    expect(await failure(shared.withShell(elsewhere, (shell) => shell.run('x'), never))).toMatchObject({
      code: 'PB403',
    });
    const publicOnly = { ...target, authorities: null };
    expect(await failure(shared.withShell(publicOnly, (shell) => shell.run('x'), never))).toMatchObject({
      code: 'PB403',
    });
  });

  it('that computers trust is not trusted by the rest of the program, nor while a call runs', async () => {
    const rest = () =>
      new Promise((resolve) =>
        https.get({ host: '127.0.0.1', port: target.port }, () => resolve('trusted')).on('error', resolve),
      );
    await transport().withShell(
      target,
      async (shell) => {
        const [during] = await Promise.all([rest(), shell.run('hostname')]);
        expect(during).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
      },
      never,
    );
    expect(await rest()).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  });

  it('for another name is refused', async () => {
    // Another spelling of the same address, which the certificate does not name.
    target = { ...target, host: '127.1' };
    const error = await failure(run());
    expect(error).toMatchObject({ code: 'PB403', details: { cause: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
    expect(listener.seen).toEqual([]);
  });

  it('is checked even where the environment says not to', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await listener.close();
    await listen(foreign);
    expect(await failure(run())).toMatchObject({ code: 'PB403' });
    vi.unstubAllEnvs();
  });
});
