import type { KnownBlock } from '@slack/types';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { be, composer, faults, type PageBench, withPage } from '../support/page.js';

const NAMES = [
  { kind: 'group', name: 'finance' },
  { kind: 'computer', name: 'fin-ws-01' },
];
const CHANNEL = 'C0FINANCE';

let bench: PageBench;
beforeAll(async () => {
  bench = await withPage(
    (app) => {
      app.command('/patch', async ({ ack, command }) => ack({ text: `You said: ${command.text}` }));
    },
    { names: NAMES },
  );
}, 120_000);
afterAll(() => bench.close());

/** Scrolls up for as long as there is something above, as an impatient reader does; runs in the page. */
function goUp(list: Element): Promise<void> {
  return new Promise((resolve) => {
    let still = 0;
    const step = () => {
      still = list.scrollTop === 0 ? still + 1 : 0;
      list.scrollTop = 0;
      if (still > 20) resolve();
      else requestAnimationFrame(step);
    };
    step();
  });
}

const articles = (page: Page) => page.getByRole('main').getByRole('article');

describe('by keyboard', () => {
  it('completes verbs and names, walks from message to message, opens a thread and comes back', async () => {
    const { page, problems } = await bench.visit();
    await composer(page).pressSequentially('/patch sc');
    await page.getByRole('option', { name: 'scan' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('This is the sandbox’s own help').or(page.getByText("sandbox's own help")).waitFor();
    await page.keyboard.press('Tab');
    expect(await composer(page).inputValue()).toBe('/patch scan finance ');
    await page.keyboard.press('Enter');
    await articles(page).getByText('You said: scan finance').waitFor();
    await page.keyboard.press('ArrowUp');
    expect(await composer(page).inputValue()).toBe('/patch scan finance');
    await composer(page).fill('');

    await bench.web.chat.postMessage({ channel: 'C0PATCHING', text: 'first' });
    await bench.web.chat.postMessage({ channel: 'C0PATCHING', text: 'second' });
    await articles(page).getByText('second').waitFor();
    await page.getByRole('log', { name: 'Messages' }).focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    const focused = page.locator('article:focus');
    await focused.getByText('first').waitFor();
    await focused.getByRole('button', { name: 'Reply' }).press('Enter');
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByRole('textbox', { name: 'Reply' }).fill('an answer');
    await page.keyboard.press('Enter');
    await thread.getByRole('article').getByText('an answer').waitFor();
    await page.keyboard.press('Escape');
    await thread.waitFor({ state: 'detached' });

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Where to?' }).fill('appro');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '# approvals' }).waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });
});

describe('a reader', () => {
  it('sees what is new since, whom it concerns, and who else has something to do', async () => {
    const { page } = await bench.visit();
    await bench.web.chat.postMessage({ channel: 'C0APPROVALS', text: 'Please decide, <@U0ANIL>' });
    await page.getByText('Anil Approver has 1 new message.').waitFor();
    await page.getByRole('button', { name: 'Be Anil' }).click();
    await page.getByText('You write as Anil Approver.').waitFor();
    await page.getByRole('button', { name: '# approvals 1 unread message' }).click();
    await articles(page).getByText('@Anil Approver').waitFor();
    await page.getByRole('button', { name: '# approvals', exact: true }).waitFor();
    await page.getByRole('button', { name: '# patching' }).click();
    await page.getByRole('heading', { name: '# patching' }).waitFor();
    await bench.web.chat.postMessage({ channel: 'C0APPROVALS', text: 'And this' });
    await page.getByRole('button', { name: '# approvals unread' }).click();
    await page.locator('.new + article', { hasText: 'And this' }).waitFor();
    await be(page, 'Olivia Operator');
    await page.getByRole('heading', { name: '# approvals' }).waitFor();
    await page.close();
  });

  it('tells persons apart by their pictures, and goes from what a thread sent to its channel back into the thread', async () => {
    const { ts = '' } = await bench.web.chat.postMessage({ channel: 'C0PATCHING', text: 'the root of it' });
    const reply = { channel: 'C0PATCHING', thread_ts: ts, reply_broadcast: true, text: 'told to all' };
    await bench.web.chat.postMessage(reply);
    const { page } = await bench.visit();
    const pictures = await page.getByRole('region', { name: 'You play' }).locator('.avatar').allTextContents();
    expect(new Set(pictures).size).toBe(pictures.length);
    await articles(page)
      .filter({ hasText: 'told to all' })
      .getByRole('button', { name: 'Replied to a thread' })
      .click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('the root of it').waitFor();
    await thread.getByText('Also sent to #patching').waitFor();
    await page.close();
  });

  it('comes from a link to the message that it means, and goes back', async () => {
    const { ts = '' } = await bench.web.chat.postMessage({ channel: 'C0APPROVALS', text: 'the linked one' });
    const { permalink = '' } = await bench.web.chat.getPermalink({ channel: 'C0APPROVALS', message_ts: ts });
    await bench.web.chat.postMessage({ channel: 'C0PATCHING', text: `See <${permalink}|what was decided>` });
    const { page } = await bench.visit();
    await page.getByRole('link', { name: 'what was decided' }).click();
    await page.locator('article.is-target:focus', { hasText: 'the linked one' }).waitFor();
    expect(page.url()).toBe(permalink);
    await page.goBack();
    await page.getByRole('heading', { name: '# patching' }).waitFor();
    await page.close();
  });

  it('opens a channel of 2,000 messages at once, at its end, and reaches its beginning', async () => {
    const olivia = bench.slack.as('olivia');
    for (let number = 1; number <= 2000; number += 1) await olivia.type(`#finance`, `message number ${number}`);
    const { page } = await bench.visit({}, `archives/${CHANNEL}`);
    await articles(page).getByText('message number 2000', { exact: true }).waitFor();
    expect(await articles(page).count()).toBeLessThan(200);
    const started = performance.now();
    await olivia.type('#finance', 'one more');
    await articles(page).getByText('one more', { exact: true }).waitFor();
    expect(performance.now() - started).toBeLessThan(2000);
    await page.getByRole('log', { name: 'Messages' }).evaluate(goUp);
    await articles(page).getByText('message number 1', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Jump to latest' }).click();
    await page.getByRole('button', { name: 'Jump to latest' }).waitFor({ state: 'detached' });
    await page.close();
  });
});

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
const raw = (text: string) => ({ type: 'raw_text' as const, text });
const CARD: KnownBlock[] = [
  { type: 'header', text: plain('Approve 14 patches for Finance?') },
  {
    type: 'section',
    text: mrkdwn('*Asked* by <@U0OLIVIA> and <@U0ANIL>, `KB5031356` ~not~ <https://a.example|here>\n> a quote'),
    accessory: { type: 'button', action_id: 'stop', text: plain('Stop'), style: 'danger' },
  },
  {
    type: 'table',
    rows: [
      [raw('Patch'), raw('Computers')],
      [raw(`KB5031356 ${'very wide '.repeat(20)}`), raw('3')],
    ],
  },
  { type: 'markdown', text: '### What failed\n- **fin-ws-02**: `0x80070643`' },
  {
    type: 'actions',
    elements: [
      { type: 'button', action_id: 'approve', text: plain('Approve'), style: 'primary' },
      { type: 'overflow', action_id: 'more', options: [{ text: plain('Ignore'), value: 'ignore' }] },
      { type: 'static_select', action_id: 'group', options: [{ text: plain('Finance'), value: 'finance' }] },
    ],
  },
];

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  it.each([1280, 1024, 390])('has no fault that axe finds, at %i px, and no sideways scrolling', async (width) => {
    const { ts = '' } = await bench.web.chat.postMessage({ channel: 'C0PATCHING', text: 'card', blocks: CARD });
    await bench.web.chat.postMessage({ channel: 'C0PATCHING', thread_ts: ts, text: 'detail' });
    const { page } = await bench.visit({ colorScheme, viewport: { width, height: 860 } });
    await articles(page).getByRole('button', { name: 'Approve' }).last().waitFor();
    expect(await faults(page)).toEqual([]);
    await composer(page).fill('/patch s');
    await page.getByRole('option', { name: 'sync' }).waitFor();
    expect(await faults(page)).toEqual([]);
    await composer(page).fill('');
    await articles(page)
      .getByRole('button', { name: /^1 reply/ })
      .last()
      .click();
    await page.getByRole('complementary', { name: 'Thread' }).getByText('detail').first().waitFor();
    expect(await faults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await page.close();
  });
});
