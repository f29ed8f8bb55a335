import type {
  DenialsView,
  DenyForm,
  PatchGroupForm,
  PatchGroupView,
  PatchWords,
  Shown,
} from '../../domain/group-views.js';
import type { PatchGroupId, PersonId } from '../../domain/ids.js';
import type { Asker } from '../desk.js';
import { patchWords } from '../groups/suggest.js';
import type { Office } from '../office.js';
import { denialsView, deny, lift } from './denials.js';
import {
  deletePatchGroup,
  patchGroupView,
  patchGroupViews,
  resolvePatchGroup,
  savePatchGroup,
} from './patch-groups.js';

/** Patches by name, and what must never be installed. Approvers may change both. */
export interface PatchGroupsDesk {
  patchGroups(person: PersonId): Promise<readonly PatchGroupView[]>;
  patchGroup(person: PersonId, id: PatchGroupId): Promise<PatchGroupView>;
  /** By id or name; PB122 with the nearest name. */
  patchGroupNamed(person: PersonId, typed: string): Promise<PatchGroupView>;
  patchWords(): Promise<PatchWords>;
  /** @param shown null: a new one */
  savePatchGroup(asker: Asker, shown: Shown<PatchGroupId> | null, form: PatchGroupForm): Promise<PatchGroupView>;
  /** PB113 while a check asks for it. */
  deletePatchGroup(asker: Asker, shown: Shown<PatchGroupId>): Promise<void>;
  denials(person: PersonId): Promise<DenialsView>;
  /** PB113 for what is no patch, no reason, or a day that is over. */
  deny(asker: Asker, form: DenyForm): Promise<DenialsView>;
  /** @param denials their ids, such as KB5031356 */
  lift(asker: Asker, denials: readonly string[], reason: string): Promise<DenialsView>;
}

export function openPatchGroupsDesk(office: Office): PatchGroupsDesk {
  return {
    patchGroups: (person) => patchGroupViews(office, person),
    patchGroup: (person, id) => patchGroupView(office, person, id),
    patchGroupNamed: (person, typed) => resolvePatchGroup(office, person, typed),
    patchWords: () => patchWords(office),
    savePatchGroup: (asker, shown, form) => savePatchGroup(office, asker, shown, form),
    deletePatchGroup: (asker, shown) => deletePatchGroup(office, asker, shown),
    denials: (person) => denialsView(office, person),
    deny: (asker, form) => deny(office, asker, form),
    lift: (asker, denials, reason) => lift(office, asker, denials, reason),
  };
}
