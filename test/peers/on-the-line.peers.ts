import { afterEach, describe, expect, it } from 'vitest';
import type { WinRmTarget } from '../../src/windows/winrm/transport.js';
import { Acceptor } from './acceptor.js';
import { Meddler, type Meddling } from './meddler.js';
import { decidedBy, GSS_NTLMSSP } from './peer.js';
import { failure, PASSWORD, run, targetOf } from './reach.js';

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

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
  describe('somebody on the line', () => {
    async function meddled(meddling: Meddling): Promise<{ service: Acceptor; meddler: Meddler; target: WinRmTarget }> {
      const service = await Acceptor.start(python, [`LAB:Olivia:${PASSWORD}`], null);
      endings.push(() => service.close());
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
      expect(await failure(run(target))).toMatchObject({ code: 'PB408', details: { cause: 'HTTP 400' } });
      const happened = await service.happened();
      expect(happened.all('refused')).not.toEqual([]);
      expect(happened.operations).not.toContain('Command');
    });

    it('who sends a message a second time is refused by the service, and it runs once', async () => {
      const { service, meddler, target } = await meddled({
        repeats: ({ kind, number }) => kind === 'message' && number === 2,
      });
      // The service ends that connection; whoever was on it logs on once more and goes on.
      expect((await run(target)).stdout).toBe('hello\r\n');
      expect(meddler.repeated).toEqual([400]);
      const happened = await service.happened();
      expect(happened.kinds).toEqual(['logon', 'asked', 'asked', 'refused', 'logon', 'asked', 'asked', 'asked']);
      expect(happened.operations).toEqual(['Create', 'Command', 'Receive', 'Signal', 'Delete']);
    });

    it('who sends an old message in place of a new one is refused by the service', async () => {
      let old: Buffer = Buffer.alloc(0);
      const { service, target } = await meddled({
        request: (bytes, { kind, number }) => {
          if (kind === 'message' && number === 1) old = bytes;
          return kind === 'message' && number === 2 ? old : bytes;
        },
      });
      expect(await failure(run(target))).toMatchObject({ code: 'PB408', details: { cause: 'HTTP 400' } });
      const happened = await service.happened();
      expect(happened.all('refused')).not.toEqual([]);
      expect(happened.operations).not.toContain('Command');
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
});

/** Where the signature begins in a sealed body, behind its length. */
function signatureIn(body: Buffer): number {
  const mark = 'application/octet-stream\r\n';
  return body.indexOf(mark) + mark.length + 4;
}
