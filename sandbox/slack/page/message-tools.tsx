import { useEffect, useState } from 'react';
import type { ShownMessage } from '../client-types.js';
import { addressOf } from './where.js';

const NOTE_MS = 2000;

/** What can be done with a message; appears where the pointer or the focus is. */
export function MessageTools(props: {
  readonly conversation: string;
  readonly message: ShownMessage;
  readonly onThread: (() => void) | null;
}) {
  const { conversation, message, onThread } = props;
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), NOTE_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy() {
    const where = { view: 'conversation', conversation, thread: message.threadTs, message: message.ts } as const;
    await navigator.clipboard.writeText(window.location.origin + addressOf(where));
    setCopied(true);
  }

  return (
    <div className="message-tools">
      {onThread !== null && (
        <button type="button" onClick={onThread}>
          Reply
        </button>
      )}
      <button type="button" onClick={() => void copy()}>
        {isCopied ? 'Link copied' : 'Copy link'}
      </button>
      <span className="visually-hidden" role="status">
        {isCopied ? 'Link copied' : ''}
      </span>
    </div>
  );
}
