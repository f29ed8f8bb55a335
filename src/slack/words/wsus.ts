import type { Finding } from '../../domain/diagnosis/finding.js';
import { join, type Mrkdwn, mrkdwn, safe } from '../text.js';

const VERDICTS: Readonly<Record<Finding['verdict'], Mrkdwn>> = {
  fail: mrkdwn`*Must be put right:*`,
  warn: mrkdwn`*Warning:*`,
  pass: mrkdwn`*In order:*`,
};

/** `• *Warning:* WSUS is a replica…. Approve patches on the upstream server.` */
export function findingLine({ verdict, sentence, nextStep }: Finding): Mrkdwn {
  const next = nextStep === null ? mrkdwn`` : safe(nextStep, 400);
  return mrkdwn`• ${join([VERDICTS[verdict], safe(sentence, 500), next], ' ')}`;
}
