import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PatchbayError } from '../../src/domain/errors.js';
import type { OperationId } from '../../src/domain/ids.js';
import { approvalCard } from '../../src/slack/cards/approval.js';
import type { Desk } from '../../src/workflows/desk.js';
import { anApprovalView } from '../support/approval-views.js';
import { type HandlerBench, withHandlers } from '../support/slack-app.js';
import { REQUEST } from '../support/views.js';

const CHANNEL = 'C0APPROVALS';
const request = { kind: 'request', requestId: REQUEST };

let bench: HandlerBench;
beforeEach(async () => {
  bench = await withHandlers();
});
afterEach(() => bench.close());

async function reopened(change: Partial<Desk>): Promise<void> {
  await bench.close();
  bench = await withHandlers(change);
}

const posted = () => bench.post(CHANNEL, approvalCard(anApprovalView()));
/** What the modal is called that the person sees. */
const titleOf = (person: string) =>
  z.object({ title: z.object({ text: z.string() }) }).parse(bench.slack.as(person).modal()?.content).title.text;
const modalOf = (person: string) => bench.slack.waitFor('the modal', () => bench.slack.as(person).modal());
const saidInModal = (person: string, words: string) =>
  bench.slack.waitFor(`"${words}" in the modal`, () =>
    JSON.stringify(bench.slack.as(person).modal()?.content ?? '').includes(words),
  );

describe('/patch ask', () => {
  it('asks the approvers and says so to who asked, with a way back', async () => {
    await bench.slack.as('olivia').type('#patching', '/patch ask finance');
    const answer = await bench.sees('olivia', 'C0PATCHING', 'I asked in the approvers’ channel: 14 patches');
    expect(answer.ephemeralFor).toBe('U0OLIVIA');
    await bench.slack.as('olivia').click(answer, 'Withdraw');
    await bench.sees('olivia', 'C0PATCHING', 'Withdrawn.');
    expect(bench.asked.map(({ what }) => what)).toEqual(['ask', 'withdrawRequest']);
  });

  it('is refused to whoever may only look', async () => {
    await bench.slack.as('vera').type('#patching', '/patch ask finance');
    await bench.sees('vera', 'C0PATCHING', 'You need the operator role');
  });

  it('asks which group, where none is named', async () => {
    await bench.slack.as('olivia').type('#patching', '/patch ask');
    const answer = await bench.sees('olivia', 'C0PATCHING', 'I need the name of a group');
    await bench.slack.as('olivia').click(answer, 'say.ask-finance');
    await bench.sees('olivia', 'C0PATCHING', 'I asked in the approvers’ channel');
  });
});

describe('Approve on a request', () => {
  it('replaces the buttons where it was clicked at once, decides under the request’s own id, then draws all of them', async () => {
    const marks: string[] = [];
    await reopened({
      working: (person) => {
        marks.push(`working ${person}`);
        return () => void marks.push('done');
      },
    });
    await bench.slack.as('anil').click(await posted(), 'Approve');
    await bench.sees('anil', CHANNEL, '14 recommendations approved. Who asked is told.');
    expect(bench.asked).toEqual([
      {
        what: 'approveRequest',
        asker: { person: 'U0ANIL', conversation: CHANNEL, operation: REQUEST },
        with: { request: REQUEST },
      },
    ]);
    expect(bench.clicked).toEqual([request, request]);
    expect(marks).toEqual(['working U0ANIL', 'done']);
  });

  it('is told by whom it was decided, where another one was first', async () => {
    const message = await posted();
    await bench.slack.as('anil').click(message, 'Approve');
    await bench.sees('anil', CHANNEL, 'approved');
    await bench.slack.as('ada').click(message, 'Approve');
    await bench.sees('ada', CHANNEL, 'That was decided already: approved, by <@U0ANIL>');
  });

  it('by somebody without the role changes nothing for the others', async () => {
    await bench.slack.as('olivia').click(await posted(), 'Approve');
    await bench.sees('olivia', CHANNEL, 'You need the approver role');
    expect(bench.clicked).toEqual([request]);
    expect(bench.asked).toEqual([]);
  });

  it('by who asked, with four eyes, names those who can', async () => {
    await reopened({
      demandDecision: async () => {
        throw new PatchbayError('PB306', { people: '@U0ADA' });
      },
    });
    await bench.slack.as('anil').click(await posted(), 'Approve');
    await bench.sees(
      'anil',
      CHANNEL,
      'You asked for this, so somebody else has to approve it. These people can: <@U0ADA>.',
    );
  });

  it('with an id that is none of ours changes nothing', async () => {
    const forged = approvalCard(anApprovalView({ requestId: '../../etc' as OperationId }));
    const message = await bench.post(CHANNEL, forged);
    for (const button of ['Approve', 'Decline…']) {
      await bench.slack.as('anil').click(message, button);
      await bench.sees('anil', CHANNEL, 'I no longer know this card. Type /patch approvals');
    }
    expect(bench.asked).toEqual([]);
  });
});

