import type { Computer } from '../../domain/computer.js';
import type { ComplianceCheck, ProvisioningGroup } from '../../domain/group.js';
import type { CheckLine, GroupView } from '../../domain/group-views.js';
import type { GroupId, Instant, PersonId } from '../../domain/ids.js';
import { nextOpenings } from '../../domain/window-occurrences.js';
import { openTasks } from '../beginning.js';
import { computersOf, type Office } from '../office.js';
import { demand } from '../rights.js';
import { isCompliant } from '../status-queries.js';
import { keptGroup } from './edit.js';
import { mayEdit } from './rights.js';

/** The tabs Group and Compliance of the module, as this person may use them. */
export async function groupView(office: Office, person: PersonId, id: GroupId): Promise<GroupView> {
  await demand(office, person, ['viewer'], id);
  const kept = await keptGroup(office, id);
  const group = office.groups().find((one) => one.id === id) ?? { ...kept.value, computers: [] };
  const computers = await computersOf(office, group.computers);
  const byHand = new Set(kept.value.members.byHand);
  return {
    group: kept.value,
    revision: kept.revision,
    computers: group.computers,
    byHand: group.computers.filter((one) => byHand.has(one)).length,
    unknown: kept.value.members.byHand.filter((one) => !office.computers().includes(one)).length,
    compliant: computers.filter(isCompliant).length,
    checkedAt: latest(computers, (computer) => computer.compliance?.at),
    checks: await checkLines(office, group, computers),
    opens: nextOpenings(group.windows, office.clock.now(), 1, office.readCron)[0]?.opensAt ?? null,
    tasks: (await openTasks(office)).filter((task) => task.groupId === id).map((task) => task.id),
    mayEdit: await mayEdit(office, person, id, 'owner'),
  };
}

async function checkLines(
  office: Office,
  group: ProvisioningGroup,
  computers: readonly Computer[],
): Promise<readonly CheckLine[]> {
  const lastScan = latest(computers, (computer) => computer.scan?.endedAt);
  const lines: CheckLine[] = [];
  for (const check of group.checks) {
    lines.push({
      check,
      patchGroup: await patchGroupName(office, check),
      lastScan,
      compliant: computers.filter((computer) => passes(computer, check)).length,
      of: computers.length,
    });
  }
  return lines;
}

/** A computer passes a check that judged it and missed nothing; one that was never judged by it does not. */
function passes({ compliance }: Computer, check: ComplianceCheck): boolean {
  return compliance?.checks.some(({ id, missing }) => id === check.id && missing === 0) ?? false;
}

async function patchGroupName(office: Office, { patchGroup }: ComplianceCheck): Promise<string | null> {
  if (typeof patchGroup !== 'string') return null;
  return (await office.store.patchGroups.get(patchGroup))?.value.name ?? patchGroup;
}

/** The newest of some moments; null where there is none. */
function latest(computers: readonly Computer[], momentOf: (computer: Computer) => Instant | undefined): Instant | null {
  return computers.reduce<Instant | null>((newest, computer) => {
    const at = momentOf(computer) ?? null;
    return at !== null && (newest === null || at > newest) ? at : newest;
  }, null);
}
