import { useCallback, useEffect, useState } from 'react';

/** What the page shows; each place has an address, as in Slack. */
export interface Where {
  readonly view: 'home' | 'conversation';
  /** Of the conversation; where it is not known, the first one is shown. */
  readonly conversation: string;
  /** The open thread's root. */
  readonly thread: string | null;
  /** A message that a link points to. */
  readonly message: string | null;
}

export const START = 'C0PATCHING';

/** `/archives/C…/p…?thread_ts=…` as chat.getPermalink makes it, and `/home`. */
export function whereOf(location: Pick<Location, 'pathname' | 'search'>): Where {
  if (location.pathname === '/home') return { view: 'home', conversation: START, thread: null, message: null };
  const [, conversation = START, digits] = /^\/archives\/([CD][A-Z0-9]+)(?:\/p(\d{7,}))?/.exec(location.pathname) ?? [];
  const message = digits === undefined ? null : `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  return { view: 'conversation', conversation, thread: new URLSearchParams(location.search).get('thread_ts'), message };
}

export function addressOf({ view, conversation, thread, message }: Where): string {
  if (view === 'home') return '/home';
  const point = message === null ? '' : `/p${message.replace('.', '')}`;
  return `/archives/${conversation}${point}${thread === null ? '' : `?thread_ts=${thread}&cid=${conversation}`}`;
}

/** The place and the way to another; the browser's Back goes back. */
export function useWhere(): readonly [Where, (next: Where) => void] {
  const [where, setWhere] = useState(() => whereOf(window.location));
  useEffect(() => {
    const back = () => setWhere(whereOf(window.location));
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);
  const go = useCallback((next: Where) => {
    const address = addressOf(next);
    if (address !== window.location.pathname + window.location.search) window.history.pushState(null, '', address);
    setWhere(next);
  }, []);
  return [where, go];
}
