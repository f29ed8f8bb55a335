import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ntlmAuthenticator } from '../../../src/windows/ntlm/authenticator.js';
import { channelBinding } from '../../../src/windows/ntlm/channel-binding.js';
import { DirectionSecurity } from '../../../src/windows/ntlm/direction.js';
import { readChallenge } from '../../../src/windows/ntlm/messages.js';
import { readNegTokenResponse } from '../../../src/windows/ntlm/spnego.js';
import { AuthenticationError } from '../../../src/windows/winrm/authenticator.js';

/** What Debian's gss-ntlmssp 1.2.0 answered to a NegTokenInit of ours. */
const CHALLENGE = Buffer.from(
  'oYGMMIGJoAMKAQGhDAYKKwYBBAGCNwICCqJ0BHJOVExNU1NQAAIAAAAGAAYAOAAAADWCieK+Pp3FljBd5QAAAAAAAAAANAA0AD4AAAAGAgAAAAAAD0wAQQBCAAEABgBTAFIAVgACAAYATABBAEIAAwAEAHYAbQAGAAQAAAAAAAcACADcx6A3xXrdAQAAAAA=',
  'base64',
);
const ntlmChallenge = readNegTokenResponse(CHALLENGE).token ?? Buffer.alloc(0);
const account = { user: 'LAB\\olivia', password: { reveal: () => 'Grüße 7!' } };
const peer = { host: 'srv.lab', certificate: null };

async function authenticated() {
  const context = ntlmAuthenticator(account).begin(peer);
  await context.step(null);
  await context.step(CHALLENGE);
  return context;
}

function changed(bytes: Buffer, at: number, by = 1): Buffer {
  const other = Buffer.from(bytes);
  other[at] = (other[at] ?? 0) ^ by;
  return other;
}

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('an NTLM context', () => {
  it('offers NTLM within SPNEGO, answers a challenge, and then seals', async () => {
    const context = ntlmAuthenticator(account).begin(peer);
    const first = await context.step(null);
    expect(first?.includes('NTLMSSP\0\x01')).toBe(true);
    expect(context.established).toBe(false);
    const second = await context.step(CHALLENGE);
    expect(second?.includes('NTLMSSP\0\x03')).toBe(true);
    expect(context.established).toBe(true);
    expect(context.seal(Buffer.from('x')).signature).toHaveLength(16);
  });

  it('shows neither the password nor its user in what is offered first', async () => {
    const first = await ntlmAuthenticator(account).begin(peer).step(null);
    expect(first?.includes(Buffer.from('olivia', 'utf16le'))).toBe(false);
  });

  it('takes no challenge that is weaker than it has to be', () => {
    const flagsAt = 20;
    const flags = ntlmChallenge.readUInt32LE(flagsAt);
    for (const needed of [0x1, 0x10, 0x20, 0x200, 0x80000, 0x800000, 0x20000000, 0x40000000]) {
      const weaker = Buffer.from(ntlmChallenge);
      weaker.writeUInt32LE((flags & ~needed) >>> 0, flagsAt);
      expect(() => readChallenge(weaker), needed.toString(16)).toThrow(AuthenticationError);
    }
  });

  it('does not seal before anything is agreed on, nor after anything unexpected', async () => {
    const context = ntlmAuthenticator(account).begin(peer);
    expect(() => context.seal(Buffer.alloc(1))).toThrow(AuthenticationError);
    const other = await authenticated();
    await expect(other.step(CHALLENGE)).rejects.toThrow(AuthenticationError);
    expect(other.established).toBe(false);
    expect(() => other.seal(Buffer.alloc(1))).toThrow(AuthenticationError);
  });

  it('takes no refusal for the end of a negotiation, nor a MIC of somebody else', async () => {
    const refused = Buffer.from('a1073005a0030a0102', 'hex');
    await expect((await authenticated()).step(refused)).rejects.toThrow(AuthenticationError);
    const foreign = Buffer.from('oRswGaADCgEAoxIEEAEAAAD6Pp4TwBHAwAAAAAA=', 'base64');
    await expect((await authenticated()).step(foreign)).rejects.toThrow(AuthenticationError);
  });

  it('takes no end without a MIC from a service that has ours', async () => {
    const context = await authenticated();
    await expect(context.step(Buffer.from('a1073005a0030a0100', 'hex'))).rejects.toThrow(AuthenticationError);
    expect(() => context.seal(Buffer.alloc(1))).toThrow(AuthenticationError);
  });

  it('goes on where the service asks for a MIC, and stops where it is done or refuses before the proof', async () => {
    const stateAt = CHALLENGE.indexOf(Buffer.from('a0030a0101', 'hex')) + 4;
    for (const [state, isTaken] of [
      [0, false],
      [2, false],
      [3, true],
    ] as const) {
      const context = ntlmAuthenticator(account).begin(peer);
      await context.step(null);
      const reply = changed(CHALLENGE, stateAt, 1 ^ state);
      const outcome = await context.step(reply).catch((error: unknown) => error);
      expect(Buffer.isBuffer(outcome), `${state}`).toBe(isTaken);
      expect(context.established).toBe(isTaken);
    }
  });

  it('never fails but with an AuthenticationError, whatever the end is said to be', async () => {
    const end = Buffer.from('oRswGaADCgEAoxIEEAEAAAD6Pp4TwBHAwAAAAAA=', 'base64');
    await fc.assert(
      fc.asyncProperty(fc.nat(end.length - 1), fc.nat(255), fc.nat(end.length), async (at, by, length) => {
        const context = await authenticated();
        await expect(context.step(changed(end, at, by).subarray(0, length))).rejects.toThrow(AuthenticationError);
      }),
    );
  });

  it('never fails but with an AuthenticationError, whatever the service says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        const context = ntlmAuthenticator(account).begin(peer);
        await context.step(null);
        await expect(context.step(Buffer.from(bytes))).rejects.toThrow(AuthenticationError);
      }),
    );
  });

  it('never fails but with an AuthenticationError where bytes of a challenge changed or are missing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(CHALLENGE.length - 1), fc.nat(255), fc.nat(CHALLENGE.length), async (at, to, end) => {
        const context = ntlmAuthenticator(account).begin(peer);
        await context.step(null);
        const outcome = await context
          .step(changed(CHALLENGE, at, to).subarray(0, end))
          .catch((error: unknown) => error);
        expect(Buffer.isBuffer(outcome) || outcome instanceof AuthenticationError).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('messages in one direction', () => {
  const key = Buffer.alloc(16, 7);
  const pair = () =>
    [new DirectionSecurity(key, 'client-to-server'), new DirectionSecurity(key, 'client-to-server')] as const;

  it('arrive as they were sent, one after the other', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 10 }), (messages) => {
        const [from, to] = pair();
        for (const message of messages)
          expect(to.unseal(from.seal(Buffer.from(message)))).toEqual(Buffer.from(message));
      }),
    );
  });

  it('are refused where a byte changed, one is repeated, left out or comes from the other side', () => {
    const [from, to] = pair();
    const first = from.seal(Buffer.from('first'));
    const second = from.seal(Buffer.from('second'));
    expect(() => pair()[1].unseal({ ...first, ciphertext: changed(first.ciphertext, 0) })).toThrow(AuthenticationError);
    expect(() => pair()[1].unseal({ ...first, signature: changed(first.signature, 5) })).toThrow(AuthenticationError);
    expect(() => pair()[1].unseal({ ...first, signature: first.signature.subarray(0, 12) })).toThrow(
      AuthenticationError,
    );
    expect(() => pair()[1].unseal(second)).toThrow(AuthenticationError);
    to.unseal(first);
    expect(() => to.unseal(first)).toThrow(AuthenticationError);
    expect(() => new DirectionSecurity(key, 'server-to-client').unseal(first)).toThrow(AuthenticationError);
  });
});

