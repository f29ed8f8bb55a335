import type { ModalView } from '@slack/types';
import type { FilePreview, ListDefaults } from '../../domain/computer-list.js';
import { parseGroupId } from '../../domain/ids.js';
import type { ImportOrder, ImportView, Waiting } from '../../domain/importing.js';
import { lineSections, section } from '../blocks.js';
import type { Mrkdwn } from '../text.js';
import { FORM } from '../words/forms.js';
import {
  CONFIRM_FORM,
  confirmManyText,
  FILE_FORM,
  filePreviewText,
  IMPORT_FORM,
  newComputerLine,
  problemLine,
} from '../words/importing.js';
import type { Filled } from './filled.js';
import { asChoices, form, lookUp, lookUpSome, question, tick } from './form.js';
import { type Choice, INPUT, input, radio, select } from './parts.js';

const ALL: Choice['value'] = 'all';

/** @param sent what was sent and not taken; null at first */
export function importModal(view: ImportView, sent: Filled | null, note: Mrkdwn | null): ModalView {
  const https: Choice = { value: 'https', text: IMPORT_FORM.https };
  const http: Choice = { value: 'http', text: IMPORT_FORM.http };
  const all = { value: ALL, text: IMPORT_FORM.allChoice(view.candidates.length) };
  const chosen = sent?.choices('clients') ?? [];
  return form({
    ...{ name: 'import', title: IMPORT_FORM.title, submit: IMPORT_FORM.submit, subject: 'new', note },
    blocks: [
      input('clients', IMPORT_FORM.clients, lookUpSome('wsus-clients', chosen, FORM.typeName), {
        optional: true,
        hint: IMPORT_FORM.clientsHint,
      }),
      input('all', IMPORT_FORM.all, tick(all, sent?.isTicked('all') ?? false), { optional: true }),
      profileInput(view.profiles, sent, IMPORT_FORM.profileHint, false),
      input('scheme', IMPORT_FORM.scheme, radio([https, http], sent?.one('scheme') === 'http' ? http : https)),
      groupInput(sent),
    ],
  });
}

export function importSent(sent: Filled): ImportOrder {
  const [group] = sent.choices('group');
  return {
    clients: sent.isTicked('all') ? 'all' : sent.many('clients'),
    profile: sent.one('profile'),
    scheme: sent.one('scheme') === 'http' ? 'http' : 'https',
    group: group === undefined ? null : parseGroupId(group.value),
  };
}

function profileInput(profiles: readonly string[], sent: Filled | null, hint: string, optional: boolean) {
  const choices = asChoices(profiles);
  const chosen = choices.find(({ value }) => value === sent?.one('profile'));
  return input('profile', IMPORT_FORM.profile, select(choices, FORM.choose, chosen), { optional, hint });
}

function groupInput(sent: Filled | null, hint?: string) {
  const [chosen = null] = sent?.choices('group') ?? [];
  const more = hint === undefined ? {} : { hint };
  return input('group', IMPORT_FORM.group, lookUp('groups', chosen, IMPORT_FORM.noGroup), { optional: true, ...more });
}

/** The file itself, and what stands in for empty cells. */
export function fileModal(profiles: readonly string[], sent: Filled | null, note: Mrkdwn | null): ModalView {
  const element = { type: 'file_input' as const, action_id: INPUT, filetypes: ['csv', 'txt'], max_files: 1 };
  return form({
    ...{ name: 'import-csv', title: FILE_FORM.title, submit: FILE_FORM.submit, subject: 'new', note },
    blocks: [
      input('file', FILE_FORM.file, element, { hint: FILE_FORM.fileHint }),
      profileInput(profiles, sent, FILE_FORM.profileHint, true),
      groupInput(sent, FILE_FORM.groupHint),
    ],
  });
}

/** A file that was sent, as the preview carries it: it is read once more when it is added. */
export interface FileSubject {
  readonly file: string;
  readonly hash: string;
  readonly defaults: ListDefaults;
}

/** Null where a form says something else than ours do. */
export function fileSubject(text: string): FileSubject | null {
  const [, file = '', hash = '', profile = '', group = ''] =
    /^(F[A-Z0-9]{2,30}) ([0-9a-f]{16}) ([A-Za-z0-9._-]{1,40}|\?) ([a-z0-9-]{1,40}|\?)$/.exec(text) ?? [];
  if (file === '') return null;
  return { file, hash, defaults: { profile: profile === '?' ? null : profile, group: parseGroupId(group) } };
}

export function defaultsSent(sent: Filled): ListDefaults {
  const [group] = sent.choices('group');
  const profile = sent.one('profile');
  return { profile: profile === '' ? null : profile, group: group === undefined ? null : parseGroupId(group.value) };
}

/** What would be added, or what is wrong: then there is nothing to submit. */
export function filePreviewModal(preview: FilePreview, { file, defaults }: Omit<FileSubject, 'hash'>): ModalView {
  const { computers, problems, hash } = preview;
  const subject = `${file} ${hash} ${defaults.profile ?? '?'} ${defaults.group ?? '?'}`;
  const isWrong = problems.length > 0 || computers.length === 0;
  return form({
    ...{ name: 'import-csv', title: FILE_FORM.title, note: null },
    submit: isWrong ? FILE_FORM.again : FILE_FORM.add,
    subject: isWrong ? 'again' : subject,
    blocks: [
      section(filePreviewText(preview)),
      ...lineSections(problems, problemLine, 5000, 40),
      ...lineSections(problems.length > 0 ? [] : computers, newComputerLine, 6000, 40),
    ],
  });
}

export function confirmImportedModal(waiting: readonly Waiting[], hash: string, note: Mrkdwn | null): ModalView {
  return question({ ...CONFIRM_FORM, name: 'confirm-imported', subject: hash, note, text: confirmManyText(waiting) });
}
