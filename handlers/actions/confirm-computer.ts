import { PatchbayError } from '../../src/domain/errors.js';
import { parseComputerId } from '../../src/domain/ids.js';
import { card, section } from '../../src/slack/blocks.js';
import { backInServiceText, confirmedText } from '../../src/slack/words/trust.js';
import type { Deps } from '../guard.js';
import { type Listener, onClick } from './click.js';

/** What is said of a computer on its card, who it is or that it is back: its value is the computer and what was shown. */
export function confirmComputer(deps: Deps): Listener {
  return onClick(deps, async ({ asker, answer }, { value }) => {
    const [name = '', shown = ''] = value.split(' ');
    const computer = parseComputerId(name);
    if (computer === null) throw new PatchbayError('PB304', { command: deps.desk.command, verb: 'status' });
    const confirmed = await deps.desk.confirm(asker, computer, shown);
    const text = confirmed === 'service' ? backInServiceText(computer) : confirmedText(computer);
    await answer(card(text, [section(text)]));
  });
}
