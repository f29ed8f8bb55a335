import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Play } from '../../sandbox/play.js';
import { launchBrowser } from '../support/browser.js';
import { be } from '../support/page.js';
import { GROUP, Worlds } from './worlds.js';

vi.setConfig({ testTimeout: 120_000 });

let worlds: Worlds;
let play: Play;
let browser: Browser;

beforeAll(async () => {
  worlds = await Worlds.begin();
  [play, browser] = await Promise.all([worlds.open('page'), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await worlds.end();
});

/** The page of the sandbox, as a person uses it. */
class Visitor {
  readonly page: Page;
  readonly problems: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
  }

  async type(text: string): Promise<void> {
    const composer = this.page.getByRole('textbox', { name: 'Message #patching' });
    await composer.fill(text);
    await composer.press('Enter');
  }

  /** The newest message of the bot that says all of this, once there is one. */
  async card(...says: readonly (string | RegExp)[]) {
    const cards = this.page.getByRole('article', { name: 'Message from Patchbay' });
    const card = says.reduce((found, text) => found.filter({ hasText: text }), cards).last();
    await card.waitFor();
    return card;
  }

  /** Presses a button that asks whether one is sure, and is. */
  async press(card: Awaited<ReturnType<Visitor['card']>>, button: RegExp, question: RegExp): Promise<void> {
    await card.getByRole('button', { name: button }).click();
    const sure = this.page.getByRole('dialog', { name: question });
    await sure.getByRole('button').last().click();
    await sure.waitFor({ state: 'detached' });
  }
}

it('shows the whole cycle: from a sync to Implemented, without a reload', async () => {
  const visitor = new Visitor(await browser.newPage({ viewport: { width: 1280, height: 900 } }));
  await visitor.page.goto(play.world.slack.url);
  await visitor.page.evaluate(() => document.body.setAttribute('data-loaded', 'once'));
  await be(visitor.page, 'Olivia Operator');
  await visitor.type('/patch sync');
  await visitor.card('Synchronize', 'Succeeded', /\d+ new/);
  await visitor.type(`/patch scan ${GROUP}`);
  await visitor.card('Compliance Scan and Check', /Status:\s*Succeeded/, 'Not compliant');
  await visitor.type(`/patch recommendations ${GROUP}`);
  await visitor.card('Recommendations · Finance', 'to approve');

  await be(visitor.page, 'Anil Approver');
  const recommendations = await visitor.card('Recommendations · Finance', 'to approve');
  await visitor.press(recommendations, /^Approve all/, /^Approve (1 patch|\d+ patches) for Finance\?$/);
  await visitor.card('Recommendations · Finance', /Decided: \d+ recommendations? approved/);

  await be(visitor.page, 'Olivia Operator');
  await visitor.type(`/patch run ${GROUP}`);
  const plan = await visitor.card('Plan of a run · Finance', /\d+ installs? on 3 computers/);
  await visitor.press(plan, /^Run$/, /^Install on Finance now\?$/);
  await visitor.card('Install recommended patches', /Status:\s*Succeeded/, '3 of 3 succeeded');
  await visitor.type(`/patch status ${GROUP}`);
  await visitor.card('Status · Finance', '3/3 computers are compliant', /[1-9]\d* Implemented/);

  expect(new Set(play.installs(GROUP))).toEqual(new Set([1]));
  expect(visitor.problems).toEqual([]);
  expect(await visitor.page.locator('body[data-loaded=once]').count()).toBe(1);
});
