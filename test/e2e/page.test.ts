import type { App } from '@slack/bolt';
import type { KnownBlock, View } from '@slack/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { be, composer, type PageBench, withPage } from '../support/page.js';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
const option = (label: string, value: string) => ({ text: plain(label), value });

const CARD: KnownBlock[] = [
  { type: 'header', text: plain('Approve 14 patches for Finance?') },
  {
    type: 'section',
    fields: [
      mrkdwn('*Computers*\n3'),
      mrkdwn('*Critical*\n5'),
      mrkdwn('*Restarts*\n2'),
      mrkdwn('*Window*\ntonight, 22:00'),
    ],
  },
  {
    type: 'table',
    rows: [
      ['Patch', 'Severity', 'Computers'],
      ['KB5031356 2026-01 Cumulative Update', 'Critical', '3'],
      ['KB5029921 .NET Framework', 'Important', '1'],
    ].map((row) => row.map((text) => ({ type: 'raw_text', text }))),
  },
  { type: 'context', elements: [mrkdwn('Asked by <@U0OLIVIA> · hostile <b>&lt;b&gt;</b> `code`')] },
  {
    type: 'actions',
    elements: [
      {
        type: 'button',
        action_id: 'approve',
        text: plain('Approve'),
        style: 'primary',
        confirm: {
          title: plain('Approve 14 patches?'),
          text: plain('3 computers, 2 restarts.'),
          confirm: plain('Approve'),
        },
      },
      { type: 'button', action_id: 'review', text: plain('Review') },
      { type: 'button', action_id: 'decline', text: plain('Decline'), style: 'danger' },
    ],
  },
];

const REVIEW: View = {
  type: 'modal',
  callback_id: 'review',
  title: plain('Review patches'),
  submit: plain('Approve selected'),
  blocks: [
    { type: 'section', text: mrkdwn('*Finance* — 3 computers') },
    {
      type: 'input',
      block_id: 'patches',
      label: plain('Patches'),
      element: {
        type: 'checkboxes',
        action_id: 'patches',
        options: [option('KB5031356 Cumulative Update', 'a'), option('KB5029921 .NET Framework', 'b')],
      },
    },
    {
      type: 'input',
      block_id: 'group',
      label: plain('WSUS group'),
      element: {
        type: 'static_select',
        action_id: 'group',
        options: [option('Finance', 'finance'), option('Pilot', 'pilot')],
      },
    },
    {
      type: 'input',
      block_id: 'why',
      optional: true,
      label: plain('Reason'),
      element: { type: 'plain_text_input', action_id: 'why', multiline: true },
    },
  ],
};

/** A small bot that says what the real one would. */
function prepare(app: App): void {
  app.command('/patch', async ({ ack, say }) => {
    await ack({ response_type: 'ephemeral', text: 'Here is what waits.' });
    await say({ text: 'Approve 14 patches for Finance?', blocks: CARD });
  });
  app.action('review', async ({ ack, body, client }) => {
    await ack();
    if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view: REVIEW });
  });
  app.action('approve', async ({ ack, respond }) => {
    await ack();
    await respond({ replace_original: true, text: 'Approved by a click', blocks: [] });
  });
  app.view('review', async ({ ack, view, body, client }) => {
    const chosen = view.state.values.patches?.patches?.selected_options ?? [];
    const why = view.state.values.why?.why?.value ?? '';
    if (why === '') return ack({ response_action: 'errors', errors: { why: 'Say why, please.' } });
    await ack();
    await client.chat.postMessage({
      channel: 'C0PATCHING',
      text: `<@${body.user.id}> approved ${chosen.length}: ${why}`,
    });
  });
}

let bench: PageBench;
beforeAll(async () => {
  bench = await withPage(prepare);
}, 120_000);
afterAll(() => bench.close());

