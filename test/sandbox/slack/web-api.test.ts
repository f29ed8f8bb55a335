import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, type SlackBench, webClient, withSlack, wrong } from '../../support/slack.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const PATCHING = 'C0PATCHING';
const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });
const button = (action_id: string) => ({
  type: 'button' as const,
  action_id,
  text: { type: 'plain_text' as const, text: 'Go' },
});

/** More than our manifest asks for. */
const SCOPES = [
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'files:read',
  'files:write',
  'im:history',
  'im:read',
  'im:write',
  'reactions:write',
  'usergroups:read',
  'users:read',
  'users:read.email',
];

let bench: SlackBench;
beforeEach(async () => {
  bench = await withSlack({ scopes: SCOPES });
});
afterEach(() => bench.close());

describe('the Web API', () => {
  it('names the bot and the workspace', async () => {
    const found = await bench.web.auth.test();
    expect(found).toMatchObject({ ok: true, user_id: 'U0PATCHBAY', bot_id: 'B0PATCHBAY', team_id: 'T0SANDBOX' });
  });

  it('wants the right token for each method', async () => {
    const { slack } = bench;
    expect(await errorOf(webClient(slack, 'xoxb-else').auth.test())).toBe('invalid_auth');
    expect(await errorOf(webClient(slack, slack.tokens.app).auth.test())).toBe('not_allowed_token_type');
    expect(await errorOf(bench.web.apps.connections.open())).toBe('not_allowed_token_type');
    expect(await (await fetch(`${slack.apiUrl}auth.test`)).json()).toEqual({ ok: false, error: 'not_authed' });
    expect(await errorOf(bench.web.apiCall('chat.sing'))).toBe('unknown_method');
    expect(await errorOf(bench.web.apiCall('constructor'))).toBe('unknown_method');
  });

  it('takes JSON bodies as well as forms', async () => {
    const response = await fetch(`${bench.slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${bench.slack.tokens.bot}` },
      body: JSON.stringify({ channel: PATCHING, text: 'hello', blocks: [section('hello')] }),
    });
    expect(await response.json()).toMatchObject({ ok: true, channel: PATCHING });
    expect(bench.slack.messages('#patching')).toHaveLength(1);
  });

  it('records every call without its token', async () => {
    await bench.web.chat.postMessage({ channel: PATCHING, text: 'hello' });
    await errorOf(bench.web.chat.postMessage({ channel: 'C0NOWHERE', text: 'hello' }));
    expect(bench.slack.calls.map(({ method, answer }) => [method, answer])).toEqual([
      ['chat.postMessage', 'ok'],
      ['chat.postMessage', 'channel_not_found'],
    ]);
    expect(JSON.stringify(bench.slack.calls)).not.toContain(bench.slack.tokens.bot);
  });
});

