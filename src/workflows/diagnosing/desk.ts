import type { Finding } from '../../domain/diagnosis/finding.js';
import { accountFindings, dataFindings, readingFinding, watchFindings } from '../../domain/diagnosis/own.js';
import { reachFindings } from '../../domain/diagnosis/reach.js';
import type { ComputerDiagnosis } from '../../domain/diagnosis/record.js';
import { slackFindings } from '../../domain/diagnosis/slack.js';
import type { ComputerId } from '../../domain/ids.js';
import { isLookedAt } from '../../domain/reasons.js';
import { NOTHING_WATCHED } from '../../domain/watch.js';
import { wsusFindings } from '../../domain/wsus-health.js';
import type { Asker } from '../desk.js';
import { refused } from '../groups/edit.js';
import { computersOf, type Office, wsusOf } from '../office.js';
import { demand, mayNow } from '../rights.js';

export interface DiagnosisDesk {
  /**
   * Looks at a computer, and shows a card that says what was found. Nothing is changed there; where it holds a task it is
   * only met. For operators. Where a diagnosis of it is under way already, that one; PB113 where that one does not tell it
   * to look for updates.
   * @param detectNow whether it is told to look for updates by itself
   */
  diagnose(asker: Asker, computer: ComputerId, detectNow: boolean): Promise<ComputerDiagnosis>;
  /** The last one; null where there was none. */
  diagnosis(computer: ComputerId): Promise<ComputerDiagnosis | null>;
  /** What we ourselves rest on: Slack, WSUS, data, accounts, the schedule. For operators. */
  diagnoseOurselves(asker: Asker): Promise<readonly Finding[]>;
}

export function openDiagnosisDesk(office: Office): DiagnosisDesk {
  return {
    diagnose: (asker, computer, detectNow) => diagnose(office, asker, computer, detectNow),
    diagnosis: async (computer) => (await office.store.diagnoses.get(computer))?.value ?? null,
    diagnoseOurselves: (asker) => diagnoseOurselves(office, asker),
  };
}

async function diagnose(
  office: Office,
  { person, operation, conversation }: Asker,
  computerId: ComputerId,
  detectNow: boolean,
): Promise<ComputerDiagnosis> {
  await demandOperator(office, person, computerId);
  const before = (await office.store.diagnoses.get(computerId))?.value;
  if (detectNow && before !== undefined && before.id !== operation) demandNoOther(before);
  const isNew = before === undefined || (before.endedAt !== null && before.id !== operation);
  const detail = detectNow ? 'told to look for updates now' : 'looked at';
  const line = {
    at: office.clock.now(),
    who: person,
    what: 'diagnose',
    on: computerId,
    operation,
    planHash: null,
    detail,
  };
  if (isNew) await office.store.audit.append(line);
  const begun = await office.diagnoses.begin({ id: operation, computerId, by: person, conversation, detectNow });
  if (detectNow) demandNoOther(begun);
  await office.conversation.show({
    id: `diagnosis-${operation}`,
    subject: { kind: 'diagnosis', computerId, diagnosisId: begun.id },
    ...{ conversation, person },
  });
  return begun;
}

/** What is under way asks for nothing, and is not made to: who clicked would wait for an effect in vain. */
function demandNoOther({ computerId, endedAt, detectNow }: ComputerDiagnosis): void {
  if (endedAt === null && !detectNow) throw refused(isLookedAt(computerId));
}

/** Whoever may scan a group that it is in may have it looked at. */
async function demandOperator(office: Office, person: Asker['person'], computer: ComputerId): Promise<void> {
  for (const { id, computers } of office.groups())
    if (computers.includes(computer) && (await mayNow(office, person, ['operator'], id))) return;
  await demand(office, person, ['operator']);
}

async function diagnoseOurselves(office: Office, { person }: Asker): Promise<readonly Finding[]> {
  await demand(office, person, ['operator']);
  const [slack, data, wsus, watch] = await Promise.all([
    office.ownParts.slack(),
    office.ownParts.data(),
    wsusPart(office),
    office.store.watch.get('watch'),
  ]);
  return [
    ...slackFindings(slack),
    ...dataFindings(data),
    ...wsus,
    ...watchFindings(watch?.value ?? NOTHING_WATCHED, office.clock.now()),
    ...(await accounts(office)),
  ];
}

/** As it was met last: a diagnosis of its computer looks closer. */
async function wsusPart(office: Office): Promise<readonly Finding[]> {
  const { clock, rules, command, wsusComputer, diagnostics } = office;
  const [facts, reach] = await Promise.all([wsusOf(office), diagnostics.reach(wsusComputer)]);
  const now = clock.now();
  const reached = reachFindings('wsus', reach, now);
  const reading = readingFinding(facts, now, rules.maxScanAgeMs, command);
  if (facts === null || facts.health === null) return [...reached, reading];
  const { health, clients } = facts;
  return [...reached, reading, ...wsusFindings({ health, clients, computers: await saidIds(office) })];
}

async function saidIds(office: Office) {
  const found = await computersOf(office, office.computers());
  return found.flatMap(({ facts }) => {
    return facts === null ? [] : [{ name: facts.computerName, susClientId: facts.susClientId }];
  });
}

async function accounts({ logons }: Office): Promise<readonly Finding[]> {
  const standings = await logons.standings();
  return accountFindings(
    standings.map((one) => ({
      ...{ profile: one.profile, acceptedAt: one.acceptedAt, refusedBy: one.refusedBy },
      stopped: logons.whyStopped(one),
    })),
  );
}
