import type { Locator } from 'playwright-core';
import type { Play } from '../../../sandbox/play.js';
import { textOfMessage } from '../../../sandbox/slack/driver.js';
import type { Message } from '../../../sandbox/slack/model.js';
import type { Visitor } from '../../support/visitor.js';

/** What an approver does, on a phone. */

/** The card in the approvers' channel. */
export function requestFor(play: Play, group: string): Promise<Message> {
  const says = new RegExp(`Approve \\d+ patch(es)? for ${group}[\\s\\S]*waits until`);
  const look = () => play.world.slack.messages('#approvals').findLast((message) => says.test(textOfMessage(message)));
  return play.world.slack.waitFor(`a request for ${group}`, look);
}

export async function reviewsInHome(anil: Visitor): Promise<void> {
  await anil.go('Home');
  const { page } = anil;
  await page.getByText(/^Approve \d+ patches for Finance\?$/).waitFor();
  await page.getByRole('button', { name: 'Review…' }).last().click();
  const review = await anil.form('Review');
  await review.getByRole('button', { name: /^Select all \d+$/ }).click();
  await review.getByText(/Selected: \d+ patches on 3 computers/).waitFor();
  const except = review.getByLabel(/^Except these computers/);
  await except.fill('fin-ws-02');
  await review.getByRole('option', { name: 'fin-ws-02' }).click();
  await review.getByText(/Selected: \d+ patches on 2 computers/).waitFor();
  await review.getByRole('radio', { name: 'Approve' }).check();
  await review.getByRole('button', { name: 'Continue' }).click();
  const sure = await anil.form('Approve?');
  await sure.getByText(/on 2 computers, in Finance/).waitFor();
  await sure.getByRole('button', { name: 'Approve', exact: true }).click();
  await anil.done(/\d+ recommendations approved/);
  await review.getByRole('button', { name: 'Cancel' }).click();
}

/** A card of one's own, which nobody can draw anew when it is decided elsewhere. */
export async function showsRequest(anil: Visitor): Promise<Locator> {
  const list = await anil.ask('/patch approvals', 'Only visible to you', /wait for your decision/);
  await list.getByRole('button', { name: 'Show', exact: true }).last().click();
  return anil.card('Only visible to you', 'for Finance?', 'Asked by @Olivia Operator');
}

export async function declines(anil: Visitor): Promise<void> {
  const tills = await anil.card('Approve', 'for Tills');
  await tills.getByRole('button', { name: 'Decline…' }).click();
  const form = await anil.form(/Decline/);
  await form.getByLabel('Reason').fill('The year end comes first');
  await form.getByRole('button', { name: 'Decline', exact: true }).click();
  await anil.done('Declined');
  await anil.card('for Tills', 'declined by @Anil Approver', 'The year end comes first');
}

export async function overflow({ page }: Visitor): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
