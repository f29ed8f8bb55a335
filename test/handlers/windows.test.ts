import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonId } from '../../src/domain/ids.js';
import { validateMessage, validateView } from '../../src/slack/validate.js';
import { NOW } from '../support/samples.js';
import { type HandlerBench, withHandlers } from '../support/slack-app.js';
import { ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const CHANNEL = 'C0PATCHING';
const ADA = 'U0ADA' as PersonId;
const HOUR = 3_600_000;
const SATURDAY = {
  name: 'Saturday night',
  rule: { kind: 'cron', expression: '0 22 * * 6' },
  durationMinutes: 240,
  timeZone: 'Europe/Berlin',
} as const;

let bench: HandlerBench;
let office: VirtualOffice;

beforeEach(async () => {
  office = new VirtualOffice(['fin-ws-01', 'fin-ws-02'], 2);
  await office.clock.advance(0);
  bench = await withHandlers(office.desk);
});
afterEach(() => bench.close());

/** Says a sentence and gives the card that answers it. */
async function asked(person: string, words: string, shows: string) {
  await bench.slack.as(person).type(CHANNEL, `/patch ${words}`);
  const message = await bench.sees(person, CHANNEL, shows);
  const blocks = (message.blocks ?? []) as never;
  expect(validateMessage({ text: message.text, blocks }, 'post')).toEqual([]);
  return message;
}

async function opened(person: string, words: string, shows: string, button: string) {
  const before = bench.slack.as(person).modal();
  if (before !== null) await bench.slack.as(person).close(before, true);
  const message = await asked(person, words, shows);
  await bench.slack.as(person).click(message, button);
  const modal = await bench.slack.waitFor('the form', () => bench.slack.as(person).modal());
  expect(validateView(modal.content as never)).toEqual([]);
  return modal;
}

const shown = (person: string, words: string) =>
  bench.slack.waitFor(`"${words}" in the form`, () => {
    const modal = bench.slack.as(person).modal();
    return modal !== null && JSON.stringify(modal.content).includes(words) ? modal : null;
  });

const kept = async () => (await office.store.groups.get(FINANCE))?.value;

describe('/patch schedule', () => {
  it('shows each window with its next openings, in the reader’s zone and in its own', async () => {
    await office.desk.saveWindow(office.asker(ADA), { groupId: FINANCE, window: null }, SATURDAY);
    const message = await asked('olivia', 'schedule finance', 'Saturday night');
    const text = JSON.stringify(message.blocks);
    expect(text).toContain('(Sat 22:00 in Europe/Berlin)');
    expect(text.match(/• <!date/g)).toHaveLength(3);
    expect(text).toContain('is closed for installs and restarts');
    expect(text).not.toContain('form.window');
  });

  it('asks which group where none was named', async () => {
    await bench.slack.as('olivia').type(CHANNEL, '/patch schedule');
    await bench.sees('olivia', CHANNEL, 'I need the name of a group');
  });

  it('takes what is Scheduled off again, after a question', async () => {
    await office.desk.saveWindow(office.asker(ADA), { groupId: FINANCE, window: null }, SATURDAY);
    await office.scanned();
    const { requestId } = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), requestId, { updates: 'all', exceptComputers: [] });
    const schedule = { kind: 'decide', event: 'schedule', groupId: FINANCE, reason: null } as const;
    const { carryOut } = await import('../../src/workflows/operations.js');
    await carryOut(office.office, office.asker(OLIVIA), {
      ...{ ...schedule, computers: ['fin-ws-01', 'fin-ws-02'] as never, recommendations: 'all', except: [] },
      ...{ from: ['Approved'], asOf: office.rolling.present(office.clock.now()), counted: 4 },
    });
    const modal = await opened('olivia', 'schedule finance', '4 recommendations on 2 computers', 'Unschedule all…');
    expect(JSON.stringify(modal.content)).toContain('Take all of it off the schedule?');
    await bench.slack.as('olivia').submit(modal);
    await shown('olivia', '4 recommendations taken off the schedule');
  });
});

