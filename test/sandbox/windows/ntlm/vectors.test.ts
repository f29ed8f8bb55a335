import { expect, test } from 'vitest';
import { md4 } from '../../../../sandbox/windows/ntlm/md4.js';
import { parseAuthenticate } from '../../../../sandbox/windows/ntlm/messages.js';
import { channelBindings, exportedKey, sessionBaseKey } from '../../../../sandbox/windows/ntlm/proof.js';
import { Rc4 } from '../../../../sandbox/windows/ntlm/rc4.js';
import { SealedChannel } from '../../../../sandbox/windows/ntlm/sealed-channel.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

test.each([
  ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
  ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
  ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
  ['message digest', 'd9130a8164549fe818874806e1c7014b'],
  ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
  ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
])('MD4 of %j is what RFC 1320 A.5 says', (text, digest) => {
  expect(md4(Buffer.from(text)).toString('hex')).toBe(digest);
});

test.each([
  ['Key', 'Plaintext', 'bbf316e8d940af0ad3'],
  ['Wiki', 'pedia', '1021bf0420'],
  ['Secret', 'Attack at dawn', '45a01f645fc35b383552544b9bf5'],
])('RC4 under %s gives the published bytes, also piece by piece', (key, text, cipher) => {
  expect(new Rc4(Buffer.from(key)).update(Buffer.from(text)).toString('hex')).toBe(cipher);
  const pieces = new Rc4(Buffer.from(key));
  expect([...text].map((letter) => pieces.update(Buffer.from(letter)).toString('hex')).join('')).toBe(cipher);
});

/** MS-NLMP 4.2.4.3: User, Domain, Password, COMPUTER. */
const AUTHENTICATE = hex(`
  4e544c4d53535000 03000000 1800 1800 6c000000 5400 5400 84000000 0c00 0c00 48000000 0800 0800 54000000
  1000 1000 5c000000 1000 1000 d8000000 358288e2 0501280a0000000f
  44006f006d00610069006e00 5500730065007200 43004f004d0050005500540045005200
  86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa
  68cd0ab851e51c96aabc927bebef6a1c 0101000000000000 0000000000000000 aaaaaaaaaaaaaaaa 00000000
  02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000 00000000
  c5dad2544fc9799094ce1ce90bc9d03e`);

test("the specification's AUTHENTICATE_MESSAGE proves its password, and no other, and carries its key", () => {
  const message = parseAuthenticate(AUTHENTICATE);
  expect([message.user, message.domain, message.mic]).toEqual(['User', 'Domain', null]);
  const nonce = hex('0123456789abcdef');
  const base = sessionBaseKey(message, nonce, 'Password');
  expect(base?.toString('hex')).toBe('8de40ccadbc14a82f15cb0ad0de95ca3');
  expect(exportedKey(base ?? Buffer.alloc(16), message)).toEqual(Buffer.alloc(16, 0x55));
  expect(sessionBaseKey(message, nonce, 'password')).toBeNull();
  expect(sessionBaseKey(message, hex('0123456789abcdee'), 'Password')).toBeNull();
});

test("the specification's sealed message unseals, once", () => {
  const channel = new SealedChannel(Buffer.alloc(16, 0x55), 0xe28a_8233);
  const sealed = {
    ciphertext: hex('54e50165bf1936dc996020c1811b0f06fb5f'),
    signature: hex('010000007fb38ec5c55d497600000000'),
  };
  expect(channel.unseal(sealed).toString('utf16le')).toBe('Plaintext');
  expect(() => channel.unseal(sealed)).toThrow('does not unseal');
});

test('channel bindings are as other clients hash them', () => {
  const certificateHash = hex('e3ca49271e5089cc48ce82109f1324f41dbeddc29a777410c738f7868c4ff405');
  expect(channelBindings(certificateHash).toString('hex')).toBe('6ea19df066da4622051f9c4f92c6df74');
});
