import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Log } from '../../src/slack/log.js';
import { lookAtSlack } from '../../src/slack/looking.js';

const SILENT: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const token = { reveal: () => 'xoxb-secret' };

/** A port of this computer at which nobody listens any more. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('a look at Slack', () => {
  it('tells nobody who answers from a token that is refused, with what the network says', async () => {
    const apiUrl = `http://127.0.0.1:${await closedPort()}/api/`;
    const parts = { botToken: token, appToken: token, apiUrl, log: SILENT, wanted: [], teamId: null };
    const { bot, app } = await lookAtSlack(parts);
    expect(bot).toEqual({ unreached: expect.stringContaining('ECONNREFUSED') });
    expect(app).toEqual({ cause: expect.stringContaining('ECONNREFUSED') });
  });
});