describe('channel bindings', () => {
  /** SEQUENCE { SEQUENCE {}, SEQUENCE { OID } }: as much of a certificate as counts. */
  const certificate = (oid: string) => {
    const inner = Buffer.concat([Buffer.from([0x06, oid.length / 2]), Buffer.from(oid, 'hex')]);
    const content = Buffer.concat([Buffer.from([0x30, 0x00, 0x30, inner.length]), inner]);
    return Buffer.concat([Buffer.from([0x30, content.length]), content]);
  };

  it('are zeros without TLS', () => {
    expect(channelBinding(null)).toEqual(Buffer.alloc(16));
  });

  it('take the hash of the signature, and SHA-256 instead of what is weaker', async () => {
    const { createHash } = await import('node:crypto');
    const expected = (der: Buffer, hash: string) => {
      const data = Buffer.concat([Buffer.from('tls-server-end-point:'), createHash(hash).update(der).digest()]);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(data.length);
      return createHash('md5')
        .update(Buffer.concat([Buffer.alloc(16), length, data]))
        .digest('hex');
    };
    const cases = {
      '2a864886f70d010105': 'sha256',
      '2a864886f70d01010b': 'sha256',
      '2a864886f70d01010c': 'sha384',
      '2a8648ce3d040304': 'sha512',
    };
    for (const [oid, hash] of Object.entries(cases)) {
      const der = certificate(oid);
      expect(channelBinding(der).toString('hex'), oid).toBe(expected(der, hash));
    }
  });

  it('refuse what is no certificate, by nothing but an AuthenticationError', () => {
    expect(() => channelBinding(Buffer.from('nonsense'))).toThrow(AuthenticationError);
    const good = certificate('2a864886f70d01010b');
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, by, length) => {
        const outcome = attempt(() => channelBinding(changed(good, at, by).subarray(0, length)));
        expect(Buffer.isBuffer(outcome) || outcome instanceof AuthenticationError).toBe(true);
      }),
    );
  });
});
