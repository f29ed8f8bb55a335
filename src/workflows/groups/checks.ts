import { PatchbayError } from '../../domain/errors.js';
import type { ComplianceCheck, GroupRecord } from '../../domain/group.js';
import { cleanName, idFor, isSameName } from '../../domain/group-name.js';
import type { CheckForm, GroupView, ModelForm, Shown } from '../../domain/group-views.js';
import { type ComputerId, type GroupId, parsePatchGroupId, type UpdateId } from '../../domain/ids.js';
import { MOST_LISTED_PATCHES, type PatchGroup } from '../../domain/patch-group.js';
import {
  AT_MOST,
  checkNameTaken,
  copiedAlready,
  modelTooLong,
  NAMELESS_MODEL,
  NO_NAME,
  nothingListed,
  notScanned,
  PATCH_GROUP_GONE,
  SAME_GROUP,
} from '../../domain/reasons.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import { edited, keptGroup, refused } from './edit.js';
import { knownComputer } from './members.js';

const MOST_CHECKS = 20;

/** A new compliance check of type Patch, or another content for one that is there. */
export function saveCheck(office: Office, asker: Asker, shown: Shown<GroupId>, form: CheckForm): Promise<GroupView> {
  return edited(office, asker, shown, async (record) => {
    const known = form.id === null ? null : checkOf(office, record, form.id);
    const check: ComplianceCheck = {
      id: known?.id ?? newCheckId(record, asker),
      name: nameIn(record, form),
      type: 'patch',
      patchGroup: await patchGroupIn(office, form, known),
      automaticApproval: form.automaticApproval,
    };
    return withCheck(record, check);
  });
}

function checkOf(office: Office, record: GroupRecord, id: string): ComplianceCheck {
  const check = record.checks.find((one) => one.id === id);
  if (check === undefined) throw new PatchbayError('PB123', { command: office.command, group: record.id });
  return check;
}

/** Never one that was given before: what a deleted check found is not the new one's. */
function newCheckId(record: GroupRecord, asker: Asker, n = 0): string {
  return `${record.id}-${asker.operation.slice(-8)}${n === 0 ? '' : `-${n}`}`;
}

function nameIn(record: GroupRecord, form: CheckForm): string {
  const name = cleanName(form.name);
  if (name === '') throw refused(NO_NAME);
  if (record.checks.some((check) => check.id !== form.id && isSameName(check.name, name)))
    throw refused(checkNameTaken(record.name, name));
  return name;
}

async function patchGroupIn(
  office: Office,
  { patchGroup }: CheckForm,
  known: ComplianceCheck | null,
): Promise<ComplianceCheck['patchGroup']> {
  if (patchGroup === 'keep') return known?.patchGroup ?? null;
  if (patchGroup !== null && (await office.store.patchGroups.get(patchGroup)) === null) throw refused(PATCH_GROUP_GONE);
  return patchGroup;
}

function withCheck(record: GroupRecord, check: ComplianceCheck): GroupRecord {
  const isKnown = record.checks.some(({ id }) => id === check.id);
  const checks = isKnown ? record.checks.map((one) => (one.id === check.id ? check : one)) : [...record.checks, check];
  if (checks.length > MOST_CHECKS) throw refused(AT_MOST.checks(MOST_CHECKS));
  return { ...record, checks };
}

/** *Enable Automatic Approval*, or its end: new recommendations are created Approved, or wait for a person. */
export function setAutomatic(
  office: Office,
  asker: Asker,
  shown: Shown<GroupId>,
  { check: id, automatic }: { readonly check: string; readonly automatic: boolean },
): Promise<GroupView> {
  return edited(office, asker, shown, (record) =>
    withCheck(record, { ...checkOf(office, record, id), automaticApproval: automatic }),
  );
}

/** Where it was the last one, the group is no longer checked: its card says so. */
export function deleteCheck(office: Office, asker: Asker, shown: Shown<GroupId>, id: string): Promise<GroupView> {
  return edited(office, asker, shown, (record) => {
    checkOf(office, record, id);
    return { ...record, checks: record.checks.filter((check) => check.id !== id) };
  });
}

/** Copies some checks of one group into another. Gives the other group. */
export async function copyChecks(
  office: Office,
  asker: Asker,
  from: GroupId,
  { checks: ids, to }: { readonly checks: readonly string[]; readonly to: GroupId },
): Promise<GroupView> {
  const source = (await keptGroup(office, from)).value;
  const target = await keptGroup(office, to);
  if (from === to) throw refused(SAME_GROUP);
  const wanted = source.checks.filter((check) => ids.includes(check.id));
  return edited(office, asker, { id: to, revision: target.revision }, (record) => {
    const fresh = wanted.filter((check) => !record.checks.some((one) => isSameName(one.name, check.name)));
    if (fresh.length === 0) throw refused(copiedAlready(record.name));
    const copies = fresh.map((check, n) => ({ ...check, id: newCheckId(record, asker, n) }));
    return copies.reduce(withCheck, record);
  });
}

/** *New Checks from Model Computer*: what it has installed or needs becomes a patch group, and a check asks for it. */
export async function checkFromModel(
  office: Office,
  asker: Asker,
  shown: Shown<GroupId>,
  form: ModelForm,
): Promise<GroupView> {
  const model = knownComputer(office, form.computer);
  const updates = await modelPatches(office, model, form.what);
  const taken = new Set(await office.store.patchGroups.ids());
  const name = `Model ${model}`;
  const id = parsePatchGroupId(idFor(name, 'patches', (one) => taken.has(one)));
  if (id === null) throw refused(NAMELESS_MODEL);
  const patchGroup: PatchGroup = { id, name: id.replace('model-', 'Model '), kbs: [], updates, rule: null };
  const add = (record: GroupRecord): GroupRecord => {
    const check = { id: newCheckId(record, asker), name: patchGroup.name, type: 'patch', patchGroup: id } as const;
    return withCheck(record, { ...check, automaticApproval: false });
  };
  return edited(office, asker, shown, add, patchGroup);
}

async function modelPatches(office: Office, model: ComputerId, what: ModelForm['what']): Promise<readonly UpdateId[]> {
  const scan = (await office.store.computers.get(model))?.value.scan ?? null;
  if (scan === null || !scan.complete) throw refused(notScanned(model));
  const needed = what === 'installed' ? [] : scan.needed.map((need) => need.updateId);
  const installed = what === 'needed' ? [] : scan.installed;
  const updates = [...new Set([...installed, ...needed])];
  if (updates.length === 0) throw refused(nothingListed(model));
  if (updates.length > MOST_LISTED_PATCHES) throw refused(modelTooLong(model, updates.length, MOST_LISTED_PATCHES));
  return updates;
}
