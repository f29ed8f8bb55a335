import type { Play } from '../../../sandbox/play.js';
import type { PretendWorld } from '../../../sandbox/pretend-world.js';
import { setCondition } from '../../../sandbox/room/conditions.js';
import { textOfMessage } from '../../../sandbox/slack/driver.js';
import type { Visitor } from '../../support/visitor.js';
import { GROUP } from '../worlds.js';
import { requestFor } from './anil.js';

/** What an operator does, by keyboard where there is a choice. */

/** One computer that is blocked, and one whose install fails. */
export async function withFaults({ fleet }: PretendWorld): Promise<void> {
  await setCondition(fleet, 'fin-ws-01', 'full-disk', true);
  await setCondition(fleet, 'fin-app-01', 'failing', true);
}

export async function looksAtUpdates(olivia: Visitor): Promise<void> {
  const all = await olivia.ask('/patch updates', 'Patches to approve on WSUS', /\d+ patches/);
  await all.getByRole('button', { name: 'Filter…' }).press('Enter');
  const form = await olivia.form('Filter patches');
  await form.getByRole('checkbox', { name: 'Critical' }).press('Space');
  await form.getByRole('button', { name: 'Show' }).press('Enter');
  await form.waitFor({ state: 'detached' });
  const critical = await olivia.card('Patches to approve on WSUS', 'severity:critical');
  await critical.getByRole('button', { name: 'Approve…' }).press('Enter');
  await olivia.card('Only visible to you', 'You need the approver role', '@Anil Approver');
}

export async function approvesOnWsus(play: Play): Promise<void> {
  const critical = play.cards().findLast((card) => textOfMessage(card).includes('severity:critical'));
  if (critical === undefined) throw new Error('the filtered card is gone');
  await play.approveListed(critical, 'Finance');
}

/** Whoever asked is told what became of it, and how to go on. */
export async function asksForApproval(olivia: Visitor, play: Play): Promise<void> {
  const open = await olivia.ask(`/patch recommendations ${GROUP}`, `Recommendations · Finance`, 'to approve');
  await open.getByRole('button', { name: 'Ask for approval' }).press('Enter');
  await olivia.card('I asked in the approvers’ channel');
  await play.anil.click(await requestFor(play, 'Finance'), 'Approve');
  await olivia.page.keyboard.press('Control+k');
  await olivia.page.getByRole('combobox', { name: 'Where to?' }).fill('Messages');
  await olivia.page.keyboard.press('Enter');
  const told = await olivia.card('Your request to approve', 'was approved by @Anil Approver');
  await told.getByRole('button', { name: 'Plan the run' }).waitFor();
  await olivia.go('# patching');
}

export async function runsWithCanary(olivia: Visitor): Promise<void> {
  const plan = await olivia.ask(`/patch run ${GROUP}`, 'Plan of a run · Finance', /fin-ws-01 has .*MB free/);
  await plan.getByRole('button', { name: 'Options…' }).press('Enter');
  const options = await olivia.form('How to run');
  await options.getByRole('checkbox', { name: 'fin-ws-02' }).press('Space');
  await options.getByRole('button', { name: 'Plan again' }).press('Enter');
  await olivia.done('Nothing has started');
  const canary = await olivia.card('Plan of a run · Finance', 'fin-ws-02 first, as canary computer');
  await olivia.press(canary, 'Run', /^Install on Finance now\?$/);
  const waiting = await olivia.card('Install recommended patches', 'Canary computers: 1 of 1 succeeded');
  await olivia.press(waiting, 'Continue', /^Continue with the others\?$/);
}

export async function seesWhatFailed(olivia: Visitor): Promise<void> {
  const says = ['fin-app-01', '0x80070643', 'own installer failed. Check', 'then retry'];
  const failed = await olivia.card('Install recommended patches', /Status:\s*Failed/, ...says);
  await failed.getByRole('button', { name: 'Log of fin-app-01' }).press('Enter');
  await olivia.card('Workflow execution log', '0x80070643');
  await failed.getByRole('button', { name: 'Retry the failed (1)' }).press('Enter');
  await olivia.card('Plan of a run · Finance', 'Approve again first');
  await olivia.ask(`/patch status ${GROUP}`, 'Status · Finance', '1/3 computers are compliant');
  const digest = await olivia.ask(`/patch digest ${GROUP}`, 'Computers that are not compliant', 'Why');
  await digest.getByRole('img', { name: /Finance/ }).waitFor();
  await digest.getByRole('button', { name: /1 reply/ }).click();
  await olivia.page.getByRole('complementary', { name: 'Thread' }).getByText('.csv').first().waitFor();
  await olivia.page.keyboard.press('Escape');
}

/** What could not be installed by day is for the night. */
export async function schedulesTheRest(olivia: Visitor): Promise<void> {
  const card = await olivia.ask(`/patch recommendations ${GROUP}`, 'Recommendations · Finance', /\d+ Approved/);
  await card.getByRole('button', { name: 'Review…' }).press('Enter');
  const review = await olivia.form('Review');
  await review.getByRole('button', { name: 'Filter…' }).press('Enter');
  const filter = await olivia.form('Filter');
  for (const state of ['Opened', 'Failed'])
    await filter.getByRole('checkbox', { name: state, exact: true }).setChecked(false);
  await filter.getByRole('checkbox', { name: 'Approved', exact: true }).setChecked(true);
  await filter.getByRole('button', { name: 'Show these' }).press('Enter');
  await review.getByText(/ shown.*Approved/).waitFor();
  await review.getByRole('button', { name: /^Select all \d+$/ }).press('Enter');
  await review.getByText(/Selected: \d+ patch/).waitFor();
  await review.getByRole('radio', { name: 'Schedule' }).press('Space');
  await review.getByRole('button', { name: 'Continue' }).press('Enter');
  await (await olivia.form('Schedule?')).getByRole('button', { name: 'Schedule' }).press('Enter');
  await olivia.done(/\d+ recommendations? scheduled/);
  await review.getByRole('button', { name: 'Cancel' }).press('Enter');
  await olivia.ask(
    `/patch schedule ${GROUP}`,
    'Schedule · Finance',
    'Saturday night',
    /Scheduled: \d+ recommendations? on 1 computer/,
  );
}

export async function stopsATask(olivia: Visitor, play: Play): Promise<void> {
  await play.world.fleet.setFault('fin-ws-02', { kind: 'slow', milliseconds: 2500, times: 2 });
  const running = await olivia.ask(`/patch scan ${GROUP}`, 'Compliance Scan and Check', 'Stop everything');
  await olivia.press(running, 'Stop', 'Stop this task?');
  await olivia.card('Compliance Scan and Check', /Status:\s*Stopped/, 'stopped by @Olivia Operator');
}

/** As the computer itself counts. */
export async function seesEachUpdateInstalledOnce({ page }: Visitor, computer: string): Promise<void> {
  await page
    .getByRole('region', { name: 'Machine room' })
    .getByRole('button', { name: new RegExp(`^${computer}`) })
    .click();
  await page.getByRole('region', { name: computer }).getByText('Counted by the computer itself: none twice').waitFor();
}
