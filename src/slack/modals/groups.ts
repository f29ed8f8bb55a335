import type { ModalView } from '@slack/types';
import type { RestartPolicy } from '../../domain/group.js';
import { MOST_NAME } from '../../domain/group-name.js';
import type { GroupForm, GroupView, MembersForm, MembersPreview, NoticesForm } from '../../domain/group-views.js';
import { context, section } from '../blocks.js';
import { LIMITS } from '../limits.js';
import type { Mrkdwn } from '../text.js';
import { FORM } from '../words/forms.js';
import { DELETE_TITLES, GROUP_FORM, MEMBERS_FORM, NOTICES_FORM, RESTART_CHOICES } from '../words/group-forms.js';
import { DOUBTS, deleteGroupText, doubtText, previewText } from '../words/groups.js';
import { LABELS } from '../words/labels.js';
import type { Filled } from './filled.js';
import {
  asChoices,
  channelInput,
  form,
  lookUpSome,
  numberInput,
  peopleInput,
  question,
  textInput,
  tick,
} from './form.js';
import { type Choice, input, select } from './parts.js';
import { subjectOf } from './subject.js';

/** What a form shows: what is so, or what was sent and not taken. */
export interface Drawn {
  readonly subject: string;
  readonly note: Mrkdwn | null;
}

const RESTARTS: readonly (Choice & { readonly value: RestartPolicy })[] = [
  { value: 'if-required', text: RESTART_CHOICES['if-required'] },
  { value: 'never', text: RESTART_CHOICES.never },
  { value: 'always', text: RESTART_CHOICES.always },
];
const MOST_AT_ONCE = 10_000;
const MOST_DEFER = 1440;

/** The group's own settings. Who owns it is shown to administrators alone. */
export function groupModal(view: GroupView, values: GroupForm, { subject, note }: Drawn): ModalView {
  const { rollout } = values;
  const restart = RESTARTS.find(({ value }) => value === values.restart);
  return form({
    ...{ name: 'group', title: GROUP_FORM.title, submit: LABELS.save, subject, note },
    blocks: [
      input('name', FORM.name, textInput(values.name, { max: MOST_NAME })),
      input('restart', GROUP_FORM.restart, select(RESTARTS, FORM.choose, restart)),
      input('defer', GROUP_FORM.defer, numberInput(values.restartDeferMinutes, 0, MOST_DEFER), {
        hint: GROUP_FORM.deferHint,
      }),
      input('canaries', GROUP_FORM.canaries, numberInput(rollout.canaries, 0, MOST_AT_ONCE), {
        hint: GROUP_FORM.canariesHint,
      }),
      input('atOnce', GROUP_FORM.atOnce, numberInput(rollout.atOnce, 1, MOST_AT_ONCE), { optional: true }),
      input('failures', GROUP_FORM.failures, numberInput(rollout.stopAfterFailures, 1, MOST_AT_ONCE), {
        optional: true,
      }),
      ...allowInputs(values),
      ...(values.owners === null
        ? []
        : [
            input('owners', GROUP_FORM.owners, peopleInput(values.owners), {
              optional: true,
              hint: GROUP_FORM.ownersHint,
            }),
          ]),
      context(GROUP_FORM.shortName(view.group.id)),
    ],
  });
}

function allowInputs({ allowDrivers: drivers, allowUpgrades: upgrades }: GroupForm) {
  if (drivers === null || upgrades === null) return [];
  const optional = { optional: true };
  return [
    input('drivers', GROUP_FORM.driversLabel, tick({ value: 'yes', text: GROUP_FORM.drivers }, drivers), optional),
    input('upgrades', GROUP_FORM.upgradesLabel, tick({ value: 'yes', text: GROUP_FORM.upgrades }, upgrades), {
      ...optional,
      hint: GROUP_FORM.allowHint,
    }),
  ];
}

export function groupIn(sent: Filled): GroupForm {
  return {
    name: sent.text('name'),
    restart: RESTARTS.find(({ value }) => value === sent.one('restart'))?.value ?? 'if-required',
    restartDeferMinutes: sent.number('defer') ?? 0,
    allowDrivers: sent.has('drivers') ? sent.isTicked('drivers') : null,
    allowUpgrades: sent.has('upgrades') ? sent.isTicked('upgrades') : null,
    rollout: {
      canaries: sent.number('canaries') ?? 0,
      atOnce: sent.number('atOnce'),
      stopAfterFailures: sent.number('failures'),
    },
    owners: sent.has('owners') ? sent.people('owners') : null,
  };
}

