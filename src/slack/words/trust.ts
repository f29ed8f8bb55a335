import type { Identity } from '../../domain/identity.js';
import type { ConfirmView, StoppedProfile } from '../../domain/views.js';
import { bold, code, type Mrkdwn, mrkdwn } from '../text.js';
import { failureText } from './failures.js';

/** Words of whom to trust: which machine a computer is, and accounts that were refused. */

export const WHO_CONFIRMS = mrkdwn`Until somebody has decided, nothing is run there.`;

export function confirmHead({ computerId }: ConfirmView): string {
  return `Computer · ${computerId}`;
}

export function confirmSummary({ computerId, why }: ConfirmView): Mrkdwn {
  if (why !== null) return failureText(why);
  return mrkdwn`${code(computerId)} is the machine that it was: there is nothing to confirm.`;
}

export function knownText({ known }: ConfirmView): Mrkdwn {
  return mrkdwn`${bold(mrkdwn`Known:`)} ${known === null ? mrkdwn`nothing yet` : identityText(known)}`;
}

export function answersText({ answers }: ConfirmView): Mrkdwn {
  const nobody = mrkdwn`nobody was asked yet: I log on there once it is confirmed`;
  return mrkdwn`${bold(mrkdwn`Answers now:`)} ${answers === null ? nobody : identityText(answers)}`;
}

function identityText({ computerName, domain, machineId }: Identity): Mrkdwn {
  const where = domain === null ? mrkdwn`` : mrkdwn` in ${code(domain)}`;
  return mrkdwn`${code(computerName)}${where}, machine id ${code(machineId)}`;
}

export function confirmQuestion({ computerId }: ConfirmView): string {
  return `Is this ${computerId}?`;
}

/** What the confirmation says. */
export function confirmConsequence({ answers }: ConfirmView): Mrkdwn {
  if (answers === null) return mrkdwn`I log on there with the account of its profile.`;
  return mrkdwn`${identityText(answers)} is patched as this computer from now on. What the former machine told is forgotten: scan it first.`;
}

export function confirmedText(computer: string): Mrkdwn {
  return mrkdwn`${code(computer)} is confirmed. Scan it before you run anything there.`;
}

export function retriedText(profile: string): Mrkdwn {
  return mrkdwn`The account of the profile ${code(profile)} is tried again, on one computer first. Start the task again.`;
}

export function stoppedText({ why }: StoppedProfile): Mrkdwn {
  return mrkdwn`⛔ ${failureText(why)}`;
}
