import { PatchbayError } from '../../src/domain/errors.js';
import type { CheckLine, GroupView } from '../../src/domain/group-views.js';
import { type GroupId, type PatchGroupId, parseGroupId, parsePatchGroupId } from '../../src/domain/ids.js';
import { noticeModal } from '../../src/slack/modals/parts.js';
import { type FormSubject, parseSubject, subjectOf } from '../../src/slack/modals/subject.js';
import { NOTICE } from '../../src/slack/words/forms.js';
import { savedText } from '../../src/slack/words/groups.js';
import type { Asker } from '../../src/workflows/desk.js';
import type { Deps } from '../guard.js';
import type { Again } from './form.js';

/** @throws PatchbayError PB304 where a button or a form says something else than ours do */
export function groupIn(deps: Deps, subject: string): FormSubject<GroupId> {
  const parsed = parseSubject(subject, parseGroupId);
  if (parsed === null) throw new PatchbayError('PB304', { command: deps.desk.command, verb: 'groups' });
  return parsed;
}

export function patchGroupIn(deps: Deps, subject: string): FormSubject<PatchGroupId> {
  const parsed = parseSubject(subject, parsePatchGroupId);
  if (parsed === null) throw new PatchbayError('PB304', { command: deps.desk.command, verb: 'patches' });
  return parsed;
}

/** The group as it is now, for somebody who may edit it. */
export async function editable(deps: Deps, asker: Asker, subject: string): Promise<GroupView> {
  const { id } = groupIn(deps, subject);
  const view = await deps.desk.group(asker.person, id);
  await deps.desk.demandEdit(asker.person, id);
  return view;
}

/** The revision that is shown: the present one, but for what was sent of an older one and is shown once more. */
export function shownAs({ group, revision }: GroupView, again: Again | null, rest = ''): string {
  return again === null ? subjectOf({ id: group.id, revision }, rest) : again.sent.subject;
}

/** The check that a subject names. @throws PatchbayError PB123 where it is gone */
export function lineIn({ desk }: Deps, view: GroupView, id: string): CheckLine {
  const line = view.checks.find(({ check }) => check.id === id);
  if (line === undefined) throw new PatchbayError('PB123', { command: desk.command, group: view.group.id });
  return line;
}

export function savedModal(deps: Deps, view: GroupView) {
  return noticeModal(NOTICE.saved, savedText(view, deps.desk.command));
}
