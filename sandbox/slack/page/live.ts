import { useEffect, useState } from 'react';
import type { Shown, ShownChange, ShownConversation, ShownMessage } from '../client-types.js';
import { readState } from './api.js';

/** What the person sees, kept up to date without a reload: read whole once, then changed by what the server tells. */
export function useShown(person: string): { readonly shown: Shown | null; readonly isLive: boolean } {
  const [shown, setShown] = useState<Shown | null>(null);
  const [isLive, setLive] = useState(false);
  useEffect(() => {
    let isOver = false;
    const source = new EventSource(`/_client/events?person=${person}`);
    const readAll = () =>
      readState(person).then(
        (state) => {
          if (!isOver) setShown(state);
        },
        () => setLive(false),
      );
    source.onopen = () => {
      setLive(true);
      // What happened while nobody listened is in the state.
      void readAll();
    };
    source.onerror = () => setLive(false);
    source.onmessage = (event: MessageEvent<string>) => {
      const change = JSON.parse(event.data) as ShownChange;
      if (change.type === 'again') void readAll();
      else setShown((before) => (before === null ? before : changed(before, change)));
    };
    return () => {
      isOver = true;
      source.close();
      setShown(null);
    };
  }, [person]);
  return { shown, isLive };
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
  const isKnown = messages.some((one) => one.ts === message.ts);
  return isKnown ? messages.map((one) => (one.ts === message.ts ? message : one)) : [...messages, message];
}
