import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'vitest';
import { Play } from '../../sandbox/play.js';
import { startWorld } from '../../sandbox/pretend-world.js';
import { packagePath } from '../../src/package-root.js';
import { launchBrowser } from '../support/browser.js';
import { Visitor } from '../support/visitor.js';

const SIZE = { viewport: { width: 1400, height: 900 }, colorScheme: 'light' } as const;
const GROUP = 'finance';

it('shows what a run came to: what failed, why, what to do next, and the computers beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-picture-'));
  const [world, browser] = await Promise.all([startWorld({ folder, speed: 10 }), launchBrowser()]);
  await world.bot.start();
  const play = new Play(world);
  await play.sync();
  await play.approveUpdates('critical', 'Finance');
  await play.scan(GROUP);
  await play.approveAll(GROUP);
  const plan = await play.plan(GROUP);
  const olivia = await Visitor.open(browser, world.slack.url, 'Olivia Operator', SIZE);
  await olivia.page.getByRole('button', { name: 'Hide the guide' }).click();
  await play.run(plan);
  await olivia.card('Task 4', 'failed');
  await olivia.page
    .getByRole('region', { name: 'Machine room' })
    .getByText('Has all that is approved')
    .first()
    .waitFor();
  await olivia.page.getByRole('button', { name: 'Not now' }).click();
  await olivia.page.mouse.move(0, 0);
  await olivia.page.screenshot({ path: packagePath('docs', 'sandbox.png'), animations: 'disabled' });
  await Promise.all([browser.close(), world.close()]);
  await rm(folder, { recursive: true, force: true });
});
