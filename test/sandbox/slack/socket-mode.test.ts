import type { App } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { textOfMessage } from '../../../sandbox/slack/driver.js';
import { errorOf, type SlackBench, webClient, withSlack } from '../../support/slack.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const button = (action_id: string, text: string) => ({
  type: 'button' as const,
  action_id,
  text: plain(text),
  value: 'v1',
});
const card = [section('Ready?'), { type: 'actions' as const, elements: [button('go', 'Go')] }];

let bench: SlackBench;
afterEach(() => bench.close());

/** A bot on the real SDKs, and the payloads it got. */
async function bot(prepare: (app: App) => void, options: Parameters<typeof withSlack>[0] = {}) {
  bench = await withSlack(options);
  await bench.bolt(prepare);
  return bench.slack;
}

describe('a slash command', () => {
  it('reaches the bot with ids for names, and its answer is seen by that person only', async () => {
    const got: unknown[] = [];
    const slack = await bot((app) =>
      app.command('/patch', async ({ ack, command }) => {
        got.push(command);
        await ack('on it');
      }),
    );
    const typed = await slack.as('olivia').type('#patching', '/patch scan @anil in #finance & more');
    expect(typed).toEqual({ outcome: 'acked' });
    expect(got).toMatchObject([
      {
        command: '/patch',
        text: 'scan <@U0ANIL> in <#C0FINANCE|finance> &amp; more',
        user_id: 'U0OLIVIA',
        channel_id: 'C0PATCHING',
        team_id: 'T0SANDBOX',
        response_url: expect.stringContaining('/response/'),
        trigger_id: expect.any(String),
      },
    ]);
    expect(slack.as('olivia').sees('#patching').map(textOfMessage)).toEqual(['on it']);
    expect(slack.as('anil').sees('#patching')).toEqual([]);
  });

  it('works where the bot is not a member, but not in threads and not for another word', async () => {
    const slack = await bot((app) => app.command('/patch', ({ ack }) => ack()));
    const olivia = slack.as('olivia');
    expect(await olivia.type('#finance', '/patch help')).toEqual({ outcome: 'acked' });
    const said = await olivia.type('#patching', 'hello');
    const thread = said.outcome === 'sent' ? said.ts : '';
    expect(await olivia.type('#patching', '/patch help', thread)).toEqual({ outcome: 'refused' });
    expect(await olivia.type('#patching', '/match help')).toEqual({ outcome: 'refused' });
    expect(olivia.sees('#patching').map(textOfMessage)).toEqual([
      'hello',
      '`/patch` is not supported in threads. Sorry!',
      '`/match` is not a valid command.',
    ]);
  });

  it('fails at once, and visibly, when no bot is connected', async () => {
    bench = await withSlack();
    const olivia = bench.slack.as('olivia');
    expect(await olivia.type('#patching', '/patch help')).toEqual({ outcome: 'dispatch_failed' });
    expect(olivia.sees('#patching').map(textOfMessage)).toEqual(['`/patch` failed with the error "dispatch_failed"']);
  });

  it('fails visibly when the bot does not acknowledge it within three seconds', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 5, 9));
    let arrived = false;
    const slack = await bot(
      (app) =>
        app.command('/patch', async () => {
          arrived = true;
        }),
      { clock },
    );
    const typing = slack.as('olivia').type('#patching', '/patch help');
    await slack.waitFor('the command', () => arrived);
    await clock.advance(3000);
    expect(await typing).toEqual({ outcome: 'timeout' });
  });
});

describe('a response_url', () => {
  it('answers five times within half an hour', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 5, 9));
    let url = '';
    const slack = await bot(
      (app) =>
        app.command('/patch', async ({ ack, command }) => {
          url = command.response_url;
          await ack();
        }),
      { clock },
    );
    const post = async (body: object) => {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
      return response.ok ? 'ok' : `${response.status} ${await response.text()}`;
    };
    await slack.as('olivia').type('#finance', '/patch help');
    expect(await post({ text: 'one', response_type: 'in_channel' })).toBe('ok');
    expect(await post({ blocks: [section('')] })).toBe('400 invalid_blocks');
    for (const text of ['three', 'four', 'five']) expect(await post({ text })).toBe('ok');
    expect(await post({ text: 'six' })).toBe('404 used_url');
    expect(slack.messages('#finance').map(textOfMessage)).toEqual(['one']);
    expect(slack.as('olivia').sees('#finance')).toHaveLength(4);
    await slack.as('olivia').type('#finance', '/patch help');
    await clock.advance(30 * 60_000 + 1);
    expect(await post({ text: 'late' })).toBe('404 expired_url');
  });

  it('replaces and deletes the message whose button was clicked, seen by one or by all', async () => {
    const slack = await bot((app) => {
      app.command('/patch', ({ ack }) => ack({ text: 'Ready?', blocks: card }));
      app.action('go', async ({ ack, respond }) => {
        await ack();
        await respond({ replace_original: true, text: 'Working…', blocks: [section('Working…')] });
      });
    });
    const olivia = slack.as('olivia');
    await olivia.type('#patching', '/patch go');
    const [shown] = olivia.sees('#patching');
    if (shown === undefined) throw new Error('nothing shown');
    expect(await olivia.click(shown, 'Go')).toBe('acked');
    await slack.waitFor('the answer', () => olivia.sees('#patching').map(textOfMessage).includes('Working…'));
    expect(olivia.sees('#patching')).toHaveLength(1);
  });
});

