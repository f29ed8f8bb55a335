import { useMemo } from 'react';
import type { ShownMessage } from '../client-types.js';
import { fileAddress } from './api.js';
import { Blocks } from './blocks-view.js';
import { fullTimeOf, timeOf } from './dates.js';
import { emojiOf } from './emoji.js';
import { Interactive } from './interaction.js';
import { Mrkdwn } from './text.js';
import { Avatar, nameOf, useWorkspace } from './workspace.js';

/** @param onThread opens the thread; none inside a thread */
export function Message(props: {
  readonly conversation: string;
  readonly message: ShownMessage;
  readonly replies: number;
  readonly onThread?: (() => void) | undefined;
}) {
  const { message, replies, onThread } = props;
  const shown = useWorkspace();
  const isBot = message.user === shown.bot.userId;
  const author = nameOf(shown, message.user);
  return (
    <article
      className={`message ${message.ephemeralFor === null ? '' : 'ephemeral'}`}
      aria-label={`Message from ${author}`}
    >
      <Avatar user={message.user} />
      <div className="message-body">
        {message.ephemeralFor !== null && <p className="note">Only visible to you</p>}
        <header>
          <strong>{author}</strong>
          {isBot && <span className="badge">APP</span>}
          <time title={fullTimeOf(message.ts)}>{timeOf(message.ts)}</time>
        </header>
        <Content {...props} />
        <Reactions message={message} />
        {onThread !== undefined && message.ephemeralFor === null && (
          <button type="button" className={replies === 0 ? 'reply' : 'replies'} onClick={onThread}>
            {replies === 0 ? 'Reply' : `${replies} ${replies === 1 ? 'reply' : 'replies'}`}
          </button>
        )}
      </div>
    </article>
  );
}

function Content(props: { readonly conversation: string; readonly message: ShownMessage }) {
  const { conversation, message } = props;
  const shown = useWorkspace();
  const place = useMemo(() => ({ conversation, ts: message.ts }), [conversation, message.ts]);
  if (message.deleted) return <p className="note">This message was deleted.</p>;
  return (
    <>
      {message.blocks === null ? (
        <Mrkdwn text={message.text} autoParse={message.user !== shown.bot.userId || message.pings.length > 0} />
      ) : (
        <Interactive person={shown.me.id} place={place}>
          <Blocks blocks={message.blocks} />
        </Interactive>
      )}
      {message.files.map((file) => (
        <a key={file.id} className="file" href={fileAddress(shown.me.id, file.id)} download={file.name}>
          <span className="file-kind" aria-hidden="true">
            {file.name.split('.').at(-1)?.slice(0, 4)}
          </span>
          <span>
            <strong>{file.title}</strong>
            <small>
              {file.name} · {sizeOf(file.bytes)} · Download
            </small>
          </span>
        </a>
      ))}
    </>
  );
}

function Reactions({ message }: { readonly message: ShownMessage }) {
  if (message.reactions.length === 0) return null;
  return (
    <p className="reactions">
      {message.reactions.map((reaction) => (
        <span key={reaction.name} className="reaction">
          {emojiOf(reaction.name)} {reaction.users.length}
        </span>
      ))}
    </p>
  );
}

function sizeOf(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.ceil(bytes / 1024)} KB`;
}
