import type { Role } from '../../domain/roles.js';
import { bold, code, join, list, type Mrkdwn, mrkdwn, safe } from '../text.js';
import { VERBS, type Verb } from '../verbs.js';

/** What is said of the verbs: `help`, and the example where a sentence misses something. */

interface VerbWords {
  readonly does: string;
  /** What follows the verb in an example; `GROUP` stands for a group's name. The first one is for the overview. */
  readonly examples: readonly [string, ...string[]];
}

const VERB_WORDS: Readonly<Record<Verb, VerbWords>> = {
  sync: { does: 'Let WSUS synchronize with its update source.', examples: [''] },
  updates: {
    does: 'Show patches on WSUS, to approve them there or to take an approval back.',
    examples: ['critical', 'product:"server 2022" newer:30'],
  },
  scan: { does: 'Scan the computers of a group for what they miss, then check them.', examples: ['GROUP'] },
  recommendations: {
    does: 'Show what the check recommends, to approve, ignore or schedule it.',
    examples: ['GROUP', 'GROUP by computer'],
  },
  run: {
    does: 'Show the plan, then install what is approved. Nothing starts before you say Run.',
    examples: ['GROUP', 'GROUP distribute'],
  },
  install: {
    does: 'Show the plan of single patches for a group, and of nothing else. Only what is approved is installed.',
    examples: ['KB5031356 on GROUP'],
  },
  uninstall: {
    does: 'Show the plan of taking patches off the computers of a group that have them.',
    examples: ['KB5031356 on GROUP'],
  },
  stack: {
    does: 'Show software stacks: patches under a name, in an order. Run one on a group, as far as it is approved there.',
    examples: ['', 'March baseline', 'March baseline on GROUP'],
  },
  status: {
    does: 'Show who is compliant, and who is not and why: all, a group or a computer.',
    examples: ['GROUP', ''],
  },
  patches: { does: 'Show patch groups, which checks can ask for.', examples: ['', 'browsers'] },
  deny: {
    does: 'Show patches that are installed nowhere; an approver can deny more, with a reason.',
    examples: ['', 'KB5031356 breaks printing until 2026-12-24'],
  },
  groups: { does: 'Show the provisioning groups and how they stand.', examples: [''] },
  group: { does: 'Show one group: its computers, checks and settings.', examples: ['GROUP'] },
  check: { does: 'Check a group again by its last scans, without a new one.', examples: ['GROUP'] },
  ask: { does: 'Ask the approvers for what the check recommends.', examples: ['GROUP'] },
  approvals: { does: 'Show what waits for your decision, and what you asked for.', examples: [''] },
  schedule: { does: 'Show a group’s maintenance windows and scans, and what is scheduled.', examples: ['GROUP'] },
  freeze: { does: 'Show the times in which nothing is patched.', examples: [''] },
  tasks: { does: 'Show the latest tasks.', examples: [''] },
  task: { does: 'Show one task and its targets.', examples: ['17'] },
  log: { does: 'Show the workflow execution log of one target.', examples: ['17.3', '17.3 debug'] },
  retry: {
    does: 'Plan again what failed in a task; an administrator: log on again with credentials that were refused.',
    examples: ['17', 'PROFILE'],
  },
  computers: {
    does: 'Show the computers: how they stand, their groups, and how they are reached.',
    examples: ['', 'retired'],
  },
  computer: { does: 'Show all that is known of one computer.', examples: ['COMPUTER'] },
  import: { does: 'Add computers from the clients of WSUS or a CSV file, and confirm them.', examples: [''] },
  rename: { does: 'Call an added computer otherwise. What is known of it stays.', examples: ['COMPUTER fin-ws-17'] },
  retire: { does: 'Run nothing further on a computer, or bring it back.', examples: ['COMPUTER', 'COMPUTER undo'] },
  confirm: {
    does: 'Show which machine answers as a computer; its owner or an administrator says that it is the one, or back in service.',
    examples: ['COMPUTER'],
  },
  diagnose: {
    does: 'Look at a computer, or at Patchbay itself, and say what is wrong and what to do.',
    examples: ['COMPUTER', 'COMPUTER detect', ''],
  },
  stop: {
    does: 'Let nothing further start, in a task, a group or everywhere; what runs ends by itself.',
    examples: ['everything', '17'],
  },
  digest: { does: 'Show who is not compliant, with a chart and a list as a file.', examples: ['', 'GROUP'] },
  audit: {
    does: 'Show who did what, about a group, a KB number or a person; or verify the log.',
    examples: ['GROUP', 'verify'],
  },
  help: { does: 'Show what you can do, or one verb with examples.', examples: ['', 'run'] },
};

