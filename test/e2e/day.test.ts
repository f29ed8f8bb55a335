import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Play } from '../../sandbox/play.js';
import { launchBrowser } from '../support/browser.js';
import { Visitor } from '../support/visitor.js';
import { addsAutomaticCheck, addsWindow, declinesOnWsus, editsGroup, freezes, makesGroupByRule } from './day/ada.js';
import { declines, overflow, requestFor, reviewsInHome, showsRequest } from './day/anil.js';
import {
  approvesOnWsus,
  asksForApproval,
  looksAtUpdates,
  runsWithCanary,
  schedulesTheRest,
  seesEachUpdateInstalledOnce,
  seesWhatFailed,
  stopsATask,
  withFaults,
} from './day/olivia.js';
import { GROUP, Worlds } from './worlds.js';

/** The machine may be busy. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
/** Synchronized, approved on WSUS, scanned, and proposed: where most people's day begins. */
const MORNING = 'morning';

let worlds: Worlds;
let browser: Browser;

beforeAll(async () => {
  worlds = await Worlds.begin();
  browser = await launchBrowser();
  const play = await worlds.open(MORNING);
  await play.sync();
  await play.approveUpdates('critical', 'Finance');
  await play.scan(GROUP);
  await worlds.close(play);
});
afterAll(async () => {
  await browser.close();
  await worlds.end();
});

/** Each has the world to themselves, and nothing on the page may fail. */
async function day(play: Play, name: string, live: (visitor: Visitor) => Promise<void>, settings = {}): Promise<void> {
  const visitor = await Visitor.open(browser, play.world.slack.url, name, settings);
  await live(visitor);
  expect(visitor.problems).toEqual([]);
  await visitor.page.close();
  await worlds.close(play);
}

describe('the day of Olivia, the operator', () => {
  it('goes from a sync over a canary, a failure and its log to what is left for a window, by keyboard', async () => {
    const play = await worlds.open('olivia');
    await day(play, 'Olivia Operator', async (olivia) => {
      await olivia.ask('/patch sync', 'Synchronize WSUS', /Status:\s*Succeeded/, /\d+ new/);
      await looksAtUpdates(olivia);
      await approvesOnWsus(play);
      await withFaults(play.world);
      await olivia.ask(`/patch scan ${GROUP}`, 'Compliance Scan and Check', /Status:\s*Succeeded/);
      await asksForApproval(olivia, play);
      await runsWithCanary(olivia);
      await seesWhatFailed(olivia);
      await withWindow(play);
      await schedulesTheRest(olivia);
      await stopsATask(olivia, play);
      await seesEachUpdateInstalledOnce(olivia, 'FIN-WS-02');
    });
    expect(new Set(play.installs(GROUP))).toEqual(new Set([1]));
  });
});

async function withWindow(play: Play): Promise<void> {
  const ada = await Visitor.open(browser, play.world.slack.url, 'Ada Admin');
  await addsWindow(ada);
  await ada.page.close();
}

describe('the day of Anil, the approver', () => {
  it('is a phone: one request is reviewed and approved, one declined, and a late click is answered', async () => {
    const play = await worlds.goOn(MORNING, 'anil');
    await play.type(play.olivia, '/patch ask tills');
    await requestFor(play, 'Tills');
    await play.type(play.olivia, `/patch ask ${GROUP}`);
    await requestFor(play, 'Finance');
    await day(
      play,
      'Anil Approver',
      async (anil) => {
        await reviewsInHome(anil);
        await anil.go('Messages');
        const late = await showsRequest(anil);
        await anil.go('# approvals');
        const rest = await anil.card('Approve', 'for Finance?', 'on 1 computer');
        await anil.press(rest, 'Approve', /^Approve \d+ patches? for Finance\?$/);
        await anil.card('for Finance', 'approved by @Anil Approver');
        expect(await rest.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
        await declines(anil);
        await anil.go('Messages');
        await anil.press(late, 'Approve', /^Approve \d+ patches? for Finance\?$/);
        await anil.card(/already|nothing was done/);
        await anil.ask('/patch audit', 'Audit log', 'approve', 'decline', 'The year end comes first');
        expect(await overflow(anil)).toBeLessThanOrEqual(0);
      },
      PHONE,
    );
  });
});

describe('the day of Vera, the viewer', () => {
  it('is to look, for herself alone; who may decide is named to her', async () => {
    const play = await worlds.goOn(MORNING, 'vera');
    await play.type(play.olivia, `/patch recommendations ${GROUP}`);
    await day(play, 'Vera Viewer', async (vera) => {
      await vera.ask('/patch groups', 'Only visible to you', 'Provisioning groups', 'Finance');
      await vera.ask(`/patch status ${GROUP}`, 'Only visible to you', '0/3 computers are compliant');
      const shown = (await vera.card('Recommendations · Finance', 'to approve')).getByRole('button', {
        name: /^Approve all/,
      });
      await shown.click();
      await (await vera.form(/^Approve \d+ patch/)).getByRole('button', { name: 'Approve' }).click();
      await vera.card('You need the approver role', '@Anil Approver');
      const own = await vera.ask(
        `/patch recommendations ${GROUP} critical`,
        'Only visible to you',
        'Recommendations · Finance',
      );
      expect(await own.getByRole('button').count()).toBe(0);
      await vera.ask(`/patch scan ${GROUP}`, 'You need the operator role', '@Olivia Operator');
    });
  });
});

describe('the day of Ada, the administrator', () => {
  it('is to say what is patched, when, and what is not', async () => {
    const play = await worlds.goOn(MORNING, 'ada');
    await day(play, 'Ada Admin', async (ada) => {
      await makesGroupByRule(ada);
      await addsAutomaticCheck(ada);
      await editsGroup(ada);
      await ada.ask(
        '/patch deny KB5109044 breaks printing until 2030-12-24',
        'Denied patches',
        'breaks printing',
        'by @Ada Admin',
      );
      await addsWindow(ada);
      await freezes(ada);
      await declinesOnWsus(ada);
    });
  });
});

describe('the day of Gus, the guest', () => {
  it('ends at the door', async () => {
    const play = await worlds.goOn(MORNING, 'gus');
    await day(play, 'Gus Guest', async (gus) => {
      await gus.ask('/patch status', 'I only take orders from full members', 'Ask a member');
      await gus.go('Home');
      await gus.page.getByText('Waits for you').waitFor({ state: 'detached' });
    });
  });
});
