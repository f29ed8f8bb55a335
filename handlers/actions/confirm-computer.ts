import { PatchbayError } from '../../src/domain/errors.js';
import { parseComputerId } from '../../src/domain/ids.js';
import { card, section } from '../../src/slack/blocks.js';
import { confirmedText } from '../../src/slack/words/trust.js';
import type { Deps } from '../guard.js';
import { type Listener, onClick } from './click.js';

/** `Confirm` on the card of a computer that answers otherwise than before: its value is the computer and what was shown. */
export function confirmComputer(deps: Deps): Listener {
  return onClick(deps, async ({ asker, answer }, { value }) => {
    const [name = '', shown = ''] = value.split(' ');
    const computer = parseComputerId(name);
    if (computer === null) throw new PatchbayError('PB304', { command: deps.desk.command, verb: 'status' });
    await deps.desk.confirm(asker, computer, shown);
    const text = confirmedText(computer);
    await answer(card(text, [section(text)]));
  });
}
