import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAvPairs, writeAvPairs } from '../../../src/windows/ntlm/av-pairs.js';
import { ntowfv2 } from '../../../src/windows/ntlm/keys.js';
import { readChallenge } from '../../../src/windows/ntlm/messages.js';
import { NtlmClient } from '../../../src/windows/ntlm/ntlm-client.js';
import { Rc4 } from '../../../src/windows/ntlm/rc4.js';
import { AuthenticationError } from '../../../src/windows/winrm/authenticator.js';

const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const hmac = (key: Buffer, ...parts: Buffer[]) => createHmac('md5', key).update(Buffer.concat(parts)).digest();

/** CHALLENGE_MESSAGE of MS-NLMP 4.2.4.3. */
const PUBLISHED = Buffer.from(
  '4e544c4d53535000020000000c000c003800000033828ae20123456789abcdef00000000000000002400240044000000' +
    '060070170000000f53006500720076006500720002000c0044006f006d00610069006e0001000c00530065007200760065007200' +
    '00000000',
  'hex',
);
const TIME = Buffer.from('0123456789abcd01', 'hex');
const BINDING = Buffer.alloc(16, 0xcb);

function challengeWith(pairs: readonly (readonly [number, Buffer])[]): Buffer {
  const targetInfo = writeAvPairs(new Map(pairs));
  const head = Buffer.from(PUBLISHED.subarray(0, 56));
  head.writeUInt16LE(0, 12);
  for (const at of [40, 42]) head.writeUInt16LE(targetInfo.length, at);
  head.writeUInt32LE(56, 44);
  return Buffer.concat([head, targetInfo]);
}

function clientFor(user: string): NtlmClient {
  return new NtlmClient({
    user,
    password: { reveal: () => 'Password' },
    service: 'HTTP/srv.lab',
    channelBinding: BINDING,
    now: () => 0,
    random: (length) => Buffer.alloc(length, length === 16 ? 0x55 : 0xaa),
  });
}

function field(message: Buffer, at: number): Buffer {
  return message.subarray(message.readUInt32LE(at + 4)).subarray(0, message.readUInt16LE(at));
}

describe('the challenge that MS-NLMP 4.2.4.3 publishes', () => {
  it('is read as it is described there', () => {
    const { serverChallenge, targetInfo } = readChallenge(PUBLISHED);
    expect(serverChallenge.toString('hex')).toBe('0123456789abcdef');
    expect([...targetInfo]).toEqual([
      [2, utf16('Domain')],
      [1, utf16('Server')],
    ]);
  });

  it('is refused wherever it ends too early', () => {
    for (let end = 0; end < PUBLISHED.length; end++)
      expect(() => readChallenge(PUBLISHED.subarray(0, end)), `${end}`).toThrow(AuthenticationError);
  });
});

