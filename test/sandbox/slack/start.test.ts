import { readdir, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { PortInUse, startSlack } from '../../../sandbox/slack/start.js';
import { type SlackBench, withSlack } from '../../support/slack.js';

let bench: SlackBench;
afterEach(() => bench.close());

/** By hand: fetch does not let a caller choose its Host. */
function get(port: number, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('a local Slack', () => {
  it('keeps messages, tokens, Homes and members over a restart', async () => {
    bench = await withSlack();
    const { slack, web, folder } = bench;
    const { ts = '' } = await web.chat.postMessage({
      channel: 'C0PATCHING',
      text: 'stays',
      metadata: { event_type: 'card', event_payload: {} },
    });
    const welcome = { type: 'home' as const, blocks: [{ type: 'divider' as const }] };
    await web.views.publish({ user_id: 'U0ADA', view: welcome });
    await slack.as('ada').type('#finance', '/invite @Patchbay');
    await slack.close();
    const again = await withSlack({ folder });
    expect(again.slack.tokens).toEqual(slack.tokens);
    expect(again.slack.messages('#patching')).toMatchObject([{ ts, text: 'stays', metadata: { event_type: 'card' } }]);
    expect(again.slack.as('ada').home()).not.toBeNull();
    const next = await again.web.chat.postMessage({ channel: 'C0FINANCE', text: 'next' });
    expect(Number(next.ts)).toBeGreaterThan(Number(ts));
    await again.close();
  });

  it('lets only its owner read its state', async () => {
    bench = await withSlack();
    await bench.slack.as('ada').type('#patching', 'secret');
    await bench.slack.close();
    for (const name of await readdir(bench.folder)) {
      const { mode } = await stat(join(bench.folder, name));
      expect(`${name} ${(mode & 0o077).toString(8)}`).toBe(`${name} 0`);
    }
  });

  it('says which port is taken', async () => {
    bench = await withSlack();
    const blocker = createServer();
    const port = await new Promise<number>((resolve) => {
      blocker.listen(0, '127.0.0.1', () => {
        const address = blocker.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    await expect(startSlack({ folder: join(bench.folder, 'other'), port })).rejects.toThrow(PortInUse);
    await expect(startSlack({ folder: join(bench.folder, 'other'), port })).rejects.toThrow(`port ${port} is in use`);
    await new Promise((resolve) => blocker.close(resolve));
  });

  it('speaks to nobody but this machine, whatever name or origin is claimed', async () => {
    bench = await withSlack();
    const port = Number(new URL(bench.slack.url).port);
    const host = `127.0.0.1:${port}`;
    const state = '/_client/state?person=U0OLIVIA';
    expect(await get(port, state, { host })).toBe(200);
    expect(await get(port, state, { host: `localhost:${port}` })).toBe(200);
    expect(await get(port, state, { host: `rebound.example:${port}` })).toBe(403);
    expect(await get(port, state, { host, origin: 'http://evil.example' })).toBe(403);
    expect(await get(port, state, { host, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await get(port, '/_client/state?person=U0NOBODY', { host })).toBe(409);
    expect(await get(port, '/..%2f..%2fpackage.json', { host })).toBe(404);
  });

  it('takes the page’s orders as JSON only, and only well-formed ones', async () => {
    bench = await withSlack();
    const post = async (name: string, body: string, type = 'application/json') => {
      const response = await fetch(`${bench.slack.url}_client/${name}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      return response.status;
    };
    const order = { person: 'U0OLIVIA', conversation: 'C0PATCHING', text: 'hello', threadTs: null };
    expect(await post('type', JSON.stringify(order))).toBe(200);
    expect(await post('type', JSON.stringify(order), 'text/plain')).toBe(415);
    expect(await post('type', '{}')).toBe(400);
    expect(await post('type', '{')).toBe(400);
    expect(await post('sing', '{}')).toBe(404);
    const outside = { ...order, person: 'U0GUS', conversation: 'C0FINANCE' };
    expect(await post('type', JSON.stringify(outside))).toBe(409);
  });
});
