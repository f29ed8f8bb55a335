import type {
  CheckForm,
  GroupForm,
  GroupView,
  MembersForm,
  MembersPreview,
  ModelForm,
  NoticesForm,
  Shown,
  Suggestion,
  SuggestionsOf,
} from '../../domain/group-views.js';
import type { GroupId, PersonId } from '../../domain/ids.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import { checkFromModel, copyChecks, deleteCheck, saveCheck, setAutomatic } from './checks.js';
import { createGroup, deleteGroup, editGroup, editMembers, editNotices, previewMembers } from './groups.js';
import { groupView } from './queries.js';
import { demandEdit } from './rights.js';
import { suggest } from './suggest.js';

/**
 * Groups and their checks. Each edit names the revision that was shown: PB302 where it is another one meanwhile, PB113
 * where it cannot be so, PB119 where it changes nothing.
 */
export interface GroupsDesk {
  group(person: PersonId, id: GroupId): Promise<GroupView>;
  /** PB104 unless the person may edit the group. */
  demandEdit(person: PersonId, id: GroupId): Promise<void>;
  createGroup(asker: Asker, name: string, form: MembersForm): Promise<GroupView>;
  editGroup(asker: Asker, shown: Shown<GroupId>, form: GroupForm): Promise<GroupView>;
  editNotices(asker: Asker, shown: Shown<GroupId>, form: NoticesForm): Promise<GroupView>;
  /** @param shown null: of a group that is to be made */
  previewMembers(shown: Shown<GroupId> | null, form: MembersForm): Promise<MembersPreview>;
  editMembers(asker: Asker, shown: Shown<GroupId>, form: MembersForm): Promise<GroupView>;
  deleteGroup(asker: Asker, shown: Shown<GroupId>): Promise<void>;
  saveCheck(asker: Asker, shown: Shown<GroupId>, form: CheckForm): Promise<GroupView>;
  setAutomatic(
    asker: Asker,
    shown: Shown<GroupId>,
    what: { readonly check: string; readonly automatic: boolean },
  ): Promise<GroupView>;
  deleteCheck(asker: Asker, shown: Shown<GroupId>, check: string): Promise<GroupView>;
  /** Gives the group that they were copied to. */
  copyChecks(
    asker: Asker,
    from: GroupId,
    what: { readonly checks: readonly string[]; readonly to: GroupId },
  ): Promise<GroupView>;
  checkFromModel(asker: Asker, shown: Shown<GroupId>, form: ModelForm): Promise<GroupView>;
  suggest(
    person: PersonId,
    of: SuggestionsOf,
    what: { readonly typed: string; readonly group: GroupId | null },
  ): Promise<readonly Suggestion[]>;
}

export function openGroupsDesk(office: Office): GroupsDesk {
  return {
    group: (person, id) => groupView(office, person, id),
    demandEdit: (person, id) => demandEdit(office, person, id, 'owner'),
    createGroup: (asker, name, form) => createGroup(office, asker, name, form),
    editGroup: (asker, shown, form) => editGroup(office, asker, shown, form),
    editNotices: (asker, shown, form) => editNotices(office, asker, shown, form),
    previewMembers: (shown, form) => previewMembers(office, shown, form),
    editMembers: (asker, shown, form) => editMembers(office, asker, shown, form),
    deleteGroup: (asker, shown) => deleteGroup(office, asker, shown),
    saveCheck: (asker, shown, form) => saveCheck(office, asker, shown, form),
    setAutomatic: (asker, shown, what) => setAutomatic(office, asker, shown, what),
    deleteCheck: (asker, shown, check) => deleteCheck(office, asker, shown, check),
    copyChecks: (asker, from, what) => copyChecks(office, asker, from, what),
    checkFromModel: (asker, shown, form) => checkFromModel(office, asker, shown, form),
    suggest: (person, of, what) => suggest(office, person, of, what),
  };
}
