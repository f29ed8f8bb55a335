import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Acceptor, type Step } from '../../../../sandbox/windows/ntlm/acceptor.js';
import type { Account } from '../../../../sandbox/windows/ntlm/account.js';
import { parseAvPairs } from '../../../../sandbox/windows/ntlm/av-pairs.js';
import { TokenError } from '../../../../sandbox/windows/ntlm/bytes.js';
import { readDer } from '../../../../sandbox/windows/ntlm/der.js';
import { parseAuthenticate, parseNegotiate } from '../../../../sandbox/windows/ntlm/messages.js';
import type { NtlmHost } from '../../../../sandbox/windows/ntlm/ntlm-acceptor.js';
import { parseSpnego } from '../../../../sandbox/windows/ntlm/spnego.js';
import { parseSealed } from '../../../../sandbox/windows/winrm/sealed-body.js';
import { accountOf, NAMES } from '../winrm/a-service.js';
import {
  type Answered,
  type Answering,
  authenticate,
  challengeParts,
  FLAGS,
  KERBEROS,
  mechanismList,
  NTLM,
  negotiate,
  Sealer,
  spnegoInit,
  spnegoResponse,
} from './client.js';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-11-22T12:00:00Z');
let now: number;
let account: Account;

beforeEach(() => {
  now = NOON;
  account = accountOf({ lockoutThreshold: 3 }, () => now);
});

function hostWith(over: Partial<NtlmHost> = {}): NtlmHost {
  const settings = { bindings: null, cbtHardeningLevel: 'Relaxed', micRequired: true } as const;
  return { names: NAMES, accounts: [account], ...settings, now: () => now, ...over };
}

function tokenOf(step: Step): Buffer {
  if (step.kind === 'refused' || step.token === null) throw new Error(`there is no token: ${step.kind}`);
  return step.token;
}

/** A bare exchange, and what came of it. */
function bare(how: Answering = {}, over: Partial<NtlmHost> = {}, flags = FLAGS): { step: Step; answered: Answered } {
  const acceptor = new Acceptor(hostWith(over));
  const first = negotiate(flags);
  const answered = authenticate(first, tokenOf(acceptor.step(first)), how);
  return { step: acceptor.step(answered.token), answered };
}

test('the challenge names the computer, tells its time and grants what was asked for', () => {
  const challenge = challengeParts(tokenOf(new Acceptor(hostWith()).step(negotiate())));
  const texts = [1, 2, 3, 4].map((id) => challenge.pairs.get(id)?.toString('utf16le'));
  expect(texts).toEqual(['BOX', 'CORP', 'box.example', 'example']);
  expect(challenge.pairs.get(7)?.readBigUInt64LE(0)).toBe(BigInt(NOON) * 10_000n + 116_444_736_000_000_000n);
  expect(challenge.flags.toString(16)).toBe('e28a8235');
});

test('no two challenges are the same', () => {
  const nonce = (): string => challengeParts(tokenOf(new Acceptor(hostWith()).step(negotiate()))).nonce.toString('hex');
  expect(nonce()).not.toBe(nonce());
});

test('the right password is accepted, and both directions seal', () => {
  const { step, answered } = bare();
  if (step.kind !== 'accepted') throw new Error(step.kind);
  expect([step.token, step.proven.user]).toEqual([null, 'admin']);
  const [up, down] = [
    new Sealer(answered.sessionKey, 'client-to-server'),
    new Sealer(answered.sessionKey, 'server-to-client'),
  ];
  for (const text of ['one', '', 'three']) {
    expect(step.proven.channel?.unseal(up.sealed(Buffer.from(text))).toString()).toBe(text);
    expect(step.proven.channel?.seal(Buffer.from(text))).toEqual(down.sealed(Buffer.from(text)));
  }
});

describe('what is accepted', () => {
  test.each<[string, Answering]>([
    ['a name in other letters', { user: 'ADMIN' }],
    ['the computer as domain', { domain: 'BOX' }],
    ['a dot as domain', { domain: '.' }],
    ['a session key that was not exchanged', { without: 0x4000_0000 }],
  ])('%s', (_, how) => {
    expect(bare(how).step.kind).toBe('accepted');
  });

  test('names that are not Unicode', () => {
    expect(bare({}, {}, FLAGS & ~1).step.kind).toBe('accepted');
  });

  test('no MIC, where the service does not ask for one', () => {
    expect(bare({ avFlags: 0 }, { micRequired: false }).step.kind).toBe('accepted');
  });

  test('an account of a domain, by all its names', () => {
    const accounts = [accountOf({ domain: ['CORP', 'corp.example'] })];
    const names: Answering[] = [{}, { domain: 'corp' }, { domain: 'CORP.EXAMPLE' }, { user: 'admin@corp.example' }];
    expect(names.map((how) => bare(how, { accounts }).step.kind)).toEqual(names.map(() => 'accepted'));
    expect(bare({ domain: 'BOX' }, { accounts }).step.kind).toBe('refused');
  });
});

