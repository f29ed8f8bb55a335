import { PatchbayError } from '../../domain/errors.js';
import { cleanName, idFor, isSameName } from '../../domain/group-name.js';
import type { PatchGroupForm, PatchGroupView, Shown } from '../../domain/group-views.js';
import { type PatchGroupId, type PersonId, parseKb, parsePatchGroupId } from '../../domain/ids.js';
import { nearest } from '../../domain/nearest.js';
import { holds, MOST_LISTED_PATCHES, type PatchGroup, type PatchRule } from '../../domain/patch-group.js';
import {
  AT_MOST,
  didYouMean,
  NO_NAME,
  NO_PATCH_CHOSEN,
  nameTaken,
  noPatchName,
  PATCH_GROUP_GONE,
  stillAskedFor,
} from '../../domain/reasons.js';
import type { Versioned } from '../../ports/store.js';
import type { Asker } from '../desk.js';
import { refused } from '../groups/edit.js';
import type { Office } from '../office.js';
import { carryOut } from '../operations.js';
import { demand, rolesNow } from '../rights.js';

export async function patchGroupViews(office: Office, person: PersonId): Promise<readonly PatchGroupView[]> {
  await demand(office, person, ['viewer']);
  const catalogue = await office.store.catalogue.all();
  const mayEdit = (await rolesNow(office, person)).includes('approver');
  const kept = await Promise.all((await office.store.patchGroups.ids()).map((id) => office.store.patchGroups.get(id)));
  return kept
    .flatMap((one) => one ?? [])
    .sort((a, b) => (a.value.name < b.value.name ? -1 : 1))
    .map(({ value, revision }) => ({
      patchGroup: value,
      revision,
      patches: catalogue.filter((patch) => holds(value, patch, patch)),
      usedBy: usersOf(office, value.id),
      mayEdit,
    }));
}

export async function patchGroupView(office: Office, person: PersonId, id: PatchGroupId): Promise<PatchGroupView> {
  const views = await patchGroupViews(office, person);
  const found = views.find(({ patchGroup }) => patchGroup.id === id);
  if (found !== undefined) return found;
  throw refused(PATCH_GROUP_GONE);
}

/** A patch group by its id or name. @throws PatchbayError PB122 with the nearest name */
export async function resolvePatchGroup(office: Office, person: PersonId, typed: string): Promise<PatchGroupView> {
  const views = await patchGroupViews(office, person);
  const name = cleanName(typed);
  const found = views.find(({ patchGroup }) => patchGroup.id === name || isSameName(patchGroup.name, name));
  if (found !== undefined) return found;
  const near = nearest(
    name,
    views.map(({ patchGroup }) => patchGroup.name),
  );
  const suggestion = didYouMean(near);
  throw new PatchbayError('PB122', { what: 'patch group', verb: 'patches', name, suggestion, command: office.command });
}

function usersOf(office: Office, id: PatchGroupId): PatchGroupView['usedBy'] {
  return office
    .groups()
    .filter((group) => group.checks.some((check) => check.patchGroup === id))
    .map((group) => ({ groupId: group.id, name: group.name }));
}

/** A new patch group (`shown` is null), or another content for one. What approves automatically may ask for it: approvers. */
export async function savePatchGroup(
  office: Office,
  asker: Asker,
  shown: Shown<PatchGroupId> | null,
  form: PatchGroupForm,
): Promise<PatchGroupView> {
  await demand(office, asker.person, ['approver']);
  const done = (await office.store.operations.get(asker.operation))?.value.intent;
  if (done?.kind === 'edit-patch-group') return patchGroupView(office, asker.person, done.patchGroupId);
  const kept = shown === null ? null : await demandShown(office, shown);
  const after = await patchGroupIn(office, shown?.id ?? null, form);
  const changes = changesOf(kept?.value ?? null, after);
  if (changes.length === 0) throw new PatchbayError('PB119');
  await put(office, asker, { id: after.id, before: kept?.revision ?? null, after, changes });
  return patchGroupView(office, asker.person, after.id);
}

async function demandShown(office: Office, shown: Shown<PatchGroupId>): Promise<Versioned<PatchGroup>> {
  const kept = await office.store.patchGroups.get(shown.id);
  if (kept === null) throw refused(PATCH_GROUP_GONE);
  if (kept.revision !== shown.revision) throw new PatchbayError('PB302');
  return kept;
}