describe('the page', () => {
  it('takes a command, shows the card, asks before it clicks, and fills a modal, without a reload', async () => {
    const { page, problems } = await bench.visit();
    await composer(page).fill('hello <b>team</b> & @anil');
    await composer(page).press('Enter');
    await page.getByText('hello <b>team</b> & @Anil Approver').waitFor();

    await composer(page).fill('/patch updates');
    await composer(page).press('Enter');
    await page.getByText('Only visible to you').waitFor();
    const card = page.getByRole('article', { name: 'Message from Patchbay' }).filter({ hasText: 'Approve 14 patches' });
    await card.getByRole('cell', { name: 'Critical' }).waitFor();
    expect(await card.locator('b').count()).toBe(0);

    await card.getByRole('button', { name: 'Review' }).click();
    const modal = page.getByRole('dialog', { name: 'Review patches' });
    await modal.getByRole('button', { name: 'Approve selected' }).click();
    await modal.getByText('Please complete this required field.').first().waitFor();
    await modal.getByRole('checkbox', { name: 'KB5031356 Cumulative Update' }).check();
    await modal.getByRole('combobox', { name: 'WSUS group' }).selectOption('finance');
    await modal.getByRole('button', { name: 'Approve selected' }).click();
    await modal.getByText('Say why, please.').waitFor();
    await modal.getByRole('textbox', { name: 'Reason (optional)' }).fill('month end');
    await modal.getByRole('button', { name: 'Approve selected' }).click();
    await modal.waitFor({ state: 'detached' });
    await page.getByRole('article').getByText('approved 1: month end').waitFor();

    await card.getByRole('button', { name: 'Approve' }).click();
    const sure = page.getByRole('dialog', { name: 'Approve 14 patches?' });
    await sure.getByText('3 computers, 2 restarts.').waitFor();
    await sure.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('article').getByText('Approved by a click').waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });

  it('shows each person what is theirs, with threads, files, Home and what is unread', async () => {
    const { page } = await bench.visit();
    const root = await bench.web.chat.postMessage({ channel: 'C0PATCHING', text: 'Task 7: scan of Finance' });
    await bench.web.filesUploadV2({
      channel_id: 'C0PATCHING',
      thread_ts: root.ts ?? '',
      filename: 'targets.csv',
      content: 'computer,state\n',
      title: 'All targets',
    });
    await bench.slack.waitFor('the file', () => bench.slack.messages('#patching').at(-1)?.files[0]);
    await page
      .getByRole('article')
      .filter({ hasText: 'Task 7' })
      .getByRole('button', { name: /^1 reply/ })
      .click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    const download = page.waitForEvent('download');
    await thread.getByRole('link', { name: /All targets/ }).click();
    expect((await download).suggestedFilename()).toBe('targets.csv');
    await thread.getByRole('textbox', { name: 'Reply' }).fill('/patch help');
    await thread.getByRole('textbox', { name: 'Reply' }).press('Enter');
    await thread.getByRole('article').getByText('is not supported in threads').waitFor();

    await be(page, 'Vera Viewer');
    await page.getByRole('button', { name: '# finance' }).waitFor();
    expect(await page.getByRole('button', { name: '# approvals' }).count()).toBe(0);
    await bench.web.chat.postMessage({ channel: 'U0VERA', text: 'psst' });
    await page.getByRole('button', { name: 'Messages 1 unread message' }).waitFor();
    await page.getByRole('button', { name: 'Home', exact: true }).click();
    const home = { type: 'home' as const, blocks: [{ type: 'section' as const, text: mrkdwn('*Welcome*, Vera') }] };
    await bench.web.views.publish({ user_id: 'U0VERA', view: home });
    await page.getByText('Welcome, Vera').waitFor();
    await page.close();
  });

  it('fits a phone: no sideways scrolling, channels behind a button', async () => {
    const { page } = await bench.visit({ viewport: { width: 390, height: 844 } });
    await bench.web.chat.postMessage({ channel: 'C0PATCHING', text: 'card', blocks: CARD });
    await page.getByRole('button', { name: 'Decline' }).last().waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Channels and persons' }).click();
    await page.getByRole('button', { name: '# approvals' }).click();
    await page.getByRole('heading', { name: '# approvals' }).waitFor();
    await page.close();
  });
});
