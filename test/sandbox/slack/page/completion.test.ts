import { describe, expect, it } from 'vitest';
import { completionOf, type Words } from '../../../../sandbox/slack/page/completion.js';

const WORDS: Words = {
  commands: [
    {
      name: '/patch',
      description: 'Patch computers.',
      usageHint: 'help | sync | scan GROUP | task ID | stop [TASK|GROUP]',
    },
  ],
  names: [
    { kind: 'computer', name: 'fin-ws-01' },
    { kind: 'group', name: 'finance' },
  ],
  people: [{ id: 'U0ANIL', name: 'anil', realName: 'Anil Approver', title: '', isAdmin: false, isGuest: false }],
  channels: [{ id: 'C0PATCHING', kind: 'channel', name: 'patching' }],
  bot: { userId: 'U0PATCHBAY', name: 'Patchbay' },
  tasks: ['17', '4'],
};

/** The words that are offered where `|` stands for the caret. */
function offered(text: string): readonly string[] {
  const caret = text.indexOf('|');
  return completionOf(text.replace('|', ''), caret, WORDS).offers.map((offer) => offer.word);
}

describe('the composer', () => {
  it.each([
    ['/|', ['/patch', '/invite']],
    ['/p|', ['/patch']],
    ['/patch |', ['help', 'sync', 'scan', 'task', 'stop']],
    ['/patch s|', ['sync', 'scan', 'stop']],
    ['/patch scan |', ['finance', 'fin-ws-01', '17', '4']],
    ['/patch scan fin|', ['finance', 'fin-ws-01']],
    ['/patch task 1|', ['17']],
    ['please, @a|', ['@anil']],
    ['see #p|', ['#patching']],
  ])('offers for %j what could stand there', (text, words) => {
    expect(offered(text)).toEqual(words);
  });

  it.each(['|', 'hello|', '/patch scan finance|', '/patch sync|', '/unknown s|', 'say /patch s|'])(
    'offers nothing for %j',
    (text) => {
      expect(offered(text)).toEqual([]);
    },
  );

  it('completes the word at the caret, not the end of the line', () => {
    expect(completionOf('/patch sc finance', 9, WORDS)).toMatchObject({
      from: 7,
      offers: [{ word: 'scan', about: 'GROUP' }],
    });
  });

  it('lets Enter complete what cannot be sent as it is, and send what can', () => {
    expect(completionOf('/patch sc', 9, WORDS).isEager).toBe(true);
    expect(completionOf('/patch scan fin', 15, WORDS).isEager).toBe(false);
  });
});
