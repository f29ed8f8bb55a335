import type { DenialsView, PatchGroupView } from '../../domain/group-views.js';
import { say } from '../actions.js';
import { buttons, type Card, card, context, header, lineSections, optionalSection, section } from '../blocks.js';
import { subjectOf } from '../modals/subject.js';
import { mrkdwn } from '../text.js';
import {
  DENIED_HEAD,
  denialLine,
  denialsSummary,
  denyHint,
  denyReason,
  moreDenied,
  moreNamed,
  PATCH_GROUPS_HEAD,
  patchGroupContent,
  patchGroupLine,
  patchGroupsSummary,
} from '../words/groups.js';
import { LABELS, openLabel } from '../words/labels.js';
import { patchName } from '../words/patches.js';
import { formButton } from './group.js';

const MOST_GROUPS = 15;
const MOST_DENIALS = 15;

/** Patch groups: what checks can ask for instead of all approved patches. */
export function patchGroupsCard(groups: readonly PatchGroupView[], mayEdit: boolean): Card {
  const text = patchGroupsSummary(groups);
  return card(text, [
    header(PATCH_GROUPS_HEAD),
    section(text),
    ...groups
      .slice(0, MOST_GROUPS)
      .flatMap((group) => [
        section(patchGroupLine(group)),
        buttons([say(openLabel(group.patchGroup.name), `patches ${group.patchGroup.id}`)]),
      ]),
    groups.length > MOST_GROUPS ? context(moreNamed(groups.length - MOST_GROUPS)) : null,
    buttons([mayEdit ? formButton(LABELS.newPatchGroup, 'patches', 'new') : null, say(LABELS.showDenied, 'deny')]),
  ]);
}

export function patchGroupCard(view: PatchGroupView): Card {
  const subject = subjectOf({ id: view.patchGroup.id, revision: view.revision });
  return card(patchGroupLine(view), [
    header(view.patchGroup.name),
    section(patchGroupLine(view)),
    optionalSection(patchGroupContent(view)),
    ...lineSections(view.patches, (patch) => mrkdwn`• ${patchName(patch)}`, 6000, 20),
    buttons([
      view.mayEdit ? formButton(LABELS.edit, 'patches', subject) : null,
      view.mayEdit ? { ...formButton(LABELS.delete, 'patches-delete', subject), style: 'danger' } : null,
      say(LABELS.showPatchGroups, 'patches'),
    ]),
  ]);
}

/** What must not be installed anywhere. */
export function denialsCard({ denials, mayDeny }: DenialsView): Card {
  const text = denialsSummary(denials);
  return card(text, [
    header(DENIED_HEAD),
    section(text),
    ...denials
      .slice(0, MOST_DENIALS)
      .flatMap((line) => [
        section(denialLine(line)),
        mayDeny ? buttons([formButton(LABELS.lift, 'lift', nameOf(line))]) : null,
      ]),
    denials.length > MOST_DENIALS ? context(moreDenied(denials.length - MOST_DENIALS)) : null,
    context(denyHint()),
    buttons([mayDeny ? formButton(LABELS.deny, 'deny', 'new') : null, say(LABELS.showPatchGroups, 'patches')]),
  ]);
}

function nameOf({ denial }: DenialsView['denials'][number]): string {
  return denial.patch.kind === 'kb' ? `KB${denial.patch.kb}` : denial.patch.updateId;
}

/** A denial without a reason: one click asks for it. */
export function denyReasonCard(patches: readonly string[]): Card {
  const text = denyReason(patches);
  return card(text, [section(text), buttons([formButton(LABELS.deny, 'deny', patches.join(' ').slice(0, 1000))])]);
}