describe('what is refused', () => {
  test.each<[string, Answering]>([
    ['a wrong password', { password: 'Secret' }],
    ['an unknown user', { user: 'root' }],
    ['another domain', { domain: 'CORP' }],
    ['a missing MIC', { avFlags: 0 }],
    ['a wrong MIC', { spoilMic: true }],
    ['a client without extended session security', { without: 0x0008_0000 }],
    ['a client without 128 bits', { without: 0x2000_0000 }],
    ['a response of long ago', { time: Buffer.alloc(8) }],
  ])('%s', (_, how) => {
    expect(bare(how).step.kind).toBe('refused');
  });

  test('a wrong MIC also where none is asked for', () => {
    expect(bare({ spoilMic: true }, { micRequired: false }).step.kind).toBe('refused');
  });

  test('flags that were taken out of the first message on its way', () => {
    const acceptor = new Acceptor(hostWith());
    const challenge = tokenOf(acceptor.step(negotiate(FLAGS & ~0x10)));
    expect(acceptor.step(authenticate(negotiate(FLAGS), challenge).token).kind).toBe('refused');
  });

  test('an answer to another challenge, and one that is sent twice', () => {
    const [one, other] = [new Acceptor(hostWith()), new Acceptor(hostWith())];
    const [challenge] = [tokenOf(one.step(negotiate())), other.step(negotiate())];
    const { token } = authenticate(negotiate(), challenge);
    expect(other.step(token).kind).toBe('refused');
    expect(one.step(token).kind).toBe('accepted');
    expect(new Acceptor(hostWith()).step(token).kind).toBe('refused');
  });

  test('a message that was changed, repeated or left out', () => {
    for (const spoil of ['ciphertext', 'signature'] as const) {
      const { step, answered } = bare();
      const message = new Sealer(answered.sessionKey, 'client-to-server').sealed(Buffer.from('text'));
      message[spoil].writeUInt8(message[spoil].readUInt8(3) ^ 1, 3);
      expect(() => step.kind === 'accepted' && step.proven.channel?.unseal(message)).toThrow(TokenError);
    }
    const { step, answered } = bare();
    const sealer = new Sealer(answered.sessionKey, 'client-to-server');
    sealer.sealed(Buffer.from('lost'));
    const second = sealer.sealed(Buffer.from('second'));
    expect(() => step.kind === 'accepted' && step.proven.channel?.unseal(second)).toThrow(TokenError);
  });
});

describe('channel bindings', () => {
  const bindings = Buffer.alloc(16, 7);
  const wrong = Buffer.alloc(16, 8);
  test.each<[NtlmHost['cbtHardeningLevel'], Buffer | undefined, Step['kind']]>([
    ['None', wrong, 'accepted'],
    ['Relaxed', undefined, 'accepted'],
    ['Relaxed', Buffer.alloc(16), 'accepted'],
    ['Relaxed', bindings, 'accepted'],
    ['Relaxed', wrong, 'refused'],
    ['Strict', undefined, 'refused'],
    ['Strict', Buffer.alloc(16), 'refused'],
    ['Strict', bindings, 'accepted'],
    ['Strict', wrong, 'refused'],
  ])('at level %s with %j: %s', (cbtHardeningLevel, given, kind) => {
    expect(bare(given ? { bindings: given } : {}, { bindings, cbtHardeningLevel }).step.kind).toBe(kind);
  });

  test('without TLS there is nothing to be bound to', () => {
    expect(bare({ bindings: wrong }, { cbtHardeningLevel: 'Strict' }).step.kind).toBe('accepted');
  });
});

describe('an account that is locked after three wrong passwords', () => {
  test('refuses the right one too, until its time is over', () => {
    for (let time = 0; time < 3; time += 1) bare({ password: 'wrong' });
    expect(account.locked).toBe(true);
    expect(bare().step.kind).toBe('refused');
    now += 60_000;
    expect(bare().step.kind).toBe('accepted');
  });

  test('counts from a right one anew, and not what was wrong for another reason', () => {
    for (let time = 0; time < 2; time += 1) bare({ password: 'wrong' });
    expect(account.wrongPasswords).toBe(2);
    bare({ spoilMic: true });
    expect(account.wrongPasswords).toBe(0);
    bare({ password: 'wrong' });
    expect(account.locked).toBe(false);
  });

  test('can be unlocked, and given another password', () => {
    for (let time = 0; time < 3; time += 1) bare({ password: 'wrong' });
    account.unlock();
    account.setPassword('wrong');
    expect(bare({ password: 'wrong' }).step.kind).toBe('accepted');
  });
});

