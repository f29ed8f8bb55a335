import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { Program } from './program.js';

vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let program: Program;
let url: string;
let browser: Browser;

/** As a person starts it: the launcher, the world and the bot are processes of their own. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-room-'));
  const env = { PATCHBAY_SANDBOX_PORT: '0', PATCHBAY_SANDBOX_FOLDER: join(folder, 'sandbox') };
  program = new Program(['sandbox', 'launch.js'], folder, env);
  url = (await program.says(/ready: (http:\S+)/))[1] ?? '';
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await program.kill('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

async function open(width = 1280): Promise<{ page: Page; room: Locator; guide: Locator; problems: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  page.setDefaultTimeout(20_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(url);
  return {
    page,
    room: page.getByRole('region', { name: 'Machine room' }),
    guide: page.getByRole('region', { name: 'Guide' }),
    problems,
  };
}

async function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? '');
}

describe('the machine room and the guide in the page', () => {
  it('leads a first visitor to the first command, types it, follows WSUS live, and then asks for Anil', async () => {
    const { page, room, guide, problems } = await open();
    await guide.getByRole('heading', { name: '1 of 6: Synchronize WSUS' }).waitFor();
    await room.getByText('Not synchronized yet in this sandbox.').waitFor();
    await guide.getByRole('button', { name: 'Type it for me' }).click();
    await room.getByRole('progressbar', { name: /^WSUS: Synchronizing/ }).waitFor();
    await guide.getByRole('heading', { name: '2 of 6: Approve patches on WSUS' }).waitFor();
    await room.getByText(/Last synchronized .*: \d+ new, \d+ revised, \d+ expired/).waitFor();
    await guide.getByRole('button', { name: 'Type it for me' }).click();
    await guide.getByRole('button', { name: 'Be Anil and show the card' }).click();
    await page.getByRole('heading', { name: 'Patches to approve on WSUS' }).last().waitFor();
    await guide.getByRole('button', { name: 'Show the card' }).waitFor();

    await guide.getByRole('button', { name: 'Hide the guide' }).click();
    await guide.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('button', { name: 'Show the guide' }).click();
    await guide.waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });

  it('pulls a plug by keyboard alone, says what will be seen, and gives the focus back', async () => {
    const { page, room, problems } = await open();
    const row = room.getByRole('button', { name: /^FIN-WS-02/ });
    await row.focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('region', { name: 'FIN-WS-02' });
    await drawer.waitFor();
    expect(await focused(page)).toBe('FIN-WS-02');
    const plug = drawer.getByRole('button', { name: 'Pull the plug', exact: true });
    await plug.focus();
    await page.keyboard.press('Enter');
    await drawer.getByRole('status').getByText('The plug of FIN-WS-02 is pulled.').waitFor();
    await drawer.getByText('Went down').waitFor();
    expect(await focused(page)).toBe('Restore power');
    await page.keyboard.press('Escape');
    await room.getByRole('button', { name: /^FIN-WS-02.*Off/ }).waitFor();
    expect(await focused(page)).toContain('FIN-WS-02');
    await room.getByRole('button', { name: 'Heal all' }).click();
    await room.getByRole('button', { name: /^FIN-WS-02(?!.*Off)/ }).waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });

  it('kills the bot for real, and shows how the launcher starts it again and it answers', async () => {
    const { page, room } = await open();
    const facts = room.getByText(/process \d+ · since/);
    const before = await facts.textContent();
    await room.getByRole('button', { name: 'Kill the bot' }).click();
    await room.getByText('The bot is dead. It is started again at once').waitFor();
    await room.getByText(/started again once · [1-9] connections? to Slack/).waitFor();
    expect(await facts.textContent()).not.toBe(before);
    const composer = page.getByRole('textbox', { name: /Message #patching/ });
    await composer.fill('/patch help');
    await composer.press('Enter');
    await page.getByText('Only visible to you').last().waitFor();
    await page.close();
  });

  it('fits a phone in its full width', async () => {
    const { page, room } = await open(390);
    await page.getByRole('button', { name: 'Machine room' }).last().click();
    await room.getByRole('button', { name: /^FIN-WS-01/ }).click();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.close();
  });
});