describe('the form of a window', () => {
  it('shows at once when what is chosen opens, and saves it', async () => {
    const modal = await opened('ada', 'schedule finance', 'no maintenance window', 'New window…');
    // The second Tuesday of November 2026 plus 3 days, at 22:00 in UTC: three days from now.
    expect(JSON.stringify(modal.content)).toContain('(Fri 22:00 in UTC)');
    await bench.slack.as('ada').choose(modal, 'Weekday', '3');
    const changed = await shown('ada', '(Sat 22:00 in UTC)');
    const zones = await bench.slack.as('ada').suggestions(changed, 'Time zone', 'berl');
    expect(JSON.stringify(zones)).toContain('Europe/Berlin');
    await bench.slack.as('ada').choose(changed, 'Time zone', 'Europe/Berlin');
    const placed = await shown('ada', '(Sat 22:00 in Europe/Berlin)');
    await bench.slack.as('ada').submit(placed, { Name: 'After Patch Tuesday', 'For so many minutes': '120' });
    await shown('ada', 'Saved.');
    expect((await kept())?.windows).toMatchObject([
      {
        ...{ name: 'After Patch Tuesday', durationMinutes: 120, timeZone: 'Europe/Berlin', since: NOW },
        rule: { kind: 'monthly', week: 2, weekday: 3, plusDays: 3, at: '22:00' },
      },
    ]);
  });

  it('takes a cron expression where that is chosen', async () => {
    const modal = await opened('ada', 'schedule finance', 'no maintenance window', 'New window…');
    await bench.slack.as('ada').choose(modal, 'It opens', 'cron');
    const cron = await shown('ada', 'Cron expression');
    const values = { Name: 'Nightly', 'Cron expression': '0 1 * * 1-5', 'For so many minutes': '90' };
    await bench.slack.as('ada').submit(cron, values);
    await shown('ada', 'Saved.');
    expect((await kept())?.windows[0]?.rule).toEqual({ kind: 'cron', expression: '0 1 * * 1-5' });
  });

  it('gives one that never fits back, with what was filled in and the reason', async () => {
    const modal = await opened('ada', 'schedule finance', 'no maintenance window', 'New window…');
    await bench.slack.as('ada').submit(modal, { Name: 'Too short', 'For so many minutes': '20' });
    const again = await shown('ada', 'an install and its restart need 45 minutes at least');
    expect(JSON.stringify(again.content)).toContain('Too short');
    await bench.slack.as('ada').submit(again, { 'For so many minutes': '60' });
    await shown('ada', 'Saved.');
    expect((await kept())?.windows).toHaveLength(1);
  });

  it('is edited and removed only as it was shown', async () => {
    await office.desk.saveWindow(office.asker(ADA), { groupId: FINANCE, window: null }, SATURDAY);
    const modal = await opened('ada', 'schedule finance', 'Saturday night', 'Edit…');
    await bench.slack.as('ada').submit(modal, { 'For so many minutes': '60' });
    await shown('ada', 'Saved.');
    expect((await kept())?.windows).toMatchObject([{ durationMinutes: 60, name: 'Saturday night' }]);
    const question = await opened('ada', 'schedule finance', '1 hour', 'Remove…');
    expect(JSON.stringify(question.content)).toContain('It is the only one');
    await bench.slack.as('ada').submit(question);
    await shown('ada', 'has no maintenance window');
    expect((await kept())?.windows).toEqual([]);
  });

  it('takes no subject that is not one of ours', async () => {
    const message = await bench.post(CHANNEL, {
      text: 'x' as never,
      blocks: [
        {
          type: 'actions',
          elements: [
            {
              ...{ type: 'button', text: { type: 'plain_text', text: 'x' } },
              ...{ action_id: 'form.window', value: 'finance 0 ../..' },
            },
          ],
        },
      ],
    });
    await bench.slack.as('ada').click(message, 'form.window');
    await bench.sees('ada', CHANNEL, 'I no longer know this card');
  });
});

describe('scans by themselves', () => {
  it('are set, and ended by an empty expression', async () => {
    const modal = await opened('ada', 'schedule finance', 'only when somebody starts one', 'Scans…');
    await bench.slack.as('ada').submit(modal, { 'Cron expression': '*/5 * * * *' });
    const again = await shown('ada', 'At most one scan an hour');
    await bench.slack.as('ada').submit(again, { 'Cron expression': '0 20 * * *' });
    await shown('ada', 'Saved');
    expect((await kept())?.scans).toMatchObject({ cron: '0 20 * * *', timeZone: 'UTC', by: ADA });
    const next = await opened('ada', 'schedule finance', 'Scans: cron `0 20 * * *`', 'Scans…');
    await bench.slack.as('ada').submit(next, { 'Cron expression': '' });
    await shown('ada', 'Saved');
    expect((await kept())?.scans).toBeNull();
  });
});

describe('/patch freeze', () => {
  const seconds = (at: number) => String(at / 1000);

  it('is begun by a form, shown on the group’s schedule, and lifted', async () => {
    const modal = await opened('ada', 'freeze', 'Nothing is frozen', 'New freeze…');
    const values = { From: seconds(NOW), To: seconds(NOW + 48 * HOUR), Why: 'Year end <!channel>' };
    await bench.slack.as('ada').submit(modal, values);
    await shown('ada', 'Frozen from');
    const message = await asked('olivia', 'schedule finance', 'is frozen until');
    expect(JSON.stringify(message.blocks)).not.toContain('<!channel>');
    const question = await opened('ada', 'freeze', '1 freeze', 'Lift…');
    await bench.slack.as('ada').submit(question);
    await shown('ada', 'Lifted');
    await asked('olivia', 'freeze', 'Nothing is frozen');
  });

  it('that would end before it begins is given back', async () => {
    const modal = await opened('ada', 'freeze', 'Nothing is frozen', 'New freeze…');
    const values = { From: seconds(NOW + HOUR), To: seconds(NOW), Why: 'x' };
    await bench.slack.as('ada').submit(modal, values);
    await shown('ada', 'A freeze ends after it begins');
  });

  it('has no buttons for those who are no administrators', async () => {
    const message = await asked('olivia', 'freeze', 'Nothing is frozen');
    expect(JSON.stringify(message.blocks)).not.toContain('form.freeze');
  });
});
