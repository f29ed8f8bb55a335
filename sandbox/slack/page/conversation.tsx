import { useEffect, useRef } from 'react';
import type { ShownConversation, ShownMessage } from '../client-types.js';
import { api } from './api.js';
import { Composer } from './composer.js';
import { Message } from './message.js';
import { useWorkspace } from './workspace.js';

/** A channel or the direct message with the bot. */
export function Conversation(props: {
  readonly conversation: ShownConversation;
  readonly onThread: (ts: string) => void;
}) {
  const { conversation, onThread } = props;
  const { me, bot } = useWorkspace();
  const roots = conversation.messages.filter((message) => message.threadTs === null || message.broadcast);
  const newest = conversation.messages.at(-1)?.ts ?? '';
  useEffect(() => {
    if (newest !== '') void api.read(me.id, conversation.id, newest);
  }, [me.id, conversation.id, newest]);
  const label = conversation.kind === 'im' ? `Message ${bot.name}` : `Message #${conversation.name}`;
  return (
    <>
      <MessageList newest={roots.at(-1)?.ts ?? ''} label="Messages">
        {roots.length === 0 && (
          <p className="empty">
            {conversation.kind === 'im' ? `Write to ${bot.name} here.` : 'Nothing was said here yet.'}
          </p>
        )}
        {roots.map((message) => (
          <Message
            key={message.ts}
            conversation={conversation.id}
            message={message}
            replies={repliesTo(conversation, message).length}
            onThread={() => onThread(message.threadTs ?? message.ts)}
          />
        ))}
      </MessageList>
      <Composer key={conversation.id} conversation={conversation.id} threadTs={null} label={label} />
    </>
  );
}

/** The thread below one message. */
export function Thread(props: {
  readonly conversation: ShownConversation;
  readonly ts: string;
  readonly onClose: () => void;
}) {
  const { conversation, ts } = props;
  const root = conversation.messages.find((message) => message.ts === ts);
  if (root === undefined) return null;
  const messages = [root, ...repliesTo(conversation, root)];
  return (
    <aside className="thread" aria-label="Thread">
      <header className="bar">
        <h2>
          Thread <small>#{conversation.name || 'direct message'}</small>
        </h2>
        <button type="button" className="icon" aria-label="Close thread" onClick={props.onClose}>
          ✕
        </button>
      </header>
      <MessageList newest={messages.at(-1)?.ts ?? ''} label="Replies">
        {messages.map((message) => (
          <Message key={message.ts} conversation={conversation.id} message={message} replies={0} />
        ))}
      </MessageList>
      <Composer key={ts} conversation={conversation.id} threadTs={ts} label="Reply" />
    </aside>
  );
}

function repliesTo(conversation: ShownConversation, root: ShownMessage): readonly ShownMessage[] {
  return conversation.messages.filter((message) => message.threadTs === root.ts);
}

/** Stays at the newest message, unless the reader has gone up. */
function MessageList(props: { readonly newest: string; readonly label: string; readonly children: React.ReactNode }) {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const { newest } = props;
  useEffect(() => {
    if (newest !== '' && isAtEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [newest]);
  return (
    <div
      ref={list}
      className="messages"
      role="log"
      aria-live="polite"
      aria-label={props.label}
      onScroll={({ currentTarget: box }) => {
        isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
      }}
    >
      {props.children}
    </div>
  );
}
