import type { Role } from '../../domain/roles.js';
import { say } from '../actions.js';
import { buttons, type Card, card, context, header, optionalContext, optionalSection, section } from '../blocks.js';
import { join } from '../text.js';
import { VERBS, type Verb } from '../verbs.js';
import {
  closedLine,
  HELP_HEAD,
  helpSummary,
  IN_SHORT,
  moreLine,
  needsRole,
  rolesLine,
  stepLine,
  verbText,
} from '../words/help.js';
import { LABELS } from '../words/labels.js';

export interface Help {
  readonly command: string;
  readonly roles: readonly Role[];
  readonly topic: Verb | null;
  /** A group's id, for examples that can be copied. */
  readonly group: string | null;
}

/** What the person can do: the six steps with an example each, the rest in a line; or one verb, with its examples. */
export function helpCard(help: Help): Card {
  return help.topic === null ? overview(help) : verbCard(help, help.topic);
}

function overview({ command, roles, group }: Help): Card {
  const verbs = Object.keys(VERBS) as Verb[];
  const open = verbs.filter((verb) => mayUse(roles, verb));
  const closed = open.length === 0 ? [] : verbs.filter((verb) => !open.includes(verb));
  const steps = open.filter((verb) => VERBS[verb].step !== null).map((verb) => stepLine(verb, command, group));
  const text = helpSummary(open);
  return card(text, [
    header(HELP_HEAD),
    section(open.length === 0 ? text : join([IN_SHORT, ...steps], '\n')),
    optionalSection(moreLine(open, command)),
    optionalContext(closedLine(closed)),
    context(rolesLine(roles)),
    open.length === 0
      ? null
      : buttons([
          mayUse(roles, 'sync') ? say(LABELS.sync, 'sync') : null,
          say(LABELS.showGroups, 'groups'),
          say(LABELS.showStatus, 'status'),
          say(LABELS.showTasks, 'tasks'),
        ]),
  ]);
}

function verbCard({ command, roles, group }: Help, verb: Verb): Card {
  const text = verbText(verb, command, group);
  return card(text, [
    section(text),
    mayUse(roles, verb) ? null : context(needsRole(verb)),
    buttons([say(LABELS.showHelp, 'help')]),
  ]);
}

function mayUse(roles: readonly Role[], verb: Verb): boolean {
  return roles.includes('admin') || roles.includes(VERBS[verb].role);
}
