import type { ModalView } from '@slack/types';
import type { Filled } from '../../src/slack/modals/filled.js';
import type { Mrkdwn } from '../../src/slack/text.js';
import type { Asker } from '../../src/workflows/desk.js';
import type { Deps } from '../guard.js';

/** What was sent in a form and not taken, and why. */
export interface Again {
  readonly sent: Filled;
  readonly note: Mrkdwn;
}

/** A modal that edits something: a button or a menu opens it with a subject, which it carries. */
export interface Form {
  /**
   * @param subject what it is about: as the button says, which may be anything
   * @param again null at first
   * @throws PatchbayError PB104 where the person may not, PB304 where the subject is none
   */
  draw(deps: Deps, asker: Asker, subject: string, again: Again | null): Promise<ModalView>;
  /** Carries it out. Gives what is shown then: what came of it, or the form's next page. */
  submit(deps: Deps, asker: Asker, sent: Filled): Promise<ModalView>;
}
