import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PersonId } from '../../src/domain/ids.js';
import {
  code,
  count,
  lines,
  list,
  moment,
  mrkdwn,
  person,
  preformatted,
  safe,
  shorten,
  upTo,
  utc,
} from '../../src/slack/text.js';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({
    unit: fc.constantFrom('<', '>', '&', '*', '`', '_', '\u202e', '\u200b', '\n', '😀', 'a', ' ', '!', '@'),
    maxLength: 400,
  }),
);

describe('hostile text', () => {
  it('mentions nobody and links nowhere', () => {
    expect(safe('<!channel> <@U123ABC> <https://evil.example|ok>')).toBe(
      '&lt;!channel&gt; &lt;@U123ABC&gt; &lt;https://evil.example|ok&gt;',
    );
  });

  it('formats nothing, but keeps the words that we use ourselves', () => {
    expect(safe('*Approved* by ~nobody~ `x` MS_WUA_Scan')).toBe('∗Approved∗ by ∼nobody∼ ˋxˋ MS_WUA_Scan');
    expect(safe('> quoted')).toBe('› quoted');
  });

  it('shows no picture that says more than its words: a check mark may only be ours', () => {
    expect(safe('ok :white_check_mark: :+1: at 10:30:45, C:\\a')).toBe('ok ꞉white_check_mark: ꞉+1: at 10:30:45, C:\\a');
    expect(safe(':a::b:')).toBe('꞉a:꞉b:');
  });

  it('does not turn around or hide what follows it', () => {
    expect(safe('fin\u202e-1\u200b\u2066.example')).toBe('fin-1.example');
    expect(safe('one\ntwo\u2028three\u0000')).toBe('one two three');
  });

  it('is cut between code points and entities, after escaping', () => {
    expect(safe('&&&&', 12)).toBe('&amp;&amp;…');
    expect(safe('😀😀😀', 5)).toBe('😀😀…');
  });

  it('never holds a bracket, a split entity or half a character, and never exceeds its limit', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 200 }), (text, max) => {
        for (const made of [safe(text, max), shorten(safe(text), max)]) {
          expect(made.length).toBeLessThanOrEqual(max);
          expect(made).not.toMatch(/[<>\p{Cc}\p{Bidi_C}\p{Cs}]/u);
          expect(made.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
        }
      }),
    );
  });

  it('cannot leave its code span or its preformatted block', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(code(text).slice(1, -1)).not.toMatch(/[`<>]/);
        expect(code(text).length).toBeGreaterThan(2);
        const block = preformatted([text, text], 300);
        expect(block.slice(3, -3)).not.toMatch(/[`<>]/);
        expect(block.length).toBeLessThanOrEqual(300);
      }),
    );
  });

  it('is shortened as safe text without losing the end of a token', () => {
    const text = mrkdwn`by ${person('U0OLIVIA' as PersonId)}`;
    expect(shorten(text, 10)).toBe('by …');
    expect(shorten(text, 20)).toBe(text);
  });
});

describe('our words', () => {
  it('show a moment in the reader’s zone, and in UTC where that is impossible', () => {
    const at = Date.UTC(2026, 10, 22, 14, 5);
    expect(moment(at)).toBe('<!date^1795356300^{date_short_pretty} {time}|2026-11-22 14:05 UTC>');
    expect(utc(at)).toBe('2026-11-22 14:05 UTC');
  });

  it('count, list and measure', () => {
    expect(count(1, 'patch', 'patches')).toBe('1 patch');
    expect(count(14, 'patch', 'patches')).toBe('14 patches');
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => safe(name));
    expect(list(names, 2)).toBe('a, b and 3 more');
    expect(list(names.slice(0, 3), 3)).toBe('a, b and c');
    expect(list(names.slice(0, 1), 3)).toBe('a');
    expect(lines(names, (name) => name, 100, 3)).toEqual(['a', 'b', 'c', 'and 2 more']);
    expect(lines(names, (name) => name, 24, 5)).toEqual(['a', 'b', 'and 3 more']);
    expect(upTo(339_500_001)).toBe('up to 340 MB');
    expect(upTo(8_627_000_000)).toBe('up to 8.7 GB');
    expect(upTo(25_000_000_000)).toBe('up to 25 GB');
    expect(upTo(0)).toBe('up to 0 MB');
  });
});
