import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/slack/limits.js';
import { isViewTooLarge, messageError, validateMessage, validateView } from '../../src/slack/validate.js';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) });
const button = (action_id: string, extra = {}) => ({ type: 'button', action_id, text: plain('Go'), ...extra });
const actions = (...elements: unknown[]) => ({ type: 'actions', elements });
const raw = (text: string) => ({ type: 'raw_text', text });
const table = (rows: unknown) => ({ type: 'table', rows });
const modal = (blocks: unknown, extra = {}) => ({ type: 'modal', title: plain('Title'), blocks, ...extra });
const input = (element: unknown, extra = {}) => ({ type: 'input', label: plain('Label'), element, ...extra });
const option = (value: string) => ({ text: plain(value), value });
const message = (...blocks: unknown[]) => validateMessage({ text: 'summary', blocks });

describe('a message', () => {
  it('is taken when it keeps the limits', () => {
    expect(
      message(
        { type: 'header', text: plain('Scan of Finance') },
        section('*2* of 3 compliant'),
        { type: 'context', elements: [mrkdwn('a'), plain('b')] },
        table([
          [raw('Computer'), raw('State')],
          [raw('fin-1'), { type: 'raw_number', value: 3, text: '3' }],
        ]),
        actions(button('run', { style: 'primary', value: 'x', confirm: { text: plain('Sure?') } }), {
          type: 'overflow',
          action_id: 'more',
          options: [option('a')],
        }),
      ),
    ).toEqual([]);
  });

  it('says which text is too long, in the words of Slack', () => {
    expect(message(section('x'.repeat(3001)))).toEqual([
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ]);
  });

  it.each([
    ['an empty text', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    ['a missing field', [{ type: 'header' }], 'missing required field: text [json-pointer:/blocks/0]'],
    ['a foreign field', [{ type: 'divider', shade: 1 }], 'invalid additional property: shade [json-pointer:/blocks/0]'],
    ['a block that does not exist', [{ type: 'wish' }], 'unsupported type: wish [json-pointer:/blocks/0/type]'],
    [
      'an inherited name for a type',
      [{ type: 'constructor' }],
      'unsupported type: constructor [json-pointer:/blocks/0/type]',
    ],
    [
      'a header with mrkdwn',
      [{ type: 'header', text: mrkdwn('x') }],
      'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
    ],
    [
      'a disabled button',
      [actions(button('a', { disabled: true }))],
      'invalid additional property: disabled [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'an action id twice in a block',
      [actions(button('a'), button('a'))],
      '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    [
      'a text input among actions',
      [actions({ type: 'plain_text_input' })],
      'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
    ],
    ['an empty cell', [table([[raw('')]])], 'must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]'],
    ['a section without anything', [{ type: 'section' }], 'missing required field: text [json-pointer:/blocks/0]'],
    [
      'an initial option that is no option',
      [actions({ type: 'static_select', options: [option('a')], initial_option: option('b') })],
      'must match one of the options [json-pointer:/blocks/0/elements/0/initial_option]',
    ],
    [
      'a select without options',
      [actions({ type: 'static_select' })],
      'must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'a mrkdwn text with emoji',
      [{ type: 'section', text: { ...mrkdwn('x'), emoji: false } }],
      'invalid additional property: emoji [json-pointer:/blocks/0/text]',
    ],
  ])('with %s is refused', (_, blocks, problem) => {
    expect(message(...blocks)).toContain(problem);
  });

  it('may use an action id again in another block', () => {
    expect(message(actions(button('a')), actions(button('a')))).toEqual([]);
  });

  it('without text and blocks has nothing to show', () => {
    expect(messageError({}, 'post')).toBe('no_text');
    expect(messageError({ text: '', blocks: [] }, 'post')).toBe('no_text');
    expect(messageError({ blocks: [section('x')] }, 'post')).toBeNull();
  });

  it('has one table, even where a markdown block draws it', () => {
    const markdown = { type: 'markdown', text: 'Results\n\n| a | b |\n|---|---|\n| 1 | 2 |' };
    expect(messageError({ text: 't', blocks: [table([[raw('a')]]), markdown] }, 'post')).toBe('invalid_attachments');
    expect(message(table([[raw('a')]]), table([[raw('b')]]))).toEqual([
      'only_one_table_allowed [json-pointer:/blocks]',
    ]);
    expect(message(markdown)).toEqual([]);
  });

  it('has either a plan or task cards', () => {
    const task = { type: 'task_card', task_id: '1', title: 't', status: 'pending' };
    expect(message({ type: 'plan', title: 'p', tasks: [task] })).toEqual([]);
    expect(message({ type: 'plan', title: 'p', tasks: [task] }, task)).not.toEqual([]);
    expect(message({ type: 'plan', title: 'p', tasks: [task, task] })).not.toEqual([]);
  });

  it('is refused when all its texts together are too long, though each is short enough', () => {
    const blocks = Array.from({ length: 5 }, () => section('x'.repeat(2900)));
    expect(messageError({ text: 't', blocks }, 'post')).toBe('msg_blocks_too_long');
  });

  it('may be posted with a text that an update refuses', () => {
    const text = 'x'.repeat(LIMITS.message.text + 1);
    expect(messageError({ text }, 'post')).toBeNull();
    expect(messageError({ text }, 'update')).toBe('msg_too_long');
    expect(validateMessage({ text })).toEqual(['must be less than 4001 characters [json-pointer:/text]']);
  });

  it('of any shape is judged and never breaks the judge', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (blocks, stray) => {
        const problems = validateMessage({ text: 't', blocks: [blocks, { type: 'section', text: stray }] });
        expect(problems.length).toBeGreaterThan(0);
        expect(problems.every((problem) => problem.includes('[json-pointer:/'))).toBe(true);
      }),
    );
  });

  it('holds at most the listed number of blocks, and every number below', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), (count) => {
        const blocks = Array.from({ length: count }, () => ({ type: 'divider' }));
        expect(message(...blocks).length === 0).toBe(count <= LIMITS.blocks.message);
        expect(validateView(modal(blocks)).length === 0).toBe(count <= LIMITS.blocks.view);
      }),
    );
  });

  it('takes a section text exactly up to its limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6000 }), (length) => {
        expect(message(section('x'.repeat(length))).length === 0).toBe(length >= 1 && length <= LIMITS.section.text);
      }),
    );
  });
});

