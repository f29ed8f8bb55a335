import { auditCard, auditFile, fitsAudit, verifiedCard } from '../../src/slack/cards/audit.js';
import { sendFile } from '../../src/slack/files.js';
import type { Carry } from './order.js';

/** What does not fit into a message goes as a file, all of it. */
export const audit: Carry<'audit'> = async (deps, { asker, answer }, order) => {
  if (order.verify) return answer(verifiedCard((await deps.desk.verifyAudit(asker.person)).entries));
  const view = await deps.desk.audit(asker.person, order);
  if (!fitsAudit(view)) await sendFile(deps.client, asker.person, auditFile(view));
  await answer(auditCard(view));
};
