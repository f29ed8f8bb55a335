import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type PretendWorld, startWorld } from '../../sandbox/pretend-world.js';
import { textOfMessage } from '../../sandbox/slack/driver.js';
import { launchBrowser } from '../support/browser.js';
import { Visitor } from '../support/visitor.js';

/** The machine may be busy. */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

let folder: string;
let world: PretendWorld;
let browser: Browser;

/** The company as a visitor finds it, with its faults. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-guide-'));
  [world, browser] = await Promise.all([startWorld({ folder, speed: 3 }), launchBrowser()]);
  await world.bot.start();
});
afterAll(async () => {
  await Promise.all([browser.close(), world.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** So long nothing new may be said; and so long all of it may take: less than the test's own time. */
const PATIENCE_MS = 60_000;
/** A command that brought nothing in so long is typed again: Slack may have told that it got no answer in time. */
const AGAIN_MS = 20_000;
const LIMIT_MS = 210_000;
const TYPES = /type it for me$/i;

type Deed = (visitor: Visitor, card: Locator, asked: RegExpExecArray) => Promise<void>;

/** What a sentence of the guide asks for on the card that it has led to, by its words alone. */
const DEEDS: readonly (readonly [asks: RegExp, deed: Deed])[] = [
  [/press Approve… on the card, choose the WSUS group (.+?) and confirm/, approveOnWsus],
  [/approve them all/, (visitor, card) => confirm(visitor, card, /^Approve all/)],
  [/press Run\b/i, (visitor, card) => confirm(visitor, card, 'Run')],
  [/press Continue\b/i, (visitor, card) => confirm(visitor, card, 'Continue')],
];

async function approveOnWsus(visitor: Visitor, card: Locator, [, group = '']: RegExpExecArray): Promise<void> {
  await card.getByRole('button', { name: 'Approve…' }).click();
  const form = await visitor.form('Approve patches');
  await form.getByRole('checkbox', { name: group, exact: true }).check();
  await form.getByRole('button', { name: 'Continue' }).click();
  await visitor.done('has started');
}

async function confirm(visitor: Visitor, card: Locator, button: string | RegExp): Promise<void> {
  await card.getByRole('button', { name: button, exact: true }).click();
  const sure = visitor.page.getByRole('dialog');
  await sure.getByRole('button').last().click();
  await sure.waitFor({ state: 'detached' });
}

interface Seen {
  readonly title: string;
  readonly text: string;
  /** What its first button says; null where there is none. */
  readonly lead: string | null;
}

/** All of it at the same moment: the next one may say something else. */
function look(guide: Locator): Promise<Seen> {
  return guide.evaluate((strip) => ({
    title: strip.querySelector('h2')?.textContent ?? '',
    text: strip.querySelector('[aria-live]')?.textContent ?? '',
    lead: strip.querySelector('.guide-leads button')?.textContent ?? null,
  }));
}

/** Does what the guide says and nothing else, whatever way it leads, until it says what the visitor waits for. */
async function follow(visitor: Visitor, end: RegExp): Promise<readonly string[]> {
  const guide = visitor.page.getByRole('region', { name: 'Guide' });
  const seen: Seen[] = [];
  const began = performance.now();
  let changed = began;
  let [done, pressed] = ['', began];
  for (;;) {
    const now = await look(guide);
    if (now.text !== seen.at(-1)?.text) {
      seen.push(now);
      changed = performance.now();
    }
    if (end.test(now.text)) return [...new Set(seen.map(({ title }) => title))];
    if (performance.now() > Math.min(changed + PATIENCE_MS, began + LIMIT_MS))
      throw new Error(
        `The guide led nowhere:\n${seen.map(({ text, lead }) => `${text} [${lead ?? '-'}]`).join('\n')}\n${said()}`,
      );
    const isDone = now.text === done && !(TYPES.test(now.lead ?? '') && performance.now() > pressed + AGAIN_MS);
    if (now.lead === null || isDone) {
      await visitor.page.waitForTimeout(20);
      continue;
    }
    pressed = performance.now();
    if (!(await press(guide, now.lead))) continue;
    if (!/show the card$/i.test(now.lead) || (await act(visitor, now.text))) done = now.text;
  }
}

/** What stands in the channel at the end. */
function said(): string {
  const last = world.slack.messages('#patching').slice(-4);
  return last.map((message) => `#patching: ${textOfMessage(message).slice(0, 300)}`).join('\n');
}

/** False where the guide has gone on meanwhile, and offers something else. */
async function press(guide: Locator, lead: string): Promise<boolean> {
  const button = guide.getByRole('button', { name: lead, exact: true });
  try {
    await button.first().click({ timeout: 10_000 });
    return true;
  } catch (error) {
    if ((await button.count()) > 0) throw error;
    return false;
  }
}

/** False where the visitor has to have the card shown again. */
async function act(visitor: Visitor, text: string): Promise<boolean> {
  for (const [asks, deed] of DEEDS) {
    const asked = asks.exec(text);
    if (asked === null) continue;
    const card = await cardInFocus(visitor);
    if (card !== null) await deed(visitor, card, asked);
    return card !== null;
  }
  return true;
}

/** The card to which the guide has just led; null where something else has taken the focus from it. */
async function cardInFocus({ page }: Visitor): Promise<Locator | null> {
  const until = performance.now() + 5000;
  while (performance.now() < until) {
    const ts = await page.evaluate(() => document.activeElement?.getAttribute('data-ts') ?? null);
    if (ts !== null) return page.locator(`article[data-ts="${ts}"]`);
    await page.waitForTimeout(20);
  }
  return null;
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
