import net from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PatchbayError } from '../../../../src/domain/errors.js';
import type { CommandOutput } from '../../../../src/windows/winrm/transport.js';
import { envelope, fault, type Operation, type Reply, received, type Script } from '../listener.js';
import { type Certificates, type Limits, makeCertificates, PAIRS, World } from './pairs.js';

const never = new AbortController().signal;
const OPERATIONS = ['Create', 'Command', 'Receive'] as const;

let certificates: Certificates;
let world: World;
const rejections: unknown[] = [];
const onRejection = (reason: unknown): void => void rejections.push(reason);

beforeAll(async () => {
  certificates = await makeCertificates();
  process.on('unhandledRejection', onRejection);
});
afterAll(async () => {
  process.off('unhandledRejection', onRejection);
  await certificates.remove();
});

function run(line = 'hostname', limits: Limits = {}, signal = never): Promise<CommandOutput> {
  return world.transport(limits).withShell(world.target, (shell) => shell.run(line), signal);
}

async function failure(attempt: Promise<unknown>): Promise<PatchbayError> {
  const error = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PatchbayError)) throw new Error(`expected a failure, got ${String(error)}`);
  return error;
}

const at =
  (wanted: Operation, reply: (request: string, count: number) => Reply | null): Script =>
  (operation, { body }, count) =>
    operation === wanted ? reply(body, count) : null;

/** What the command says, a reply each; null: nothing yet. */
const saying = (...replies: readonly (string | null)[]): Script =>
  at('Receive', (request, count) => {
    const body = replies[count - 1];
    if (body === undefined) return null;
    return body === null ? fault(request, 'w:TimedOut', 2150858793, 'too long') : { xml: envelope(request, body) };
  });

