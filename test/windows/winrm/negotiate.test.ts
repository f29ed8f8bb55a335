import { X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PatchbayError } from '../../../src/domain/errors.js';
import type { CommandOutput, WinRmShell, WinRmTarget } from '../../../src/windows/winrm/transport.js';
import { type Certificates, makeCertificates, PAIRS, type Pair, World } from './contract/pairs.js';
import { envelope, fault, type Reply, received } from './listener.js';

const never = new AbortController().signal;
const once = (shell: WinRmShell): Promise<CommandOutput> => shell.run('hostname');

let certificates: Certificates;
let world: World;

beforeAll(async () => {
  certificates = await makeCertificates();
});
afterAll(() => certificates.remove());
afterEach(() => world.close());

async function open(name: string, more: Partial<WinRmTarget> = {}): Promise<void> {
  const pair = PAIRS.find((one) => one.name === name);
  if (pair === undefined) throw new Error(`no pair ${name}`);
  world = await World.open(pair, certificates, more);
}

async function failure(attempt: Promise<unknown>): Promise<PatchbayError> {
  const error = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PatchbayError)) throw new Error(`expected a failure, got ${String(error)}`);
  return error;
}

const run = (): Promise<CommandOutput> => world.transport().withShell(world.target, once, never);

describe.each(['negotiate over http', 'negotiate over https'])('%s: a connection', (name) => {
  it('is authenticated once, and kept with its shell for the next use', async () => {
    await open(name);
    const transport = world.transport({ keepSeconds: 5 });
    for (let n = 0; n < 3; n++) await transport.withShell(world.target, once, never);
    expect(world.listener.door.logons).toBe(1);
    const ofOne = ['Command', 'Receive', 'Signal'];
    expect(world.listener.operations).toEqual(['Create', ...ofOne, ...ofOne, ...ofOne]);
    const ids = world.listener.seen.map(({ body }) => /MessageID[^>]*>([^<]*)</.exec(body)?.[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('of another account, or to another address, is another one', async () => {
    await open(name);
    const transport = world.transport({ keepSeconds: 5 });
    await transport.withShell(world.target, once, never);
    await failure(transport.withShell({ ...world.target, user: 'somebody' }, once, never));
    expect(world.listener.operations.filter((one) => one === 'Command')).toHaveLength(1);
  });

  it('that was cut while it waited is replaced', async () => {
    await open(name);
    const transport = world.transport({ keepSeconds: 5 });
    await transport.withShell(world.target, once, never);
    world.listener.cut();
    await expect.poll(() => world.listener.sockets).toBe(0);
    await transport.withShell(world.target, once, never);
    expect(world.listener.door.logons).toBe(2);
  });

  it('whose shell is gone meanwhile gets a new one, and the line runs once', async () => {
    await open(name);
    const transport = world.transport({ keepSeconds: 5 });
    await transport.withShell(world.target, once, never);
    world.listener.script = (operation, { body }, count) =>
      operation === 'Command' && count === 2 ? fault(body, 'w:InvalidSelectors', 2150858843, 'gone') : null;
    expect((await transport.withShell(world.target, once, never)).exitCode).toBe(0);
    expect(world.listener.operations.filter((one) => one === 'Command')).toHaveLength(3);
  });

  it('that the service forgot is authenticated once more', async () => {
    await open(name);
    world.listener.script = (operation) => {
      if (operation === 'Create') world.listener.door.forgets = 1;
      return null;
    };
    expect((await run()).exitCode).toBe(0);
    expect(world.listener.door.logons).toBe(2);
    expect(world.listener.operations).toEqual(['Create', 'Command', 'Receive', 'Signal', 'Delete']);
  });

  it('that the service forgets again and again is given up', async () => {
    await open(name);
    world.listener.script = (operation) => {
      if (operation === 'Create') world.listener.door.forgets = 99;
      return null;
    };
    expect(await failure(run())).toMatchObject({ code: name.endsWith('https') ? 'PB402' : 'PB412' });
    expect(world.listener.door.logons).toBe(2);
  });

  it.each(['Command', 'Receive', 'Signal'])('whose password is refused after %s tries it once', async (at) => {
    let password = 'correct horse "battery" & staple';
    await open(name, { password: { reveal: () => password } });
    world.listener.script = (operation) => {
      if (operation !== at) return null;
      world.listener.door.forgets = 99;
      password = 'guess';
      return null;
    };
    const twice = (shell: WinRmShell): Promise<CommandOutput> => shell.run('a').then(() => shell.run('b'));
    expect(await failure(world.transport().withShell(world.target, twice, never))).toMatchObject({ code: 'PB402' });
    expect(world.listener.door.logons).toBe(2);
  });

  it('is not tried again where the service says its no by a token', async () => {
    await open(name);
    world.listener.door.whim = 'token with its no';
    const wrong = { ...world.target, password: { reveal: () => 'guess' } };
    expect(await failure(world.transport().withShell(wrong, once, never))).toMatchObject({ code: 'PB402' });
    expect(world.listener.door.logons).toBe(1);
  });

  it('is of no use to a service that never answers a token, or answers it oddly', async () => {
    await open(name);
    for (const [whim, code] of [
      ['never', 'PB401'],
      ['cut', 'PB401'],
      ['server error', 'PB408'],
    ] as const) {
      world.listener.door.whim = whim;
      const attempt = world.transport({ requestSeconds: 0.3 }).withShell(world.target, once, never);
      expect(await failure(attempt)).toMatchObject({ code });
    }
    await expect.poll(() => world.listener.sockets).toBe(0);
  });
});

it('a service that does not offer Negotiate is told from one that refuses it', async () => {
  await open('auto over https, Basic alone', { method: 'negotiate' });
  expect(await failure(run())).toMatchObject({ code: 'PB410', details: { cause: 'it offers Basic' } });
});

describe('over http', () => {
  const at = (wanted: string, reply: (request: string) => Reply): void => {
    world.listener.script = (operation, { body }) => (operation === wanted ? reply(body) : null);
  };
  const done = (request: string): string => envelope(request, received([['stdout', 'x']], 0));
  const flipped = (sealed: Buffer, place: number): Buffer => {
    const changed = Buffer.from(sealed);
    changed[place] = (changed[place] ?? 0) ^ 1;
    return changed;
  };

  it('nothing is sent plain, neither there nor back', async () => {
    await open('negotiate over http');
    let reply = '';
    at('Receive', (request) => ({
      xml: done(request),
      changed: (sealed) => {
        reply = sealed.toString('latin1');
        return sealed;
      },
    }));
    expect(await run()).toMatchObject({ stdout: 'x' });
    expect(reply).not.toContain('Envelope');
  });

  it.each(['Create', 'Command', 'Receive'])('a plain reply to %s is not believed', async (operation) => {
    await open('negotiate over http');
    at(operation, (request) => ({ xml: done(request), plain: true }));
    expect(await failure(run())).toMatchObject({ code: 'PB411', details: { cause: 'a reply that is not sealed' } });
  });

  it('a plain fault is an error, whatever it says', async () => {
    await open('negotiate over http');
    at('Receive', (request) => ({ ...fault(request, 'w:TimedOut', 2150858793, 'wait'), plain: true }) as Reply);
    expect(await failure(run())).toMatchObject({ code: 'PB408', details: { cause: 'wait' } });
    expect(world.listener.operations.filter((one) => one === 'Receive')).toHaveLength(1);
  });

  it('a message that is refused without a word wants another encryption', async () => {
    await open('negotiate over http');
    at('Create', () => ({ status: 500 }));
    expect(await failure(run())).toMatchObject({ code: 'PB412' });
  });

  it.each([
    ['with a flipped byte of the message', (sealed: Buffer) => flipped(sealed, sealed.length - 30)],
    [
      'with a flipped byte of the signature',
      (sealed: Buffer) => flipped(sealed, sealed.indexOf('octet-stream\r\n') + 20),
    ],
    ['that ends too early', (sealed: Buffer) => sealed.subarray(0, sealed.length - 40)],
    ['with more at its end', (sealed: Buffer) => Buffer.concat([sealed, Buffer.from('x')])],
    [
      'of another length than it says',
      (sealed: Buffer) => Buffer.from(sealed.toString('latin1').replace(/Length=\d+/, 'Length=3'), 'latin1'),
    ],
    ['that is none', () => Buffer.from('hello')],
  ])('a reply %s is not believed', async (_, changed) => {
    await open('negotiate over http');
    at('Receive', (request) => ({ xml: done(request), changed }));
    expect(await failure(run())).toMatchObject({ code: 'PB411' });
  });

  it('a reply that was said before is not believed', async () => {
    await open('negotiate over http');
    let earlier: Buffer | null = null;
    at('Receive', (request) => ({
      xml: envelope(request, received([['stdout', 'x']], null)),
      changed: (sealed) => {
        earlier ??= Buffer.from(sealed);
        return earlier;
      },
    }));
    expect(await failure(run())).toMatchObject({ code: 'PB411' });
  });

  it.each([
    ['a space within the boundary', (text: string) => text.replaceAll('--Encrypted', '-- Encrypted')],
    ['no tabs', (text: string) => text.replaceAll('\tContent', 'Content').replaceAll('\tOriginal', 'Original')],
    ['no line end at its end', (text: string) => text.slice(0, -2)],
  ])('a reply with %s is read all the same', async (_, change) => {
    await open('negotiate over http');
    at('Receive', (request) => ({
      xml: done(request),
      changed: (sealed) => Buffer.from(change(sealed.toString('latin1')), 'latin1'),
    }));
    expect(await run()).toMatchObject({ stdout: 'x' });
  });
});

describe.each(['negotiate over https', 'basic over https', 'auto over https'])('%s: a certificate', (name) => {
  const foreign = () => ({ ...certificates, trusted: certificates.foreign });
  const pinOf = ({ cert }: { cert: string }): string =>
    new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
  const pair = (): Pair => PAIRS.find((one) => one.name === name) as Pair;

  it('of an unknown authority is refused before anything is said', async () => {
    world = await World.open(pair(), foreign());
    expect(await failure(run())).toMatchObject({ code: 'PB403' });
    expect(world.listener.door.logons + world.listener.seen.length).toBe(0);
  });

  it('that is pinned needs no authority', async () => {
    world = await World.open(pair(), foreign(), { authorities: null, pin: pinOf(certificates.foreign) });
    expect((await run()).exitCode).toBe(0);
  });

  it('that is not the pinned one is refused, whoever vouches for it', async () => {
    world = await World.open(pair(), certificates, { pin: pinOf(certificates.foreign) });
    expect(await failure(run())).toMatchObject({
      code: 'PB403',
      details: { cause: 'ERR_TLS_CERT_NOT_THE_PINNED_ONE' },
    });
    expect(world.listener.door.logons + world.listener.seen.length).toBe(0);
  });

  it('for another name is refused, pinned or not', async () => {
    // Another spelling of the same address, which the certificate does not name.
    for (const pin of [null, pinOf(certificates.trusted)]) {
      world = await World.open(pair(), certificates, { host: '127.1', pin });
      expect(await failure(run())).toMatchObject({ code: 'PB403', details: { cause: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
      await world.close();
    }
  });
});

describe('auto', () => {
  it('takes Basic for an account of this computer alone, and says why', async () => {
    await open('auto over https, Basic alone');
    await run();
    expect(world.chosen).toEqual([
      expect.objectContaining({ method: 'basic', why: expect.stringContaining('nothing better') }),
    ]);
  });

  it('takes Negotiate where both are offered', async () => {
    await open('auto over https');
    await run();
    expect(world.chosen).toMatchObject([{ method: 'negotiate', scheme: 'https', why: 'the service offers it' }]);
    expect(world.listener.seen.some((one) => one.authorization.startsWith('Basic'))).toBe(false);
  });

  it.each([
    ['auto over https', 'Negotiate (NTLM) over HTTPS, bound to its certificate, because the service offers it'],
    ['auto over http', 'Negotiate (NTLM) over HTTP, sealed, because over http nothing else is sealed'],
    [
      'auto over https, Basic alone',
      'Basic over HTTPS, because the service offers nothing better, and the account is of this computer alone',
    ],
  ])('tells whoever uses the shell which way it took, and why: %s', async (pair, way) => {
    await open(pair);
    expect(await world.transport().withShell(world.target, async (shell) => shell.way, never)).toBe(way);
  });

  it.each([
    [{ shared: true }, 'a password that other computers share'],
    [{ user: 'FIN\\patchbay' }, 'no account of a domain'],
    [{ user: 'patchbay@fin.example' }, 'no account of a domain'],
  ])('never shows a password over Basic to who should not see it: %o', async (more, why) => {
    await open('auto over https, Basic alone', more);
    const error = await failure(run());
    expect(error).toMatchObject({ code: 'PB410', details: { cause: expect.stringContaining(why) } });
    expect(world.listener.seen).toEqual([]);
  });

  it('asks once, and again after a logon was refused', async () => {
    await open('auto over https');
    const transport = world.transport();
    for (let n = 0; n < 2; n++) await transport.withShell(world.target, once, never);
    expect(world.chosen).toHaveLength(1);
  });

  it('does not take a service that is not ready for one that offers nothing', async () => {
    await open('auto over https');
    world.listener.door.whim = 'not ready';
    expect(await failure(run())).toMatchObject({ code: 'PB408', details: { cause: 'HTTP 503' } });
  });

  it('repeats only a little of what a service says that it offers', async () => {
    for (const method of ['auto', 'negotiate'] as const) {
      await open('auto over https, Basic alone', { method });
      world.listener.door.whim = 'strange offers';
      const error = await failure(run());
      expect(error).toMatchObject({ code: 'PB410', details: { cause: expect.stringContaining('it offers') } });
      expect(String(error.details.cause).length).toBeLessThan(200);
      if (method === 'auto') await world.close();
    }
  });

  it('never uses Basic over http', async () => {
    await open('auto over http', { method: 'basic' });
    expect(await failure(run())).toMatchObject({ code: 'PB410' });
  });
});
