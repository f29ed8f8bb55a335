import type { ModalView } from '@slack/types';
import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId } from '../../src/domain/ids.js';
import { NO_FILE } from '../../src/domain/reasons.js';
import { download } from '../../src/slack/download.js';
import type { Filled } from '../../src/slack/modals/filled.js';
import {
  confirmImportedModal,
  defaultsSent,
  type FileSubject,
  fileModal,
  filePreviewModal,
  fileSubject,
  importModal,
  importSent,
} from '../../src/slack/modals/importing.js';
import { noticeModal } from '../../src/slack/modals/parts.js';
import { addedText, confirmedManyText, IMPORT_NOTICE } from '../../src/slack/words/importing.js';
import type { Asker } from '../../src/workflows/desk.js';
import type { Deps } from '../guard.js';
import type { Form } from './form.js';

const MOST_BYTES = 1_000_000;

/** *Import from WSUS*: then whether those that wait are confirmed at once. */
export const importForm: Form = {
  async draw(deps, asker, _subject, again) {
    const view = await deps.desk.importView(asker.person);
    return importModal(view, again?.sent ?? null, again?.note ?? null);
  },
  async submit(deps, asker, sent) {
    return added(deps, await deps.desk.importFromWsus(asker, importSent(sent)));
  },
};

/** *Import a CSV file*: the file, a preview of it, and then that very file. */
export const importFileForm: Form = {
  async draw(deps, asker, _subject, again) {
    const { profiles } = await deps.desk.importView(asker.person);
    return fileModal(profiles, again?.sent ?? null, again?.note ?? null);
  },
  async submit(deps, asker, sent) {
    const { person } = asker;
    await deps.desk.demand(person, 'admin');
    const shown = fileSubject(sent.subject);
    if (shown !== null) return fileAdded(deps, asker, shown);
    if (sent.subject === 'again') return importFileForm.draw(deps, asker, 'new', null);
    const [file, defaults] = [sentFile(sent), defaultsSent(sent)];
    const bytes = await download(deps.client, person, file, MOST_BYTES);
    return filePreviewModal(await deps.desk.previewFile(person, bytes, defaults), { file, defaults });
  },
};

async function fileAdded(deps: Deps, asker: Asker, { file, hash, defaults }: FileSubject): Promise<ModalView> {
  const bytes = await download(deps.client, asker.person, file, MOST_BYTES);
  return added(deps, await deps.desk.importFile(asker, bytes, defaults, hash));
}

function sentFile(sent: Filled): string {
  const [file] = sent.files('file');
  if (file === undefined) throw new PatchbayError('PB113', { what: NO_FILE });
  return file;
}

function added(deps: Deps, ids: readonly ComputerId[]): ModalView {
  const { command } = deps.desk;
  return noticeModal(IMPORT_NOTICE.added, addedText(ids, command));
}

export const confirmImportedForm: Form = {
  async draw(deps, asker, _subject, again) {
    const { waiting, hash } = await deps.desk.importView(asker.person);
    if (waiting.length === 0) throw new PatchbayError('PB302');
    return confirmImportedModal(waiting, hash, again?.note ?? null);
  },
  async submit(deps, asker, sent) {
    const ids = await deps.desk.confirmImported(asker, sent.subject);
    return noticeModal(IMPORT_NOTICE.confirmed, confirmedManyText(ids, deps.desk.command));
  },
};