describe('a posted message', () => {
  it('keeps its blocks with ids, its metadata and its place in the thread', async () => {
    const root = await bench.web.chat.postMessage({
      channel: PATCHING,
      text: 'root',
      blocks: [section('root'), { type: 'actions', elements: [button('go')] }],
      metadata: { event_type: 'card', event_payload: { id: '7' } },
    });
    await bench.web.chat.postMessage({ channel: PATCHING, text: 'reply', thread_ts: root.ts ?? '' });
    const bare = await bench.web.conversations.history({ channel: PATCHING });
    const full = await bench.web.conversations.history({ channel: PATCHING, include_all_metadata: true });
    expect(bare.messages?.[0]?.metadata).toBeUndefined();
    expect(full.messages).toHaveLength(1);
    expect(full.messages?.[0]).toMatchObject({
      ts: root.ts,
      reply_count: 1,
      metadata: { event_type: 'card', event_payload: { id: '7' } },
      blocks: [{ block_id: expect.any(String) }, { elements: [{ action_id: 'go' }] }],
    });
    const thread = await bench.web.conversations.replies({ channel: PATCHING, ts: root.ts ?? '' });
    expect(thread.messages?.map((message) => message.text)).toEqual(['root', 'reply']);
  });

  it('to a person lands in the direct message', async () => {
    const posted = await bench.web.chat.postMessage({ channel: 'U0OLIVIA', text: 'psst' });
    expect(posted.channel).toBe('D0OLIVIA');
    const opened = await bench.web.conversations.open({ users: 'U0OLIVIA' });
    expect(opened.channel?.id).toBe('D0OLIVIA');
  });

  it('is found again page by page, newest first', async () => {
    for (const text of ['one', 'two', 'three']) await bench.web.chat.postMessage({ channel: PATCHING, text });
    const first = await bench.web.conversations.history({ channel: PATCHING, limit: 2 });
    const cursor = first.response_metadata?.next_cursor ?? '';
    const second = await bench.web.conversations.history({ channel: PATCHING, limit: 2, cursor });
    expect([first, second].map((page) => page.messages?.map((message) => message.text))).toEqual([
      ['three', 'two'],
      ['one'],
    ]);
    const oldest = second.messages?.[0]?.ts ?? '';
    const since = await bench.web.conversations.history({ channel: PATCHING, oldest, inclusive: false });
    expect(since.messages).toHaveLength(2);
  });

  it.each([
    ['channel_not_found', { channel: 'C0NOWHERE', text: 'x' }],
    ['not_in_channel', { channel: 'C0FINANCE', text: 'x' }],
    ['no_text', { channel: PATCHING }],
    ['invalid_blocks', { channel: PATCHING, text: 'x', blocks: [section('x'.repeat(3001))] }],
    ['invalid_blocks_format', { channel: PATCHING, text: 'x', blocks: 'no json' }],
    [
      'msg_blocks_too_long',
      { channel: PATCHING, text: 'x', blocks: Array.from({ length: 5 }, () => section('x'.repeat(2900))) },
    ],
    ['invalid_metadata_format', { channel: PATCHING, text: 'x', metadata: { wrong: 1 } }],
    ['thread_not_found', { channel: PATCHING, text: 'x', thread_ts: '1.000001' }],
  ])('is refused with %s', async (error, args) => {
    expect(await errorOf(bench.web.chat.postMessage(wrong(args)))).toBe(error);
    expect(bench.slack.messages(PATCHING)).toEqual([]);
  });

  it('is told where its blocks are wrong', async () => {
    const blocks = [section('x'.repeat(3001))];
    const thrown = await bench.web.chat.postMessage({ channel: PATCHING, text: 'x', blocks }).catch((error) => error);
    expect(thrown.data).toMatchObject({
      errors: ['must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
      response_metadata: { messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'] },
    });
  });

  it('is cut at 40,000 characters, not refused', async () => {
    await bench.web.chat.postMessage({ channel: PATCHING, text: 'x'.repeat(41_000) });
    expect(bench.slack.messages(PATCHING)[0]?.text).toHaveLength(40_000);
  });

  it('rings only whom it means to ring', async () => {
    const post = (args: object) => bench.web.chat.postMessage(wrong({ channel: PATCHING, ...args }));
    await post({ text: 'raw @here, escaped &lt;!channel&gt;' });
    await post({ text: '@here', link_names: true });
    await post({ text: 's', blocks: [section('hostile @channel')] });
    await post({
      text: 's',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '@channel', verbatim: true } }],
    });
    await post({ text: 's', blocks: [{ type: 'section', text: { type: 'plain_text', text: '<!here>' } }] });
    await post({ text: '<!everyone> and <@U0ANIL>' });
    expect(bench.slack.messages(PATCHING).map((message) => message.pings)).toEqual([
      [],
      ['here'],
      ['channel'],
      [],
      [],
      ['everyone', 'U0ANIL'],
    ]);
  });
});

describe('an edit', () => {
  let ts: string;
  beforeEach(async () => {
    const posted = await bench.web.chat.postMessage({ channel: PATCHING, text: 'old', blocks: [section('old')] });
    ts = posted.ts ?? '';
  });
  const now = () => bench.slack.messages(PATCHING)[0];

  it('with text alone removes the blocks', async () => {
    await bench.web.chat.update({ channel: PATCHING, ts, text: 'new' });
    expect(now()).toMatchObject({ text: 'new', blocks: null });
  });

  it('with blocks alone keeps the text', async () => {
    await bench.web.chat.update({ channel: PATCHING, ts, blocks: [section('new')] });
    expect(now()).toMatchObject({ text: 'old', blocks: [{ text: { text: 'new' } }] });
  });

  it('is refused for a long text, a message that is gone, and what a person wrote', async () => {
    const typed = await bench.slack.as('olivia').type('#patching', 'mine');
    const person = typed.outcome === 'sent' ? typed.ts : '';
    const update = (args: object) => errorOf(bench.web.chat.update({ channel: PATCHING, ts, text: 'x', ...args }));
    expect(await update({ text: 'x'.repeat(4001) })).toBe('msg_too_long');
    expect(await update({ ts: '1.000001' })).toBe('message_not_found');
    expect(await update({ ts: person })).toBe('cant_update_message');
    expect(await errorOf(bench.web.chat.delete({ channel: PATCHING, ts: person }))).toBe('cant_delete_message');
  });

  it('can delete; a root with replies stays as a tombstone', async () => {
    await bench.web.chat.postMessage({ channel: PATCHING, text: 'reply', thread_ts: ts });
    await bench.web.chat.delete({ channel: PATCHING, ts });
    expect(now()).toMatchObject({ deleted: true, text: '' });
    expect(await errorOf(bench.web.chat.update({ channel: PATCHING, ts, text: 'x' }))).toBe('message_not_found');
  });
});

