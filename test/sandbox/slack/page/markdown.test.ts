import { describe, expect, it } from 'vitest';
import { parseMarkdown } from '../../../../sandbox/slack/page/markdown.js';

const text = (words: string) => ({ kind: 'text', text: words });

describe('a markdown block', () => {
  it('holds headings, lists, tables, code, quotes and rules', () => {
    const parts = parseMarkdown(
      [
        '# Failed',
        '- one',
        '- two',
        '',
        '| A | B |',
        '|---|---|',
        '| 1 | 2 |',
        '```',
        '<b>',
        '```',
        '> said',
        '---',
      ].join('\n'),
    );
    expect(parts).toEqual([
      { kind: 'heading', level: 1, of: [text('Failed')] },
      { kind: 'list', isOrdered: false, items: [[text('one')], [text('two')]] },
      {
        kind: 'table',
        rows: [
          [[text('A')], [text('B')]],
          [[text('1')], [text('2')]],
        ],
      },
      { kind: 'code', text: '<b>' },
      { kind: 'quote', of: [text('said')] },
      { kind: 'rule' },
    ]);
  });

  it('marks words, and leaves names with underscores alone', () => {
    expect(parseMarkdown('**bold _both_** `x` [log](https://a.example) snake_case_name')).toEqual([
      {
        kind: 'line',
        of: [
          { kind: 'bold', of: [text('bold '), { kind: 'italic', of: [text('both')] }] },
          text(' '),
          { kind: 'code', text: 'x' },
          text(' '),
          { kind: 'link', url: 'https://a.example', text: 'log' },
          text(' snake_case_name'),
        ],
      },
    ]);
  });

  it('reads a fence that nobody closed to the end', () => {
    expect(parseMarkdown('```\nrest')).toEqual([{ kind: 'code', text: 'rest' }]);
  });
});
