import { demand, Play } from '../play.js';
import type { PretendWorld } from '../pretend-world.js';
import { FAULTS } from '../scenario-faults.js';
import { textOfMessage } from '../slack/driver.js';
import type { Message } from '../slack/model.js';
import { GROUP } from './scenario.js';
import type { Transcript } from './transcript.js';
import { checkComputers } from './truth.js';

const WSUS_GROUP = 'All Computers';

/** Goes through the six steps with a fleet that has its faults. Throws where a step did not do what it says. */
export async function takeTour(world: PretendWorld, transcript: Transcript): Promise<void> {
  const play = new Play(world);
  await synchronize(play, transcript);
  await approveOnWsus(play, transcript);
  const scan = await scanAndCheck(play, transcript);
  await approveRecommendations(play, transcript);
  const { plan, ended } = await run(play, transcript);
  await verify(play, transcript);
  tellTroubles(play, transcript, [scan, plan, ended]);
  checkComputers(play, transcript, textOfMessage(ended));
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
  transcript.does('Anil', `chooses the WSUS group ${WSUS_GROUP} and continues`);
  const ended = await play.taskAfter(() => play.anil.submit(modal, { groups: [play.wsusGroup(WSUS_GROUP)] }));
  transcript.shows(ended);
  demand(/[1-9]\d* approvals? set on WSUS/.test(textOfMessage(ended)), 'WSUS took the approvals');
}

async function scanAndCheck(play: Play, transcript: Transcript): Promise<Message> {
  transcript.step(3, 'Scan for missing patches');
  transcript.says('Olivia', `/patch scan ${GROUP}`);
  const card = await play.scan(GROUP);
  transcript.shows(card);
  says(card, /Not compliant/, 'the scan found missing patches');
  says(
    card,
    /br-pos-02\W.* does not answer\. Check that it is on/,
    'the computer that is off is named, with what to do',
  );
  return card;
}

async function approveRecommendations(play: Play, transcript: Transcript): Promise<void> {
  transcript.step(4, 'Approve recommendations');
  transcript.says('Olivia', `/patch recommendations ${GROUP}`);
  transcript.does('Anil', 'presses Approve all and confirms; the card then says:');
  transcript.shows(await play.approveAll(GROUP));
}

async function run(play: Play, transcript: Transcript): Promise<{ readonly plan: Message; readonly ended: Message }> {
  transcript.step(5, 'Install the missing patches on all the computers that require them');
  transcript.says('Olivia', `/patch run ${GROUP}`);
  const plan = await play.plan(GROUP);
  transcript.shows(plan);
  says(plan, /hq-sql-01\W.* MB free/, 'the plan leaves out the computer whose disk is full, and says why');
  says(plan, /br-pos-03\W.* own policy \(AUOptions 4\)/, 'the plan leaves out the computer that installs by itself');
  transcript.does('Olivia', 'presses Run and confirms');
  const ended = await play.run(plan);
  transcript.shows(ended);
  says(ended, /fin-ws-03\W.*0x80070643: the update's own installer failed\. Check/, 'a failed install is explained');
  says(ended, /hq-dc-02\W.*undid it in the restart/, 'an update that the restart undid is not Implemented');
  return { plan, ended };
}

async function verify(play: Play, transcript: Transcript): Promise<void> {
  transcript.step(6, 'Verify installation of patches');
  transcript.says('Olivia', `/patch status ${GROUP}`);
  const status = await play.whisper(play.olivia, `/patch status ${GROUP}`, /computers are compliant/);
  transcript.shows(status);
  says(status, /[1-9]\d* Implemented/, 'installed patches show Implemented');
  says(
    status,
    /hq-sql-01[^\n]*free some space first/,
    'the status says what keeps a computer from being patched, and what to do',
  );
  says(status, /fin-ws-03[^\n]*0x80070643/, 'the status says why a patch failed');
}

/** The bot's own lines about computers that were not patched, or not wholly, once more in one place. */
function tellTroubles(play: Play, transcript: Transcript, cards: readonly Message[]): void {
  const lines = cards.flatMap((card) => textOfMessage(card).split('\n'));
  transcript.title('What failed, why, and what to do next');
  for (const id of play.members(GROUP)) {
    const told = lines.filter((line) => line.startsWith(`• \`${id}\``));
    demand(told.length > 0 || FAULTS[id] === undefined, `the bot says what is wrong with ${id}`);
    for (const line of told) transcript.line(line);
  }
  transcript.title('The truth, from the computers themselves');
}

function says(shown: Message, words: RegExp, what: string): void {
  demand(words.test(textOfMessage(shown)), what);
}
