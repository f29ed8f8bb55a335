import type { App } from '@slack/bolt';
import type { View } from '@slack/types';
import { afterEach, describe, expect, it } from 'vitest';
import { errorOf, type SlackBench, withSlack } from '../../support/slack.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(value.toUpperCase()), value });
const input = (block_id: string, element: object, extra: object = {}) => ({
  type: 'input',
  block_id,
  label: plain(block_id),
  element: { action_id: `${block_id}-value`, ...element },
  ...extra,
});
const why = input('why', { type: 'plain_text_input', min_length: 3 });
const which = input('which', { type: 'multi_static_select', options: [option('a'), option('b')] }, { optional: true });

/** Built as data: the SDK's types are narrower than what a test wants to send. */
function modal(title: string, blocks: readonly object[] = [why], extra: object = {}): View {
  return { type: 'modal', title: plain(title), submit: plain('Send'), blocks, ...extra } as unknown as View;
}

let bench: SlackBench;
afterEach(() => bench.close());

/** A bot that opens a modal for `/patch`; `trigger` is the last trigger id it got. */
async function bot(prepare: (app: App) => void, view: View = modal('First', [why, which]), options: object = {}) {
  bench = await withSlack(options);
  const seen = { trigger: '' };
  await bench.bolt((app) => {
    app.command('/patch', async ({ ack, command, client }) => {
      seen.trigger = command.trigger_id;
      await client.views.open({ trigger_id: command.trigger_id, view });
      await ack();
    });
    prepare(app);
  });
  const olivia = bench.slack.as('olivia');
  await olivia.type('#patching', '/patch ask');
  const top = () => {
    const found = olivia.modal();
    if (found === null) throw new Error('no modal is open');
    return found;
  };
  return { slack: bench.slack, web: bench.web, olivia, top, seen };
}

describe('a modal', () => {
  it('is filled and sent; an empty answer closes it', async () => {
    const got: unknown[] = [];
    const { olivia, top } = await bot((app) =>
      app.view(/.*/, async ({ ack, view }) => {
        got.push(view.state.values);
        await ack();
      }),
    );
    const sent = await olivia.submit(top(), { why: 'because', which: ['b'] });
    expect(sent).toEqual({ outcome: 'closed' });
    expect(got).toMatchObject([
      {
        why: { 'why-value': { type: 'plain_text_input', value: 'because' } },
        which: { 'which-value': { type: 'multi_static_select', selected_options: [{ value: 'b' }] } },
      },
    ]);
    expect(olivia.modal()).toBeNull();
  });

  it('is not sent while a required input is empty or too short', async () => {
    const { olivia, top } = await bot(() => undefined);
    expect(await olivia.submit(top())).toEqual({
      outcome: 'errors',
      errors: { why: 'Please complete this required field.' },
    });
    expect(await olivia.submit(top(), { why: 'no' })).toMatchObject({ outcome: 'errors' });
  });

  it('shows the errors that the bot answers, for inputs that exist', async () => {
    let errors: Record<string, string> = { why: 'Say more.' };
    const { olivia, top } = await bot((app) => app.view(/.*/, ({ ack }) => ack({ response_action: 'errors', errors })));
    expect(await olivia.submit(top(), { why: 'because' })).toEqual({ outcome: 'errors', errors });
    errors = { elsewhere: 'What?' };
    expect(await olivia.submit(top(), { why: 'because' })).toEqual({ outcome: 'trouble' });
    expect(olivia.modal()).not.toBeNull();
  });

  it('is updated, stacked three high and cleared by answers', async () => {
    const next: ('update' | 'push' | 'clear')[] = ['update', 'push', 'push', 'push', 'clear'];
    const { olivia, top } = await bot((app) =>
      app.view(/.*/, async ({ ack, view }) => {
        const action = next.shift();
        if (action === 'clear' || action === undefined) return ack({ response_action: 'clear' });
        return ack({ response_action: action, view: modal(`${view.title.text}+`) });
      }),
    );
    const outcomes: string[] = [];
    for (let index = 0; index < 5; index += 1) outcomes.push((await olivia.submit(top(), { why: 'because' })).outcome);
    expect(outcomes).toEqual(['updated', 'pushed', 'pushed', 'trouble', 'cleared']);
    expect(olivia.modal()).toBeNull();
  });

  it('tells its entries with every click inside it, and clicks there may push', async () => {
    const clicking = [
      why,
      { type: 'actions', block_id: 'row', elements: [{ type: 'button', action_id: 'more', text: plain('More') }] },
    ];
    const got: unknown[] = [];
    const { olivia, top } = await bot(
      (app) => {
        app.action('more', async ({ ack, body, client }) => {
          await ack();
          got.push(body);
          if ('trigger_id' in body) await client.views.push({ trigger_id: body.trigger_id, view: modal('Second') });
        });
      },
      modal('First', clicking),
    );
    await olivia.choose(top(), 'why', 'because');
    await olivia.click(top(), 'More');
    await bench.slack.waitFor('the second modal', () => olivia.modal()?.previousId);
    expect(got).toMatchObject([
      { container: { type: 'view' }, view: { state: { values: { why: { 'why-value': { value: 'because' } } } } } },
    ]);
  });

  it('tells that it was closed, if it asked for that', async () => {
    const got: unknown[] = [];
    const { olivia, top } = await bot(
      (app) => {
        app.view({ type: 'view_closed', callback_id: 'ask' }, async ({ ack, body }) => {
          got.push(body);
          await ack();
        });
      },
      modal('First', [why], { notify_on_close: true, callback_id: 'ask' }),
    );
    await olivia.close(top(), true);
    expect(got).toMatchObject([{ type: 'view_closed', is_cleared: true, view: { callback_id: 'ask' } }]);
  });

  it('stays open when the bot is too slow', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 5, 9));
    let arrived = false;
    const { slack, olivia, top } = await bot(
      (app) =>
        app.view(/.*/, async () => {
          arrived = true;
        }),
      undefined,
      {
        clock,
      },
    );
    const sending = olivia.submit(top(), { why: 'because' });
    await slack.waitFor('the submission', () => arrived);
    await clock.advance(3000);
    expect(await sending).toEqual({ outcome: 'timeout' });
    expect(olivia.modal()).not.toBeNull();
  });
});

