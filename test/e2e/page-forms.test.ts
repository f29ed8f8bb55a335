import type { App } from '@slack/bolt';
import type { KnownBlock, View } from '@slack/types';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composer, faults, type PageBench, withPage } from '../support/page.js';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(value), value: value.toLowerCase() });
const input = (block_id: string, element: object, extra: object = {}) => ({
  type: 'input',
  block_id,
  label: plain(block_id),
  element: { action_id: block_id, ...element },
  ...extra,
});
/** Built as data: the SDK's types are narrower than what Slack takes. */
function modal(title: string, blocks: readonly object[], extra: object = {}): View {
  return { type: 'modal', title: plain(title), submit: plain('Send'), blocks, ...extra } as unknown as View;
}

const EVERYTHING = modal(
  'Everything',
  [
    input('Words', { type: 'plain_text_input' }),
    input('Number', { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '9' }),
    input('Mail', { type: 'email_text_input' }, { optional: true }),
    input('Group', { type: 'external_select', min_query_length: 2 }),
    input('Groups', { type: 'multi_external_select', min_query_length: 0 }, { optional: true }),
    input('Day', { type: 'datepicker' }, { optional: true }),
    input('Time', { type: 'timepicker' }, { optional: true }),
    input('Begins', { type: 'datetimepicker' }, { optional: true }),
    input('Person', { type: 'users_select' }, { optional: true }),
    input('Channel', { type: 'conversations_select' }, { optional: true }),
    input('List', { type: 'file_input', filetypes: ['csv'], max_files: 1 }, { optional: true }),
  ],
  { notify_on_close: true },
);
const FILTER = modal('Filter', [
  input(
    'Find',
    { type: 'plain_text_input', dispatch_action_config: { trigger_actions_on: ['on_character_entered'] } },
    { dispatch_action: true },
  ),
]);

/** More rows than there is space for, and what is needed stands last. */
const LONG = modal('Long', [
  ...Array.from({ length: 8 }, (_, n) => input(`Row ${n}`, { type: 'plain_text_input' }, { optional: true })),
  input('Which', { type: 'radio_buttons', options: ['Approve', 'Ignore', 'Close'].map(option) }),
  input('Except', { type: 'multi_external_select', min_query_length: 0 }, { optional: true }),
]);
const MENU = [
  { type: 'section', text: plain('More to do here') },
  {
    type: 'actions',
    elements: [{ type: 'overflow', action_id: 'more', options: ['Copy', 'Edit', 'Delete', 'Notify'].map(option) }],
  },
];

const got: Record<string, unknown>[] = [];
const heard: string[] = [];

function prepare(app: App): void {
  app.command('/patch', async ({ ack, command, client }) => {
    if (command.text === 'menu') {
      await client.chat.postMessage({ channel: command.channel_id, text: 'More', blocks: MENU as KnownBlock[] });
      return ack();
    }
    const view = { filter: FILTER, long: LONG }[command.text] ?? EVERYTHING;
    await client.views.open({ trigger_id: command.trigger_id, view });
    await ack();
  });
  app.options(/.*/, async ({ ack, options }) => {
    const found = ['Finance', 'Branches', 'Pilot'].filter((name) => name.toLowerCase().includes(options.value));
    await ack({ option_groups: [{ label: plain('Provisioning groups'), options: found.map(option) }] });
  });
  app.action('Find', async ({ ack, action, body, client }) => {
    await ack();
    const typed = 'value' in action ? String(action.value) : '';
    heard.push(typed);
    const view = 'view' in body ? body.view : undefined;
    const found = { type: 'section', block_id: 'found', text: plain(`Found for ${typed}`) };
    const next = modal('Filter', [...FILTER.blocks, found]);
    await client.views.update({ view_id: view?.id ?? '', hash: view?.hash ?? '', view: next });
  });
  app.view({ callback_id: /.*/, type: 'view_submission' }, async ({ ack, view }) => {
    if (view.title.text === 'Second') return ack({ response_action: 'clear' });
    got.push(view.state.values);
    await ack({ response_action: 'push', view: modal('Second', [input('Sure', { type: 'plain_text_input' })]) });
  });
  app.view({ callback_id: /.*/, type: 'view_closed' }, async ({ ack }) => {
    heard.push('closed');
    await ack();
  });
}

let bench: PageBench;
beforeAll(async () => {
  bench = await withPage(prepare);
}, 120_000);
afterAll(() => bench.close());

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** Whether nothing of it is cut off by what it stands in, or by the window. */
async function isWholeIn(part: Locator, box: Locator): Promise<boolean> {
  const [inner, outer] = await Promise.all([part.boundingBox(), box.boundingBox()]);
  if (inner === null || outer === null) return false;
  return inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height + 1;
}

