import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId } from '../../src/domain/ids.js';
import { ntlmAuthenticator } from '../../src/windows/ntlm/authenticator.js';
import type { Authenticator } from '../../src/windows/winrm/authenticator.js';
import { NegotiateWinRmTransport } from '../../src/windows/winrm/negotiate-transport.js';
import type { CommandOutput, WinRmShell, WinRmTarget } from '../../src/windows/winrm/transport.js';
import { Acceptor, type ShownCertificate } from './acceptor.js';
import { SIGNINGS, selfSigned } from './certificates.js';
import { Meddler, type Meddling } from './meddler.js';
import { decidedBy, GSS_NTLMSSP } from './peer.js';

const USER = 'LAB\\olivia';
const PASSWORD = 'Grüße €𝄞 7!';
const ACCOUNTS = [`LAB:Olivia:${PASSWORD}`, 'LAB:José:Señor 9', ':ops@lab.example:by mail', 'LAB:Ann:'];
const TEXT = 'Größe 大きさ 📏 ';
const never = new AbortController().signal;
const endings: (() => Promise<void>)[] = [];
let shown: ShownCertificate & { pin: string };

beforeAll(async () => {
  shown = await newCertificate('ECDSA with SHA-256');
});
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function newCertificate(name: string): Promise<ShownCertificate & { pin: string }> {
  const signing = SIGNINGS.find((one) => one.name === name);
  if (signing === undefined) throw new RangeError(name);
  return selfSigned(signing);
}

/** What differs from the usual account at the usual service. */
type More = Partial<Pick<WinRmTarget, 'user' | 'password' | 'pin' | 'port'>>;

function targetOf(port: number, scheme: 'http' | 'https', more: More = {}): WinRmTarget {
  return {
    ...{ computer: 'srv01' as ComputerId, host: '127.0.0.1', port, scheme, method: 'negotiate', user: USER },
    ...{ password: { reveal: () => PASSWORD }, shared: false, authorities: null },
    ...{ pin: scheme === 'http' ? null : shown.pin, ...more },
  };
}

async function within<T>(
  target: WinRmTarget,
  use: (shell: WinRmShell) => Promise<T>,
  authenticatorOf: (target: WinRmTarget) => Authenticator = ntlmAuthenticator,
): Promise<T> {
  const transport = new NegotiateWinRmTransport({
    authenticatorOf: () => authenticatorOf(target),
    keepSeconds: 0,
    requestSeconds: 10,
  });
  return transport.withShell(target, use, never);
}

function run(target: WinRmTarget, line = 'echo hello'): Promise<CommandOutput> {
  return within(target, (shell) => shell.run(line));
}

async function failure(attempt: Promise<unknown>): Promise<PatchbayError> {
  const error = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PatchbayError)) throw new Error(`expected a failure, got ${String(error)}`);
  return error;
}

function utf8({ stdout }: CommandOutput): string {
  return Buffer.from(stdout, 'latin1').toString('utf8');
}

function flipped(bytes: Buffer, at: number, bit = 1): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(at) ^ bit, at);
  return changed;
}

/** Where NTLM's own message of this type begins within a token. */
function ntlmIn(token: Buffer, type: 1 | 2 | 3): number {
  return token.indexOf(Buffer.from(`NTLMSSP\0${String.fromCharCode(type)}`, 'latin1'));
}

