import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatchbayError, userText } from '../../src/domain/errors.js';
import type { PersonId } from '../../src/domain/ids.js';
import { parseComputerId, parseGroupId, parseTaskId } from '../../src/domain/ids.js';
import { NO_FILTER, readFilter } from '../../src/domain/update-filter.js';
import { parse } from '../../src/slack/parser.js';
import { VERBS } from '../../src/slack/verbs.js';
import { deskForTest } from '../support/desk.js';

const { desk } = deskForTest({ admins: ['U0ADMIN1' as PersonId], approvers: [], operators: [], viewers: 'everyone' });
const read = (text: string) => parse(text, desk);

function refusal(text: string): string {
  try {
    return JSON.stringify(read(text));
  } catch (error) {
    if (!(error instanceof PatchbayError)) throw error;
    return `${error.code} ${userText(error.failure)}`;
  }
}

describe('a sentence', () => {
  it('is a verb and what follows it, however it is written', () => {
    expect(read('sync')).toEqual({ verb: 'sync' });
    expect(read('  SCAN   Finance ')).toEqual({ verb: 'scan', group: 'finance' });
    expect(read('scan Domain Controllers')).toEqual({ verb: 'scan', group: 'domain-controllers' });
    expect(read('scan “Domain Controllers”')).toEqual({ verb: 'scan', group: 'domain-controllers' });
    expect(read('updates critical KB5034441')).toEqual({ verb: 'updates', filter: readFilter('critical KB5034441') });
    expect(read('status')).toEqual({ verb: 'status', scope: null });
    expect(read('task #17')).toEqual({ verb: 'task', task: '17' });
    expect(read('log 17.3')).toEqual({ verb: 'log', log: '17.3', level: null });
    expect(read('log 17.3 DEBUG')).toEqual({ verb: 'log', log: '17.3', level: 'debug' });
    expect(read('run finance')).toEqual({ verb: 'run', group: 'finance', mode: null });
    expect(read('run Domain Controllers distribute')).toEqual({
      verb: 'run',
      group: 'domain-controllers',
      mode: 'distribute',
    });
    expect(read('install KB5031356, 5034441 on Domain Controllers')).toEqual({
      verb: 'install',
      patches: ['5031356', '5034441'],
      group: 'domain-controllers',
    });
    expect(read('uninstall kb5031356 on finance')).toMatchObject({ verb: 'uninstall', patches: ['5031356'] });
    expect(read('stack')).toEqual({ verb: 'stack', words: null });
    expect(read('stack March baseline')).toEqual({ verb: 'stack', words: { name: 'March baseline', runs: [] } });
    expect(read('stack “March baseline” ON Domain Controllers')).toMatchObject({
      words: { runs: [{ name: 'March baseline', group: 'Domain Controllers' }] },
    });
    expect(read('retry #17')).toEqual({ verb: 'retry', task: '17' });
    expect(read('stop everything')).toEqual({ verb: 'stop', what: 'everything' });
    expect(read('stop 17')).toEqual({ verb: 'stop', what: { task: '17' } });
    expect(read('help run')).toEqual({ verb: 'help', topic: 'run' });
  });

  it('may be empty, which asks for help', () => {
    expect(read('')).toEqual({ verb: 'help', topic: null });
    expect(read('<@U0BOT>')).toEqual({ verb: 'help', topic: null });
  });

  it('begins with a mention where it was one, and is escaped as Slack escapes', () => {
    expect(read('<@U0BOT> scan finance')).toEqual({ verb: 'scan', group: 'finance' });
    expect(read('<@U0BOT|patchbay>: status finance')).toEqual({ verb: 'status', scope: 'finance' });
    expect(read('updates R&amp;D &lt;x&gt;')).toEqual({
      verb: 'updates',
      filter: { ...NO_FILTER, words: ['R&D', '<x>'] },
    });
  });

  it('with an unknown verb is answered with the nearest one', () => {
    expect(refusal('scann finance')).toContain('PB101 I don\'t know "scann". Did you mean "scan"?');
    expect(refusal('reboot')).toBe('PB101 I don\'t know "reboot". Type /patch help to see what I can do.');
  });

  it('that misses something is answered with an example', () => {
    expect(refusal('scan')).toContain('PB106 I need the name of a group for that. For example: /patch scan finance');
    expect(refusal('log')).toContain('/patch log 17.3');
    expect(refusal('stop')).toContain('/patch stop everything');
    expect(refusal('task abc')).toContain('PB106');
    for (const words of ['install', 'install on finance', 'install KB5031356', 'uninstall chrome on finance'])
      expect(refusal(words)).toContain('PB106');
    expect(refusal('install KB5031356 on nowhere')).toContain('PB102');
  });

  it('that names an unknown group says which groups there are', () => {
    expect(refusal('scan nowhere')).toContain('PB102 There is no group "nowhere"');
  });

  it('never gives an id that was not parsed, and never fails but with a code', () => {
    const verbs = fc.constantFrom(...Object.keys(VERBS), 'scna', '');
    const rest = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom('finance', '17', '17.3', '__proto__', 'constructor', '../../etc', '"', '<@U1>', '1e9', '٣'),
    );
    fc.assert(
      fc.property(verbs, fc.constantFrom(' ', '\u00a0', '\n', ''), rest, (verb, space, text) => {
        let order: ReturnType<typeof read>;
        try {
          order = read(`${verb}${space}${text}`);
        } catch (error) {
          expect(error).toBeInstanceOf(PatchbayError);
          return;
        }
        expect(Object.keys(VERBS)).toContain(order.verb);
        if ('group' in order && order.group !== null) expect(parseGroupId(order.group)).toBe(order.group);
        if ('task' in order) expect(parseTaskId(order.task)).toBe(order.task);
        if ('log' in order) expect(order.log).toMatch(/^[1-9]\d*\.[1-9]\d*$/);
        if ('scope' in order && order.scope !== null) expect(parseComputerId(order.scope)).toBe(order.scope);
      }),
      { numRuns: 500 },
    );
  });
});
