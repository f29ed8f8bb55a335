import type { ModalView } from '@slack/types';
import type { ComputerView, RenameOrder } from '../../domain/computer-views.js';
import type { ComputerId } from '../../domain/ids.js';
import type { Mrkdwn } from '../text.js';
import { RENAME_FORM, RETIRE_FORM, retireText } from '../words/computers.js';
import type { Filled } from './filled.js';
import { form, numberInput, question, textInput } from './form.js';
import { input } from './parts.js';

const MOST_PORT = 65_535;

/** @param sent what was sent and not taken; null at first */
export function renameModal(view: ComputerView, sent: Filled | null, note: Mrkdwn | null): ModalView {
  const { computerId, host, port, added } = view;
  const first = { name: computerId, host, computerName: added?.computerName ?? '' };
  const typed = (id: keyof typeof first): string => sent?.text(id) ?? first[id];
  return form({
    ...{ name: 'rename', title: RENAME_FORM.title, submit: RENAME_FORM.submit, subject: computerId, note },
    blocks: [
      input('name', RENAME_FORM.name, textInput(typed('name'), { max: 63 }), { hint: RENAME_FORM.nameHint }),
      input('host', RENAME_FORM.host, textInput(typed('host'), { max: 253 }), { hint: RENAME_FORM.hostHint }),
      input('port', RENAME_FORM.port, numberInput(sent === null ? port : sent.number('port'), 1, MOST_PORT)),
      input('computerName', RENAME_FORM.computerName, textInput(typed('computerName'), { max: 63 }), {
        ...{ optional: true, hint: RENAME_FORM.computerNameHint },
      }),
    ],
  });
}

export function renameSent(computerId: ComputerId, sent: Filled): RenameOrder {
  const address = { host: sent.text('host'), port: sent.number('port'), computerName: sent.text('computerName') };
  return { computerId, name: sent.text('name'), address };
}

export function retireModal(id: ComputerId, note: Mrkdwn | null): ModalView {
  return question({ ...RETIRE_FORM, name: 'retire', subject: id, note, text: retireText(id) });
}
