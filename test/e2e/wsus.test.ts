import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Play } from '../../sandbox/play.js';
import { textOfMessage } from '../../sandbox/slack/driver.js';
import type { Message } from '../../sandbox/slack/model.js';
import { GROUP, Worlds } from './worlds.js';

/** The machine may be busy. */
vi.setConfig({ testTimeout: 90_000 });

const UPSTREAM = 'wsus-main.lakeside.example';
const HOST = 'hq-wsus-01';

let worlds: Worlds;
beforeAll(async () => {
  worlds = await Worlds.begin();
});
afterAll(() => worlds.end());

/** What the modal of `Approve…` on a card of patches is answered with. */
async function order(
  play: Play,
  words: string,
  action: string,
): Promise<{ card: Message; submit: () => Promise<unknown> }> {
  const card = await play.cardAfter(() => play.type(play.olivia, `/patch updates ${words}`), /on WSUS/);
  const modal = await play.openModal(play.anil, card, 'updates.approve');
  const groups = [play.wsusGroup('Finance')];
  return { card, submit: () => play.anil.submit(modal, { groups, action }) };
}

async function ordered(play: Play, words: string, action: string): Promise<Message> {
  const { submit } = await order(play, words, action);
  return play.taskAfter(submit);
}

/** In the modal's place. */
async function refused(play: Play, submit: () => Promise<unknown>, says: RegExp): Promise<void> {
  await submit();
  const told = () => says.test(JSON.stringify(play.anil.modal() ?? ''));
  await play.world.slack.waitFor(`a modal that says ${says.source}`, told);
}

function kbOf(play: Play, isMeant: (update: Play['world']['fleet']['wsus']['updates'][number]) => boolean) {
  const update = play.world.fleet.wsus.updates.find((each) => each.kbs.length > 0 && isMeant(each));
  if (update === undefined) throw new Error('no such update on WSUS');
  return { id: update.updateId, kb: `KB${update.kbs[0]}` };
}

describe('WSUS, before the whole bot', () => {
  let play: Play;
  beforeAll(async () => {
    play = await worlds.open('wsus');
    await play.sync();
  });
  afterAll(() => worlds.close(play));

  const wsus = () => play.world.fleet.wsus;

  it('is told of after a sync where it needs somebody, and says nothing where it does not', async () => {
    expect(textOfMessage(await play.sync())).not.toMatch(/Warning|Must be put right/);
    const { state } = play.world.fleet.computer(HOST);
    const { osBuild } = state;
    state.osBuild = '10.0.20348.4294';
    await wsus().set({ ssl: false, backlog: 1600 });
    const said = textOfMessage(await play.sync());
    expect(said).toMatch(/Must be put right:\W*WSUS lacks the security fix for CVE-2025-59287[\s\S]*KB5070884/);
    expect(said).toMatch(/Must be put right:\W*WSUS speaks http \(port 8530\)/);
    expect(said).toMatch(/Warning:\W*1\d{3} superseded updates are not declined/);
    state.osBuild = osBuild;
    await wsus().set({ ssl: true, backlog: 0 });
    expect(textOfMessage(await play.sync())).not.toMatch(/Warning|Must be put right/);
  });

  it('does not synchronize, and says why', async () => {
    await wsus().set({ sync: 'fails' });
    expect(textOfMessage(await play.sync())).toMatch(/Failed[\s\S]*The remote name could not be resolved/);
    await wsus().set({ sync: 'cancelled' });
    expect(textOfMessage(await play.sync())).toMatch(/Failed[\s\S]*the synchronization was cancelled on WSUS/);
    await wsus().set({ sync: 'busy' });
    expect(textOfMessage(await play.sync())).toMatch(/Failed[\s\S]*WSUS is synchronizing already/);
    await wsus().set({ sync: 'succeeds' });
    expect(textOfMessage(await play.sync())).toMatch(/Succeeded/);
  });

  it('accepts a licence before it approves', async () => {
    const { id, kb } = kbOf(play, ({ needsLicence, updateId }) => needsLicence && !wsus().truth.licences[updateId]);
    expect(textOfMessage(await ordered(play, kb, 'install'))).toMatch(/Succeeded[\s\S]*1 approval set on WSUS/);
    expect(wsus().truth.licences[id]).toBe(true);
  });

  it('keeps what was approved, though it cannot be read after it', async () => {
    const { id, kb } = kbOf(play, ({ updateId }) => (wsus().truth.approvals[updateId] ?? []).length === 0);
    const { submit } = await order(play, kb, 'install');
    await wsus().set({ timesOut: true });
    const card = await play.taskAfter(submit);
    expect(textOfMessage(card)).toMatch(/1 approval set on WSUS, but WSUS could not be read again/);
    expect(wsus().truth.approvals[id]).toHaveLength(1);
    await wsus().set({ timesOut: false });
  });

  it('takes approvals to uninstall, shows them, and no plan installs what shall go', async () => {
    const { id, kb } = kbOf(
      play,
      ({ uninstallable, appliesTo, title }) => uninstallable && appliesTo.includes('ws2022') && /^2026-11/.test(title),
    );
    await play.approveUpdates('critical', 'Finance');
    await ordered(play, kb, 'install');
    await play.scan(GROUP);
    await play.approveAll(GROUP);
    expect(textOfMessage(await play.plan(GROUP))).toContain(kb);
    expect(textOfMessage(await ordered(play, kb, 'uninstall'))).toMatch(/1 approval to uninstall set on WSUS/);
    expect(wsus().truth.approvals[id]).toMatchObject([{ action: 'uninstall' }]);
    const listed = await play.cardAfter(() => play.type(play.olivia, `/patch updates ${kb}`), /on WSUS/);
    expect(textOfMessage(listed)).toMatch(/approved for Finance[^;]* \(uninstall\)/);
    expect(textOfMessage(await play.plan(GROUP))).toMatch(
      new RegExp(`Blocked[^]*fin-app-01\\W+has a patch that WSUS is told to uninstall there: [^\\n]*${kb}`),
    );
  });

  it('does not uninstall what cannot be uninstalled, and says so before anything is ordered', async () => {
    const { id, kb } = kbOf(play, ({ uninstallable, declined }) => !uninstallable && !declined);
    const { submit } = await order(play, kb, 'uninstall');
    const before = JSON.stringify(wsus().truth.approvals[id]);
    await refused(play, submit, /WSUS cannot uninstall/);
    expect(JSON.stringify(wsus().truth.approvals[id])).toBe(before);
  });

  it('lets nothing run whose files it still downloads', async () => {
    const { approvals } = wsus().truth;
    for (const each of Object.values(approvals).flat()) each.activeAt = Date.now() + 86_400_000;
    await play.sync();
    const plan = textOfMessage(await play.cardAfter(() => play.type(play.olivia, `/patch run ${GROUP}`), /Plan/));
    expect(plan).toMatch(/nothing can run\. 3 computers blocked[\s\S]*whose approval on WSUS is not active/);
    expect(play.installs(GROUP)).toEqual([]);
  });

  it('refuses every approval as a replica, with the reason', async () => {
    const { submit } = await order(play, 'status:all', 'install');
    await wsus().set({ replicaOf: UPSTREAM });
    const card = await play.taskAfter(submit);
    expect(textOfMessage(card)).toMatch(/Failed[\s\S]*a replica takes its approvals from its upstream server/);
    expect(textOfMessage(await play.sync())).toMatch(
      /Warning:\W*WSUS is a replica: it takes its approvals from wsus-main/,
    );
    const later = await order(play, 'status:all', 'install');
    await refused(play, later.submit, /This WSUS is a replica of another one/);
  });
});
