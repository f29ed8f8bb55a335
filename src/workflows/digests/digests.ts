import { type Digest, type DigestState, type DigestSubject, digestOf, standingsOf } from '../../domain/digest.js';
import type { ProvisioningGroup } from '../../domain/group.js';
import type { Instant, PersonId } from '../../domain/ids.js';
import { lastOpening } from '../../domain/window-occurrences.js';
import type { Duty } from '../agenda.js';
import type { Asker } from '../desk.js';
import { computersOf, type Office } from '../office.js';

/** Tells each channel, at its time, what became of its groups' computers. */
export const digests: Duty = {
  name: 'digests',
  look: async (office) => {
    for (const [channel, groups] of byChannel(office.groups())) await look(office, channel, groups);
  },
};

function byChannel(groups: readonly ProvisioningGroup[]): ReadonlyMap<string, readonly ProvisioningGroup[]> {
  const channels = new Map<string, ProvisioningGroup[]>();
  for (const group of groups) {
    const channel = group.digest?.channel;
    if (channel !== undefined) channels.set(channel, [...(channels.get(channel) ?? []), group]);
  }
  return channels;
}

/** What is due is made and stored in one write, then said: a crash in between says it after the next start. */
async function look(office: Office, channel: string, groups: readonly ProvisioningGroup[]): Promise<void> {
  const now = office.clock.now();
  const known = (await office.store.digests.get(channel))?.value ?? null;
  if (known?.unsaid != null) await said(office, known.unsaid, personToTell(office, groups));
  // A new digest begins with its next moment, not with those that passed before anybody wanted it.
  const due = known === null ? now : lastDue(office, groups, known.upTo, now);
  if (due === null) return;
  const subjects = await subjectsOf(office, groups);
  const unsaid = known === null ? null : digestOf(channel, subjects, known.standings, due);
  const standings = known === null ? {} : standingsOf(subjects);
  const state: DigestState = { channel, upTo: due, standings, unsaid };
  await office.store.digests.update(channel, () => state);
  if (unsaid !== null) await said(office, unsaid, personToTell(office, groups));
}

/** The latest moment that has come since; several that were missed are one. */
function lastDue(office: Office, groups: readonly ProvisioningGroup[], after: Instant, now: Instant): Instant | null {
  const due = groups.flatMap(({ digest }) => {
    if (digest === null) return [];
    const rule = { kind: 'cron', expression: digest.cron } as const;
    const moment = { id: 'digest', name: '', rule, durationMinutes: 1, timeZone: digest.timeZone };
    return lastOpening(moment, { after, to: now }, office.readCron)?.opensAt ?? [];
  });
  return due.length === 0 ? null : Math.max(...due);
}

async function said(office: Office, digest: Digest, person: PersonId): Promise<void> {
  await show(office, digest, person);
  await office.store.digests.update(digest.channel, (state) =>
    state?.unsaid?.id === digest.id ? { ...state, unsaid: null } : null,
  );
}

async function show(office: Office, digest: Digest, person: PersonId): Promise<void> {
  const { id, channel: conversation } = digest;
  await office.conversation.show({ id, subject: { kind: 'digest', digest }, conversation, person });
  if (digest.notCompliant === 0) return;
  const subject = { kind: 'digest-file', groups: digest.groups.map(({ groupId }) => groupId), at: digest.at } as const;
  await office.conversation.show({ id: `${id}-file`, subject, conversation, person, threadOf: id });
}

/** Where a channel is closed to us somebody hears of it all the same. */
function personToTell(office: Office, groups: readonly ProvisioningGroup[]): PersonId {
  return groups.flatMap(({ owners }) => owners)[0] ?? office.roles.admins[0] ?? ('' as PersonId);
}

/** A digest of these groups here and now, whatever was said before. */
export async function digestNow(office: Office, asker: Asker, groups: readonly ProvisioningGroup[]): Promise<Digest> {
  const { conversation: channel, person, operation } = asker;
  const made = digestOf(channel, await subjectsOf(office, groups), null, office.clock.now());
  const digest: Digest = { ...(made ?? nothing(channel, office.clock.now())), id: `digest-${operation}` };
  await show(office, digest, person);
  return digest;
}

function nothing(channel: string, at: Instant): Digest {
  return { id: '', channel, at, groups: [], rows: [], notCompliant: 0, reasons: [] };
}

async function subjectsOf(office: Office, groups: readonly ProvisioningGroup[]): Promise<readonly DigestSubject[]> {
  return Promise.all(
    groups.map(async ({ id, name, computers }) => ({
      groupId: id,
      name,
      computers: await computersOf(office, computers),
    })),
  );
}