describe.each(PAIRS)('$name', (pair) => {
  beforeEach(async () => {
    world = await World.open(pair, certificates);
  });
  afterEach(async () => {
    await world.close();
    expect(rejections).toEqual([]);
  });

  async function nothingStaysOpen(): Promise<void> {
    // Basic's agent keeps an idle connection for a while; here they all are ended by their owner.
    if (pair.speaks === 'basic') return;
    await vi.waitFor(() => expect(world.listener.sockets).toBe(0), 2000);
  }

  describe('a command', () => {
    it.each([0, 1, 3, 255, -1073741510])('ends with its exit code %i', async (code) => {
      world.listener.script = saying(received([['stdout', 'x']], code));
      expect(await run()).toEqual({ stdout: 'x', stderr: '', exitCode: code });
      expect(world.listener.operations).toEqual(['Create', 'Command', 'Receive', 'Signal', 'Delete']);
      await nothingStaysOpen();
    });

    it('keeps its output and its errors apart', async () => {
      const first = received(
        [
          ['stdout', 'out '],
          ['stderr', 'err '],
        ],
        null,
      );
      const last = received(
        [
          ['stderr', 'more', true],
          ['stdout', 'too', true],
        ],
        1,
      );
      world.listener.script = saying(first, last);
      expect(await run()).toEqual({ stdout: 'out too', stderr: 'err more', exitCode: 1 });
    });

    it('may print much, in pieces that end within a character', async () => {
      const text = 'Größe 大きさ 📏 '.repeat(30_000);
      const bytes = Buffer.from(text, 'utf8');
      const pieces: string[] = [];
      for (let from = 0; from < bytes.length; from += 99_991)
        pieces.push(
          received(
            [
              ['stdout', bytes.subarray(from, from + 50_001)],
              ['stdout', bytes.subarray(from + 50_001, from + 99_991)],
            ],
            null,
          ),
        );
      world.listener.script = saying(...pieces, received([['stdout', '', true]], 0));
      const { stdout } = await run();
      expect(Buffer.from(stdout, 'latin1').toString('utf8')).toBe(text);
    });

    it('may be silent for long', async () => {
      world.listener.script = saying(null, null, null, received([['stdout', 'at last']], 0));
      expect(await run()).toMatchObject({ stdout: 'at last' });
      const ids = world.listener.seen.map(({ body }) => /MessageID[^>]*>([^<]*)</.exec(body)?.[1]);
      const received4 = ids.slice(2, 6);
      expect(new Set(received4).size).toBe(4);
    });

    it('shares its shell with the next one', async () => {
      const both = world
        .transport()
        .withShell(world.target, async (shell) => [await shell.run('one'), await shell.run('two')].length, never);
      expect(await both).toBe(2);
      expect(world.listener.operations.filter((one) => one === 'Create' || one === 'Delete')).toEqual([
        'Create',
        'Delete',
      ]);
    });

    it('arrives as it was given, whatever characters it holds', async () => {
      const line = `powershell.exe -Command "& { 'a < b' } 'ä'" \\"x\\"`;
      await run(line);
      const [, sent = ''] = /<rsp:Command>([^<]*)</.exec(world.listener.seen[1]?.body ?? '') ?? [];
      const plain = sent
        .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
        .replaceAll('&quot;', '"')
        .replaceAll('&apos;', "'")
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&');
      expect(plain).toBe(line);
    });

    it('that prints without end is ended', async () => {
      world.listener.script = at('Receive', (request) => ({
        xml: envelope(request, received([['stdout', 'x'.repeat(9000)]], null)),
      }));
      expect(await failure(run('x', { outputBytes: 50_000 }))).toMatchObject({ code: 'PB405' });
    });
  });

  describe('a fault', () => {
    it.each([
      ['w:QuotaLimit', 2150859173, 'PB413', 'MaxShellsPerUser'],
      ['w:InternalError', 2150859174, 'PB413', 'MaxConcurrentOperationsPerUser'],
      ['w:QuotaLimit', 1, 'PB413', 'quota'],
      ['w:AccessDenied', 5, 'PB407', undefined],
      ['w:InternalError', 2147942405, 'PB407', undefined],
      ['w:InvalidSelectors', 2150858843, 'PB414', undefined],
      ['w:InternalError', 995, 'PB414', undefined],
      ['w:InternalError', 2150859180, 'PB415', undefined],
      ['w:EncodingLimit', 2150858824, 'PB416', undefined],
      ['w:SchemaValidationError', 2150858767, 'PB408', undefined],
    ])('%s %i is %s', async (subcode, number, code, quota) => {
      for (const operation of OPERATIONS) {
        world.listener.script = at(operation, (request) => fault(request, subcode, number, 'why'));
        const error = await failure(run());
        expect(error).toMatchObject({ code, details: { cause: 'why' } });
        expect(error.details.quota).toBe(quota);
      }
      await nothingStaysOpen();
    });

    it('of WMI, which says nothing of what it answers, is known by its number', async () => {
      const detail =
        '<s:Detail><p:MSFT_WmiError xmlns:p="x"><p:error_Code>2150859174</p:error_Code></p:MSFT_WmiError></s:Detail>';
      const xml = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Reason><s:Text>why</s:Text></s:Reason>${detail}</s:Fault></s:Body></s:Envelope>`;
      world.listener.script = at('Receive', () => ({ status: 500, xml }));
      expect(await failure(run())).toMatchObject({
        code: 'PB413',
        details: { quota: 'MaxConcurrentOperationsPerUser' },
      });
    });

    it('deletes the shell that it was met in', async () => {
      world.listener.script = at('Command', (request) => fault(request, 'w:QuotaLimit', 2150859174, 'why'));
      await failure(run());
      expect(world.listener.operations).toEqual(['Create', 'Command', 'Delete']);
    });
  });

  it('a status is told by what it means', async () => {
    for (const operation of OPERATIONS) {
      for (const [status, code] of [
        [413, 'PB416'],
        [403, 'PB407'],
        [503, 'PB408'],
      ] as const) {
        world.listener.script = at(operation, () => ({ status }));
        expect(await failure(run())).toMatchObject({ code });
      }
    }
  });

  it('a wrong password is told once, and tried once', async () => {
    const wrong = { ...world.target, password: { reveal: () => 'guess' } };
    const attempt = world.transport().withShell(wrong, (shell) => shell.run('x'), never);
    expect(await failure(attempt)).toMatchObject({ code: 'PB402' });
    expect(world.listener.door.logons).toBe(1);
    expect(world.listener.seen).toEqual([]);
    await nothingStaysOpen();
  });

  describe('a connection', () => {
    it.each(OPERATIONS)('that is cut at %s is PB401, and nothing is sent twice', async (operation) => {
      for (const cut of ['at once', 'in the middle'] as const) {
        world.listener.seen.length = 0;
        world.listener.script = at(operation, () => ({ cut }));
        expect(await failure(run())).toMatchObject({ code: 'PB401' });
        expect(world.listener.operations.filter((one) => one === operation)).toHaveLength(1);
      }
      await nothingStaysOpen();
    });

    it('that nobody answers is PB401', async () => {
      await world.listener.close();
      expect(await failure(run())).toMatchObject({ code: 'PB401', details: { cause: 'ECONNREFUSED' } });
    });
  });

  describe('a reply', () => {
    const gzip = (request: string): Reply => ({
      head: { 'Content-Type': 'application/soap+xml', 'Content-Encoding': 'gzip' },
      body: gzipSync(envelope(request, 'x'.repeat(10_000_000))),
    });
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>';
    const odd: readonly (readonly [string, (request: string) => Reply, readonly string[]])[] = [
      ['that is no XML', () => ({ xml: 'hello' }), ['PB405']],
      ['that is empty', () => ({ xml: ' ' }), ['PB405']],
      ['to something else', () => ({ xml: envelope('<a:MessageID>uuid:0</a:MessageID>', received([], 0)) }), ['PB405']],
      ['with entities', () => ({ xml: bomb }), ['PB405']],
      ['without end', () => ({ endless: true }), ['PB405']],
      ['that is compressed', gzip, ['PB405', 'PB411']],
      ['that is no HTTP', () => ({ wire: 'SSH-2.0-OpenSSH_9.2\r\n\r\n' }), ['PB401', 'PB405']],
      [
        'that says it is huge',
        () => ({
          head: { 'Content-Type': 'application/soap+xml', 'Content-Length': '100000000' },
          body: Buffer.alloc(0),
        }),
        ['PB401', 'PB405'],
      ],
    ];
    it.each(odd)('%s is refused', async (_, reply, codes) => {
      for (const operation of OPERATIONS.slice(pair.speaks === 'basic' ? 2 : 0)) {
        world.listener.script = at(operation, reply);
        expect(codes).toContain((await failure(run('x', { requestSeconds: 1 }))).code);
      }
      await nothingStaysOpen();
    });
  });

  describe('time', () => {
    it.each(OPERATIONS)('for an answer at %s is limited', async (operation) => {
      world.listener.script = at(operation, () => ({ never: true }));
      const error = await failure(run('x', { requestSeconds: 0.3 }));
      expect(error).toMatchObject({ code: 'PB401', details: { cause: 'no answer in time' } });
      await nothingStaysOpen();
    });

    it('for a command is limited, and its shell is deleted all the same', async () => {
      world.listener.script = at('Receive', (request) => fault(request, 'w:TimedOut', 2150858793, ''));
      expect(await failure(run('x', { commandSeconds: 0.3 }))).toMatchObject({ code: 'PB401' });
      expect(world.listener.operations.at(-1)).toBe('Delete');
      await nothingStaysOpen();
    });

    it('to connect is limited', async () => {
      const silent = net.createServer();
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const target = { ...world.target, port: (silent.address() as net.AddressInfo).port };
      const attempt = world.transport({ requestSeconds: 0.3 }).withShell(target, (shell) => shell.run('x'), never);
      expect(await failure(attempt)).toMatchObject({ code: 'PB401', details: { cause: 'no answer in time' } });
      silent.close();
    });
  });

  it.each([...OPERATIONS, 'Signal'] as const)('an abort at %s ends the call', async (operation) => {
    const stop = new AbortController();
    world.listener.script = at(operation, () => {
      stop.abort();
      return { never: true };
    });
    const attempt = run('x', {}, stop.signal);
    if (operation === 'Signal') expect((await attempt).exitCode).toBe(0);
    else expect(await failure(attempt)).toMatchObject({ code: 'PB401' });
    await nothingStaysOpen();
  });

  it('an abort beforehand connects nowhere', async () => {
    expect(await failure(run('x', {}, AbortSignal.abort()))).toMatchObject({ code: 'PB401' });
    expect(world.listener.sockets).toBe(0);
  });

  it('no error tells the password', async () => {
    world.listener.script = at('Command', () => ({ status: 401 }));
    const error = await failure(run());
    const told = JSON.stringify([error.message, error.details, error.stack, String(error.cause)]);
    expect(told).not.toContain('staple');
  });

  it('failures in tidying up change nothing', async () => {
    world.listener.script = (operation) =>
      operation === 'Signal' || operation === 'Delete' ? { cut: 'at once' } : null;
    expect((await run()).exitCode).toBe(0);
    await nothingStaysOpen();
  });

  it('what the caller throws comes through, after the shell was deleted', async () => {
    const own = new Error('mine');
    await expect(world.transport().withShell(world.target, () => Promise.reject(own), never)).rejects.toBe(own);
    expect(world.listener.operations).toEqual(['Create', 'Delete']);
  });
});
