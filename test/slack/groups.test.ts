import { describe, expect, it } from 'vitest';
import type { GroupView, MembersForm, PatchGroupView } from '../../src/domain/group-views.js';
import type { ComputerId, PatchGroupId, PersonId, UpdateId } from '../../src/domain/ids.js';
import { MOST_IN_STACK } from '../../src/domain/software-stack.js';
import type { StackView } from '../../src/domain/stack-views.js';
import { groupCard } from '../../src/slack/cards/group.js';
import { groupsCard } from '../../src/slack/cards/lists.js';
import { denialsCard, patchGroupCard, patchGroupsCard } from '../../src/slack/cards/patch-groups.js';
import { stackCard, stacksCard } from '../../src/slack/cards/stacks.js';
import { checkModal, checkOf, copyModal, modelModal } from '../../src/slack/modals/group-checks.js';
import { groupModal, membersModal, membersOf, noticesModal, noticesOf } from '../../src/slack/modals/groups.js';
import { denyModal, isLong, patchGroupModal, patchGroupOf } from '../../src/slack/modals/patch-groups.js';
import { deleteStackModal, stackFilled, stackLinesIn, stackModal } from '../../src/slack/modals/stacks.js';
import { validateMessage, validateView } from '../../src/slack/validate.js';
import { aStackView } from '../support/groups-desk.js';
import { aGroup, aPatch, CHECK, NOW, updateId } from '../support/samples.js';
import { FINANCE } from '../support/views.js';

const HOSTILE = [
  'Finance',
  '*bold* <!channel> <@U0ADMIN1> :tada: `code` & more',
  '\u202Ereversed\u0000\n> quote',
  'x'.repeat(5000),
];

function aGroupView(name: string, many = 1): GroupView {
  const computers = Array.from({ length: 1000 * many }, (_, n) => `fin-ws-${n}` as ComputerId);
  const checks = Array.from({ length: 20 * many }, (_, n) => ({ ...CHECK, id: `finance-${n}`, name: `${name} ${n}` }));
  const { computers: _, ...group } = aGroup(computers, {
    ...{ name, checks, owners: Array.from({ length: 50 }, (_, n) => `U0OWNER${n}` as PersonId) },
    digest: { channel: 'C0FINANCE', cron: '0 8 * * 1-5', timeZone: 'Europe/Berlin' },
    members: {
      byHand: computers,
      rule: { names: Array(20).fill(name), systems: [name], wsusGroups: [name.slice(0, 100)] },
    },
  });
  return {
    ...{
      group,
      revision: 12,
      computers,
      byHand: 7,
      unknown: 1,
      compliant: 0,
      checkedAt: NOW,
      opens: NOW,
      tasks: [],
      mayEdit: true,
    },
    checks: checks.map((check) => ({ check, patchGroup: null, lastScan: NOW, compliant: 0, of: computers.length })),
  };
}

function aPatchGroupView(name: string): PatchGroupView {
  const updates = Array.from({ length: 2000 }, (_, n): UpdateId => updateId(n));
  return {
    patchGroup: { id: 'printing' as PatchGroupId, name, kbs: ['5031356'], updates, rule: null },
    ...{ revision: 3, patches: [aPatch(1, { title: name })], usedBy: [{ groupId: FINANCE, name }], mayEdit: true },
  };
}

/** As long as one may be, of patches that share their numbers. */
function aLongStackView(name: string): StackView {
  const view = aStackView();
  const updates = Array.from({ length: MOST_IN_STACK }, (_, n) => ({
    updateId: updateId(n),
    title: name,
    kbs: ['5031356'],
  }));
  const marks = ['denied', 'superseded', 'not approved'] as const;
  return aStackView({ stack: { ...view.stack, name, updates }, patches: updates.map((entry) => ({ entry, marks })) });
}

const words = { classifications: ['Security Updates'], products: ['Windows 11'], severities: ['Critical' as const] };
const drawn = { subject: 'finance 12', note: null };

describe('whatever things are called', () => {
  for (const name of HOSTILE) {
    const title = name.slice(0, 12).replaceAll(/[^ -~]/g, '?');

    it(`cards of groups and patches can be sent: ${title}`, () => {
      const line = { groupId: FINANCE, name, computers: 3, compliant: 0, checkedAt: NOW };
      const denial = { patch: { kind: 'kb', kb: '5031356' }, reason: name, until: NOW, by: 'U0ANIL', at: NOW } as never;
      const denials = Array.from({ length: 100 }, () => ({ denial, titles: [name, name], neededBy: 3 }));
      for (const card of [
        groupCard(aGroupView(name)),
        groupsCard(Array(100).fill(line), true),
        patchGroupCard(aPatchGroupView(name)),
        patchGroupsCard(Array(100).fill(aPatchGroupView(name)), true),
        stackCard(aLongStackView(name)),
        stacksCard({ stacks: Array(100).fill(aLongStackView(name)), mayEdit: true }),
        denialsCard({ denials, mayDeny: true }),
      ]) {
        expect(validateMessage({ text: card.text, blocks: card.blocks })).toEqual([]);
        expect(markup(card)).not.toMatch(/<!channel>|<@U0ADMIN1>|\u202E/);
      }
    });

    it(`forms of them can be opened: ${title}`, () => {
      const view = aGroupView(name);
      const form: MembersForm = { ...membersOf(view), add: Array.from({ length: 400 }, (_, n) => `fin-ws-${n}`) };
      const preview = { computers: view.computers, added: view.computers, removed: [], byRule: 0, of: 9 } as const;
      const patchGroup = aPatchGroupView(name);
      const line = view.checks[0] ?? null;
      for (const modal of [
        groupModal(view, { ...view.group, owners: view.group.owners }, drawn),
        membersModal(form, { ...drawn, name: null, preview: { ...preview, doubt: 'matches nothing' } }),
        membersModal(form, { ...drawn, name, preview: null }),
        noticesModal(noticesOf(view), drawn),
        checkModal(line, { ...checkOf(line), patchGroup: { value: 'printing', text: name } }, drawn),
        copyModal(view, ['finance-1'], { value: 'finance', text: name }, drawn),
        modelModal({ value: 'fin-ws-1', text: name }, drawn),
        patchGroupModal(patchGroup, patchGroupOf(patchGroup), words, drawn),
        stackModal(false, stackFilled(name, aLongStackView(name).stack.updates), drawn),
        stackModal(true, stackFilled('', []), drawn),
        deleteStackModal(aLongStackView(name), null),
        denyModal({ chosen: [{ value: 'KB5031356', text: name }], typed: [], reason: name, lastDay: null }, drawn),
      ])
        expect(validateView(modal)).toEqual([]);
      expect(isLong(patchGroup)).toBe(true);
      const lines = stackLinesIn(stackFilled(name, aLongStackView(name).stack.updates));
      expect(lines.map((one) => one.split(' ')[0])).toEqual(
        aLongStackView(name).stack.updates.map((one) => one.updateId),
      );
    });
  }
});

/** All that Slack reads as markup; names in plain text do nothing. */
function markup(card: { readonly text: string; readonly blocks: readonly unknown[] }): string {
  const texts = JSON.stringify(card.blocks).matchAll(/"type":"mrkdwn","text":"((?:[^"\\]|\\.)*)"/g);
  return [card.text, ...[...texts].map(([, text]) => text)].join('\n');
}
