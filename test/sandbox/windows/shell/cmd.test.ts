import { expect, test } from 'vitest';
import { notRecognized, readByCmd } from '../../../../sandbox/windows/shell/cmd.js';

const ENVIRONMENT = { PROGRAMFILES: 'C:\\Program Files', WINDIR: 'C:\\Windows' };

test('percent variables are replaced, also within quotes and whatever their case', () => {
  expect(readByCmd('x "%ProgramFiles%\\y" %windir%', ENVIRONMENT)).toEqual({
    starts: 'x "C:\\Program Files\\y" C:\\Windows',
  });
});

test('an unknown variable and a lone percent sign stay as they are', () => {
  expect(readByCmd('x %nothing% 100%', ENVIRONMENT)).toEqual({ starts: 'x %nothing% 100%' });
});

test.each(['&', '|', '<', '>', '(', ')'])('%s within quotes is a character, outside it is refused', (character) => {
  expect(readByCmd(`x "a${character}b"`, ENVIRONMENT)).toEqual({ starts: `x "a${character}b"` });
  expect(readByCmd(`x a${character}b`, ENVIRONMENT)).toEqual({ refuses: character });
});

test('an escaped quote closes the quotes for cmd.exe, whatever the program thinks of it', () => {
  expect(readByCmd('x "{\\"a\\":\\"b&c\\"}"', ENVIRONMENT)).toEqual({ refuses: '&' });
  expect(readByCmd('x "{\\"a\\"&\\"b\\"}"', ENVIRONMENT)).toEqual({ starts: 'x "{\\"a\\"&\\"b\\"}"' });
});

test('a caret takes the meaning from the next character, outside quotes only', () => {
  expect(readByCmd('x a^&b "c^d"', ENVIRONMENT)).toEqual({ starts: 'x a&b "c^d"' });
});

test('an unknown program is named as cmd.exe names it', () => {
  expect(notRecognized('xyz --help')).toBe(
    "'xyz' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n",
  );
});