decidedBy(GSS_NTLMSSP, (python) => {
  async function acceptor(scheme: 'http' | 'https', certificate = shown): Promise<Acceptor> {
    const started = await Acceptor.start(python, ACCOUNTS, scheme === 'http' ? null : certificate);
    endings.push(() => started.close());
    return started;
  }

  describe.each(['http', 'https'] as const)('over %s', (scheme) => {
    it('a command is taken, by one logon on one connection', async () => {
      const service = await acceptor(scheme);
      expect(await run(targetOf(service.port, scheme))).toEqual({ stdout: 'hello\r\n', stderr: '', exitCode: 0 });
      const happened = await service.happened();
      expect(happened.operations).toEqual(['Create', 'Command', 'Receive', 'Signal', 'Delete']);
      expect(happened.all('logon')).toEqual([
        { event: 'logon', who: 'LAB\\olivia', bound: scheme === 'https', connection: 1 },
      ]);
      for (const asked of happened.all('asked'))
        expect(asked).toMatchObject({ sealed: scheme === 'http', connection: 1 });
    });

    it('exit codes and errors come as they are', async () => {
      const service = await acceptor(scheme);
      await within(targetOf(service.port, scheme), async (shell) => {
        for (const code of [0, 3, 255, -1073741510])
          expect(await shell.run(`exit ${code}`)).toEqual({ stdout: '', stderr: '', exitCode: code });
        expect(await shell.run('complain oops')).toEqual({ stdout: '', stderr: 'oops\r\n', exitCode: 1 });
      });
    });

    it('a command may print 900 KB of UTF-8, in pieces that end within its characters', async () => {
      const service = await acceptor(scheme);
      const output = await run(targetOf(service.port, scheme), `repeat 30000 ${TEXT}`);
      expect(utf8(output)).toBe(TEXT.repeat(30_000));
      expect((await service.happened()).operations.filter((one) => one === 'Receive').length).toBeGreaterThan(2);
    });

    it('a long line of UTF-8 arrives as it was given', async () => {
      const service = await acceptor(scheme);
      const line = TEXT.repeat(500).trim();
      expect(utf8(await run(targetOf(service.port, scheme), `echo ${line}`))).toBe(`${line}\r\n`);
    });

    it('silence is waited out, and a quota is told', async () => {
      const service = await acceptor(scheme);
      await within(targetOf(service.port, scheme), async (shell) => {
        expect(await shell.run('silent 3')).toMatchObject({ stdout: 'at last', exitCode: 0 });
        expect(await failure(shell.run('quota'))).toMatchObject({
          code: 'PB413',
          details: { quota: 'MaxShellsPerUser' },
        });
      });
    });

    it('a hundred commands share one logon', async () => {
      const service = await acceptor(scheme);
      await within(targetOf(service.port, scheme), async (shell) => {
        for (let number = 0; number < 100; number++)
          expect((await shell.run(`echo ${number} ${TEXT}`)).stdout).toMatch(new RegExp(`^${number} `));
      });
      expect((await service.happened()).all('logon')).toHaveLength(1);
      expect((await service.happened()).all('refused')).toEqual([]);
    });

    it.each([
      ['LAB\\olivia', PASSWORD],
      ['LAB\\OLIVIA', PASSWORD],
      ['LAB\\josé', 'Señor 9'],
      ['ops@lab.example', 'by mail'],
    ])('%s is let in', async (user, password) => {
      const service = await acceptor(scheme);
      const target = targetOf(service.port, scheme, { user, password: { reveal: () => password } });
      expect((await run(target)).stdout).toBe('hello\r\n');
    });

    it.each([
      ['a wrong password', USER, 'guess'],
      ['no password', USER, ''],
      ['an unknown name', 'LAB\\nobody', PASSWORD],
      ['another domain', 'OTHER\\olivia', PASSWORD],
    ])('%s is refused, and tried once', async (_, user, password) => {
      const service = await acceptor(scheme);
      const target = targetOf(service.port, scheme, { user, password: { reveal: () => password } });
      expect(await failure(run(target))).toMatchObject({ code: 'PB402' });
      expect((await service.happened()).kinds).toEqual(['refused']);
    });
  });

  describe('somebody on the line', () => {
    async function meddled(meddling: Meddling): Promise<{ service: Acceptor; meddler: Meddler; target: WinRmTarget }> {
      const service = await acceptor('http');
      const meddler = new Meddler({ port: service.port, authorities: null }, null, meddling);
      endings.push(() => meddler.close());
      return { service, meddler, target: targetOf(await meddler.open(), 'http') };
    }

    it('who does nothing is not noticed', async () => {
      const { service, target } = await meddled({});
      expect((await run(target)).stdout).toBe('hello\r\n');
      expect((await service.happened()).all('refused')).toEqual([]);
    });

    const authenticate = (change: (token: Buffer, at: number) => Buffer): Meddling => ({
      request: (bytes, { kind, number }) =>
        kind === 'token' && number === 2 ? change(bytes, ntlmIn(bytes, 3)) : bytes,
    });
    const negotiate = (change: (token: Buffer, at: number) => Buffer): Meddling => ({
      request: (bytes, { kind, number }) =>
        kind === 'token' && number === 1 ? change(bytes, ntlmIn(bytes, 1)) : bytes,
    });
    const challenge = (change: (token: Buffer, at: number) => Buffer): Meddling => ({
      reply: (bytes, { kind, number }) => (kind === 'token' && number === 1 ? change(bytes, ntlmIn(bytes, 2)) : bytes),
    });
    it.each<[string, Meddling]>([
      ['takes the MIC out of AUTHENTICATE', authenticate((token, at) => Buffer.from(token).fill(0, at + 72, at + 88))],
      ['changes the MIC', authenticate((token, at) => flipped(token, at + 75))],
      ['changes the version in AUTHENTICATE', authenticate((token, at) => flipped(token, at + 68))],
      ['changes the version in NEGOTIATE', negotiate((token, at) => flipped(token, at + 39))],
      ['changes the nonce in CHALLENGE', challenge((token, at) => flipped(token, at + 24))],
      ['changes the checksum over the mechanisms', authenticate((token) => flipped(token, token.length - 8))],
    ])('who %s is refused by the service', async (_, meddling) => {
      const { service, target } = await meddled(meddling);
      expect(await failure(run(target))).toMatchObject({ code: 'PB402' });
      expect((await service.happened()).kinds).toEqual(['refused']);
    });

    it.each<[string, Meddling]>([
      ['asks for messages that are not sealed', negotiate((token, at) => flipped(token, at + 12, 0x20))],
      ['offers messages that are not sealed', challenge((token, at) => flipped(token, at + 20, 0x20))],
      ['offers no session security', challenge((token, at) => flipped(token, at + 22, 0x08))],
    ])('who %s is refused by us, before anything is proven to him', async (_, meddling) => {
      const { service, target } = await meddled(meddling);
      expect(await failure(run(target))).toMatchObject({ code: 'PB411' });
      expect((await service.happened()).all('logon')).toEqual([]);
      expect((await service.happened()).operations).toEqual([]);
    });

    it.each<[string, (body: Buffer) => number]>([
      ['signature', (body) => signatureIn(body) + 5],
      ['sequence number', (body) => signatureIn(body) + 12],
      ['ciphertext', (body) => signatureIn(body) + 16 + 40],
      ['last byte', (body) => body.length - '--Encrypted Boundary--\r\n'.length - 1],
    ])('who flips a bit in the %s of a message is refused by the service, and nothing runs', async (_, at) => {
      const { service, target } = await meddled({
        request: (bytes, { kind, number }) => (kind === 'message' && number === 2 ? flipped(bytes, at(bytes)) : bytes),
      });
      expect((await failure(run(target))).code).toMatch(/^PB4(01|08|11)$/);
      expect((await service.happened()).all('refused').length).toBeGreaterThan(0);
      expect((await service.happened()).operations).not.toContain('Command');
    });

    it('who sends a message a second time is refused by the service, and it runs once', async () => {
      const { service, meddler, target } = await meddled({
        repeats: ({ kind, number }) => kind === 'message' && number === 2,
      });
      await failure(run(target));
      expect(meddler.repeated).toEqual([400]);
      expect((await service.happened()).operations.filter((one) => one === 'Command')).toHaveLength(1);
      expect((await service.happened()).all('refused')).toHaveLength(1);
    });

    it('who sends an old message in place of a new one is refused by the service', async () => {
      let old: Buffer = Buffer.alloc(0);
      const { service, target } = await meddled({
        request: (bytes, { kind, number }) => {
          if (kind === 'message' && number === 1) old = bytes;
          return kind === 'message' && number === 2 ? old : bytes;
        },
      });
      await failure(run(target));
      expect((await service.happened()).operations).not.toContain('Command');
      expect((await service.happened()).all('refused').length).toBeGreaterThan(0);
    });

    let former: Buffer = Buffer.alloc(0);
    const replies = (change: (body: Buffer) => Buffer): Meddling => ({
      reply: (bytes, { kind, number }) => {
        const changed = kind === 'message' && number === 2 ? change(bytes) : bytes;
        former = bytes;
        return changed;
      },
    });
    it.each<[string, Meddling]>([
      ['flips a bit in the signature of a reply', replies((body) => flipped(body, signatureIn(body) + 5))],
      ['flips a bit in the ciphertext of a reply', replies((body) => flipped(body, signatureIn(body) + 60))],
      ['sends an old reply in place of a new one', replies(() => former)],
      ['shortens a reply', replies((body) => body.subarray(0, body.length - 30))],
    ])('who %s is refused by us', async (_, meddling) => {
      const { target } = await meddled(meddling);
      expect(await failure(run(target))).toMatchObject({ code: 'PB411' });
    });
  });

  describe('channel binding', () => {
    it.each(SIGNINGS)('holds where the certificate is signed by $name', async (signing) => {
      const certificate = await selfSigned(signing);
      const service = await acceptor('https', certificate);
      await run(targetOf(service.port, 'https', { pin: certificate.pin }));
      expect((await service.happened()).all('logon')).toMatchObject([{ bound: true }]);
    });

    it('with another certificate ends a relayed logon, although every message of it is genuine', async () => {
      const service = await acceptor('https');
      const other = await newCertificate('ECDSA with SHA-256');
      const relay = new Meddler({ port: service.port, authorities: shown.cert }, other, {});
      endings.push(() => relay.close());
      const target = targetOf(await relay.open(), 'https', { pin: other.pin });
      expect(await failure(run(target))).toMatchObject({ code: 'PB402' });
      expect((await service.happened()).kinds).toEqual(['refused']);
    });

    it('of a relay over http is none, which gss-ntlmssp lets pass as Windows does unless it is Strict', async () => {
      const service = await acceptor('https');
      const relay = new Meddler({ port: service.port, authorities: shown.cert }, null, {});
      endings.push(() => relay.close());
      expect((await run(targetOf(await relay.open(), 'http'))).stdout).toBe('hello\r\n');
      expect((await service.happened()).all('logon')).toMatchObject([{ bound: false }]);
      // Whoever relays it cannot read or change what is sealed.
      expect((await service.happened()).all('asked').every(({ sealed }) => sealed)).toBe(true);
    });
  });
});

/** Where the signature begins in a sealed body, behind its length. */
function signatureIn(body: Buffer): number {
  const mark = 'application/octet-stream\r\n';
  return body.indexOf(mark) + mark.length + 4;
}
