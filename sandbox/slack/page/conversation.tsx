import { useEffect, useMemo, useReducer, useState } from 'react';
import type { ShownConversation, ShownMessage } from '../client-types.js';
import { Announcer } from './announcer.js';
import { api } from './api.js';
import { Composer } from './composer.js';
import { Message } from './message.js';
import { MessageList } from './message-list.js';
import { useWorkspace } from './workspace.js';

interface Replies {
  readonly count: number;
  readonly last: string;
}

/** A channel or the direct message with the bot. */
export function Conversation(props: {
  readonly conversation: ShownConversation;
  readonly target: string | null;
  readonly onThread: (ts: string) => void;
}) {
  const { conversation, target, onThread } = props;
  const { me, bot } = useWorkspace();
  const { messages } = conversation;
  const readBefore = useReading(conversation);
  const roots = useMemo(() => messages.filter((one) => one.threadTs === null || one.broadcast), [messages]);
  const replies = useMemo(() => repliesOf(messages), [messages]);
  const [sent, countSent] = useReducer((count: number) => count + 1, 0);
  const label = conversation.kind === 'im' ? `Message ${bot.name}` : `Message #${conversation.name}`;
  return (
    <>
      <MessageList
        key={target ?? ''}
        label="Messages"
        messages={roots}
        readBefore={readBefore}
        me={me.id}
        sent={sent}
        target={target}
        intro={<Intro conversation={conversation} />}
        draw={(message, isCompact) => (
          <Message
            conversation={conversation.id}
            message={message}
            isCompact={isCompact}
            isTarget={message.ts === target}
            replies={replies.get(message.ts)?.count ?? 0}
            lastReply={replies.get(message.ts)?.last ?? ''}
            onThread={onThread}
          />
        )}
      />
      <Announcer messages={roots} />
      {conversation.isArchived === true ? (
        <p className="archived">This channel is archived: it can be read, nobody can write here.</p>
      ) : (
        <Composer key={conversation.id} conversation={conversation} threadTs={null} label={label} onSent={countSent} />
      )}
    </>
  );
}

/** How a conversation begins. */
function Intro({ conversation }: { readonly conversation: ShownConversation }) {
  const { bot, commands } = useWorkspace();
  const isDirect = conversation.kind === 'im';
  return (
    <div className="intro">
      <h2>{isDirect ? `You and ${bot.name}` : `Welcome to #${conversation.name}`}</h2>
      <p>
        {isDirect
          ? `This is where your conversation with ${bot.name} begins. Nobody else reads it.`
          : `This is where #${conversation.name} begins. ${conversation.topic}.`}
      </p>
      {commands.map((command) => (
        <p key={command.name}>
          <code>{command.name}</code> {command.description}
        </p>
      ))}
    </div>
  );
}

/** What is shown to somebody who looks is read. Gives what was read before that, for the line "New". */
function useReading({ id, read, messages }: ShownConversation): string {
  const { me } = useWorkspace();
  const [readBefore, setReadBefore] = useState(read);
  const [isLooking, setLooking] = useState(!document.hidden);
  const newest = messages.at(-1)?.ts ?? '';
  useEffect(() => {
    const look = () => {
      setLooking(!document.hidden);
      // Whoever comes back sees what is new since.
      if (document.hidden) setReadBefore(newest);
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [newest]);
  useEffect(() => {
    if (isLooking && newest !== '' && newest !== read) void api.read(me.id, id, newest);
  }, [me.id, id, newest, read, isLooking]);
  return readBefore;
}

/** The thread below one message. Escape closes it. */
export function Thread(props: {
  readonly conversation: ShownConversation;
  readonly ts: string;
  readonly target: string | null;
  readonly onClose: () => void;
}) {
  const { conversation, ts, onClose } = props;
  const { me } = useWorkspace();
  const { messages } = conversation;
  const all = useMemo(() => messages.filter((one) => one.ts === ts || one.threadTs === ts), [messages, ts]);
  const [sent, countSent] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <aside
      className="panel thread"
      aria-label="Thread"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <header className="bar">
        <h2>
          Thread <small>{conversation.kind === 'im' ? 'Direct message' : `#${conversation.name}`}</small>
        </h2>
        <button type="button" className="icon" aria-label="Close thread" onClick={onClose}>
          ✕
        </button>
      </header>
      <MessageList
        key={`${ts} ${props.target ?? ''}`}
        label="Replies"
        messages={all}
        readBefore=""
        me={me.id}
        sent={sent}
        target={all.some((one) => one.ts === props.target) ? props.target : null}
        intro={all.length === 0 && <p className="empty">This thread is gone.</p>}
        draw={(message, isCompact) => (
          <Message
            conversation={conversation.id}
            message={message}
            isCompact={isCompact}
            isTarget={message.ts === props.target}
            replies={0}
          />
        )}
      />
      <Announcer messages={all} />
      {conversation.isArchived !== true && (
        <Composer key={ts} conversation={conversation} threadTs={ts} label="Reply" onSent={countSent} />
      )}
    </aside>
  );
}

function repliesOf(messages: readonly ShownMessage[]): ReadonlyMap<string, Replies> {
  const found = new Map<string, Replies>();
  for (const { threadTs, ts } of messages) {
    if (threadTs !== null) found.set(threadTs, { count: (found.get(threadTs)?.count ?? 0) + 1, last: ts });
  }
  return found;
}
