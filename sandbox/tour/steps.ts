import { demand, Play } from '../play.js';
import type { PretendWorld } from '../pretend-world.js';
import { textOfMessage } from '../slack/driver.js';
import type { Transcript } from './transcript.js';

const GROUP = 'finance';

/** Goes through the six steps. Throws where a step did not do what it says. */
export async function takeTour(world: PretendWorld, transcript: Transcript): Promise<void> {
  const play = new Play(world);
  await synchronize(play, transcript);
  await approveOnWsus(play, transcript);
  await scanAndCheck(play, transcript);
  await approveRecommendations(play, transcript);
  await run(play, transcript);
  await verify(play, transcript);
}

async function synchronize(play: Play, transcript: Transcript): Promise<void> {
  transcript.step(1, 'Synchronize the WSUS to refresh the patches');
  transcript.says('Olivia', '/patch sync');
  const card = await play.sync();
  transcript.shows(card);
  demand(/brought [1-9]\d* new/.test(textOfMessage(card)), 'the synchronization brought new updates');
}

async function approveOnWsus(play: Play, transcript: Transcript): Promise<void> {
  transcript.step(2, 'Approve patches on WSUS');
  transcript.says('Olivia', '/patch updates critical');
  const card = await play.cardAfter(() => play.type(play.olivia, '/patch updates critical'), /wait for an approval/);
  transcript.shows(card);
  transcript.does('Anil', 'presses Approve…, and sees:');
  const modal = await play.openModal(play.anil, card, 'updates.approve');
  transcript.shows(modal);
  transcript.does('Anil', 'chooses the WSUS group Finance and continues');
  const ended = await play.taskAfter(() => play.anil.submit(modal, { group: play.wsusGroup('Finance') }));
  transcript.shows(ended);
  demand(/[1-9]\d* set on WSUS/.test(textOfMessage(ended)), 'WSUS took the approvals');
}

async function scanAndCheck(play: Play, transcript: Transcript): Promise<void> {
  transcript.step(3, 'Scan for missing patches');
  transcript.says('Olivia', `/patch scan ${GROUP}`);
  const card = await play.scan(GROUP);
  transcript.shows(card);
  demand(/Not compliant/.test(textOfMessage(card)), 'the scan found missing patches');
}

async function approveRecommendations(play: Play, transcript: Transcript): Promise<void> {
  transcript.step(4, 'Approve recommendations');
  transcript.says('Olivia', `/patch recommendations ${GROUP}`);
  transcript.does('Anil', 'presses Approve all and confirms; the card then says:');
  transcript.shows(await play.approveAll(GROUP));
}

async function run(play: Play, transcript: Transcript): Promise<void> {
  transcript.step(5, 'Install the missing patches on all the computers that require them');
  transcript.says('Olivia', `/patch run ${GROUP}`);
  const plan = await play.plan(GROUP);
  transcript.shows(plan);
  transcript.does('Olivia', 'presses Run and confirms');
  const ended = await play.run(plan);
  transcript.shows(ended);
  demand(/Status:\W*Succeeded/.test(textOfMessage(ended)), 'the run succeeded');
}

async function verify(play: Play, transcript: Transcript): Promise<void> {
  transcript.step(6, 'Verify installation of patches');
  transcript.says('Olivia', `/patch status ${GROUP}`);
  await play.type(play.olivia, `/patch status ${GROUP}`);
  const status = await play.whisper(play.olivia, /computers are compliant/);
  transcript.shows(status);
  demand(/Implemented [1-9]/.test(textOfMessage(status)), 'installed patches show Implemented');
  for (const id of play.members(GROUP)) {
    const { state } = play.world.fleet.computer(id);
    const counts = Object.values(state.installs);
    transcript.truth(`${state.name} itself says: ${counts.length} updates installed, ${counts.join(' and ')} times`);
    demand(counts.length > 0 && counts.every((count) => count === 1), `${state.name} installed each update once`);
  }
}
