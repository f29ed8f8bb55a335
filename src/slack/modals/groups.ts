import type { ModalView } from '@slack/types';
import type { RestartPolicy } from '../../domain/group.js';
import { MOST_NAME } from '../../domain/group-name.js';
import type { GroupForm, GroupView, MembersForm, MembersPreview, NoticesForm } from '../../domain/group-views.js';
import { context, section } from '../blocks.js';
import { LIMITS } from '../limits.js';
import { code, type Mrkdwn, mrkdwn } from '../text.js';
import { DOUBTS, deleteGroupText, doubtText, previewText } from '../words/groups.js';
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
  { value: 'if-required', text: 'Where an install asks for it' },
  { value: 'never', text: 'Never' },
  { value: 'always', text: 'Always after an install' },
];
const MOST_AT_ONCE = 10_000;

/** The group's own settings. Who owns it is shown to administrators alone. */
export function groupModal(view: GroupView, values: GroupForm, { subject, note }: Drawn): ModalView {
  const { rollout } = values;
  const restart = RESTARTS.find(({ value }) => value === values.restart);
  return form({
    ...{ name: 'group', title: 'Edit group', submit: 'Save', subject, note },
    blocks: [
      input('name', 'Name', textInput(values.name, { max: MOST_NAME })),
      input('restart', 'Restart', select(RESTARTS, 'Choose', restart)),
      input('canaries', 'Canary computers first', numberInput(rollout.canaries, 0, MOST_AT_ONCE), {
        hint: 'So many are patched first; the others wait for a person’s Continue. 0: none.',
      }),
      input('atOnce', 'At most so many at once', numberInput(rollout.atOnce, 1, MOST_AT_ONCE), { optional: true }),
      input('failures', 'Stop after so many failures', numberInput(rollout.stopAfterFailures, 1, MOST_AT_ONCE), {
        optional: true,
      }),
      ...(values.owners === null
        ? []
        : [
            input('owners', 'Owners', peopleInput(values.owners), { optional: true, hint: 'They may edit the group.' }),
          ]),
      context(mrkdwn`Its short name, ${code(view.group.id)}, stays as it is.`),
    ],
  });
}

export function groupIn(sent: Filled): GroupForm {
  return {
    name: sent.text('name'),
    restart: RESTARTS.find(({ value }) => value === sent.one('restart'))?.value ?? 'if-required',
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
  const save = isNew ? 'Create' : 'Save';
  return form({
    name: isNew ? 'group-new' : 'group-members',
    title: isNew ? 'New group' : 'Computers of a group',
    submit: preview === null ? 'Preview' : save,
    ...{ subject, note },
    blocks: [
      ...(preview === null ? [] : previewBlocks(preview)),
      ...(name === null ? [] : [input('name', 'Name', textInput(name, { max: MOST_NAME }))]),
      input('add', 'Add computers by hand', lookUpSome('computers', asChoices(chosen), 'Type a name'), {
        optional: true,
      }),
      input(
        'paste',
        'Or paste names',
        textInput(pasted.join(', '), { multiline: true, placeholder: 'fin-ws-07, fin-ws-08' }),
        {
          optional: true,
        },
      ),
      ...(isNew
        ? []
        : [
            input('remove', 'Remove computers', lookUpSome('members', asChoices(values.remove), 'Type a name'), {
              optional: true,
              hint: 'Only those that were added by hand: a rule is changed below.',
            }),
          ]),
      input('names', 'Rule: names', textInput(values.names.join(', '), { placeholder: 'fin-*, hr-ws-*' }), {
        optional: true,
        hint: 'A computer is in the group by rule where each of the three that is filled in fits.',
      }),
      input(
        'systems',
        'Rule: operating systems',
        textInput(values.systems.join(', '), { placeholder: 'Server 2022' }),
        {
          optional: true,
        },
      ),
      input('wsus', 'Rule: WSUS groups', lookUpSome('wsus-groups', asChoices(values.wsusGroups), 'Type a name'), {
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
    input('sure', 'Is it meant so?', tick({ value: 'yes', text: DOUBTS[doubt] }, false), { optional: true }),
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
    ...{ name: 'group-notices', title: 'Notifications', submit: 'Save', subject, note },
    blocks: [
      input('tasks', 'Tasks', channelInput(values.channel), {
        optional: true,
        hint: 'By default where somebody asked for the task.',
      }),
      input('requests', 'Requests for approval', channelInput(values.approvalsChannel), {
        optional: true,
        hint: 'By default the approvers of the workspace.',
      }),
      input('digest', 'Digest', channelInput(values.digestChannel), {
        optional: true,
        hint: 'None: no digest is told.',
      }),
      input('cron', 'Digest: when', textInput(values.cron, { max: 100, placeholder: '0 8 * * 1-5' }), {
        optional: true,
        hint: 'A cron expression: minute, hour, day of the month, month, day of the week.',
      }),
      input('zone', 'Digest: time zone', textInput(values.timeZone, { max: 60, placeholder: 'Europe/Berlin' }), {
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
  return question({ name: 'group-delete', title: 'Delete group', submit: 'Delete', subject, note, text });
}
