import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type PretendWorld, startWorld } from '../../sandbox/pretend-world.js';
import { launchBrowser } from '../support/browser.js';
import { Visitor } from '../support/visitor.js';

/** The machine may be busy. */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

let folder: string;
let world: PretendWorld;
let browser: Browser;

/** The company as a visitor finds it, with its faults; slow enough to pull a plug in time. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-guide-'));
  [world, browser] = await Promise.all([startWorld({ folder, speed: 3 }), launchBrowser()]);
  await world.bot.start();
});
afterAll(async () => {
  await Promise.all([browser.close(), world.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** What a sentence of the guide asks for on the card that it has led to, by its words alone. */
const DEEDS: readonly (readonly [asks: RegExp, deed: (visitor: Visitor, card: Locator) => Promise<void>])[] = [
  [/press Approve… on the card, choose the WSUS group Finance and confirm/, approveForFinance],
  [/approve them all/, (visitor, card) => confirm(visitor, card, /^Approve all/)],
  [/press Run\b/i, (visitor, card) => confirm(visitor, card, 'Run')],
];

async function approveForFinance(visitor: Visitor, card: Locator): Promise<void> {
  await card.getByRole('button', { name: 'Approve…' }).click();
  const form = await visitor.form('Approve patches');
  await form.getByRole('checkbox', { name: 'Finance', exact: true }).check();
  await form.getByRole('button', { name: 'Continue' }).click();
  await visitor.done('has started');
}

async function confirm(visitor: Visitor, card: Locator, button: string | RegExp): Promise<void> {
  await card.getByRole('button', { name: button, exact: true }).click();
  const sure = visitor.page.getByRole('dialog');
  await sure.getByRole('button').last().click();
  await sure.waitFor({ state: 'detached' });
}

/** Does what the guide says and nothing else, until it says what the visitor waits for. */
async function follow(visitor: Visitor, end: RegExp): Promise<readonly string[]> {
  const guide = visitor.page.getByRole('region', { name: 'Guide' });
  const titles = new Set<string>();
  let done = '';
  for (;;) {
    const text = (await guide.locator('[aria-live]').textContent()) ?? '';
    titles.add((await guide.getByRole('heading').textContent()) ?? '');
    if (end.test(text)) return [...titles];
    // The first button hides the guide.
    const lead = guide.getByRole('button').nth(1);
    if (text === done || !(await lead.isVisible())) {
      await visitor.page.waitForTimeout(20);
      continue;
    }
    done = text;
    await lead.click();
    const [, deed] = DEEDS.find(([asks]) => asks.test(text)) ?? [];
    if (deed !== undefined) await deed(visitor, await cardInFocus(visitor));
  }
}

/** The card to which the guide has just led. */
async function cardInFocus({ page }: Visitor): Promise<Locator> {
  const card = page.locator('article:focus');
  await card.waitFor();
  return page.locator(`article[data-ts="${await card.getAttribute('data-ts')}"]`);
}

it('leads a visitor who does only what it says through a whole patch cycle, and through a pulled plug', async () => {
  const visitor = await Visitor.open(browser, world.slack.url, 'Olivia Operator');
  const titles = await follow(visitor, /is back\. \d+ updates are installed by now/);
  expect(titles).toEqual([
    '1 of 6: Synchronize WSUS',
    '2 of 6: Approve patches on WSUS',
    '3 of 6: Scan for missing patches',
    '4 of 6: Approve recommendations',
    '5 of 6: Install',
    '6 of 6: Verify',
    'Break it',
  ]);
  await visitor.page.getByRole('region', { name: 'Guide' }).getByText('none of them twice').waitFor();
  const installs = world.fleet.scenario.computers.flatMap(({ id }) =>
    Object.values(world.fleet.computer(id).state.installs),
  );
  expect(new Set(installs)).toEqual(new Set([1]));
  expect(visitor.problems).toEqual([]);
});
