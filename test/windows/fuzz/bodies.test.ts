import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenError } from '../../../sandbox/windows/ntlm/bytes.js';
import { parseSealed } from '../../../sandbox/windows/winrm/sealed-body.js';
import { DamagedOutput, readFrame, readProbe, shownError } from '../../../src/windows/jobs/frames.js';
import { asciiJson, FRAME_BEGIN, FRAME_END } from '../../../src/windows/scripts/contract.js';
import { sha256Hex } from '../../../src/windows/scripts/texts.js';
import { readSealedBody, SealedBodyError, sealedBody } from '../../../src/windows/winrm/sealed.js';
import { mutated, mutations } from '../../support/mutations.js';

const TOKENS = [
  '--Encrypted Boundary',
  '--Encrypted Boundary--\r\n',
  '\r\n',
  'Length=999999999',
  'PB1 END',
  'PB1 5 ',
  '|PBEND',
  '\0',
];
const ciphertext = Buffer.from(Array.from({ length: 300 }, (_, n) => (n * 37) & 255));
const body = sealedBody({ signature: Buffer.alloc(16, 7), ciphertext }, ciphertext.length);

const VALUE = { state: 'finished', result: { total: 3, text: 'ä\u2028"' }, list: [1, 2, 3] };
const TEXT = asciiJson(VALUE);
const FRAME = `${FRAME_BEGIN} ${TEXT.length} ${sha256Hex(TEXT)}\r\n${TEXT}\r\n${FRAME_END}\r\n`;

function took(work: () => void): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

function refused(work: () => unknown, by: new (...given: never[]) => Error): unknown {
  try {
    return work();
  } catch (error) {
    expect(error).toBeInstanceOf(by);
    return null;
  }
}

describe('a sealed body that was changed on its way', () => {
  it('is cut as it says, or refused, at both ends', () => {
    fc.assert(
      fc.property(mutations, (changes) => {
        const changed = mutated(body, changes, TOKENS);
        refused(() => readSealedBody(changed), SealedBodyError);
        refused(() => parseSealed(changed), TokenError);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['boundaries', '--Encrypted Boundary\r\n'],
    ['line ends', '\r\n'],
    ['blanks', ' '],
    ['headers', '\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n'],
  ])('is refused in no time, though it be a megabyte of %s', (_, text) => {
    const much = Buffer.from(text.repeat(Math.ceil(1_000_000 / text.length)), 'latin1');
    const both = Buffer.concat([body.subarray(0, 250), much]);
    for (const one of [much, both]) {
      expect(took(() => refused(() => readSealedBody(one), SealedBodyError))).toBeLessThan(500);
      expect(took(() => refused(() => parseSealed(one), TokenError))).toBeLessThan(500);
    }
  });
});

describe('a frame of output that was changed on its way', () => {
  it('gives what was said, or is known to be damaged', () => {
    fc.assert(
      fc.property(mutations, (changes) => {
        const changed = mutated(Buffer.from(FRAME, 'latin1'), changes, TOKENS).toString('latin1');
        const value = refused(() => readFrame(changed), DamagedOutput);
        if (value !== null) expect(value).toEqual(JSON.parse(TEXT));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['beginnings', `${FRAME_BEGIN} `],
    ['whole heads', `${FRAME_BEGIN} 999999999 ${'0'.repeat(64)}\r\n`],
    ['heads without their line', `${FRAME_BEGIN} 1 ${'0'.repeat(64)}`],
    ['digits', `${FRAME_BEGIN} ${'1'.repeat(100)}`],
    ['ends', `${FRAME_END}\r\n`],
    ['line ends', '\n'],
    ['carriage returns', '\r'],
    ['marks of a probe', 'PBPROBE1|'],
    ['ends of a probe', '|PBEND'],
    ['errors', '<S S="Error">'],
    ['halves of errors', '#< CLIXML<S S="Error">a</S'],
    ['blanks', ' \t'],
  ])('is looked for in four megabytes of %s no longer than it takes to read them', (_, text) => {
    const much = text.repeat(Math.ceil(4_000_000 / text.length));
    expect(took(() => refused(() => readFrame(much), DamagedOutput))).toBeLessThan(2000);
    expect(took(() => refused(() => readProbe(much), DamagedOutput))).toBeLessThan(2000);
    for (const stderr of [much, `#< CLIXML\r\n${much}`]) {
      let shown = '';
      expect(took(() => (shown = shownError(stderr)))).toBeLessThan(2000);
      expect(shown.length).toBeLessThanOrEqual(300);
    }
  });
});
