import { afterEach, describe, expect, it } from 'vitest';
import { createSlackApp, type SlackAppParts } from '../../src/slack/app.js';
import { type SlackBench, withSlack } from '../support/slack.js';
import { appParts, rememberingLog } from '../support/slack-app.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openSlack(): Promise<SlackBench> {
  const bench = await withSlack();
  closing.push(() => bench.close());
  return bench;
}

async function openApp(bench: SlackBench, over: Partial<SlackAppParts> = {}) {
  const app = await createSlackApp(appParts(bench, over));
  closing.push(() => app.stop());
  return app;
}

const opened = (bench: SlackBench) =>
  bench.slack.calls.filter(({ method }) => method === 'apps.connections.open').length;

describe('the way to Slack', () => {
  it('asks once who we are, and never again', async () => {
    const bench = await openSlack();
    const app = await openApp(bench);
    expect(app.identity).toEqual({ teamId: bench.slack.teamId, botId: 'B0PATCHBAY', botUserId: 'U0PATCHBAY' });
    app.bolt.command('/patch', async ({ ack }) => ack());
    await app.start();
    for (let n = 0; n < 3; n++) await bench.slack.as('olivia').type('C0PATCHING', '/patch help');
    expect(bench.slack.calls.filter(({ method }) => method === 'auth.test')).toHaveLength(1);
  });

  it('has two connections, so that one hears while the other is renewed', async () => {
    const bench = await openSlack();
    const app = await openApp(bench);
    await app.start();
    expect(opened(bench)).toBe(2);
  });

  it('is back at once when Slack closes the connections, and hears again', async () => {
    const bench = await openSlack();
    const app = await openApp(bench);
    let heard = 0;
    app.bolt.command('/patch', async ({ ack }) => {
      heard++;
      await ack();
    });
    await app.start();
    const before = Date.now();
    bench.slack.disconnectSockets('refresh_requested');
    await bench.slack.waitFor('new connections', () => opened(bench) === 4);
    await bench.slack.waitFor('a connection', () => bench.slack.isOnline());
    expect(Date.now() - before).toBeLessThan(3000);
    expect((await bench.slack.as('olivia').type('C0PATCHING', '/patch help')).outcome).toBe('acked');
    expect(heard).toBe(1);
  });

  it('is tried again while Slack does not answer', async () => {
    const bench = await openSlack();
    const app = await openApp(bench);
    bench.slack.faults.next('apps.connections.open', { kind: 'drop-before' });
    bench.slack.faults.next('apps.connections.open', { kind: 'http', status: 503 });
    bench.slack.faults.next('apps.connections.open', { kind: 'rate-limited', retryAfterSeconds: 1 });
    await app.start();
    expect(bench.slack.isOnline()).toBe(true);
  });

  it('that Slack will not have again is reported, and nothing is left unhandled', async () => {
    const bench = await openSlack();
    const refused: string[] = [];
    const { lines, log } = rememberingLog();
    const app = await openApp(bench, { log, onRefused: (error) => void refused.push(error.message) });
    await app.start();
    bench.slack.faults.next('apps.connections.open', { kind: 'error', error: 'invalid_auth' }, 2);
    bench.slack.disconnectSockets('link_disabled');
    await bench.slack.waitFor('both refusals', () => refused.length === 2);
    expect(refused[0]).toBe('PB701 Slack refused apps.connections.open: invalid_auth');
    expect(lines.join('\n')).not.toContain(bench.slack.tokens.app);
  });

  it('does not begin with a token that Slack does not take', async () => {
    const bench = await openSlack();
    await expect(createSlackApp(appParts(bench, { botToken: { reveal: () => 'xoxb-wrong' } }))).rejects.toThrow(
      'PB701',
    );
    const app = await openApp(bench, { appToken: { reveal: () => 'xapp-wrong' } });
    await expect(app.start()).rejects.toThrow('PB701');
  });

  it('acknowledges what a listener broke on, and logs it without tokens', async () => {
    const bench = await openSlack();
    const { lines, log } = rememberingLog();
    const app = await openApp(bench, { log });
    app.bolt.event('app_mention', async () => {
      throw new Error(`broken with ${bench.slack.tokens.bot}`);
    });
    await app.start();
    await bench.slack.as('olivia').type('C0PATCHING', '@Patchbay hello');
    await bench.slack.waitFor('the line', () => lines.some((line) => line.includes('listener failed')));
    expect(lines.join('\n')).toContain('broken with [token]');
    expect(lines.join('\n')).not.toContain(bench.slack.tokens.bot);
  });

  it('waits for what was acknowledged before it disconnects', async () => {
    const bench = await openSlack();
    const app = await createSlackApp(appParts(bench));
    let finish = (): void => undefined;
    const steps: string[] = [];
    app.bolt.command('/patch', async ({ ack }) => {
      await ack();
      const work = new Promise<void>((resolve) => {
        finish = resolve;
      }).then(() => void steps.push('work ended'));
      await app.inFlight.track(work);
    });
    await app.start();
    await bench.slack.as('olivia').type('C0PATCHING', '/patch help');
    const stopped = app.stop().then(() => void steps.push('stopped'));
    await bench.slack.waitFor('a moment', () => bench.slack.isOnline());
    finish();
    await stopped;
    expect(steps).toEqual(['work ended', 'stopped']);
    await bench.slack.waitFor('silence', () => !bench.slack.isOnline());
  });

  it('can be left while it is being opened', async () => {
    const bench = await openSlack();
    const app = await createSlackApp(appParts(bench));
    bench.slack.faults.next('apps.connections.open', { kind: 'http', status: 503 }, 20);
    const started = app.start();
    await bench.slack.waitFor('an attempt', () => opened(bench) >= 2);
    await app.stop();
    await started;
    expect(bench.slack.isOnline()).toBe(false);
  });
});
