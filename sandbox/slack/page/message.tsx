import { memo, type ReactNode, useMemo } from 'react';
import type { ShownFile, ShownMessage } from '../client-types.js';
import { fileAddress } from './api.js';
import { Blocks } from './blocks-view.js';
import { fullTimeOf, timeOf } from './dates.js';
import { emojiOf } from './emoji.js';
import { Interactive } from './interaction.js';
import { MessageTools } from './message-tools.js';
import { Mrkdwn } from './text.js';
import { addressOf } from './where.js';
import { Avatar, channelName, nameOf, useWorkspace } from './workspace.js';

interface MessageProps {
  readonly conversation: string;
  readonly message: ShownMessage;
  /** Without its author, who wrote the one above just before. */
  readonly isCompact?: boolean;
  readonly isTarget?: boolean;
  readonly replies: number;
  readonly lastReply?: string;
  /** Opens the thread; none inside a thread. */
  readonly onThread?: ((ts: string) => void) | undefined;
}

/** Drawn again only when it changes itself: a channel may hold thousands. */
export const Message = memo(function Message(props: MessageProps) {
  const { conversation, message, isCompact = false, replies, onThread } = props;
  const author = nameOf(useWorkspace(), message.user);
  const isWhisper = message.ephemeralFor !== null;
  const thread = onThread === undefined || isWhisper ? null : () => onThread(message.threadTs ?? message.ts);
  const time = <Time conversation={conversation} message={message} />;
  return (
    <article className={classOf(props)} aria-label={`Message from ${author}`} tabIndex={-1} data-ts={message.ts}>
      {isCompact ? time : <Avatar user={message.user} />}
      <div className="message-body">
        <Note conversation={conversation} message={message} onThread={thread} />
        {!isCompact && (
          <Header message={message} author={author}>
            {time}
          </Header>
        )}
        <Content conversation={conversation} message={message} />
        <Reactions message={message} />
        {thread !== null && replies > 0 && (
          <button type="button" className="replies" onClick={thread}>
            {replies} {replies === 1 ? 'reply' : 'replies'}
            {props.lastReply !== undefined && <small> Last at {timeOf(props.lastReply)}</small>}
          </button>
        )}
      </div>
      {!message.deleted && !isWhisper && (
        <MessageTools conversation={conversation} message={message} onThread={replies === 0 ? thread : null} />
      )}
    </article>
  );
});

function classOf({ message, isCompact, isTarget }: MessageProps): string {
  return [
    'message',
    message.ephemeralFor !== null && 'is-ephemeral',
    isCompact === true && 'is-compact',
    isTarget === true && 'is-target',
  ]
    .filter(Boolean)
    .join(' ');
}

function Note(props: {
  readonly conversation: string;
  readonly message: ShownMessage;
  readonly onThread: (() => void) | null;
}) {
  const { conversation, message, onThread } = props;
  const directory = useWorkspace();
  if (message.ephemeralFor !== null) return <p className="note">Only visible to you</p>;
  if (!message.broadcast || message.threadTs === null) return null;
  if (onThread === null) return <p className="note">Also sent to #{channelName(directory, conversation)}</p>;
  return (
    <p className="note">
      <button type="button" className="note note-link" onClick={onThread}>
        Replied to a thread
      </button>
    </p>
  );
}

function Header(props: { readonly message: ShownMessage; readonly author: string; readonly children: ReactNode }) {
  const { message, author } = props;
  const { bot } = useWorkspace();
  return (
    <header>
      <strong>{author}</strong>
      {message.user === bot.userId && <span className="badge">APP</span>}
      {props.children}
      {message.edited && <small>(edited)</small>}
    </header>
  );
}

/** The time is the message's address. */
function Time({ conversation, message }: { readonly conversation: string; readonly message: ShownMessage }) {
  const time = (
    <time title={fullTimeOf(message.ts)} dateTime={new Date(Number(message.ts) * 1000).toISOString()}>
      {timeOf(message.ts)}
    </time>
  );
  if (message.ephemeralFor !== null) return <span className="time">{time}</span>;
  const where = { view: 'conversation', conversation, thread: message.threadTs, message: message.ts } as const;
  return (
    <a className="time" href={addressOf(where)}>
      {time}
    </a>
  );
}

function Content({ conversation, message }: { readonly conversation: string; readonly message: ShownMessage }) {
  const { me, bot } = useWorkspace();
  const place = useMemo(() => ({ conversation, ts: message.ts }), [conversation, message.ts]);
  if (message.deleted) return <p className="note">This message was deleted.</p>;
  return (
    <>
      {message.blocks === null ? (
        <Mrkdwn text={message.text} autoParse={message.user !== bot.userId || message.pings.length > 0} />
      ) : (
        <Interactive person={me.id} place={place}>
          <Blocks blocks={message.blocks} />
        </Interactive>
      )}
      {message.files.map((file) => (
        <File key={file.id} file={file} />
      ))}
    </>
  );
}

/** Pictures are shown; everything can be kept. */
function File({ file }: { readonly file: ShownFile }) {
  const { me } = useWorkspace();
  const address = fileAddress(me.id, file.id);
  return (
    <div className="files">
      {file.isImage && (
        <figure className="image">
          <img src={address} alt={file.altText || file.title} loading="lazy" />
        </figure>
      )}
      <a className="file" href={address} download={file.name}>
        <span className="file-kind" aria-hidden="true">
          {file.name.split('.').at(-1)?.slice(0, 4)}
        </span>
        <span className="file-name">
          <strong>{file.title}</strong>
          <small>
            {file.name} · {sizeOf(file.bytes)} · Download
          </small>
        </span>
      </a>
    </div>
  );
}

function Reactions({ message }: { readonly message: ShownMessage }) {
  const directory = useWorkspace();
  if (message.reactions.length === 0) return null;
  return (
    <p className="reactions">
      {message.reactions.map(({ name, users }) => (
        <span key={name} className="reaction" title={users.map((user) => nameOf(directory, user)).join(', ')}>
          {emojiOf(name)} {users.length}
        </span>
      ))}
    </p>
  );
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}
