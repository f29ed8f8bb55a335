import type { ImportView } from '../../domain/importing.js';
import { say } from '../actions.js';
import { buttons, type Card, card, context, header, lineSections, section } from '../blocks.js';
import {
  candidateLine,
  confirmLabel,
  IMPORT_HEAD,
  IMPORT_LABELS,
  importSummary,
  WSUS_TRUSTS,
  waitingLine,
} from '../words/importing.js';
import { LABELS } from '../words/labels.js';
import { formButton } from './group.js';

/** What WSUS knows and we do not, and what was imported and waits. */
export function importCard(view: ImportView): Card {
  const { candidates, waiting, hash } = view;
  const summary = importSummary(view);
  return card(summary, [
    header(IMPORT_HEAD),
    section(summary),
    ...lineSections(waiting, waitingLine, 3000, 15),
    ...lineSections(candidates, candidateLine, 6000, 30),
    buttons([
      waiting.length === 0
        ? null
        : { ...formButton(confirmLabel(waiting.length), 'confirm-imported', hash), style: 'primary' },
      candidates.length === 0 ? null : formButton(IMPORT_LABELS.fromWsus, 'import', 'new'),
      formButton(IMPORT_LABELS.fromFile, 'import-csv', 'new'),
      view.at === null ? say(LABELS.sync, 'sync') : null,
    ]),
    context(WSUS_TRUSTS),
  ]);
}