describe('views.*', () => {
  it('want a trigger id that is known, fresh and unused', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 5, 9));
    const { web, seen } = await bot(() => undefined, undefined, { clock });
    const open = (trigger_id: string) => errorOf(web.views.open({ trigger_id, view: modal('Again') }));
    expect(await open(seen.trigger)).toBe('exchanged_trigger_id');
    expect(await open('1.2.3')).toBe('invalid_trigger_id');
    await bench.close();
    const late = await withSlack({ clock });
    let trigger = '';
    await late.bolt((app) =>
      app.command('/patch', async ({ ack, command }) => {
        trigger = command.trigger_id;
        await ack();
      }),
    );
    await late.slack.as('olivia').type('#patching', '/patch ask');
    expect(await errorOf(late.web.views.push({ trigger_id: trigger, view: modal('x') }))).toBe('invalid_trigger_id');
    await clock.advance(3001);
    expect(await errorOf(late.web.views.open({ trigger_id: trigger, view: modal('x') }))).toBe('expired_trigger_id');
    bench = late;
  });

  it('refuse bad views, large ones, unknown ones and those that changed meanwhile', async () => {
    const { web, top } = await bot(() => undefined);
    const { id: view_id, hash } = top();
    const update = (view: View, extra: object = {}) => errorOf(web.views.update({ view_id, view, ...extra }));
    expect(await update(modal('x'.repeat(25)))).toBe('invalid_arguments');
    const large = Array.from({ length: 90 }, () => ({
      type: 'section',
      text: { type: 'mrkdwn', text: 'ä'.repeat(1500) },
    }));
    expect(await update(modal('Large', large))).toBe('view_too_large');
    expect(await update(modal('Mine'), { hash })).toBe('ok');
    expect(await update(modal('Late'), { hash })).toBe('hash_conflict');
    expect(await errorOf(web.views.update({ view_id: 'V0NONE', view: modal('x') }))).toBe('not_found');
    const home = { type: 'home' as const, blocks: [] };
    expect(await errorOf(web.views.publish({ user_id: 'U0NOBODY', view: home }))).toBe('user_not_found');
    expect(await errorOf(web.views.publish({ user_id: 'U0OLIVIA', view: home }))).toBe('ok');
    expect(await errorOf(web.views.publish({ user_id: 'U0OLIVIA', view: home, hash: 'old' }))).toBe('hash_conflict');
  });

  it('keep what was entered where the input stays, through an update', async () => {
    const { web, olivia, top } = await bot(() => undefined);
    await olivia.choose(top(), 'why', 'because');
    await web.views.update({ view_id: top().id, view: modal('Renamed', [which, why]) });
    expect(top().values).toEqual({ why: { 'why-value': 'because' } });
  });
});