describe('Decline… on a request', () => {
  it('asks why, and tells the reason', async () => {
    await bench.slack.as('anil').click(await posted(), 'Decline…');
    const modal = await modalOf('anil');
    expect((await bench.slack.as('anil').submit(modal, { reason: 'not before the year end' })).outcome).toBe('updated');
    await saidInModal('anil', 'Declined. Who asked is told, with your reason.');
    expect(titleOf('anil')).toBe('Declined');
    expect(bench.asked).toMatchObject([
      { what: 'declineRequest', with: { request: REQUEST, reason: 'not before the year end' } },
    ]);
  });

  it('that somebody else was faster with says in its title that nothing was done', async () => {
    const message = await posted();
    await bench.slack.as('anil').click(message, 'Decline…');
    const modal = await modalOf('anil');
    await bench.slack.as('ada').click(message, 'Approve');
    await bench.sees('ada', CHANNEL, '14 recommendations approved');
    await bench.slack.as('anil').submit(modal, { reason: 'not before the year end' });
    await saidInModal('anil', 'decided already');
    expect(titleOf('anil')).toBe('Not done');
  });

  it('is not submitted without a reason, nor with one that is longer than anybody reads', async () => {
    await bench.slack.as('anil').click(await posted(), 'Decline…');
    const modal = await modalOf('anil');
    expect((await bench.slack.as('anil').submit(modal)).outcome).toBe('errors');
    expect((await bench.slack.as('anil').submit(modal, { reason: 'x'.repeat(5000) })).outcome).toBe('errors');
    expect(bench.asked).toEqual([]);
  });

  it('is not opened for those who could not decide', async () => {
    await bench.slack.as('olivia').click(await posted(), 'Decline…');
    await bench.sees('olivia', CHANNEL, 'You need the approver role');
    expect(bench.slack.as('olivia').modal()).toBeNull();
  });
});

describe('/patch approvals', () => {
  it('lists what waits, and leads to it', async () => {
    await bench.slack.as('anil').type('#patching', '/patch approvals');
    const list = await bench.sees('anil', 'C0PATCHING', '1 request waits for your decision');
    await bench.slack.as('anil').click(list, 'Show');
    const card = await bench.sees('anil', 'C0PATCHING', 'Approve 14 patches for Finance?');
    expect(card.ephemeralFor).toBe('U0ANIL');
    await bench.slack.as('anil').click(card, 'Approve');
    await bench.sees('anil', 'C0PATCHING', '14 recommendations approved');
  });
});

describe('/patch audit', () => {
  it('reads group, person and count', async () => {
    await bench.slack.as('anil').type('#patching', '/patch audit @olivia 7');
    await bench.sees('anil', 'C0PATCHING', 'Nothing of that is in the newest 0 lines');
    expect(bench.asked).toMatchObject([{ what: 'audit', with: { who: 'U0OLIVIA', count: 7, about: null } }]);
  });

  it('says whether the chain is whole', async () => {
    await bench.slack.as('ada').type('#patching', '/patch audit verify');
    await bench.sees('ada', 'C0PATCHING', 'The audit log is whole: each of its 7 lines');
  });

  it('is for those who decide', async () => {
    await bench.slack.as('olivia').type('#patching', '/patch audit');
    await bench.sees('olivia', 'C0PATCHING', 'You need the approver role');
  });

  it('goes as a file where it is long', async () => {
    const line = {
      at: 0,
      who: 'system',
      what: 'expired',
      on: 'finance',
      operation: null,
      planHash: null,
      detail: 'x',
    } as const;
    await reopened({
      audit: async () => ({ entries: Array.from({ length: 50 }, () => line), searched: 50, groupNames: {} }),
    });
    await bench.slack.as('anil').type('#patching', '/patch audit finance 50');
    await bench.sees('anil', 'C0PATCHING', '30 entries more');
    await bench.slack.waitFor('the file', () => bench.slack.messages('D0ANIL').some(({ files }) => files.length === 1));
  });
});

describe('a card for somebody who may only look', () => {
  it('is for that person alone, without buttons', async () => {
    await reopened({ whereIs: async () => 'private' });
    await bench.slack.as('vera').type('#patching', '/patch recommendations finance');
    const answer = await bench.sees('vera', 'C0PATCHING', 'Only you see this');
    expect(answer.ephemeralFor).toBe('U0VERA');
    expect(JSON.stringify(answer.blocks)).not.toContain('"button"');
    await bench.slack.as('vera').type('#patching', '/patch updates');
    await bench.slack.waitFor('both', () => {
      const own = bench.slack.as('vera').sees('C0PATCHING');
      return own.filter((message) => JSON.stringify(message.blocks).includes('Only you see this')).length === 2;
    });
  });

  it('that is open already is not posted again, but led to', async () => {
    const { ts } = await bench.post('C0PATCHING', approvalCard(anApprovalView()));
    await reopenedOn(ts);
    await bench.slack.as('olivia').type('#patching', '/patch recommendations finance');
    await bench.sees('olivia', 'C0PATCHING', 'That card is open in this conversation already');
  });

  async function reopenedOn(ts: string): Promise<void> {
    await reopened({ whereIs: async () => ({ channel: 'C0PATCHING', ts }) });
  }
});
