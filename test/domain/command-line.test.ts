import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLineUser, isCommandLineUser } from '../../src/domain/command-line.js';
import { parsePersonId } from '../../src/domain/ids.js';

describe('who ran a program', () => {
  it.each([
    ['root', 'command line (root)'],
    ['CORP\\Jörg K.', 'command line (CORP\\Jörg K.)'],
    ['x) by <@U0ADA>\n', 'command line (x? by ?@U0ADA??)'],
    ['', 'command line (unknown account)'],
    [null, 'command line (unknown account)'],
  ])('%j is %s', (account, text) => {
    expect(commandLineUser(account)).toBe(text);
  });

  it('is read back whatever the account is called, and is no person', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (account) => {
        const who = commandLineUser(account);
        expect(isCommandLineUser(who)).toBe(true);
        expect(parsePersonId(who)).toBeNull();
        expect(who.slice('command line ('.length, -1)).not.toMatch(/[\p{Cc}\p{Cf}<>&*`~()]/u);
      }),
    );
  });
});
