import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  isSealed,
  readSealedBody,
  SEALED_TYPE,
  SealedBodyError,
  sealedBody,
} from '../../../src/windows/winrm/sealed.js';

const bytes = (max: number) => fc.uint8Array({ maxLength: max }).map((array) => Buffer.from(array));
const message = fc.record({
  signature: fc.uint8Array({ minLength: 1, maxLength: 64 }).map((one) => Buffer.from(one)),
  ciphertext: bytes(500),
});

it('a sealed body is read as it was made, whatever it holds', () => {
  fc.assert(
    fc.property(message, (one) => {
      const read = readSealedBody(sealedBody(one, one.ciphertext.length));
      expect(read).toEqual({ message: one, length: one.ciphertext.length });
    }),
  );
});

it('a body that holds its own boundary is cut by its length', () => {
  const ciphertext = Buffer.from('--Encrypted Boundary--\r\n--Encrypted Boundary--\r\n');
  const one = { signature: Buffer.alloc(16, 1), ciphertext };
  expect(readSealedBody(sealedBody(one, ciphertext.length)).message.ciphertext).toEqual(ciphertext);
});

it('whatever is cut off, added or changed in its frame, nothing but a refusal comes of it', () => {
  const refusedOrRead = (body: Buffer): void => {
    try {
      readSealedBody(body);
    } catch (error) {
      expect(error).toBeInstanceOf(SealedBodyError);
    }
  };
  fc.assert(fc.property(bytes(2000), refusedOrRead));
  fc.assert(
    fc.property(message, fc.nat(), fc.nat(255), (one, place, value) => {
      const whole = sealedBody(one, one.ciphertext.length);
      for (let end = 0; end < whole.length - 2; end += 7)
        expect(() => readSealedBody(whole.subarray(0, end))).toThrow(SealedBodyError);
      whole[place % whole.length] = value;
      refusedOrRead(whole);
    }),
    { numRuns: 50 },
  );
});

it.each([0, 1025, 0xffffffff])('a signature of %i bytes is refused', (size) => {
  const whole = sealedBody({ signature: Buffer.alloc(16), ciphertext: Buffer.alloc(40) }, 40);
  whole.writeUInt32LE(size, whole.length - 24 - 40 - 16 - 4);
  expect(() => readSealedBody(whole)).toThrow(SealedBodyError);
});

it('a reply says by its type whether it is sealed', () => {
  expect(isSealed(SEALED_TYPE)).toBe(true);
  expect(isSealed('multipart/encrypted')).toBe(true);
  expect(isSealed('application/soap+xml;charset=UTF-8')).toBe(false);
  expect(isSealed('multipart/encryptedness')).toBe(false);
});