describe('people, groups and channels', () => {
  it('are found by id', async () => {
    expect((await bench.web.users.info({ user: 'U0GUS' })).user).toMatchObject({ is_restricted: true });
    expect((await bench.web.users.info({ user: 'U0PATCHBAY' })).user).toMatchObject({ is_bot: true });
    expect(await errorOf(bench.web.users.info({ user: 'U0NOBODY' }))).toBe('user_not_found');
    expect((await bench.web.usergroups.list({ include_users: true })).usergroups).toHaveLength(2);
    expect((await bench.web.usergroups.users.list({ usergroup: 'S0APPROVERS' })).users).toEqual(['U0ANIL', 'U0ADA']);
    const info = await bench.web.conversations.info({ channel: 'C0FINANCE' });
    expect(info.channel).toMatchObject({ name: 'finance', is_member: false });
    expect((await bench.web.conversations.list({ types: 'im' })).channels).toHaveLength(5);
    expect((await bench.web.conversations.members({ channel: PATCHING })).members).toContain('U0PATCHBAY');
  });

  it('let the bot in where it joins, or where a person invites it', async () => {
    await bench.slack.as('vera').type('#finance', '/invite @Patchbay');
    expect((await bench.web.conversations.info({ channel: 'C0FINANCE' })).channel?.is_member).toBe(true);
  });

  it('hold messages that only one person sees', async () => {
    await bench.web.chat.postEphemeral({ channel: PATCHING, user: 'U0VERA', text: 'only you' });
    expect(bench.slack.as('vera').sees('#patching')).toHaveLength(1);
    expect(bench.slack.as('anil').sees('#patching')).toHaveLength(0);
    const inApprovals = { channel: 'C0APPROVALS', user: 'U0VERA', text: 'x' };
    expect(await errorOf(bench.web.chat.postEphemeral(inApprovals))).toBe('user_not_in_channel');
  });

  it('can be pointed at by a permalink', async () => {
    const { ts = '' } = await bench.web.chat.postMessage({ channel: PATCHING, text: 'x' });
    const link = await bench.web.chat.getPermalink({ channel: PATCHING, message_ts: ts });
    expect(link.permalink).toBe(`${bench.slack.url}archives/${PATCHING}/p${ts.replace('.', '')}`);
  });

  it('get reactions, each once', async () => {
    const { ts = '' } = await bench.web.chat.postMessage({ channel: PATCHING, text: 'x' });
    const reaction = { channel: PATCHING, timestamp: ts, name: 'eyes' };
    await bench.web.reactions.add(reaction);
    expect(await errorOf(bench.web.reactions.add(reaction))).toBe('already_reacted');
    await bench.web.reactions.remove(reaction);
    expect(await errorOf(bench.web.reactions.remove(reaction))).toBe('no_reaction');
  });
});

