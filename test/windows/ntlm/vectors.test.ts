import { describe, expect, it } from 'vitest';
import { AV, writeAvPairs } from '../../../src/windows/ntlm/av-pairs.js';
import { utf16 } from '../../../src/windows/ntlm/bytes.js';
import { DirectionSecurity } from '../../../src/windows/ntlm/direction.js';
import { directionKeys, filetime, ntowfv2, prove } from '../../../src/windows/ntlm/keys.js';
import { Rc4 } from '../../../src/windows/ntlm/rc4.js';

/** The values that MS-NLMP 4.2.1 and 4.2.4 publish. */
const serverChallenge = Buffer.from('0123456789abcdef', 'hex');
const clientChallenge = Buffer.alloc(8, 0xaa);
const sessionKey = Buffer.alloc(16, 0x55);
const targetInfo = writeAvPairs(
  new Map([
    [2, utf16('Domain')],
    [1, utf16('Server')],
  ]),
);

describe('NTLMv2, by the values of MS-NLMP 4.2.4', () => {
  const responseKey = ntowfv2('User', 'Password', 'Domain');
  const proof = prove(responseKey, { serverChallenge, clientChallenge, time: Buffer.alloc(8), targetInfo });

  it('hashes the password (4.2.4.1.1)', () => {
    expect(responseKey.toString('hex')).toBe('0c868a403bfd7a93a3001ef22ef02e3f');
  });

  it('proves that it knows it (4.2.4.2.2)', () => {
    expect(proof.ntResponse.subarray(0, 16).toString('hex')).toBe('68cd0ab851e51c96aabc927bebef6a1c');
  });

  it('comes to the session keys (4.2.4.1.2, 4.2.4.2.3)', () => {
    expect(proof.sessionBaseKey.toString('hex')).toBe('8de40ccadbc14a82f15cb0ad0de95ca3');
    expect(new Rc4(proof.sessionBaseKey).update(sessionKey).toString('hex')).toBe('c5dad2544fc9799094ce1ce90bc9d03e');
  });

  it('comes to the keys of the direction, and seals (4.2.4.4)', () => {
    const keys = directionKeys(sessionKey, 'client-to-server');
    expect(keys.sign.toString('hex')).toBe('4788dc861b4782f35d43fd98fe1a2d39');
    expect(keys.seal.toString('hex')).toBe('59f600973cc4960a25480a7c196e4c58');
    const { ciphertext, signature } = new DirectionSecurity(sessionKey, 'client-to-server').seal(utf16('Plaintext'));
    expect(ciphertext.toString('hex')).toBe('54e50165bf1936dc996020c1811b0f06fb5f');
    expect(signature.toString('hex')).toBe('010000007fb38ec5c55d497600000000');
  });
});

describe('the parts of a proof', () => {
  it('take the user in capitals, character by character, and the domain as it is', () => {
    const key = ntowfv2('straße', 'x', 'Lab');
    expect(ntowfv2('STRAßE', 'x', 'Lab')).toEqual(key);
    expect(ntowfv2('STRASSE', 'x', 'Lab')).not.toEqual(key);
    expect(ntowfv2('straße', 'x', 'LAB')).not.toEqual(key);
  });

  it('leave letters alone that Windows knows no capital of', () => {
    for (const [written, capital] of ['ıI', 'ſS', 'µΜ', 'აᲐ', '𐐨𐐀'].map((pair) => [...pair])) {
      expect(ntowfv2(`${written}`, 'x', ''), written).not.toEqual(ntowfv2(`${capital}`, 'x', ''));
    }
    expect(ntowfv2('éÿςя', 'x', '')).toEqual(ntowfv2('ÉŸΣЯ', 'x', ''));
  });

  it('tell time in tenths of microseconds since 1601', () => {
    expect(filetime(0).readBigUInt64LE()).toBe(116_444_736_000_000_000n);
  });

  it('end the list of pairs', () => {
    expect(writeAvPairs(new Map([[AV.flags, Buffer.from([2, 0, 0, 0])]])).toString('hex')).toBe(
      '06000400020000000' + '0000000',
    );
  });
});
