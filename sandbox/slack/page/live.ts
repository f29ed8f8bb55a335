import { useEffect, useMemo, useState } from 'react';
import type { Shown, ShownChange, ShownConversation, ShownMessage } from '../client-types.js';
import { readState } from './api.js';
import { type Directory, directoryOf } from './workspace.js';

interface Live {
  readonly shown: Shown;
  readonly directory: Directory;
}

/** What the person sees, kept up to date without a reload: read whole once, then changed by what the server tells. */
export function useShown(person: string): { readonly live: Live | null; readonly isLive: boolean } {
  const [live, setLive] = useState<Live | null>(null);
  const [isLive, setIsLive] = useState(true);
  useEffect(() => {
    let isOver = false;
    const source = new EventSource(`/_client/events?person=${person}`);
    const readAll = () =>
      readState(person).then(
        (shown) => {
          if (!isOver) setLive({ shown, directory: directoryOf(shown) });
        },
        () => setIsLive(false),
      );
    source.onopen = () => {
      setIsLive(true);
      // What happened while nobody listened is in the state.
      void readAll();
    };
    source.onerror = () => setIsLive(false);
    source.onmessage = (event: MessageEvent<string>) => {
      const change = JSON.parse(event.data) as ShownChange;
      if (change.type === 'again') void readAll();
      else setLive((before) => before && { ...before, shown: changed(before.shown, change) });
    };
    return () => {
      isOver = true;
      source.close();
    };
  }, [person]);
  // Until the next person's state is here, the last one's stays on the screen.
  return useMemo(() => ({ live, isLive }), [live, isLive]);
}

function changed(shown: Shown, change: Exclude<ShownChange, { type: 'again' }>): Shown {
  switch (change.type) {
    case 'views':
      return { ...shown, views: change.views };
    case 'home':
      return { ...shown, home: change.home };
    case 'bot':
      return { ...shown, bot: { ...shown.bot, online: change.online } };
    case 'waiting':
      return { ...shown, waiting: change.waiting };
    case 'read':
      return withConversation(shown, change.conversation, (one) => ({ ...one, read: change.ts }));
    case 'message':
      return inConversation(shown, change.conversation, (messages) => placed(messages, change.message));
    case 'removed':
      return inConversation(shown, change.conversation, (messages) => messages.filter((one) => one.ts !== change.ts));
  }
}

function inConversation(
  shown: Shown,
  id: string,
  change: (messages: readonly ShownMessage[]) => readonly ShownMessage[],
): Shown {
  return withConversation(shown, id, (one) => ({ ...one, messages: change(one.messages) }));
}

function withConversation(
  shown: Shown,
  id: string,
  change: (conversation: ShownConversation) => ShownConversation,
): Shown {
  return { ...shown, conversations: shown.conversations.map((one) => (one.id === id ? change(one) : one)) };
}

function placed(messages: readonly ShownMessage[], message: ShownMessage): readonly ShownMessage[] {
  const index = messages.findLastIndex((one) => one.ts === message.ts);
  return index < 0 ? [...messages, message] : messages.with(index, message);
}