/** The other verbs, by what they are for. */
const PURPOSES: readonly (readonly [string, readonly Verb[]])[] = [
  ['Groups', ['groups', 'group', 'check']],
  ['Patches', ['install', 'uninstall', 'stack', 'patches', 'deny']],
  ['Approvals', ['ask', 'approvals']],
  ['Tasks', ['tasks', 'task', 'log', 'retry', 'stop']],
  ['Times', ['schedule', 'freeze']],
  ['Computers', ['computers', 'computer', 'import', 'rename', 'retire', 'diagnose', 'confirm']],
  ['Reports', ['digest', 'audit']],
];

/** What an example calls a group where none is known. */
const ANY_GROUP = 'finance';
const ANY_COMPUTER = 'fin-ws-07';
const ANY_PROFILE = 'fleet-account';

/** Sentences that can be typed as they are. @param group a group's id */
export function examplesOf(verb: Verb, command: string, group: string | null): readonly string[] {
  return VERB_WORDS[verb].examples.map((rest) =>
    [command, verb, placed(rest, group)].filter((word) => word !== '').join(' '),
  );
}

function placed(rest: string, group: string | null): string {
  return rest
    .replace('GROUP', group ?? ANY_GROUP)
    .replace('COMPUTER', ANY_COMPUTER)
    .replace('PROFILE', ANY_PROFILE);
}

export function example(verb: Verb, command: string, group: string | null = null): string {
  const all = examplesOf(verb, command, group);
  return all.find((one) => one !== `${command} ${verb}`) ?? `${command} ${verb}`;
}

export const HELP_HEAD = 'Patchbay';
export const IN_SHORT = mrkdwn`Slack patches Windows, in six steps.`;

/** What is shown, and what stands in its notification. */
export function helpSummary(verbs: readonly Verb[]): Mrkdwn {
  if (verbs.length === 0)
    return mrkdwn`${IN_SHORT} You have no role here yet. Ask an administrator of Patchbay for one.`;
  return mrkdwn`${IN_SHORT} You can use: ${list(
    verbs.map((verb) => code(verb)),
    30,
  )}.`;
}

/** `1. /patch sync Let WSUS synchronize …` */
export function stepLine(verb: Verb, command: string, group: string | null): Mrkdwn {
  const [first = ''] = examplesOf(verb, command, group);
  return mrkdwn`${VERBS[verb].step ?? 0}. ${code(first)} ${safe(VERB_WORDS[verb].does)}`;
}

/** `More: Groups groups group · Tasks tasks task …`; empty where the person can use none of them. */
export function moreLine(open: readonly Verb[], command: string): Mrkdwn {
  const parts = PURPOSES.flatMap(([purpose, verbs]) => {
    const mine = verbs.filter((verb) => open.includes(verb)).map((verb) => code(verb));
    return mine.length === 0 ? [] : [mrkdwn`${safe(purpose)} ${join(mine, ' ')}`];
  });
  if (parts.length === 0) return mrkdwn``;
  return mrkdwn`${bold(mrkdwn`More:`)} ${join(parts, ' · ')}. Each with examples: ${code(`${command} help status`)}`;
}

/** `With another role also: operator sync scan · approver audit`. */
export function closedLine(closed: readonly Verb[]): Mrkdwn {
  if (closed.length === 0) return mrkdwn``;
  const roles = [...new Set(closed.map((verb) => VERBS[verb].role))];
  const parts = roles.map((role) => {
    const verbs = closed.filter((verb) => VERBS[verb].role === role).map((verb) => code(verb));
    return mrkdwn`${safe(role)} ${join(verbs, ' ')}`;
  });
  return mrkdwn`With another role also: ${join(parts, ' · ')}.`;
}

export function rolesLine(roles: readonly Role[]): Mrkdwn {
  const mine = list(
    roles.map((role) => safe(role)),
    4,
  );
  const say = mrkdwn`The same words work in a mention and in a direct message.`;
  return mine === '' ? say : mrkdwn`Your roles: ${mine}. ${say}`;
}

/** One verb: what it does, and how it is said. */
export function verbText(verb: Verb, command: string, group: string | null): Mrkdwn {
  const says = examplesOf(verb, command, group).map((one) => mrkdwn`• ${code(one)}`);
  return join([mrkdwn`${bold(safe(verb))}: ${safe(VERB_WORDS[verb].does)}`, ...says], '\n');
}

export function needsRole(verb: Verb): Mrkdwn {
  return mrkdwn`You need the ${safe(VERBS[verb].role)} role for that. Ask an administrator of Patchbay.`;
}
