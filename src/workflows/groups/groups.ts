import { isTimeZone } from '../../domain/calendar.js';
import { PatchbayError } from '../../domain/errors.js';
import { type DigestSetup, type GroupRecord, NO_ROLLOUT } from '../../domain/group.js';
import { cleanName, idFor, whyNoName } from '../../domain/group-name.js';
import type { GroupForm, GroupView, MembersForm, NoticesForm, Shown } from '../../domain/group-views.js';
import { type GroupId, parseGroupId } from '../../domain/ids.js';
import { AT_MOST, DEFER_MINUTES, neverComes, stillScheduled, taskNotEnded, unknownZone } from '../../domain/reasons.js';
import { openTasks } from '../beginning.js';
import type { Asker } from '../desk.js';
import { computersOf, type Office } from '../office.js';
import { demand } from '../rights.js';
import { edited, putGroup, refused } from './edit.js';
import { demandFree, membersIn, namesBeside, previewOf, rolloutIn } from './members.js';
import { groupView } from './queries.js';

const MOST_OWNERS = 50;
const FIRST_CHECK = 'Operating System Patches and Updates';

/** Makes a group: by administrators. A deleted group's id is given again where a person asks for its name. */
export async function createGroup(office: Office, asker: Asker, typed: string, form: MembersForm): Promise<GroupView> {
  await demand(office, asker.person, ['admin']);
  const done = (await office.store.operations.get(asker.operation))?.value.intent;
  if (done?.kind === 'edit-group') return groupView(office, asker.person, done.groupId);
  const name = nameIn(office, null, typed);
  const isTaken = (id: string) => [...namesBeside(office, null), ...office.computers()].includes(id);
  const id = parseGroupId(idFor(name, 'group', isTaken));
  if (id === null) throw new PatchbayError('PB899', { cause: 'no group id' });
  const members = await membersIn(office, { byHand: [], rule: null }, form);
  const check = { id: `${id}-${asker.operation.slice(-8)}`, name: FIRST_CHECK, type: 'patch' } as const;
  const record: GroupRecord = {
    ...{ id, name, members, checks: [{ ...check, patchGroup: null, automaticApproval: false }] },
    ...{ restart: 'if-required', restartDeferMinutes: 0, allowDrivers: false, allowUpgrades: false },
    ...{ rollout: NO_ROLLOUT, windows: [], scans: null, deleted: null },
    ...{ channel: null, approvalsChannel: null, digest: null, owners: [], operators: [], approvers: [] },
  };
  await putGroup(office, asker, await office.store.groups.get(id), record);
  return groupView(office, asker.person, id);
}

function nameIn(office: Office, id: GroupId | null, typed: string): string {
  const name = cleanName(typed);
  const why = whyNoName(name, { names: namesBeside(office, id), computers: office.computers() });
  if (why !== null) throw refused(why);
  return name;
}

export function editGroup(office: Office, asker: Asker, shown: Shown<GroupId>, form: GroupForm): Promise<GroupView> {
  return edited(office, asker, shown, (record) => {
    if (form.owners !== null && form.owners.length > MOST_OWNERS) throw refused(AT_MOST.owners(MOST_OWNERS));
    const name = cleanName(form.name) === record.name ? record.name : nameIn(office, record.id, form.name);
    const { restart, restartDeferMinutes } = form;
    if (!isDeferral(restartDeferMinutes)) throw refused(DEFER_MINUTES);
    const allowDrivers = form.allowDrivers ?? record.allowDrivers;
    const allowUpgrades = form.allowUpgrades ?? record.allowUpgrades;
    const settings = { restart, restartDeferMinutes, allowDrivers, allowUpgrades, rollout: rolloutIn(form.rollout) };
    return { ...record, name, ...settings, owners: form.owners ?? record.owners };
  });
}

function isDeferral(minutes: number): boolean {
  return Number.isInteger(minutes) && minutes >= 0 && minutes <= 1440;
}

/** Who would be in the group; nothing is changed. */
export async function previewMembers(office: Office, shown: Shown<GroupId> | null, form: MembersForm) {
  const kept = shown === null ? null : (await office.store.groups.get(shown.id))?.value;
  const now = office.groups().find((group) => group.id === shown?.id)?.computers ?? [];
  return previewOf(office, now, await membersIn(office, kept?.members ?? { byHand: [], rule: null }, form));
}

export function editMembers(
  office: Office,
  asker: Asker,
  shown: Shown<GroupId>,
  form: MembersForm,
): Promise<GroupView> {
  return edited(office, asker, shown, async (record) => {
    const members = await membersIn(office, record.members, form);
    const now = office.groups().find((group) => group.id === record.id)?.computers ?? [];
    const { added } = await previewOf(office, now, members);
    await demandFree(office, asker.person, record, { members, added });
    return { ...record, members };
  });
}

export function editNotices(
  office: Office,
  asker: Asker,
  shown: Shown<GroupId>,
  form: NoticesForm,
): Promise<GroupView> {
  return edited(office, asker, shown, (record) => ({
    ...record,
    channel: form.channel,
    approvalsChannel: form.approvalsChannel,
    digest: form.digest === null ? null : digestIn(office, form.digest),
  }));
}

/** @throws PatchbayError PB331 (no cron expression), PB113 (no time zone, or it never comes) */
function digestIn(office: Office, digest: DigestSetup): DigestSetup {
  const cron = digest.cron.trim().replaceAll(/\s+/g, ' ');
  const timeZone = digest.timeZone.trim();
  if (!isTimeZone(timeZone)) throw refused(unknownZone(cleanName(timeZone)));
  if (office.readCron(cron)(office.clock.now()) === null) throw refused(neverComes(cleanName(cron)));
  return { channel: digest.channel, cron, timeZone };
}

/** Refused while something of the group goes on. Its id stays taken, so that the configuration does not bring it back. */
export async function deleteGroup(office: Office, asker: Asker, shown: Shown<GroupId>): Promise<void> {
  if ((await office.store.operations.get(asker.operation)) !== null) return;
  await edited(office, asker, shown, async (record) => {
    await demandIdle(office, record);
    return { ...record, deleted: { at: office.clock.now(), by: asker.person } };
  }).catch((thrown: unknown) => {
    // The group that would be shown is gone: that is what was asked for.
    if (!(thrown instanceof PatchbayError) || thrown.code !== 'PB102' || isLeft(office, shown.id)) throw thrown;
  });
}

const isLeft = (office: Office, id: GroupId): boolean => office.groups().some((group) => group.id === id);

async function demandIdle(office: Office, { id, name }: GroupRecord): Promise<void> {
  const [task] = (await openTasks(office)).filter((one) => one.groupId === id);
  if (task !== undefined) throw refused(taskNotEnded(task.id, name, office.command));
  const group = office.groups().find((one) => one.id === id);
  const computers = await computersOf(office, group?.computers ?? []);
  const scheduled = computers.reduce(
    (sum, { recommendations }) =>
      sum + Object.values(recommendations).filter(({ state }) => state === 'Scheduled').length,
    0,
  );
  if (scheduled === 0) return;
  throw refused(stillScheduled(scheduled, name, id, office.command));
}
