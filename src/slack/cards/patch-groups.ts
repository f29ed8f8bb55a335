import type { DenialsView, PatchGroupView } from '../../domain/group-views.js';
import { say } from '../actions.js';
import { buttons, type Card, card, context, header, lineSections, optionalSection, section } from '../blocks.js';
import { subjectOf } from '../modals/subject.js';
import { mrkdwn } from '../text.js';
import {
  denialLine,
  denialsSummary,
  denyHint,
  denyReason,
  patchGroupContent,
  patchGroupLine,
  patchGroupsSummary,
} from '../words/groups.js';
import { patchName } from '../words/patches.js';
import { formButton } from './group.js';

const MOST_GROUPS = 15;
const MOST_DENIALS = 15;

/** Patch groups: what checks can ask for instead of all approved patches. */
export function patchGroupsCard(groups: readonly PatchGroupView[], mayEdit: boolean): Card {
  const text = patchGroupsSummary(groups);
  return card(text, [
    header('Patch groups'),
    section(text),
    ...groups
      .slice(0, MOST_GROUPS)
      .flatMap((group) => [
        section(patchGroupLine(group)),
        buttons([say(`Show ${group.patchGroup.name}`.slice(0, 60), `patches ${group.patchGroup.id}`)]),
      ]),
    groups.length > MOST_GROUPS ? context(mrkdwn`And ${groups.length - MOST_GROUPS} more; name one to see it.`) : null,
    buttons([mayEdit ? formButton('New patch group…', 'patches', 'new') : null, say('Denied patches', 'deny')]),
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
      view.mayEdit ? formButton('Edit…', 'patches', subject) : null,
      view.mayEdit ? { ...formButton('Delete…', 'patches-delete', subject), style: 'danger' } : null,
      say('All patch groups', 'patches'),
    ]),
  ]);
}

/** What must not be installed anywhere. */
export function denialsCard({ denials, mayDeny }: DenialsView): Card {
  const text = denialsSummary(denials);
  return card(text, [
    header('Denied patches'),
    section(text),
    ...denials
      .slice(0, MOST_DENIALS)
      .flatMap((line) => [
        section(denialLine(line)),
        mayDeny ? buttons([formButton('Lift…', 'lift', nameOf(line))]) : null,
      ]),
    denials.length > MOST_DENIALS ? context(mrkdwn`And ${denials.length - MOST_DENIALS} more.`) : null,
    context(denyHint()),
    buttons([mayDeny ? formButton('Deny…', 'deny', 'new') : null, say('Patch groups', 'patches')]),
  ]);
}

function nameOf({ denial }: DenialsView['denials'][number]): string {
  return denial.patch.kind === 'kb' ? `KB${denial.patch.kb}` : denial.patch.updateId;
}

/** A denial without a reason: one click asks for it. */
export function denyReasonCard(patches: readonly string[]): Card {
  const text = denyReason(patches);
  return card(text, [section(text), buttons([formButton('Deny…', 'deny', patches.join(' ').slice(0, 1000))])]);
}
