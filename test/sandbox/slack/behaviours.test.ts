import type { App } from '@slack/bolt';
import type { KnownBlock, View } from '@slack/types';
import { afterEach, describe, expect, it } from 'vitest';
import { errorOf, type SlackBench, withSlack } from '../../support/slack.js';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const PATCHING = 'C0PATCHING';

let bench: SlackBench;
afterEach(() => bench.close());

describe('an app without a scope', () => {
  it('is told which one it lacks and which it has; what needs none goes on', async () => {
    bench = await withSlack({ scopes: ['chat:write', 'im:history'] });
    const { web } = bench;
    const refused = await web.users.list({}).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      data: { error: 'missing_scope', needed: 'users:read', provided: 'chat:write,im:history' },
    });
    expect(await errorOf(web.conversations.history({ channel: PATCHING }))).toBe('missing_scope');
    expect(await errorOf(web.conversations.history({ channel: 'D0OLIVIA' }))).toBe('ok');
    expect(await errorOf(web.chat.postMessage({ channel: PATCHING, text: 'hello' }))).toBe('ok');
    expect(await errorOf(web.auth.test())).toBe('ok');
  });
});

describe('a channel', () => {
  it('that is archived takes nothing new, from nobody', async () => {
    bench = await withSlack();
    const { ts = '' } = await bench.web.chat.postMessage({ channel: PATCHING, text: 'before' });
    bench.slack.archive('#patching');
    const post = { channel: PATCHING, text: 'after' };
    expect(await errorOf(bench.web.chat.postMessage(post))).toBe('is_archived');
    expect(await errorOf(bench.web.chat.postEphemeral({ ...post, user: 'U0OLIVIA' }))).toBe('is_archived');
    expect(await errorOf(bench.web.chat.update({ ...post, ts }))).toBe('is_inactive');
    expect((await bench.web.conversations.info({ channel: PATCHING })).channel?.is_archived).toBe(true);
    await expect(bench.slack.as('olivia').type('#patching', 'hello')).rejects.toThrow('is_archived');
  });

  it('is closed to a bot that was removed from it, until somebody invites it again', async () => {
    bench = await withSlack();
    bench.slack.removeBot('#patching');
    const post = { channel: PATCHING, text: 'hello' };
    expect(await errorOf(bench.web.chat.postMessage(post))).toBe('not_in_channel');
    await bench.slack.as('olivia').type('#patching', '/invite @patchbay');
    expect(await errorOf(bench.web.chat.postMessage(post))).toBe('ok');
  });
});

describe('an edit', () => {
  it('is told to the bot where it listens, and so is a deletion; Bolt drops its own posts', async () => {
    bench = await withSlack({ events: ['message.channels'] });
    const heard: object[] = [];
    await bench.bolt((app) =>
      app.event('message', async ({ event }) => {
        heard.push(event);
      }),
    );
    const { ts = '' } = await bench.web.chat.postMessage({ channel: PATCHING, text: 'one' });
    await bench.web.chat.update({ channel: PATCHING, ts, text: 'two' });
    await bench.web.chat.delete({ channel: PATCHING, ts });
    await bench.slack.waitFor('both events', () => heard.length === 2);
    expect(heard).toMatchObject([
      { subtype: 'message_changed', message: { text: 'two' }, previous_message: { text: 'one' } },
      { subtype: 'message_deleted', deleted_ts: ts, previous_message: { text: 'two' } },
    ]);
  });
});

const PICK: View = {
  type: 'modal',
  title: plain('Pick'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input',
      block_id: 'group',
      label: plain('Group'),
      element: { type: 'external_select', action_id: 'group', min_query_length: 2 },
    },
    {
      type: 'input',
      block_id: 'list',
      optional: true,
      label: plain('Computers'),
      element: { type: 'file_input', action_id: 'list', filetypes: ['csv'], max_files: 1 },
    },
  ],
};

