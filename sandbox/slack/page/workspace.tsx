import { createContext, use } from 'react';
import type { Shown } from '../client-types.js';

/** Who is who, for everything that is drawn. */
export const Workspace = createContext<Shown | null>(null);

export function useWorkspace(): Shown {
  const shown = use(Workspace);
  if (shown === null) throw new Error('drawn outside the workspace');
  return shown;
}

export function nameOf(shown: Shown, user: string): string {
  if (user === shown.bot.userId) return shown.bot.name;
  if (user === 'USLACKBOT') return 'Slackbot';
  return shown.people.find((person) => person.id === user)?.realName ?? user;
}

export function channelName(shown: Shown, id: string): string {
  return shown.conversations.find((one) => one.id === id)?.name ?? 'private-channel';
}

export function Avatar({ user }: { readonly user: string }) {
  const shown = useWorkspace();
  const isBot = user === shown.bot.userId;
  const index = shown.people.findIndex((person) => person.id === user);
  const initials = nameOf(shown, user)
    .split(' ')
    .map((word) => word[0])
    .join('')
    .slice(0, 2);
  return (
    <span className={`avatar ${isBot ? 'avatar-bot' : `avatar-${index + 1}`}`} aria-hidden="true">
      {isBot ? '✚' : initials}
    </span>
  );
}
