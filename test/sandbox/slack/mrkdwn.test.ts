import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText } from '../../../sandbox/slack/messages.js';
import { parseMrkdwn, pingsOf } from '../../../sandbox/slack/mrkdwn.js';

const line = (text: string, autoParse = true) => {
  const [paragraph] = parseMrkdwn(text, autoParse);
  return paragraph?.kind === 'line' ? paragraph.of : [];
};
const words = (text: string) => ({ kind: 'text', text });

describe('message markup', () => {
  it.each([
    ['*bold* _italic_ ~gone~ `code`', ['bold', 'text', 'italic', 'text', 'strike', 'text', 'code']],
    ['2 * 3 * 4 and snake_case_name', ['text']],
    ['<https://a.example/x|a page> and <@U0ANIL> in <#C0FINANCE|finance>', ['link', 'text', 'user', 'text', 'channel']],
    ['<!here> <!subteam^S0APPROVERS> :tada:', ['broadcast', 'text', 'group', 'text', 'emoji']],
    ['<javascript:alert(1)|click>', ['text']],
  ])('%s', (text, kinds) => {
    expect(line(text).map((inline) => inline.kind)).toEqual(kinds);
  });

  it('nests, and keeps code as it is', () => {
    expect(line('*_both_*')).toEqual([{ kind: 'bold', of: [{ kind: 'italic', of: [words('both')] }] }]);
    expect(line('`*no*`')).toEqual([{ kind: 'code', text: '*no*' }]);
  });

  it('quotes lines that begin with an escaped >, and sets code blocks apart', () => {
    expect(parseMrkdwn('&gt; one\n> two\nafter').map((paragraph) => paragraph.kind)).toEqual(['quote', 'line']);
    expect(parseMrkdwn('a\n```\nx &lt; y\n```\nb')).toMatchObject([{}, { kind: 'preformatted', text: 'x < y\n' }, {}]);
  });

  it('reads dates with their fallback', () => {
    expect(line('<!date^1800000000^{date_short} {time}|later (UTC)>')).toEqual([
      { kind: 'date', unix: 1_800_000_000, format: '{date_short} {time}', fallback: 'later (UTC)' },
    ]);
  });

  it('finds raw links and names only where it may', () => {
    expect(line('see https://a.example #finance @here').map((inline) => inline.kind)).toEqual([
      'text',
      'link',
      'text',
      'channel-name',
      'text',
      'broadcast',
    ]);
    expect(line('see https://a.example #finance @here', false).every((inline) => inline.kind === 'text')).toBe(true);
  });

  it('rings nobody for escaped text that is not parsed further, whatever it says', () => {
    const hostile = fc.array(
      fc.oneof(fc.constantFrom('<!channel>', '<@U0ANIL>', '@here', '*', '`', '&lt;', '<', '>', '|', '\n'), fc.string()),
    );
    fc.assert(
      fc.property(hostile, (parts) => {
        expect(pingsOf(escapeText(parts.join('')), false)).toEqual([]);
      }),
    );
  });

  it('takes any text in reasonable time', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(Array.isArray(parseMrkdwn(text))).toBe(true);
      }),
    );
    expect(parseMrkdwn('*<a>'.repeat(700))).not.toEqual([]);
  });
});