describe('an external select', () => {
  const NAMES = ['Finance', 'Headquarters servers'];
  const option = (name: string) => ({ text: plain(name), value: name.toLowerCase() });

  async function opened(prepare: (app: App) => void) {
    bench = await withSlack();
    await bench.bolt((app) => {
      app.command('/patch', async ({ ack, command, client }) => {
        await client.views.open({ trigger_id: command.trigger_id, view: PICK });
        await ack();
      });
      prepare(app);
    });
    const olivia = bench.slack.as('olivia');
    await olivia.type('#patching', '/patch pick');
    const view = await bench.slack.waitFor('the modal', () => olivia.modal());
    return { olivia, view };
  }

  it('asks the bot as one types, from so many characters on, and takes what was suggested alone', async () => {
    const asked: string[] = [];
    const got: unknown[] = [];
    const { olivia, view } = await opened((app) => {
      app.options('group', async ({ ack, options }) => {
        asked.push(options.value);
        const found = NAMES.filter((name) => name.toLowerCase().includes(options.value)).map(option);
        await ack({ option_groups: [{ label: plain('Provisioning groups'), options: found }] });
      });
      app.view(/.*/, async ({ ack, view: sent }) => {
        got.push(sent.state.values);
        await ack();
      });
    });
    expect(await olivia.suggestions(view, 'group', 'f')).toEqual({ outcome: 'acked', groups: [] });
    await expect(olivia.submit(view, { group: 'finance' })).rejects.toThrow('no_such_element');
    expect(await olivia.suggestions(view, 'group', 'fin')).toMatchObject({
      groups: [{ label: 'Provisioning groups', options: [{ value: 'finance' }] }],
    });
    expect(asked).toEqual(['fin']);
    expect(await olivia.submit(view, { group: 'finance' })).toEqual({ outcome: 'closed' });
    expect(got).toMatchObject([{ group: { group: { type: 'external_select', selected_option: option('Finance') } } }]);
  });

  it('says so where the bot does not answer or answers what Slack cannot show', async () => {
    const answers: object[] = [{ options: [{ text: plain('x'.repeat(76)), value: 'x' }] }, {}];
    const { olivia, view } = await opened((app) => {
      app.options('group', async ({ ack }) => {
        await ack(answers.shift() as never);
      });
    });
    expect(await olivia.suggestions(view, 'group', 'fin')).toEqual({ outcome: 'trouble' });
    expect(await olivia.suggestions(view, 'group', 'fin')).toEqual({ outcome: 'trouble' });
  });

  it('stands beside a file input, whose files the bot reads with its token', async () => {
    const got: { url_private_download?: string; name?: string }[] = [];
    const { olivia, view } = await opened((app) => {
      app.options('group', async ({ ack }) => ack({ options: [option('Finance')] }));
      app.view(/.*/, async ({ ack, view: sent }) => {
        const { files = [] } = (sent.state.values.list?.list ?? {}) as { files?: typeof got };
        got.push(...files);
        await ack();
      });
    });
    await olivia.suggestions(view, 'group', 'fin');
    await expect(olivia.upload(view, 'list', 'a.exe', Buffer.from('x'))).rejects.toThrow('filetype_not_allowed');
    const file = await olivia.upload(view, 'list', 'fleet.csv', Buffer.from('name\nfin-ws-01\n'));
    await olivia.submit(view, { group: 'finance', list: [file] });
    expect(got).toMatchObject([{ name: 'fleet.csv' }]);
    const headers = { authorization: `Bearer ${bench.slack.tokens.bot}` };
    const read = await fetch(got[0]?.url_private_download ?? '', { headers });
    expect(await read.text()).toBe('name\nfin-ws-01\n');
  });
});

describe('what waits', () => {
  interface State {
    readonly waiting: Readonly<Record<string, { forThem: number; hasMore: boolean }>>;
    readonly commands: readonly { name: string; usageHint: string }[];
    readonly names: readonly object[];
  }
  const state = async (): Promise<State> =>
    (await (await fetch(`${bench.slack.url}_client/state?person=U0OLIVIA`)).json()) as State;

  it('is counted for everybody: what was said to them, and whether there is more', async () => {
    bench = await withSlack({ names: [{ kind: 'group', name: 'finance' }] });
    await bench.web.chat.postMessage({ channel: 'C0APPROVALS', text: 'please, <@U0ANIL>' });
    await bench.web.chat.postMessage({ channel: 'U0VERA', text: 'psst' });
    const { waiting, commands, names } = await state();
    expect(waiting).toMatchObject({
      U0ANIL: { forThem: 1, hasMore: false },
      U0OLIVIA: { forThem: 0, hasMore: true },
      U0VERA: { forThem: 1, hasMore: false },
      U0GUS: { forThem: 0, hasMore: false },
    });
    expect(commands).toMatchObject([{ name: '/patch', usageHint: expect.stringContaining('scan GROUP') }]);
    expect(names).toEqual([{ kind: 'group', name: 'finance' }]);
  });
});

/** The smallest PNG: one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('a file', () => {
  async function uploaded(filename: string, content: Buffer): Promise<string> {
    const start = await bench.web.files.getUploadURLExternal({ filename, length: content.length });
    await fetch(start.upload_url ?? '', { method: 'POST', body: new Uint8Array(content) });
    const id = start.file_id ?? '';
    await bench.web.files.completeUploadExternal({ files: [{ id }] });
    return id;
  }
  const look = (id: string, person: string) => fetch(`${bench.slack.url}_client/file/${id}?person=${person}`);

  it('is shown where a block shows it, to those who see that block, and only as the PNG that it is', async () => {
    bench = await withSlack();
    const chart = await uploaded('chart.png', PIXEL);
    const fake = await uploaded('page.png', Buffer.from('<script>alert(1)</script>'));
    expect((await look(chart, 'U0OLIVIA')).status).toBe(409);
    const image = (id: string): KnownBlock => ({ type: 'image', alt_text: 'A chart', slack_file: { id } });
    await bench.slack.waitFor('both to be taken in', async () => true);
    const post = () =>
      bench.web.chat.postMessage({ channel: 'C0APPROVALS', text: 'charts', blocks: [image(chart), image(fake)] });
    for (let tries = 0; tries < 50 && (await errorOf(post())) !== 'ok'; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const shown = await look(chart, 'U0OLIVIA');
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect((await look(fake, 'U0OLIVIA')).headers.get('content-disposition')).toMatch(/^attachment/);
    expect((await look(chart, 'U0VERA')).status).toBe(409);
  });
});
