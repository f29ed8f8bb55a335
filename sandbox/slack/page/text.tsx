import { type ReactNode, use } from 'react';
import { asJson, asText } from '../blocks.js';
import { type Inline, type Paragraph, parseMrkdwn } from '../mrkdwn.js';
import { formatDate } from './dates.js';
import { emojiOf, withEmoji } from './emoji.js';
import { whereOf } from './where.js';
import { channelName, type Directory, nameOf, useWorkspace, Way } from './workspace.js';

/** Message markup; everything is text to React, so that nothing a computer said becomes markup here. */
export function Mrkdwn({ text, autoParse = true }: { readonly text: string; readonly autoParse?: boolean }) {
  const shown = useWorkspace();
  return keyed(parseMrkdwn(text, autoParse), (paragraph) => paragraphOf(paragraph, shown));
}

/** A `plain_text` or `mrkdwn` object. */
export function TextObject({ value }: { readonly value: unknown }) {
  const { type, text, verbatim, emoji } = asJson(value);
  if (type === 'mrkdwn') return <Mrkdwn text={asText(text)} autoParse={verbatim !== true} />;
  return <span className="plain">{emoji === false ? asText(text) : withEmoji(asText(text))}</span>;
}

/** The same as a string, for labels. */
export function labelOf(value: unknown): string {
  const { text, emoji } = asJson(value);
  return emoji === false ? asText(text) : withEmoji(asText(text));
}

/** Nothing in a text has a name of its own: its place is its key. */
export function keyed<T>(items: readonly T[], draw: (item: T, index: number) => ReactNode): ReactNode {
  return items.map((item, index) => <Keyed key={String(index)}>{draw(item, index)}</Keyed>);
}

function Keyed({ children }: { readonly children: ReactNode }) {
  return children;
}

function paragraphOf(paragraph: Paragraph, shown: Directory): ReactNode {
  switch (paragraph.kind) {
    case 'preformatted':
      return <pre>{paragraph.text}</pre>;
    case 'quote':
      return (
        <blockquote>
          {keyed(paragraph.lines, (line) => (
            <div className="line">{inlines(line, shown)}</div>
          ))}
        </blockquote>
      );
    case 'line':
      return <div className="line">{inlines(paragraph.of, shown)}</div>;
  }
}

function inlines(items: readonly Inline[], shown: Directory): ReactNode {
  return keyed(items, (item) => inlineOf(item, shown));
}

function inlineOf(inline: Inline, shown: Directory): ReactNode {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'code':
      return <code>{inline.text}</code>;
    case 'emoji':
      return emojiOf(inline.text);
    case 'bold':
      return <strong>{inlines(inline.of, shown)}</strong>;
    case 'italic':
      return <em>{inlines(inline.of, shown)}</em>;
    case 'strike':
      return <s>{inlines(inline.of, shown)}</s>;
    case 'date':
      return <time>{formatDate(inline.unix, inline.format, inline.fallback)}</time>;
    default:
      return mentionOf(inline, shown);
  }
}

type Mention = Extract<Inline, { kind: 'link' | 'user' | 'channel' | 'group' | 'channel-name' | 'broadcast' }>;

function mentionOf(inline: Mention, shown: Directory): ReactNode {
  switch (inline.kind) {
    case 'link':
      return <Link url={inline.url}>{inline.text}</Link>;
    case 'user':
      return <Mention id={inline.id} sign="@" />;
    case 'channel':
      return <Mention id={inline.id} sign="#" />;
    case 'channel-name':
      return <span className="mention">#{inline.text}</span>;
    case 'group':
      return (
        <span className="mention">@{shown.groups.find((group) => group.id === inline.id)?.handle ?? 'group'}</span>
      );
    case 'broadcast':
      return <span className="mention mention-loud">@{inline.range}</span>;
  }
}

/** A link to a message of this workspace leads there without a reload. */
export function Link({ url, children }: { readonly url: string; readonly children: ReactNode }) {
  const go = use(Way);
  if (!/^(https?:|mailto:)/i.test(url)) return children;
  const inside = url.startsWith(`${window.location.origin}/archives/`);
  if (!inside) {
    return (
      <a href={url} target="_blank" rel="noreferrer">
        {children}
      </a>
    );
  }
  return (
    <a
      href={url}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(whereOf(new URL(url)));
      }}
    >
      {children}
    </a>
  );
}

/** A person, a channel, a group; louder where it is the reader. */
export function Mention({ id, sign }: { readonly id: string; readonly sign: '@' | '#' }) {
  const directory = useWorkspace();
  if (sign === '#') return <ChannelMention id={id} />;
  return <span className={`mention ${id === directory.me.id ? 'mention-loud' : ''}`}>@{nameOf(directory, id)}</span>;
}

function ChannelMention({ id }: { readonly id: string }) {
  const directory = useWorkspace();
  const go = use(Way);
  const known = directory.channels.some((one) => one.id === id);
  if (!known) return <span className="mention">#{channelName(directory, id)}</span>;
  return (
    <button
      type="button"
      className="mention mention-channel"
      onClick={() => go({ view: 'conversation', conversation: id, thread: null, message: null })}
    >
      #{channelName(directory, id)}
    </button>
  );
}