describe('a modal in the page', () => {
  it('says what is wrong beside the inputs, takes all kinds of them, and goes from page to page', async () => {
    const { page, problems } = await bench.visit({ timezoneId: 'Asia/Kolkata', colorScheme: 'dark' });
    await say(page, '/patch everything');
    const form = page.getByRole('dialog', { name: 'Everything' });
    const field = (name: string) => form.getByLabel(name, { exact: true }).or(form.getByLabel(`${name} (optional)`));
    const send = form.getByRole('button', { name: 'Send' });
    await send.click();
    await form.getByText('Please complete this required field.').first().waitFor();
    expect(await field('Words').evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await faults(page)).toEqual([]);

    await field('Words').fill('month end');
    await field('Number').fill('12');
    await field('Mail').fill('nobody');
    await field('Group').fill('fi');
    await form.getByRole('option', { name: 'Finance', exact: true }).waitFor();
    await field('Group').press('Enter');
    expect(await field('Group').inputValue()).toBe('Finance');
    await send.click();
    await form.getByText('at most 9').waitFor();
    await form.getByText('valid email').waitFor();

    await field('Number').fill('3');
    await field('Mail').fill('olivia@sandbox.example');
    await field('Groups').click();
    await form.getByRole('option', { name: 'Branches' }).click();
    await form.getByRole('option', { name: 'Pilot' }).click();
    await form.getByRole('button', { name: 'Remove Branches' }).click();
    await field('Day').fill('2026-11-24');
    await field('Time').fill('22:30');
    await field('Begins').fill('2026-11-24T22:30');
    await field('Person').selectOption('U0ANIL');
    await field('Channel').selectOption('C0FINANCE');
    await field('List').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('name\n') });
    await form.getByText('a.csv uploaded.').waitFor();
    await send.click();

    const second = page.getByRole('dialog', { name: 'Second' });
    await second.waitFor();
    expect(got[0]).toMatchObject({
      Words: { Words: { value: 'month end' } },
      Number: { Number: { value: '3' } },
      Group: { Group: { selected_option: { value: 'finance' } } },
      Groups: { Groups: { selected_options: [{ value: 'pilot' }] } },
      Day: { Day: { selected_date: '2026-11-24' } },
      Time: { Time: { selected_time: '22:30' } },
      Begins: { Begins: { selected_date_time: Date.UTC(2026, 10, 24, 17, 0) / 1000 } },
      Person: { Person: { selected_user: 'U0ANIL' } },
      Channel: { Channel: { selected_conversation: 'C0FINANCE' } },
      List: { List: { files: [{ name: 'a.csv' }] } },
    });
    await second.getByRole('button', { name: 'Back' }).click();
    await form.waitFor();
    expect(await field('Group').inputValue()).toBe('Finance');
    expect(await field('Words').inputValue()).toBe('month end');
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
    expect(await composer(page).evaluate((element) => element === document.activeElement)).toBe(true);
    await expect.poll(() => heard).toContain('closed');
    expect(problems).toEqual([]);
    await page.close();
  });

  it('tells the bot what is typed where the input asks for that, and shows its answer without losing the focus', async () => {
    const { page } = await bench.visit();
    await say(page, '/patch filter');
    const form = page.getByRole('dialog', { name: 'Filter' });
    await form.getByLabel('Find').pressSequentially('edge');
    await form.getByText('Found for edge').waitFor();
    expect(heard.filter((one) => one !== 'closed').length).toBeLessThanOrEqual(4);
    expect(await form.getByLabel('Find').evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await form.getByLabel('Find').inputValue()).toBe('edge');
    await form.getByRole('button', { name: 'Close', exact: true }).click();
    await form.waitFor({ state: 'detached' });
    await page.close();
  });

  it.each([
    ['on a screen', { viewport: { width: 1280, height: 700 } }],
    ['on a phone', { viewport: { width: 390, height: 700 }, hasTouch: true }],
  ])('brings into sight what opens and what is refused at its end %s', async (_, settings) => {
    const { page } = await bench.visit(settings);
    await say(page, '/patch long');
    const form = page.getByRole('dialog', { name: 'Long' });
    const body = form.locator('.dialog-body');
    await form.getByRole('button', { name: 'Send' }).click();
    const refused = form.getByText('Please complete this required field.');
    await expect.poll(() => isWholeIn(refused, body)).toBe(true);
    await form.getByRole('radio', { name: 'Ignore' }).check();
    await refused.waitFor({ state: 'detached' });
    await form.getByLabel('Except').click();
    await form.getByRole('option', { name: 'Pilot' }).waitFor();
    await expect.poll(() => isWholeIn(form.getByRole('listbox'), body)).toBe(true);
    expect(await isWholeIn(form.getByRole('button', { name: 'Send' }), form)).toBe(true);
    await form.getByRole('button', { name: 'Close', exact: true }).click();
    await form.waitFor({ state: 'detached' });
    await page.close();
  });
});

describe('a menu on a card', () => {
  it('opens upwards where there is no space below', async () => {
    const { page } = await bench.visit();
    await say(page, '/patch menu');
    await say(page, '/patch menu');
    const card = page.getByRole('article', { name: /^Message from/ }).nth(1);
    await card.getByLabel('More actions').click();
    await expect.poll(() => isWholeIn(card.locator('.menu'), page.getByRole('log', { name: 'Messages' }))).toBe(true);
    await card.getByRole('button', { name: 'Delete' }).click();
    await card.locator('.menu').waitFor({ state: 'hidden' });
    await page.close();
  });
});
