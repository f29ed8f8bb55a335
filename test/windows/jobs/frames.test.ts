import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DamagedOutput, readFrame, readProbe, shownError } from '../../../src/windows/jobs/frames.js';
import { asciiJson, FRAME_BEGIN, FRAME_END, PROBE_FIELDS } from '../../../src/windows/scripts/contract.js';
import { sha256Hex } from '../../../src/windows/scripts/texts.js';

function framed(value: unknown, ending = '\n'): string {
  const text = asciiJson(value);
  return [`${FRAME_BEGIN} ${text.length} ${sha256Hex(text)}`, text, FRAME_END, ''].join(ending);
}

describe('a frame', () => {
  it('gives back any value, with either line ending and with noise around it', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', 'banner\r\n'),
        (value, ending, noise) => {
          expect(readFrame(noise + framed(value, ending) + noise)).toEqual(JSON.parse(JSON.stringify(value)));
        },
      ),
    );
  });

  it('that is cut off anywhere is noticed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (value, where) => {
        const whole = framed(value).trimEnd();
        expect(() => readFrame(whole.slice(0, Math.floor(whole.length * where)))).toThrow(DamagedOutput);
      }),
    );
  });

  it('that lost a part in the middle is noticed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), fc.integer({ min: 1, max: 20 }), (value, at, length) => {
        const whole = framed(value);
        const start = at % whole.trimEnd().length;
        expect(() => readFrame(whole.slice(0, start) + whole.slice(start + length))).toThrow(DamagedOutput);
      }),
    );
  });

  it('of which one character changed is noticed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), fc.integer({ min: 1, max: 127 }), (value, at, flip) => {
        const whole = framed(value).trimEnd();
        const place = at % whole.length;
        const other = String.fromCharCode(whole.charCodeAt(place) ^ flip);
        const changed = whole.slice(0, place) + other + whole.slice(place + 1);
        expect(() => readFrame(changed)).toThrow(DamagedOutput);
      }),
    );
  });

  it('whose content is no JSON is noticed', () => {
    const text = 'hello';
    expect(() => readFrame(`PB1 5 ${sha256Hex(text)}\n${text}\nPB1 END\n`)).toThrow(DamagedOutput);
  });
});

describe('the probe’s line', () => {
  const values: Record<string, string> = {
    mode: 'FullLanguage',
    policy: 'RemoteSigned',
    name: 'SRV=01',
    domain: 'CORP',
    machine: '6F9619FF-8B86-D011-B42D-00CF4FC964FF',
    booted: '2026-01-05T06:00:00.1234567Z',
    clock: '2026-01-06T06:00:00.0000000Z',
    programfiles: 'C:\\Program Files',
    toolkit: 'absent',
    admin: 'yes',
  };
  const line = (given: Record<string, string>): string =>
    `PBPROBE1|${Object.keys(given).length}|${Object.entries(given)
      .map(([name, value]) => `${name}=${value}`)
      .join('|')}|PBEND\r\n`;

  it('tells who is there', () => {
    expect(readProbe(line(values))).toEqual({ ...values, machine: '6f9619ff-8b86-d011-b42d-00cf4fc964ff' });
  });

  it.each(PROBE_FIELDS)('without %s is not believed', (field) => {
    const { [field]: _, ...rest } = values;
    expect(() => readProbe(line(rest))).toThrow(DamagedOutput);
    expect(() => readProbe(line({ ...rest, other: 'x' }))).toThrow(DamagedOutput);
  });

  it('is looked for in a hostile output no longer than it takes to read it', { timeout: 2000 }, () => {
    expect(() => readProbe('PBPROBE1|1|'.repeat(30_000))).toThrow(DamagedOutput);
    expect(() => readProbe('|PBEND'.repeat(300_000))).toThrow(DamagedOutput);
    expect(readProbe(`noise PBPROBE1|2|\r\n${line(values)}noise`).name).toBe('SRV=01');
  });

  it('names no folder that could break out of a command line', () => {
    expect(() => readProbe(line({ ...values, programfiles: 'C:\\a" & calc "' }))).toThrow(DamagedOutput);
  });
});

describe('an error of PowerShell', () => {
  it('is shown as its texts in one line', () => {
    const clixml =
      '#< CLIXML\r\n<Objs Version="1.1.0.1"><S S="Error">The term_x000D__x000A_</S><S S="Error"> is not known_x000D__x000A_</S><S S="Progress">x</S></Objs>';
    expect(shownError(clixml)).toBe('The term is not known');
    expect(shownError('plain\r\ntext\u0007')).toBe('plain text?');
  });
});
