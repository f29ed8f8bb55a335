import { createContext, use } from 'react';
import type { Shown } from '../client-types.js';
import type { Where } from './where.js';

/** What does not change with every message: who is who. Everything that is drawn may ask. */
export type Directory = Pick<Shown, 'me' | 'people' | 'groups' | 'team' | 'commands' | 'names'> & {
  readonly bot: { readonly userId: string; readonly name: string };
  readonly channels: readonly { readonly id: string; readonly kind: 'channel' | 'im'; readonly name: string }[];
};

export const Workspace = createContext<Directory | null>(null);
/** The way to another place in the page. */
export const Way = createContext<(next: Where) => void>(() => undefined);

export function useWorkspace(): Directory {
  const directory = use(Workspace);
  if (directory === null) throw new Error('drawn outside the workspace');
  return directory;
}

export function directoryOf(shown: Shown): Directory {
  const { me, people, groups, team, commands, names, bot } = shown;
  const channels = shown.conversations.map(({ id, kind, name }) => ({ id, kind, name }));
  return { me, people, groups, team, commands, names, channels, bot: { userId: bot.userId, name: bot.name } };
}

export function nameOf(directory: Directory, user: string): string {
  if (user === directory.bot.userId) return directory.bot.name;
  if (user === 'USLACKBOT') return 'Slackbot';
  return directory.people.find((person) => person.id === user)?.realName ?? user;
}

export function channelName(directory: Directory, id: string): string {
  return directory.channels.find((one) => one.id === id)?.name ?? 'private-channel';
}

export function Avatar({ user, isSmall = false }: { readonly user: string; readonly isSmall?: boolean }) {
  const directory = useWorkspace();
  const isBot = user === directory.bot.userId;
  const index = directory.people.findIndex((person) => person.id === user);
  // Not the initials: of Anil Approver and Ada Admin they are the same.
  const letters = nameOf(directory, user).slice(0, 2);
  const className = `avatar ${isSmall ? 'avatar-small' : ''} ${isBot ? 'avatar-bot' : `avatar-${index + 1}`}`;
  return (
    <span className={className} aria-hidden="true">
      {isBot ? '✚' : letters}
    </span>
  );
}
