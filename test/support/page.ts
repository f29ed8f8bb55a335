import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '@slack/bolt';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { build } from 'vite';
import { vi } from 'vitest';
import type { Clock } from '../../sandbox/slack/model.js';
import type { SlackOptions } from '../../sandbox/slack/start.js';
import { packagePath } from '../../src/package-root.js';
import { launchBrowser } from './browser.js';
import { type SlackBench, withSlack } from './slack.js';

/** The page as it is shipped, a small bot behind it, and a browser. */
export async function withPage(prepare: (app: App) => void, options: Partial<SlackOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'page-'));
  vi.stubEnv('NODE_ENV', 'production');
  await build({
    configFile: packagePath('sandbox', 'slack', 'page', 'vite.config.ts'),
    build: { outDir: folder },
    logLevel: 'error',
  });
  vi.unstubAllEnvs();
  const bench = await withSlack({ pageFolder: folder, clock: patientClock(), ...options });
  await bench.bolt(prepare);
  const browser = await launchBrowser();
  return {
    ...bench,
    visit: (settings?: BrowserContextOptions, path?: string) => visit(bench, browser, settings, path),
    async close() {
      await browser.close();
      await bench.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type PageBench = Awaited<ReturnType<typeof withPage>>;

/** One visitor's page; `problems` must stay empty. */
async function visit(bench: SlackBench, browser: Browser, settings: BrowserContextOptions = {}, path = '') {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...settings });
  page.setDefaultTimeout(10_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(`${bench.slack.url}${path}`);
  await page.getByRole('main').waitFor();
  return { page, problems };
}

/** Slack's three seconds last thirty: the machine may be busy with other tests. */
function patientClock(): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) / 10,
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds * 10);
      return () => clearTimeout(timer);
    },
  };
}

/** The composer of a channel. */
export function composer(page: Page, channel = 'patching'): Locator {
  return page.getByRole('textbox', { name: `Message #${channel}` });
}

/** Plays another person from now on. */
export async function be(page: Page, name: string): Promise<void> {
  const persons = page.getByRole('region', { name: 'You play' });
  await persons.getByRole('button', { name }).click();
  await persons.locator('[aria-current]', { hasText: name }).waitFor();
}

/** What axe finds wrong in what is shown now, by rule and place. */
export async function faults(page: Page): Promise<readonly string[]> {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  await page.evaluate(await readFile(axe, 'utf8'));
  const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResults;
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
}
