import type { ComputerId } from '../../src/domain/ids.js';
import { card, section } from '../../src/slack/blocks.js';
import { diagnosisCard, diagnosisLogFile, noLogCard, ownDiagnosisCard } from '../../src/slack/cards/diagnosis.js';
import { sendFile } from '../../src/slack/files.js';
import { logSent } from '../../src/slack/words/diagnosis.js';
import type { Deps, Visit } from '../guard.js';
import type { Carry } from './order.js';

/** A computer, its log, or ourselves. */
export const diagnose: Carry<'diagnose'> = async (deps, visit, { computer, how }) => {
  const { asker, answer } = visit;
  if (computer === null) return answer(ownDiagnosisCard(await deps.desk.diagnoseOurselves(asker)));
  if (how === 'log') return sendLog(deps, visit, computer);
  const diagnosis = await deps.desk.diagnose(asker, computer, how === 'detect');
  const place = await deps.door.placeOf(asker.conversation, asker.person);
  if (place !== asker.conversation) await answer(diagnosisCard(diagnosis));
};

async function sendLog(deps: Deps, { asker, answer }: Visit, computer: ComputerId): Promise<void> {
  await deps.desk.demand(asker.person, 'viewer');
  const diagnosis = await deps.desk.diagnosis(computer);
  const file = diagnosis === null ? null : diagnosisLogFile(diagnosis);
  if (diagnosis === null || file === null) return answer(noLogCard());
  await sendFile(deps.client, asker.person, file);
  const text = logSent(diagnosis);
  await answer(card(text, [section(text)]));
}