describe('a click', () => {
  it('tells who clicked what where, and refuses what nobody could click', async () => {
    const got: unknown[] = [];
    const slack = await bot((app) =>
      app.action('go', async ({ ack, body }) => {
        got.push(body);
        await ack();
      }),
    );
    await bench.web.chat.postMessage({ channel: 'C0APPROVALS', text: 'Ready?', blocks: card });
    const [message] = slack.messages('#approvals');
    if (message === undefined) throw new Error('nothing posted');
    expect(await slack.as('anil').click(message, 'go')).toBe('acked');
    expect(got).toMatchObject([
      {
        type: 'block_actions',
        user: { id: 'U0ANIL', team_id: 'T0SANDBOX' },
        channel: { id: 'C0APPROVALS', name: 'approvals' },
        container: { type: 'message', message_ts: message.ts, is_ephemeral: false },
        message: { ts: message.ts, blocks: [{}, { type: 'actions' }] },
        actions: [{ action_id: 'go', type: 'button', value: 'v1', text: { text: 'Go' } }],
      },
    ]);
    await expect(slack.as('vera').click(message, 'go')).rejects.toThrow('message_not_found');
    await expect(slack.as('anil').click(message, 'stop')).rejects.toThrow('no button "stop" among: Go (go)');
  });

  it('may be delivered twice, with the same envelope', async () => {
    let clicks = 0;
    const slack = await bot((app) =>
      app.action('go', async ({ ack }) => {
        clicks += 1;
        await ack();
      }),
    );
    await bench.web.chat.postMessage({ channel: 'C0PATCHING', text: 'Ready?', blocks: card });
    const [message] = slack.messages('#patching');
    if (message === undefined) throw new Error('nothing posted');
    slack.faults.duplicateEnvelopes(1);
    await slack.as('anil').click(message, 'go');
    await slack.waitFor('the second delivery', () => clicks === 2);
  });
});

describe('events', () => {
  it('tell of mentions where the bot is, of direct messages, and of an opened Home', async () => {
    const got: string[] = [];
    const slack = await bot((app) => {
      app.event('app_mention', async ({ event }) => void got.push(`mention ${event.text}`));
      app.message(async ({ message }) => void got.push(`message ${'text' in message ? message.text : ''}`));
      app.event('app_home_opened', async ({ event, client }) => {
        got.push(`home ${event.user}`);
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [section('Welcome')] } });
      });
    });
    const olivia = slack.as('olivia');
    await olivia.type('#patching', 'hey @patchbay scan finance');
    await olivia.type('#patching', 'hey all');
    await olivia.type('U0OLIVIA', 'scan finance');
    olivia.openHome();
    await slack.waitFor('three events', () => got.length === 3);
    expect(got.toSorted()).toEqual(['home U0OLIVIA', 'mention hey <@U0PATCHBAY> scan finance', 'message scan finance']);
    const home = await slack.waitFor('the Home', () => olivia.home());
    expect(textOfMessage(home)).toBe('Welcome');
  });

  it('are tried again at once, after a minute and after five, until acknowledged', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 5, 9));
    bench = await withSlack({ clock });
    const got: { readonly attempt: number; readonly envelope: string }[] = [];
    const { url = '' } = await webClient(bench.slack, bench.slack.tokens.app).apps.connections.open();
    const socket = new WebSocket(url);
    socket.on('message', (data) => {
      const envelope = JSON.parse(String(data));
      if (envelope.type !== 'events_api') return;
      got.push({ attempt: envelope.retry_attempt, envelope: envelope.envelope_id });
      if (envelope.retry_attempt === 2) socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, payload: {} }));
    });
    await bench.slack.waitFor('the connection', () => bench.slack.isOnline());
    await bench.slack.as('olivia').type('U0OLIVIA', 'hello');
    await bench.slack.waitFor('a delivery', () => got.length === 1);
    await clock.advance(3000);
    await bench.slack.waitFor('the second', () => got.length === 2);
    await clock.advance(63_000);
    await bench.slack.waitFor('the third', () => got.length === 3);
    expect(got.map((one) => one.attempt)).toEqual([0, 1, 2]);
    socket.terminate();
  });
});

describe('connections', () => {
  it('end with a warning when asked to, and a new one takes over', async () => {
    const slack = await bot((app) => app.command('/patch', ({ ack }) => ack()));
    slack.disconnectSockets('refresh_requested');
    await slack.waitFor('the old to go', () => !slack.isOnline());
    expect(await slack.as('olivia').type('#patching', '/patch help')).toEqual({ outcome: 'dispatch_failed' });
    await slack.waitFor('the new one', () => slack.isOnline());
    expect(await slack.as('olivia').type('#patching', '/patch help')).toEqual({ outcome: 'acked' });
  });

  it('need a ticket, which works once', async () => {
    bench = await withSlack();
    const { url = '' } = await webClient(bench.slack, bench.slack.tokens.app).apps.connections.open();
    const outcome = (address: string) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(address);
        socket.on('message', (data) => {
          resolve(JSON.parse(String(data)).type);
          socket.terminate();
        });
        socket.on('error', () => resolve('refused'));
      });
    expect(await outcome(url)).toBe('hello');
    expect(await outcome(url)).toBe('refused');
  });

  it('are ten at most', async () => {
    bench = await withSlack();
    const web = webClient(bench.slack, bench.slack.tokens.app);
    const sockets: WebSocket[] = [];
    for (let index = 0; index < 10; index += 1) {
      const { url = '' } = await web.apps.connections.open();
      const socket = new WebSocket(url);
      await new Promise((resolve) => socket.once('message', resolve));
      sockets.push(socket);
    }
    expect(await errorOf(web.apps.connections.open())).toBe('too_many_websockets');
    for (const socket of sockets) socket.terminate();
  });
});
