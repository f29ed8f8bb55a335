import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

const INSTALLED = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Its own sandbox needs rights that containers rarely give; the page under test is ours. */
const ARGS = ['--no-sandbox', '--no-zygote'];

/** An installed Chrome or Chromium; else, on Linux, the one that comes with the development packages. */
export async function launchBrowser(): Promise<Browser> {
  const installed = INSTALLED.find((path) => existsSync(path));
  return playwright.launch({ executablePath: installed ?? (await chromium.executablePath()), args: ARGS });
}
