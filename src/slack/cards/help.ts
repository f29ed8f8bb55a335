import type { Role } from '../../domain/roles.js';
import { say } from '../actions.js';
import { buttons, type Card, card, context, header, section } from '../blocks.js';
import { code, join, list, type Mrkdwn, mrkdwn, safe } from '../text.js';
import { VERBS, type Verb } from '../verbs.js';

export interface Help {
  readonly command: string;
  readonly roles: readonly Role[];
  readonly topic: Verb | null;
  /** A group's id, for examples that can be copied. */
  readonly group: string | null;
}

/** What the person can do now, in the order of the job. */
export function helpCard(help: Help): Card {
  const verbs = (Object.keys(VERBS) as Verb[]).filter((verb) => help.topic === null || help.topic === verb);
  const open = verbs.filter((verb) => mayUse(help.roles, verb));
  const closed = verbs.filter((verb) => !open.includes(verb));
  const text = mrkdwn`Slack patches Windows. You can use: ${list(
    open.map((verb) => code(verb)),
    20,
  )}.`;
  return card(text, [
    header('Patchbay'),
    section(
      mrkdwn`Slack patches Windows, in six steps: sync WSUS, approve patches, scan, approve recommendations, run, verify.`,
    ),
    section(
      join(
        open.map((verb) => verbLine(verb, help)),
        '\n',
      ),
    ),
    closed.length === 0 ? null : context(closedText(closed)),
    context(
      mrkdwn`Your roles: ${list(
        help.roles.map((role) => safe(role)),
        4,
      )}. The same words work in a mention and in a direct message.`,
    ),
    buttons([
      mayUse(help.roles, 'sync') ? say('Sync WSUS', 'sync') : null,
      say('Show groups', 'groups'),
      say('Show status', 'status'),
      say('Show tasks', 'tasks'),
    ]),
  ]);
}

function mayUse(roles: readonly Role[], verb: Verb): boolean {
  return roles.includes('admin') || roles.includes(VERBS[verb].role);
}

function verbLine(verb: Verb, help: Help): Mrkdwn {
  const { step, does } = VERBS[verb];
  const number = step === null ? mrkdwn`` : mrkdwn`Step ${step}: `;
  return mrkdwn`• ${code(example(verb, help.command, help.group))} ${number}${safe(does)}`;
}

/** A sentence that can be copied. */
export function example(verb: Verb, command: string, group: string | null): string {
  return [command, verb, VERBS[verb].example.replace('GROUP', group ?? 'finance')]
    .filter((word) => word !== '')
    .join(' ');
}

function closedText(closed: readonly Verb[]): Mrkdwn {
  return mrkdwn`You would need another role for: ${list(
    closed.map((verb) => mrkdwn`${code(verb)} (${safe(VERBS[verb].role)})`),
    20,
  )}.`;
}
