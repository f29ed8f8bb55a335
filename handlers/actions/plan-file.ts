import { card, section } from '../../src/slack/blocks.js';
import { planFile } from '../../src/slack/cards/run.js';
import { sendFile } from '../../src/slack/files.js';
import { fileSentText } from '../../src/slack/words/runs.js';
import { type Deps, requestIn } from '../guard.js';
import { type Listener, onClick } from './click.js';

/** `Whole plan (CSV)`: every computer with its patches, or why it is blocked. */
export function sendPlanFile(deps: Deps): Listener {
  return onClick(deps, async ({ asker, answer }, { value }) => {
    await deps.desk.demand(asker.person, 'viewer');
    const file = planFile(await deps.desk.runView(requestIn(value, deps, 'run')));
    await sendFile(deps.client, asker.person, file);
    const text = fileSentText(file.name);
    await answer(card(text, [section(text)]));
  });
}