describe('a file', () => {
  it('is uploaded by the SDK, shared a little later, and downloaded with the token', async () => {
    await bench.web.filesUploadV2({
      channel_id: PATCHING,
      filename: 'targets.csv',
      content: 'computer,state\nfin-1,ok\n',
      title: 'All targets',
      initial_comment: 'The list',
    });
    const message = await bench.slack.waitFor('the shared file', () => bench.slack.messages(PATCHING)[0]);
    const id = message.files[0] ?? '';
    const { file } = await bench.web.files.info({ file: id });
    expect(file).toMatchObject({ title: 'All targets', size: 24 });
    const headers = { authorization: `Bearer ${bench.slack.tokens.bot}` };
    const content = await fetch(file?.url_private ?? '', { headers });
    expect(await content.text()).toBe('computer,state\nfin-1,ok\n');
    expect((await fetch(file?.url_private ?? '')).status).toBe(401);
  });

  it('cannot be shown in a block before Slack has taken it in', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 5, 9));
    const slow = await withSlack({ clock, fileTakenInMs: 2000 });
    await slow.web.filesUploadV2({ filename: 'chart.png', content: 'png' });
    const id = 'F00000001';
    const blocks = [{ type: 'image', alt_text: 'chart', slack_file: { id } }];
    const post = () => errorOf(slow.web.chat.postMessage(wrong({ channel: PATCHING, text: 'x', blocks })));
    expect(await post()).toBe('invalid_blocks');
    await clock.advance(2000);
    expect(await post()).toBe('ok');
    await slow.close();
  });

  it('is refused where it was never announced, or has another length', async () => {
    const start = await bench.web.files.getUploadURLExternal({ filename: 'a.txt', length: 3 });
    const upload = (url: string, body: string) =>
      fetch(url, { method: 'POST', body }).then((response) => response.status);
    expect(await upload(start.upload_url ?? '', 'four')).toBe(400);
    expect(await upload(`${bench.slack.url}upload/unknown`, 'abc')).toBe(400);
    expect(await upload(start.upload_url ?? '', 'abc')).toBe(200);
    expect(await errorOf(bench.web.files.info({ file: 'F0NONE' }))).toBe('file_not_found');
    const complete = { files: [{ id: start.file_id ?? '' }], channel_id: 'C0FINANCE' };
    expect(await errorOf(bench.web.apiCall('files.completeUploadExternal', complete))).toBe('not_in_channel');
  });
});

describe('the rates', () => {
  it('let fifty edits a minute through for the whole workspace, and say when to come back', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 5, 9));
    const slow = await withSlack({ clock, rates: {} });
    const { ts = '' } = await slow.web.chat.postMessage({ channel: PATCHING, text: 'x' });
    const edit = () => slow.web.chat.update({ channel: PATCHING, ts, text: 'y' });
    for (let index = 0; index < 50; index += 1) await edit();
    await clock.advance(20_000);
    expect(await edit().catch((error) => error)).toMatchObject({ retryAfter: 40 });
    await clock.advance(40_000);
    expect(await errorOf(edit())).toBe('ok');
    await slow.close();
  });

  it('let one post a second into a channel in the long run, with short bursts, channels apart', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 5, 9));
    const slow = await withSlack({ clock, rates: {} });
    const post = (channel: string) =>
      slow.web.chat
        .postMessage({ channel, text: 'x' })
        .then(() => 'ok')
        .catch(() => 'late');
    const burst: string[] = [];
    for (let index = 0; index < 5; index += 1) burst.push(await post(PATCHING));
    expect(burst).toEqual(['ok', 'ok', 'ok', 'ok', 'late']);
    expect(await post('C0APPROVALS')).toBe('ok');
    await clock.advance(4000);
    expect(await post(PATCHING)).toBe('ok');
    await slow.close();
  });
});

describe('faults on demand', () => {
  it('refuse, slow down, break before and break after the effect', async () => {
    const { faults } = bench.slack;
    const post = (text: string) => errorOf(bench.web.chat.postMessage({ channel: PATCHING, text }));
    faults.next('chat.postMessage', { kind: 'error', error: 'service_unavailable' });
    faults.next('chat.postMessage', { kind: 'drop-before' });
    faults.next('*', { kind: 'drop-after' });
    expect(await post('refused')).toBe('service_unavailable');
    expect(await post('lost')).not.toBe('ok');
    expect(await post('kept')).not.toBe('ok');
    expect(await post('fine')).toBe('ok');
    expect(bench.slack.messages(PATCHING).map((message) => message.text)).toEqual(['kept', 'fine']);
    faults.next('auth.test', { kind: 'rate-limited', retryAfterSeconds: 7 });
    expect(await bench.web.auth.test().catch((error) => error)).toMatchObject({ retryAfter: 7 });
    faults.next('auth.test', { kind: 'http', status: 503 });
    expect(await errorOf(bench.web.auth.test())).not.toBe('ok');
  });
});
