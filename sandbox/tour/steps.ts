import type { PretendWorld } from '../pretend-world.js';
import type { Actor } from '../slack/driver.js';
import { textOfMessage } from '../slack/driver.js';
import type { Message } from '../slack/model.js';
import type { Transcript } from './transcript.js';

const CHANNEL = '#patching';
const GROUP = 'finance';
const ENDED = /Status:\W*(Succeeded|Failed|Stopped)/;
const TASK_MS = 60_000;

/** What each step has at hand. */
interface Tour {
  readonly world: PretendWorld;
  readonly transcript: Transcript;
  readonly olivia: Actor;
  readonly anil: Actor;
}

/** Goes through sync, approve on WSUS, scan and check, approve, run, verify. Throws where a step did not do what it says. */
export async function takeTour(world: PretendWorld, transcript: Transcript): Promise<void> {
  const tour = { world, transcript, olivia: world.slack.as('olivia'), anil: world.slack.as('anil') };
  await synchronize(tour);
  await approveOnWsus(tour);
  await scanAndCheck(tour);
  await approveRecommendations(tour);
  await run(tour);
  await verify(tour);
}

async function synchronize(tour: Tour): Promise<void> {
  tour.transcript.step(1, 'Synchronize the WSUS to refresh the patches');
  const card = await task(tour, () => say(tour, tour.olivia, '/patch sync'));
  demand(/brought [1-9]\d* new/.test(textOfMessage(card)), 'the synchronization brought new updates');
}

async function approveOnWsus(tour: Tour): Promise<void> {
  tour.transcript.step(2, 'Approve patches on WSUS');
  const card = await answer(tour, () => say(tour, tour.olivia, '/patch updates critical'), 'Approve');
  tour.transcript.shows(card);
  await tour.anil.click(card, 'updates.approve');
  const modal = await tour.world.slack.waitFor('the modal', () => tour.anil.modal());
  tour.transcript.does('Anil', 'presses Approve, and sees:');
  tour.transcript.shows(modal);
  const ended = await task(tour, async () => {
    tour.transcript.does('Anil', 'chooses the WSUS group Finance and continues');
    await tour.anil.submit(modal, { group: wsusGroupId(tour.world, 'Finance') });
  });
  demand(/set on WSUS/.test(textOfMessage(ended)), 'WSUS took the approvals');
}

async function scanAndCheck(tour: Tour): Promise<void> {
  tour.transcript.step(3, 'Scan for missing patches');
  const card = await task(tour, () => say(tour, tour.olivia, `/patch scan ${GROUP}`));
  demand(/Not compliant/.test(textOfMessage(card)), 'the scan found missing patches');
}

async function approveRecommendations(tour: Tour): Promise<void> {
  tour.transcript.step(4, 'Approve recommendations');
  const card = await answer(tour, () => say(tour, tour.olivia, `/patch recommendations ${GROUP}`), 'Opened');
  tour.transcript.shows(card);
  tour.transcript.does('Anil', 'presses Approve all and confirms');
  await tour.anil.click(card, 'recommendations.approve');
  const decided = await now(tour, card, /Decided: \d+ recommendations? approved/);
  tour.transcript.shows(decided);
}

async function run(tour: Tour): Promise<void> {
  tour.transcript.step(5, 'Install the missing patches on all the computers that require them');
  const card = await answer(tour, () => say(tour, tour.olivia, `/patch run ${GROUP}`), 'Run');
  tour.transcript.shows(card);
  const ended = await task(tour, async () => {
    tour.transcript.does('Olivia', 'presses Run and confirms');
    await tour.olivia.click(card, 'run.start');
  });
  demand(/Status:\W*Succeeded/.test(textOfMessage(ended)), 'the run succeeded');
}

async function verify(tour: Tour): Promise<void> {
  tour.transcript.step(6, 'Verify installation of patches');
  await say(tour, tour.olivia, `/patch status ${GROUP}`);
  const status = await tour.world.slack.waitFor('the status', () =>
    tour.olivia.sees(CHANNEL).findLast((message) => /compliant/i.test(textOfMessage(message)) && message.ephemeralFor),
  );
  tour.transcript.shows(status);
  for (const computer of members(tour.world)) {
    const { state } = tour.world.fleet.computer(computer);
    const installs = Object.values(state.installs);
    tour.transcript.truth(
      `${state.name} says: ${installs.length} updates installed, each ${Math.max(...installs)} time`,
    );
    demand(
      installs.every((count) => count === 1),
      `${state.name} installed each update once`,
    );
  }
}

function wsusGroupId(world: PretendWorld, name: string): string {
  return world.fleet.scenario.wsusGroups.find((group) => group.name === name)?.id ?? '';
}

function members(world: PretendWorld): readonly string[] {
  return world.fleet.scenario.provisioningGroups.find((group) => group.id === GROUP)?.computers ?? [];
}

async function say(tour: Tour, actor: Actor, text: string): Promise<void> {
  tour.transcript.says(actor.person.realName.split(' ')[0] ?? '', text);
  const { outcome } = await actor.type(CHANNEL, text);
  demand(outcome === 'acked', `Slack took "${text}" (${outcome})`);
}

/** Starts a task, waits for its card to say that it has ended, and shows the card. */
async function task(tour: Tour, start: () => Promise<void>): Promise<Message> {
  const before = new Set(ours(tour).map((message) => message.ts));
  await start();
  const ended = (message: Message): boolean => !before.has(message.ts) && ENDED.test(textOfMessage(message));
  const card = await tour.world.slack.waitFor('the end of the task', () => ours(tour).find(ended), TASK_MS);
  tour.transcript.shows(card);
  return card;
}

/** The message that follows from something, by a word in it. */
async function answer(tour: Tour, ask: () => Promise<void>, word: string): Promise<Message> {
  const before = new Set(ours(tour).map((message) => message.ts));
  await ask();
  const isAnswer = (message: Message): boolean => !before.has(message.ts) && textOfMessage(message).includes(word);
  return tour.world.slack.waitFor(`an answer with "${word}"`, () => ours(tour).find(isAnswer));
}

function now(tour: Tour, card: Message, pattern: RegExp): Promise<Message> {
  return tour.world.slack.waitFor(`the card to say ${pattern.source}`, () =>
    ours(tour).find((message) => message.ts === card.ts && pattern.test(textOfMessage(message))),
  );
}

/** Root messages of the channel. */
function ours(tour: Tour): readonly Message[] {
  return tour.world.slack.messages(CHANNEL).filter((message) => message.threadTs === null);
}

function demand(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`it is not so that ${what}`);
}
