import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bootstrapLine,
  fits,
  inputPieces,
  pieceArguments,
  quoteArgument,
  toolkitLine,
} from '../../../src/windows/scripts/command-lines.js';
import { asciiJson, COMMAND_LINE_LIMIT, commandLineJson } from '../../../src/windows/scripts/contract.js';
import { toolkitFiles, toolkitVersion } from '../../../src/windows/scripts/texts.js';
import { commandLineToArgv } from './argv.js';

const HOME = 'C:\\Program Files';
const anything = fc.string({ unit: 'binary', maxLength: 200 });

describe('quoting', () => {
  it('gives back any argument by the rules of CommandLineToArgvW', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('"', '\\', ' ', 'a', '\t', "'") })), (args) => {
        expect(commandLineToArgv(`x ${args.map(quoteArgument).join(' ')}`)).toEqual(['x', ...args]);
      }),
    );
  });

  it('gives back the JSON of any request and input', () => {
    fc.assert(
      fc.property(fc.dictionary(anything, anything), anything, (request, value) => {
        const input = commandLineJson(value);
        const args = commandLineToArgv(toolkitLine(HOME, '1.0.0-abc', 'submit', request, input));
        const json = args[args.indexOf('-Json') + 1] ?? '';
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(request)));
        expect(args[args.indexOf('-InputJson') + 1]).toBe(input);
        expect(args[args.indexOf('-File') + 1]).toBe(`${HOME}\\Patchbay\\1.0.0-abc\\Invoke-PatchbayJob.ps1`);
      }),
    );
  });

  it('leaves nothing to cmd.exe, whatever its quotes make of the line', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const line = toolkitLine(HOME, '1', 'submit', { value }, commandLineJson({ value }));
        expect(line).toMatch(/^[\x20-\x7e]*$/);
        expect(line.replaceAll(/[^&|<>^%!'`()@]/g, '')).toBe('');
      }),
    );
  });
});

describe('JSON in ASCII', () => {
  it('is the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const same = JSON.parse(JSON.stringify(value)) as unknown;
        expect(JSON.parse(asciiJson(value))).toEqual(same);
        expect(JSON.parse(commandLineJson(value))).toEqual(same);
        expect(commandLineJson(value)).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });
});

describe('a line', () => {
  it('of a bootstrap script passes its arguments in single quotes, inside one argument', () => {
    const args = commandLineToArgv(bootstrapLine('Probe.ps1', ['1.0.0-abc']));
    expect(args.slice(0, 4)).toEqual(['powershell.exe', '-NoProfile', '-NonInteractive', '-Command']);
    expect(args[4]).toMatch(/^& \{ param\(.*\} '1\.0\.0-abc'$/);
    expect(args).toHaveLength(5);
  });

  it.each(["'", '"', ' ', '%', '$', '\n', '&', '(', '\\', 'ä'])('takes no argument with %j in it', (character) => {
    expect(() => bootstrapLine('Probe.ps1', [`a${character}b`])).toThrow(RangeError);
  });

  it('never grows beyond what cmd.exe takes', () => {
    expect(fits(() => toolkitLine(HOME, '1', 'submit', {}, 'x'.repeat(7000)))).toBe(true);
    expect(fits(() => toolkitLine(HOME, '1', 'submit', {}, 'x'.repeat(9000)))).toBe(false);
    expect(fits(() => toolkitLine(HOME, '1', 'submit', {}, '"'.repeat(7000)))).toBe(false);
  });
});

describe('pieces', () => {
  it('of the toolkit fit a line each and make up the files', () => {
    const version = toolkitVersion();
    for (const file of toolkitFiles()) {
      const pieces = pieceArguments(version, file);
      for (const piece of pieces) expect(bootstrapLine('Put-Piece.ps1', piece).length).toBeLessThan(COMMAND_LINE_LIMIT);
      expect(pieces.map((piece) => Buffer.from(piece[4] ?? '', 'base64').toString('latin1')).join('')).toBe(file.text);
    }
  });

  it('of an input fit a line each, make up the input, and never look like a parameter', () => {
    const text = fc.string({ unit: fc.constantFrom('"', '\\', '-', 'a', ' ', '1'), minLength: 1, maxLength: 30_000 });
    fc.assert(
      fc.property(text, (input) => {
        const whole = `{"x":"${input.replaceAll(/-{20,}/g, '-')}"}`;
        const line = (piece: string): string => toolkitLine(HOME, '1', 'input', {}, piece);
        const pieces = inputPieces(whole, line('').length);
        expect(pieces.join('')).toBe(whole);
        for (const piece of pieces) {
          expect(fits(() => line(piece))).toBe(true);
          expect(piece.startsWith('-')).toBe(false);
        }
      }),
      { numRuns: 30 },
    );
  });
});