describe('a view', () => {
  it('is taken when it keeps the limits', () => {
    const blocks = [
      input({ type: 'plain_text_input', multiline: true }, { block_id: 'why', optional: true }),
      input({ type: 'multi_static_select', option_groups: [{ label: plain('g'), options: [option('a')] }] }),
      input({ type: 'checkboxes', options: [option('a'), option('b')], initial_options: [option('b')] }),
      input({ type: 'datepicker', initial_date: '2026-01-02' }),
      { type: 'alert', text: plain('Mind the gap'), level: 'warning' },
    ];
    expect(validateView(modal(blocks, { submit: plain('Send'), private_metadata: '' }))).toEqual([]);
    expect(validateView({ type: 'home', blocks: [section('Hello')] })).toEqual([]);
  });

  it.each([
    [
      'a long title',
      modal([], { title: plain('x'.repeat(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    ['no title', { type: 'modal', blocks: [] }, 'missing required field: title [json-pointer:/view]'],
    [
      'an input but nothing to submit',
      modal([input({ type: 'timepicker' })]),
      'missing required field: submit [json-pointer:/view]',
    ],
    ['a table', modal([table([[raw('a')]])]), 'unsupported type: table [json-pointer:/view/blocks/0/type]'],
    [
      'an alert at home',
      { type: 'home', blocks: [{ type: 'alert', text: plain('x') }] },
      'unsupported type: alert [json-pointer:/view/blocks/0/type]',
    ],
    [
      'a title at home',
      { type: 'home', blocks: [], title: plain('x') },
      'invalid additional property: title [json-pointer:/view]',
    ],
    [
      'an option value over 150 characters',
      modal([actions({ type: 'static_select', options: [{ text: plain('a'), value: 'x'.repeat(151) }] })]),
      'must be less than 151 characters [json-pointer:/view/blocks/0/elements/0/options/0/value]',
    ],
    [
      'a block id twice',
      modal([
        { type: 'divider', block_id: 'b' },
        { type: 'divider', block_id: 'b' },
      ]),
      '`block_id` "b" already exists [json-pointer:/view/blocks/1/block_id]',
    ],
    ['nothing in it', null, 'must provide an object [json-pointer:/view]'],
  ])('with %s is refused', (_, view, problem) => {
    expect(validateView(view)).toContain(problem);
  });

  it('over 250 KB is too large, counted in bytes', () => {
    const large = modal(Array.from({ length: 90 }, () => section('ä'.repeat(1500))));
    expect(isViewTooLarge(large)).toBe(true);
    expect(validateView(large)).toEqual(['must be less than 250001 bytes [json-pointer:/view]']);
    expect(isViewTooLarge(modal([]))).toBe(false);
  });

  it('of any shape is judged and never breaks the judge', () => {
    fc.assert(
      fc.property(fc.anything(), (blocks) => {
        expect(Array.isArray(validateView(modal(blocks)))).toBe(true);
      }),
    );
  });
});
