import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Play } from '../../sandbox/play.js';
import { launchBrowser } from '../support/browser.js';
import { Visitor } from '../support/visitor.js';
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

it('shows the whole cycle: from a sync to Implemented, without a reload', async () => {
  const visitor = await Visitor.open(browser, play.world.slack.url, 'Olivia Operator');
  await visitor.page.evaluate(() => document.body.setAttribute('data-loaded', 'once'));
  await visitor.type('/patch sync');
  await visitor.card('Synchronize', 'Succeeded', /\d+ new/);
  await visitor.type(`/patch scan ${GROUP}`);
  await visitor.card('Compliance Scan and Check', /Status:\s*Succeeded/, 'Not compliant');
  await visitor.type(`/patch recommendations ${GROUP}`);
  await visitor.card('Recommendations · Finance', 'to approve');

  await visitor.be('Anil Approver');
  const recommendations = await visitor.card('Recommendations · Finance', 'to approve');
  await visitor.press(recommendations, /^Approve all/, /^Approve (1 patch|\d+ patches) for Finance\?$/);
  await visitor.card('Recommendations · Finance', /Decided: \d+ recommendations? approved/);

  await visitor.be('Olivia Operator');
  await visitor.type(`/patch run ${GROUP}`);
  const plan = await visitor.card('Plan of a run · Finance', /\d+ installs? on 3 computers/);
  await visitor.press(plan, /^Run$/, /^Install on Finance now\?$/);
  await visitor.card('Install recommended patches', /Status:\s*Succeeded/, '3 of 3 ended: 3 Succeeded');
  await visitor.type(`/patch status ${GROUP}`);
  await visitor.card('Status · Finance', '3/3 computers are compliant', /[1-9]\d* Implemented/);

  expect(new Set(play.installs(GROUP))).toEqual(new Set([1]));
  expect(visitor.problems).toEqual([]);
  expect(await visitor.page.locator('body[data-loaded=once]').count()).toBe(1);
});
