import fc from 'fast-check';
import { expect, test } from 'vitest';
import { argvOf } from '../../../../sandbox/windows/shell/argv.js';

/** Microsoft Learn, "Parsing C command-line arguments": the table, line by line. */
const DOCUMENTED: readonly [string, readonly string[]][] = [
  ['"a b c" d e', ['a b c', 'd', 'e']],
  ['"ab\\"c" "\\\\" d', ['ab"c', '\\', 'd']],
  ['a\\\\\\b d"e f"g h', ['a\\\\\\b', 'de fg', 'h']],
  ['a\\\\\\"b c d', ['a\\"b', 'c', 'd']],
  ['a\\\\\\\\"b c" d e', ['a\\\\b c', 'd', 'e']],
  ['a"b"" c d', ['ab" c d']],
];

test.each(DOCUMENTED)('%s is taken apart as documented', (line, expected) => {
  expect(argvOf(`program.exe ${line}`)).toEqual(['program.exe', ...expected]);
});

test('a program name in quotes may hold blanks, and backslashes in it mean nothing', () => {
  expect(argvOf('"C:\\Program Files\\x\\" y')).toEqual(['C:\\Program Files\\x\\', 'y']);
});

test('an empty argument in quotes is an argument', () => {
  expect(argvOf('p "" x')).toEqual(['p', '', 'x']);
});

test('tabs separate as blanks do, and trailing blanks are no argument', () => {
  expect(argvOf('p\t a \t')).toEqual(['p', 'a']);
});

test('whatever is quoted by the documented rules comes back as it was', () => {
  const text = fc.string({ unit: fc.constantFrom('"', '\\', ' ', 'a', '\t', "'", '{') });
  fc.assert(
    fc.property(fc.array(text), (args) => {
      const quoted = args.map((arg) => `"${arg.replaceAll(/(\\*)("|$)/g, '$1$1$2').replaceAll('"', '\\"')}"`);
      expect(argvOf(['p', ...quoted].join(' '))).toEqual(['p', ...args]);
    }),
  );
});
