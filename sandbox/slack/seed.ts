import { randomBytes } from 'node:crypto';
import type { Conversation, Person, UserGroup, Workspace } from './model.js';

/** The pretend workspace: stable ids, so that a configuration can name them. */
const BOT = { userId: 'U0PATCHBAY', botId: 'B0PATCHBAY', appId: 'A0PATCHBAY' };

const PEOPLE = [
  person('U0OLIVIA', 'olivia', 'Olivia Operator', 'Operator: scans and runs'),
  person('U0ANIL', 'anil', 'Anil Approver', 'Approver: decides'),
  person('U0ADA', 'ada', 'Ada Admin', 'Admin: may do all', { isAdmin: true }),
  person('U0VERA', 'vera', 'Vera Viewer', 'Viewer: only looks'),
  person('U0GUS', 'gus', 'Gus Guest', 'Guest: is turned away', { isGuest: true }),
] as const;

function person(
  id: string,
  name: string,
  realName: string,
  title: string,
  flags: { readonly isAdmin?: boolean; readonly isGuest?: boolean } = {},
): Person {
  return { id, name, realName, title, isAdmin: flags.isAdmin ?? false, isGuest: flags.isGuest ?? false };
}

const GROUPS: readonly UserGroup[] = [
  { id: 'S0OPERATORS', handle: 'patch-operators', name: 'Patch operators', users: ['U0OLIVIA', 'U0ADA'] },
  { id: 'S0APPROVERS', handle: 'patch-approvers', name: 'Patch approvers', users: ['U0ANIL', 'U0ADA'] },
];

function conversations(): readonly Conversation[] {
  const everyone = PEOPLE.map((one) => one.id);
  const channel = (id: string, name: string, topic: string, members: readonly string[]): Conversation => ({
    id,
    kind: 'channel',
    name,
    topic,
    members,
  });
  return [
    channel('C0PATCHING', 'patching', 'What is patched, when and by whom', [...everyone, BOT.userId]),
    channel('C0APPROVALS', 'approvals', 'What waits for a decision', ['U0OLIVIA', 'U0ANIL', 'U0ADA', BOT.userId]),
    channel('C0FINANCE', 'finance', 'The finance department', ['U0OLIVIA', 'U0ANIL', 'U0ADA', 'U0VERA']),
    ...PEOPLE.map((one) => directMessage(`D${one.id.slice(1)}`, one.id)),
  ];
}

function directMessage(id: string, who: string): Conversation {
  return { id, kind: 'im', name: '', topic: '', members: [who, BOT.userId] };
}

export function newWorkspace(botName: string, tokens: Workspace['tokens'] | undefined): Workspace {
  return {
    team: { id: 'T0SANDBOX', name: 'Sandbox', domain: 'sandbox' },
    bot: { ...BOT, name: botName },
    tokens: tokens ?? { bot: `xoxb-sandbox-${secret()}`, app: `xapp-sandbox-${secret()}` },
    people: PEOPLE,
    groups: GROUPS,
    conversations: conversations(),
    files: [],
    homes: {},
    read: {},
    lastTs: 0,
    lastId: 0,
  };
}

function secret(): string {
  return randomBytes(18).toString('hex');
}
