import { describe, expect, it } from 'vitest';
import { md4 } from '../../../src/windows/ntlm/md4.js';
import { Rc4 } from '../../../src/windows/ntlm/rc4.js';

describe('MD4', () => {
  it.each([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      'e33b4ddc9c38f2199c3e7b164fcc0536',
    ],
  ])('digests %j as RFC 1320 A.5 says', (text, digest) => {
    expect(md4(Buffer.from(text)).toString('hex')).toBe(digest);
  });

  it('pads messages of every length around a block as they have to be', () => {
    const digests = new Set(Array.from({ length: 200 }, (_, length) => md4(Buffer.alloc(length, 97)).toString('hex')));
    expect(digests.size).toBe(200);
  });
});

/** RFC 6229 2: the key stream at offsets 0 and 16. */
describe('RC4', () => {
  it.each([
    ['0102030405', 'b2396305f03dc027ccc3524a0a1118a8', '6982944f18fc82d589c403a47a0d0919'],
    ['01020304050607', '293f02d47f37c9b633f2af5285feb46b', 'e620f1390d19bd84e2e0fd752031afc1'],
    ['0102030405060708090a0b0c0d0e0f10', '9ac7cc9a609d1ef7b2932899cde41b97', '5248c4959014126a6e8a84f11d1a9e1c'],
    ['833222772a', '80ad97bdc973df8a2e879e92a497efda', '20f060c2f2e5126501d3d4fea10d5fc0'],
  ])('gives the key stream of %s as RFC 6229 says', (key, first, second) => {
    const stream = new Rc4(Buffer.from(key, 'hex'));
    expect(stream.update(Buffer.alloc(16)).toString('hex')).toBe(first);
    expect(stream.update(Buffer.alloc(16)).toString('hex')).toBe(second);
  });

  it('gives the key stream of RFC 6229 4,096 bytes on', () => {
    const stream = new Rc4(Buffer.from('0102030405060708090a0b0c0d0e0f10', 'hex'));
    stream.update(Buffer.alloc(4096));
    expect(stream.update(Buffer.alloc(16)).toString('hex')).toBe('a36a4c301ae8ac13610ccbc12256cacc');
  });
});
