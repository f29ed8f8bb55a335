import type { DecisionAnswer, Ruling } from '../domain/decision.js';
import type { Operation } from '../domain/operation.js';
import type { Office } from './office.js';
import { rolesNow } from './rights.js';

/** What who took a decision is told of it, at once. */
export async function answerTo(office: Office, operation: Operation, ruling: Ruling): Promise<DecisionAnswer> {
  const { by, leftOut = 0, skipped } = operation;
  const roles = await rolesNow(office, by, ruling.groupId);
  return { decided: ruling.counted - leftOut, skipped, mayRun: roles.includes('operator') };
}