describe('the answer to a challenge', () => {
  const challenge = challengeWith([
    [2, utf16('Domain')],
    [7, TIME],
    [6, Buffer.from([1, 0, 0, 0])],
    [9, utf16('HTTP/another')],
  ]);
  const client = clientFor('Domain\\User');
  const { message, sessionKey } = client.authenticate(challenge);
  const ntResponse = field(message, 20);
  const responseKey = ntowfv2('User', 'Password', 'Domain');

  it('names the account in UNICODE, and shows no LM response', () => {
    expect(message.toString('latin1', 0, 12)).toBe('NTLMSSP\0\x03\0\0\0');
    expect(field(message, 12)).toEqual(Buffer.alloc(24));
    expect(field(message, 28)).toEqual(utf16('Domain'));
    expect(field(message, 36)).toEqual(utf16('User'));
  });

  it('proves the password over the service, its time and the channel', () => {
    expect(ntResponse.subarray(0, 16)).toEqual(hmac(responseKey, challenge.subarray(24, 32), ntResponse.subarray(16)));
    expect(ntResponse.subarray(24, 32)).toEqual(TIME);
    const pairs = readAvPairs(ntResponse.subarray(44));
    expect(pairs.get(2)).toEqual(utf16('Domain'));
    expect(pairs.get(6)).toEqual(Buffer.from([3, 0, 0, 0]));
    expect(pairs.get(9)).toEqual(utf16('HTTP/srv.lab'));
    expect(pairs.get(10)).toEqual(BINDING);
  });

  it('carries the session key under the proof, and a MIC over all three messages', () => {
    expect(sessionKey).toEqual(Buffer.alloc(16, 0x55));
    const base = hmac(responseKey, ntResponse.subarray(0, 16));
    expect(new Rc4(base).update(field(message, 52))).toEqual(sessionKey);
    const without = Buffer.from(message).fill(0, 72, 88);
    expect(message.subarray(72, 88)).toEqual(hmac(sessionKey, client.negotiate, challenge, without));
  });

  it('says what both agreed on, and nothing that only the service wants', () => {
    const generous = Buffer.from(challenge);
    generous.writeUInt32LE(0xffffffff, 20);
    expect(clientFor('User').authenticate(generous).message.readUInt32LE(60).toString(16)).toBe('e2888235');
  });

  it('tells our own time where the service tells none', () => {
    const answer = clientFor('User').authenticate(PUBLISHED).message;
    expect(field(answer, 20).readBigUInt64LE(24)).toBe(116_444_736_000_000_000n);
  });

  it.each([
    ['User', '', 'User'],
    ['user@lab.example', '', 'user@lab.example'],
    ['LAB\\user', 'LAB', 'user'],
  ])('takes the account %s', (user, domain, name) => {
    const answer = clientFor(user).authenticate(PUBLISHED).message;
    expect([field(answer, 28), field(answer, 36)]).toEqual([utf16(domain), utf16(name)]);
  });

  it.each(['', 'LAB\\', `LAB\\${'u'.repeat(70_000)}`])('refuses an account that names nobody', (user) => {
    expect(() => clientFor(user).authenticate(PUBLISHED)).toThrow(AuthenticationError);
  });

  it('refuses more target information than there can be, however it is cut', () => {
    const most = challengeWith([[1, Buffer.alloc(60_000)]]);
    expect(() => clientFor('User').authenticate(most)).toThrow(AuthenticationError);
    const many = challengeWith(Array.from({ length: 65 }, (_, n) => [n + 20, Buffer.alloc(1)] as const));
    expect(() => clientFor('User').authenticate(many)).toThrow(AuthenticationError);
  });

  it('refuses a challenge with the same pair twice, or a time of another length', () => {
    const pair = Buffer.from('070008000000000000000000', 'hex');
    expect(() => readAvPairs(Buffer.concat([pair, pair, Buffer.alloc(4)]))).toThrow(AuthenticationError);
    expect(() => readChallenge(challengeWith([[7, Buffer.alloc(4)]]))).toThrow(AuthenticationError);
  });

  it('never fails but with an AuthenticationError, wherever the service says its target information lies', () => {
    const number = (most: number) => fc.oneof(fc.nat(most), fc.constantFrom(0, 1, most - 1, most));
    fc.assert(
      fc.property(number(0xffff), number(0xffffffff), fc.uint8Array({ maxLength: 200 }), (length, at, tail) => {
        const bytes = Buffer.concat([PUBLISHED, tail]);
        bytes.writeUInt16LE(length, 40);
        bytes.writeUInt32LE(at, 44);
        try {
          expect(clientFor('User').authenticate(bytes).message.length).toBeGreaterThan(88);
        } catch (error) {
          expect(error).toBeInstanceOf(AuthenticationError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads pairs as they were written, and fails with an AuthenticationError on anything else', () => {
    const value = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
    const pairs = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 0xffff }), value), {
      selector: ([id]) => id,
      maxLength: 64,
    });
    fc.assert(
      fc.property(pairs, fc.nat(), (list, cut) => {
        const written = writeAvPairs(new Map(list));
        expect([...readAvPairs(written)]).toEqual(list);
        const short = written.subarray(0, cut % written.length);
        expect(() => readAvPairs(short)).toThrow(AuthenticationError);
      }),
    );
  });

  it('shows nothing of the password in what fails', () => {
    const told = (work: () => unknown) => {
      try {
        return String(work());
      } catch (error) {
        return `${error} ${JSON.stringify(error)} ${error instanceof Error ? error.stack : ''}`;
      }
    };
    const hash = createHash('sha256').update('x').digest();
    for (const bad of [Buffer.alloc(0), PUBLISHED.subarray(0, 50), hash]) {
      expect(told(() => clientFor('User').authenticate(bad))).not.toContain('Password');
    }
    expect(JSON.stringify(clientFor('User'))).not.toContain('Password');
  });
});
