import type { Identity } from '../../domain/identity.js';
import type { ConfirmView, StoppedProfile } from '../../domain/views.js';
import { bold, code, type Mrkdwn, moment, mrkdwn } from '../text.js';
import { failureText } from './failures.js';
import { LABELS } from './labels.js';

/** Words of whom to trust: which machine a computer is, and accounts that were refused. */

/** Whether it is asked if the computer is back in service: which one it is, is settled then. */
function asksForService({ why }: ConfirmView): boolean {
  return why?.code === 'PB422';
}

/** What is so until somebody has decided. */
export function whoConfirms(view: ConfirmView): Mrkdwn {
  if (!asksForService(view)) return mrkdwn`Until somebody has decided, nothing is run there.`;
  return mrkdwn`Until then no other computer of its restart sets is drained or restarted. A scan does not end that; a run whose script after it ends well does.`;
}

export function confirmLabel(view: ConfirmView): string {
  return asksForService(view) ? LABELS.backInService : LABELS.confirm;
}

export function confirmHead({ computerId }: ConfirmView): string {
  return `Computer · ${computerId}`;
}

export function confirmSummary({ computerId, why, known }: ConfirmView): Mrkdwn {
  if (why !== null) return failureText(why);
  if (known === null)
    return mrkdwn`I do not know yet which machine ${code(computerId)} is: its next scan tells me. There is nothing to confirm.`;
  return mrkdwn`${code(computerId)} is the machine that it was: there is nothing to confirm.`;
}

export function knownText({ known }: ConfirmView): Mrkdwn {
  return mrkdwn`${bold(mrkdwn`Known:`)} ${known === null ? mrkdwn`nothing yet` : identityText(known)}`;
}

export function answersText({ answers }: ConfirmView): Mrkdwn {
  const nobody = mrkdwn`nobody was asked yet: I log on there once it is confirmed`;
  return mrkdwn`${bold(mrkdwn`Answers now:`)} ${answers === null ? nobody : identityText(answers)}`;
}

/** Nothing where its identity is asked about, or where it is in service. */
export function outOfServiceText(view: ConfirmView): Mrkdwn {
  const { outOfServiceSince: since } = view;
  return since === null || !asksForService(view)
    ? mrkdwn``
    : mrkdwn`${bold(mrkdwn`Perhaps out of service:`)} since ${moment(since)}`;
}

function identityText({ computerName, domain, machineId }: Identity): Mrkdwn {
  const where = domain === null ? mrkdwn`` : mrkdwn` in ${code(domain)}`;
  return mrkdwn`${code(computerName)}${where}, machine id ${code(machineId)}`;
}

export function confirmQuestion(view: ConfirmView): string {
  return asksForService(view) ? `Is ${view.computerId} back in service?` : `Is this ${view.computerId}?`;
}

/** What the confirmation says. */
export function confirmConsequence(view: ConfirmView): Mrkdwn {
  const { answers, computerId } = view;
  if (asksForService(view))
    return mrkdwn`You looked, and ${code(computerId)} does its work. Others of its restart sets may be drained and restarted from now on.`;
  if (answers === null) return mrkdwn`I log on there with the account of its profile.`;
  return mrkdwn`${identityText(answers)} is patched as this computer from now on. What the former machine told is forgotten: scan it first.`;
}

export function confirmedText(computer: string): Mrkdwn {
  return mrkdwn`${code(computer)} is confirmed. Scan it before you run anything there.`;
}

export function backInServiceText(computer: string): Mrkdwn {
  return mrkdwn`${code(computer)} is said to be back in service: others of its restart sets may go on.`;
}

export function retriedText(profile: string): Mrkdwn {
  return mrkdwn`The account of the profile ${code(profile)} is tried again, on one computer first. Start the task again.`;
}

export function stoppedText({ why }: StoppedProfile): Mrkdwn {
  return mrkdwn`⛔ ${failureText(why)}`;
}
