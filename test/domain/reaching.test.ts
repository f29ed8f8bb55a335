import { describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode, userText } from '../../src/domain/errors.js';

const REACHING = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => code.startsWith('PB4'));
const WORDS = ['computer', 'cause', 'command', 'quota', 'mode', 'profile', 'other', 'canary', 'next'];
const DETAILS = Object.fromEntries(WORDS.map((word) => [word, `the ${word}`]));
/** What somebody is to do, or that nobody has to. */
const STEP =
  /(?:^|[.:;,] |, or )(?:check|correct|add|find out|have|look|allow|try|make|use|set|then say|I try again|if it stays so, end)\b/i;

describe('a computer that cannot be reached', () => {
  it.each(REACHING)('%s says what is wrong, and then what to do', (code) => {
    const text = userText({ code, details: DETAILS });
    expect(text).toMatch(/^[A-Zt].{20,}\.$/s);
    expect(text).not.toMatch(/[{}]/);
    const [, ...steps] = text.split(/(?<=[.;]) /);
    expect(steps.join(' ')).toMatch(STEP);
  });
});