/** Members by hand and by rule, with what would come of it; a new group has a name, too. */
export function membersModal(
  values: MembersForm,
  drawn: Drawn & { readonly name: string | null; readonly preview: MembersPreview | null },
): ModalView {
  const { subject, note, name, preview } = drawn;
  const isNew = name !== null;
  // What a list cannot hold stays as text.
  const [chosen, pasted] = [values.add.slice(0, LIMITS.select.options), values.add.slice(LIMITS.select.options)];
  const save = isNew ? FORM.create : LABELS.save;
  return form({
    name: isNew ? 'group-new' : 'group-members',
    title: isNew ? MEMBERS_FORM.newTitle : MEMBERS_FORM.title,
    submit: preview === null ? MEMBERS_FORM.preview : save,
    ...{ subject, note },
    blocks: [
      ...(preview === null ? [] : previewBlocks(preview)),
      ...(name === null ? [] : [input('name', FORM.name, textInput(name, { max: MOST_NAME }))]),
      input('add', MEMBERS_FORM.add, lookUpSome('computers', asChoices(chosen), FORM.typeName), {
        optional: true,
      }),
      input(
        'paste',
        MEMBERS_FORM.paste,
        textInput(pasted.join(', '), { multiline: true, placeholder: MEMBERS_FORM.pasteExample }),
        {
          optional: true,
        },
      ),
      ...(isNew
        ? []
        : [
            input('remove', MEMBERS_FORM.remove, lookUpSome('members', asChoices(values.remove), FORM.typeName), {
              optional: true,
              hint: MEMBERS_FORM.removeHint,
            }),
          ]),
      input(
        'names',
        MEMBERS_FORM.names,
        textInput(values.names.join(', '), { placeholder: MEMBERS_FORM.namesExample }),
        {
          optional: true,
          hint: MEMBERS_FORM.ruleHint,
        },
      ),
      input(
        'systems',
        MEMBERS_FORM.systems,
        textInput(values.systems.join(', '), { placeholder: MEMBERS_FORM.systemsExample }),
        {
          optional: true,
        },
      ),
      input('wsus', MEMBERS_FORM.wsusGroups, lookUpSome('wsus-groups', asChoices(values.wsusGroups), FORM.typeName), {
        optional: true,
      }),
    ],
  });
}

function previewBlocks(preview: MembersPreview): ModalView['blocks'] {
  const { doubt } = preview;
  if (doubt === null) return [section(previewText(preview))];
  return [
    section(previewText(preview)),
    section(doubtText(doubt)),
    input('sure', MEMBERS_FORM.sure, tick({ value: 'yes', text: DOUBTS[doubt] }, false), { optional: true }),
  ];
}

export function membersIn(sent: Filled): MembersForm {
  return {
    add: [...new Set([...sent.many('add'), ...sent.names('paste')])],
    remove: [...new Set(sent.many('remove'))],
    names: sent.names('names'),
    systems: sent.names('systems'),
    wsusGroups: [...new Set(sent.many('wsus'))],
  };
}

/** What is so before anything is filled in. */
export function membersOf({ group }: GroupView): MembersForm {
  const { rule } = group.members;
  return {
    ...{ add: [], remove: [] },
    names: rule?.names ?? [],
    systems: rule?.systems ?? [],
    wsusGroups: rule?.wsusGroups ?? [],
  };
}

/** Notification setup: which channel gets what. */
export function noticesModal(values: NoticesSent, { subject, note }: Drawn): ModalView {
  return form({
    ...{ name: 'group-notices', title: NOTICES_FORM.title, submit: LABELS.save, subject, note },
    blocks: [
      input('tasks', NOTICES_FORM.tasks, channelInput(values.channel), {
        optional: true,
        hint: NOTICES_FORM.tasksHint,
      }),
      input('requests', NOTICES_FORM.requests, channelInput(values.approvalsChannel), {
        optional: true,
        hint: NOTICES_FORM.requestsHint,
      }),
      input('digest', NOTICES_FORM.digest, channelInput(values.digestChannel), {
        optional: true,
        hint: NOTICES_FORM.digestHint,
      }),
      input('cron', NOTICES_FORM.when, textInput(values.cron, { max: 100, placeholder: NOTICES_FORM.whenExample }), {
        optional: true,
        hint: NOTICES_FORM.whenHint,
      }),
      input('zone', NOTICES_FORM.zone, textInput(values.timeZone, { max: 60, placeholder: NOTICES_FORM.zoneExample }), {
        optional: true,
      }),
    ],
  });
}

/** As it was filled in: an expression without a channel is no digest. */
export interface NoticesSent {
  readonly channel: string | null;
  readonly approvalsChannel: string | null;
  readonly digestChannel: string | null;
  readonly cron: string;
  readonly timeZone: string;
}

export function noticesOf({ group }: GroupView): NoticesSent {
  const { channel, approvalsChannel, digest } = group;
  return {
    ...{ channel, approvalsChannel, digestChannel: digest?.channel ?? null },
    cron: digest?.cron ?? '0 8 * * 1-5',
    timeZone: digest?.timeZone ?? 'UTC',
  };
}

export function noticesSent(sent: Filled): NoticesSent {
  return {
    channel: sent.channel('tasks'),
    approvalsChannel: sent.channel('requests'),
    digestChannel: sent.channel('digest'),
    cron: sent.text('cron'),
    timeZone: sent.text('zone'),
  };
}

export function noticesIn({ channel, approvalsChannel, digestChannel, cron, timeZone }: NoticesSent): NoticesForm {
  return {
    channel,
    approvalsChannel,
    digest: digestChannel === null ? null : { channel: digestChannel, cron, timeZone },
  };
}

export function deleteGroupModal(view: GroupView, note: Mrkdwn | null): ModalView {
  const subject = subjectOf({ id: view.group.id, revision: view.revision });
  const text = deleteGroupText(view);
  return question({ name: 'group-delete', title: DELETE_TITLES.group, submit: FORM.delete, subject, note, text });
}
