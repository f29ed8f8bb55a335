import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/domain/errors.js';
import { CONSTANTS, MARKED, PLAIN } from '../support/said.js';

const hostile = fc.oneof(
  fc.constant('<!channel> <@U123ABC> @here '.repeat(100)),
  fc.constant('\u202e&<>`*_~\u{1f600}:tada:'.repeat(200)),
  fc.string({ unit: 'binary', maxLength: 2000 }),
);
/** More than is ever listed by name. */
const howMany = fc.constantFrom(0, 1, 2, 60);

/** What Slack makes more of than text: of persons, channels and moments, where we say so. */
const OURS = /<(?:@[UW]\w+|#[CG]\w+|!date\^[^<>]*|https?:[^<>|]*\|[^<>]*)>/g;

/** Slack makes nothing of what stands in code style. */
const CODE = /`[^`]*`/g;
/** Names that are written so. */
const CAPITALS = /MS_WUA_\w+|DISM|HTTPS/g;

const UNITS =
  'patch(?! group)|patch group|computer|recommendation|task|target|group|request|approval|freeze|check|failure|restart|day|hour';
const ONE_OF_MANY = new RegExp(`(?<![\\d,.])(?:0|2|1000) (?:${UNITS})\\b`);
const MANY_OF_ONE = new RegExp(`(?<![\\d,.])1 (?:(?:${UNITS})e?s|entries)\\b`);

describe('whatever is said', () => {
  it.each(MARKED)('is safe whatever things are called: %s', (_, say) => {
    fc.assert(
      fc.property(hostile, howMany, (text, n) => {
        const said = say(text, n);
        expect(said.replaceAll(OURS, '')).not.toMatch(/[<>]/);
        expect(said.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u);
        expect(said.replaceAll(CODE, '')).not.toMatch(/:tada:/);
      }),
      { numRuns: 20 },
    );
  });

  it.each(PLAIN)('can be said whatever things are called: %s', (_, say) => {
    fc.assert(
      fc.property(hostile, howMany, (text, n) => void expect(typeof say(text, n)).toBe('string')),
      { numRuns: 20 },
    );
  });

  it.each([...MARKED, ...PLAIN])('counts one as one, and is a whole sentence: %s', (_, say) => {
    for (const n of [0, 1, 2, 1000]) {
      const said = say('Finance', n).replaceAll(OURS, '@').replaceAll(CAPITALS, '');
      expect(said).not.toMatch(ONE_OF_MANY);
      expect(said).not.toMatch(MANY_OF_ONE);
      expect(said).not.toMatch(/undefined|NaN|null|\[object|\b1 are\b|\.\.|[,;:]\.|\(\)|: *$|[A-Z]{5}/);
    }
  });

  it('needs no picture and no shouting, and ends once', () => {
    const voices = Object.values(ERRORS).flatMap(({ operator, user }) => [operator, user]);
    for (const text of [...CONSTANTS, ...voices]) {
      expect(text).not.toMatch(/:[a-z_]+:|\p{Extended_Pictographic}|!$|\.\.|[,;:]\.| {2}/u);
      expect(text.replaceAll(CAPITALS, '')).not.toMatch(/\b[A-Z]{5,}\b/);
    }
  });
});