describe('inside SPNEGO', () => {
  const list = mechanismList(NTLM);

  function tokenIn(reply: Buffer): Buffer {
    return reply.subarray(reply.indexOf('NTLMSSP\0'));
  }

  function exchange(mic: (sealer: Sealer) => Buffer | null): { step: Step; up: Sealer; key: Buffer } {
    const acceptor = new Acceptor(hostWith());
    const first = negotiate();
    const answered = authenticate(first, tokenIn(tokenOf(acceptor.step(spnegoInit(list, first)))));
    const up = new Sealer(answered.sessionKey, 'client-to-server');
    return { step: acceptor.step(spnegoResponse(answered.token, mic(up))), up, key: answered.sessionKey };
  }

  test('a client that does not sign its list is taken where NTLM was its first choice', () => {
    const { step } = exchange(() => null);
    expect(step.kind).toBe('accepted');
    expect(tokenOf(step).toString('hex')).toBe('a1073005a0030a0100');
  });

  test('a signed list is answered by a signed list, and sealing goes on with the key stream anew', () => {
    const { step, up, key } = exchange((sealer) => sealer.signature(list));
    if (step.kind !== 'accepted') throw new Error(step.kind);
    const down = new Sealer(key, 'server-to-client');
    expect(tokenOf(step).subarray(-16)).toEqual(down.signature(list));
    up.rewind();
    down.rewind();
    expect(step.proven.channel?.unseal(up.sealed(Buffer.from('up'))).toString()).toBe('up');
    expect(step.proven.channel?.seal(Buffer.from('down'))).toEqual(down.sealed(Buffer.from('down')));
  });

  test('a list that was changed on its way is refused', () => {
    expect(exchange((sealer) => sealer.signature(mechanismList(KERBEROS, NTLM))).step.kind).toBe('refused');
  });

  test.each([true, false])('Kerberos before NTLM: NTLM it is, once the list is signed (%s)', (isSigned) => {
    const both = mechanismList(KERBEROS, NTLM);
    const acceptor = new Acceptor(hostWith());
    expect(tokenOf(acceptor.step(spnegoInit(both, Buffer.from('a ticket')))).toString('hex')).toContain('0a0103');
    const first = negotiate();
    const answered = authenticate(first, tokenIn(tokenOf(acceptor.step(spnegoResponse(first)))));
    const mic = new Sealer(answered.sessionKey, 'client-to-server').signature(both);
    const step = acceptor.step(spnegoResponse(answered.token, isSigned ? mic : null));
    expect(step.kind).toBe(isSigned ? 'accepted' : 'refused');
  });

  test('a client that knows nothing but Kerberos is refused', () => {
    expect(new Acceptor(hostWith()).step(spnegoInit(mechanismList(KERBEROS), null)).kind).toBe('refused');
  });

  test('a response before the beginning is refused', () => {
    expect(new Acceptor(hostWith()).step(spnegoResponse(negotiate())).kind).toBe('refused');
  });
});

describe('whatever the bytes', () => {
  const first = negotiate();
  const challenge = tokenOf(new Acceptor({ ...hostWith(), accounts: [], now: () => NOON }).step(first));
  const good = authenticate(first, challenge).token;
  const samples = [first, good, spnegoInit(mechanismList(NTLM), first), spnegoResponse(good, Buffer.alloc(16))];
  /** Noise, and good messages with a few bytes changed, cut or lengthened. */
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((noise) => Buffer.from(noise)),
    fc
      .tuple(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat())
      .map(([sample, changes, cut]) => {
        const changed = Buffer.from(sample);
        for (const [at, value] of changes) changed.writeUInt8(value, at % changed.length);
        return cut % 3 === 0 ? changed.subarray(0, cut % changed.length) : changed;
      }),
  );

  test.each<[string, (token: Buffer) => unknown]>([
    ['parseNegotiate', parseNegotiate],
    ['parseAuthenticate', parseAuthenticate],
    ['parseAvPairs', parseAvPairs],
    ['readDer', readDer],
    ['parseSpnego', parseSpnego],
    ['parseSealed', parseSealed],
  ])('%s reads them or throws TokenError', (_, parse) => {
    fc.assert(
      fc.property(bytes, (token) => {
        try {
          parse(token);
        } catch (error) {
          expect(error).toBeInstanceOf(TokenError);
        }
      }),
    );
  });

  test('an exchange goes on or is refused, and nobody gets in', () => {
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1, maxLength: 4 }), (tokens) => {
        const acceptor = new Acceptor(hostWith());
        for (const token of tokens) expect(acceptor.step(token).kind).not.toBe('accepted');
      }),
    );
  });
});

test('a response within a day and a half is young enough, wherever the clock stands', () => {
  now = NOON - 40 * HOUR;
  expect(bare().step.kind).toBe('accepted');
});
