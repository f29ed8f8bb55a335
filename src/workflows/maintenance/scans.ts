import { asFailure, PatchbayError } from '../../domain/errors.js';
import type { ProvisioningGroup } from '../../domain/group.js';
import type { ComputerId, Instant, OperationId, PersonId } from '../../domain/ids.js';
import { restartWaitIn } from '../../domain/target.js';
import type { ScanSchedule, ScheduleState } from '../../domain/window.js';
import { lastOpening } from '../../domain/window-occurrences.js';
import { openTasks } from '../beginning.js';
import { computersOf, type Office, wsusOf } from '../office.js';
import { carryOut, RIGHTS } from '../operations.js';
import { demand } from '../rights.js';
import { idFor, keep, toldTo } from './state.js';

/** Starts Scan and Check at its time: once for all the times that passed while nobody looked. */
export async function scanWhenDue(office: Office, group: ProvisioningGroup, state: ScheduleState): Promise<void> {
  if (group.scans === null) return;
  const due = lastDue(office, group.scans, state.scannedTo);
  if (due === null) return;
  await scan(office, group, group.scans.by, idFor(office, 'scan', group, { windowId: 'scan', opensAt: due }));
  await keep(office, group, { scannedTo: due });
}

function lastDue(office: Office, scans: ScanSchedule, after: Instant): Instant | null {
  const moment = {
    id: 'scan',
    rule: { kind: 'cron', expression: scans.cron } as const,
    durationMinutes: 1,
    timeZone: scans.timeZone,
  };
  const passed = { after: Math.max(after, scans.since), to: office.clock.now() };
  return lastOpening(moment, passed, office.readCron)?.opensAt ?? null;
}

/** On behalf of a person, whose right is asked for at this moment; what keeps it from starting is told. */
export async function scan(
  office: Office,
  group: ProvisioningGroup,
  person: PersonId,
  operation: OperationId,
): Promise<void> {
  try {
    if (await isScanning(office, group, operation)) return;
    await demand(office, person, RIGHTS.start, group.id);
    if ((await wsusOf(office)) === null) throw new PatchbayError('PB603', { command: office.command });
    if (group.computers.length === 0) throw new PatchbayError('PB103', { group: group.name });
    const asker = { person, conversation: group.channel ?? person, operation };
    const computers = await worthScanning(office, group);
    if (computers.length === 0) return;
    const intent = { kind: 'start', task: 'scan-and-check', groupId: group.id, computers, automatic: true } as const;
    await carryOut(office, asker, intent);
  } catch (thrown) {
    await tellNot(office, group, person, { operation, thrown });
  }
}

/** Who waits for its restart, for days maybe, is scanned after it: it must not hold up the others' scans. */
async function worthScanning(office: Office, group: ProvisioningGroup): Promise<readonly ComputerId[]> {
  const computers = await computersOf(office, group.computers);
  return computers.flatMap(({ id, run }) => (run !== null && restartWaitIn(run) !== null ? [] : id));
}

/** A scan that runs already tells the same. */
async function isScanning(office: Office, group: ProvisioningGroup, operation: OperationId): Promise<boolean> {
  const tasks = await openTasks(office);
  return tasks.some(
    (task) => task.groupId === group.id && task.kind === 'scan-and-check' && task.operation !== operation,
  );
}

/** Only what a person can do something about is for persons. */
async function tellNot(
  office: Office,
  group: ProvisioningGroup,
  person: PersonId,
  { operation, thrown }: { readonly operation: OperationId; readonly thrown: unknown },
): Promise<void> {
  const failure = asFailure(thrown);
  const to = toldTo(office, group, [person]);
  if (!['PB103', 'PB104', 'PB603'].includes(failure.code) || to === null) throw thrown;
  await office.conversation.show({
    id: operation,
    subject: { kind: 'notice', notice: { about: 'failure', failure, mention: person } },
    ...to,
  });
}