/** Refused while a check asks for it: what would the check ask for then? */
export async function deletePatchGroup(office: Office, asker: Asker, shown: Shown<PatchGroupId>): Promise<void> {
  await demand(office, asker.person, ['approver']);
  if ((await office.store.operations.get(asker.operation)) !== null) return;
  const kept = await demandShown(office, shown);
  const users = usersOf(office, shown.id);
  if (users.length > 0) throw refused(stillAskedFor(users.map(({ name }) => name)));
  const changes = [`deleted ${kept.value.name}`];
  await put(office, asker, { id: shown.id, before: kept.revision, after: null, changes });
}

async function put(
  office: Office,
  asker: Asker,
  edit: {
    readonly id: PatchGroupId;
    readonly before: number | null;
    readonly after: PatchGroup | null;
    readonly changes: readonly string[];
  },
): Promise<void> {
  const { id: patchGroupId, ...rest } = edit;
  const operation = await carryOut(office, asker, { kind: 'edit-patch-group', patchGroupId, ...rest });
  if (operation.skipped.length > 0) throw new PatchbayError('PB302');
}

async function patchGroupIn(office: Office, id: PatchGroupId | null, form: PatchGroupForm): Promise<PatchGroup> {
  const name = await nameIn(office, id, form.name);
  const kbs = [...new Set(form.kbs.map(kbOf))];
  const updates = [...new Set(form.updates)];
  const { classifications, severities, products } = form.rule;
  const hasRule = classifications.length + severities.length + products.length > 0;
  if (kbs.length + updates.length > MOST_LISTED_PATCHES) throw refused(AT_MOST.listed(MOST_LISTED_PATCHES));
  if (kbs.length + updates.length === 0 && !hasRule) throw refused(NO_PATCH_CHOSEN);
  return { id: id ?? (await freshId(office, name)), name, kbs, updates, rule: hasRule ? form.rule : null };
}

function kbOf(typed: string): string {
  const kb = parseKb(typed);
  if (kb === null) throw refused(noPatchName(cleanName(typed)));
  return kb;
}

async function nameIn(office: Office, id: PatchGroupId | null, typed: string): Promise<string> {
  const name = cleanName(typed);
  if (name === '') throw refused(NO_NAME);
  for (const other of await office.store.patchGroups.ids()) {
    const kept = other === id ? null : await office.store.patchGroups.get(other);
    if (kept !== null && isSameName(kept.value.name, name)) throw refused(nameTaken(name, 'patch group'));
  }
  return name;
}

async function freshId(office: Office, name: string): Promise<PatchGroupId> {
  const taken = new Set(await office.store.patchGroups.ids());
  const id = parsePatchGroupId(idFor(name, 'patches', (one) => taken.has(one)));
  if (id === null) throw new PatchbayError('PB899', { cause: 'no patch group id' });
  return id;
}

function changesOf(before: PatchGroup | null, after: PatchGroup): readonly string[] {
  const counts = `${after.kbs.length} KB numbers, ${after.updates.length} updates, ${ruleText(after.rule)}`;
  if (before === null) return [`created ${after.name}: ${counts}`];
  return [
    ...(before.name === after.name ? [] : [`name: ${before.name} -> ${after.name}`]),
    ...listChange('KB numbers', before.kbs, after.kbs),
    ...listChange('updates', before.updates, after.updates),
    ...(ruleText(before.rule) === ruleText(after.rule)
      ? []
      : [`rule: ${ruleText(before.rule)} -> ${ruleText(after.rule)}`]),
  ];
}

function listChange(what: string, before: readonly string[], after: readonly string[]): readonly string[] {
  const added = after.filter((one) => !before.includes(one));
  const removed = before.filter((one) => !after.includes(one));
  return [
    ...(added.length > 0 ? [`${what} added: ${added.slice(0, 10).join(', ')}${rest(added)}`] : []),
    ...(removed.length > 0 ? [`${what} removed: ${removed.slice(0, 10).join(', ')}${rest(removed)}`] : []),
  ];
}

const rest = (all: readonly string[]): string => (all.length > 10 ? ` and ${all.length - 10} more` : '');

function ruleText(rule: PatchRule | null): string {
  if (rule === null) return 'no rule';
  return [rule.classifications, rule.severities, rule.products]
    .filter((list) => list.length > 0)
    .map((list) => list.join(' or '))
    .join(' and ');
}
