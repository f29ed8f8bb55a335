import { type ReactNode, useState } from 'react';
import type { Shown, ShownConversation } from '../client-types.js';
import { Count, Dot, Persons } from './persons.js';
import { keptTheme, nextTheme, type Theme } from './theme.js';
import type { Where } from './where.js';

const THEME_NAMES: Readonly<Record<Theme, string>> = { system: 'like the system', light: 'light', dark: 'dark' };

export function Sidebar(props: {
  readonly shown: Shown;
  readonly where: Where;
  readonly isOpen: boolean;
  readonly onWhere: (where: Where) => void;
  readonly onSwitch: () => void;
  readonly onPerson: (id: string) => void;
}) {
  const { shown, where, onWhere } = props;
  const go = (view: Where['view'], conversation: string) =>
    onWhere({ view, conversation, thread: null, message: null });
  const item = (one: ShownConversation, name: ReactNode) => (
    <Item
      key={one.id}
      isCurrent={where.view === 'conversation' && where.conversation === one.id}
      unread={unreadOf(shown, one)}
      onClick={() => go('conversation', one.id)}
    >
      {name}
    </Item>
  );
  return (
    <nav id="sidebar" className={`sidebar ${props.isOpen ? 'is-open' : ''}`} aria-label="Workspace">
      <div className="team">
        <p>
          {shown.team} <small>A pretend Slack</small>
        </p>
        <ThemeButton />
      </div>
      <button type="button" className="jump" onClick={props.onSwitch}>
        Jump to… <kbd>Ctrl K</kbd>
      </button>
      <h2>Channels</h2>
      <ul>
        {shown.conversations
          .filter((one) => one.kind === 'channel')
          .map((one) =>
            item(
              one,
              <>
                # {one.name}
                {one.isArchived === true && <small> (archived)</small>}
              </>,
            ),
          )}
      </ul>
      <h2>
        <span className={`presence ${shown.bot.online ? 'is-online' : ''}`} aria-hidden="true" />
        {shown.bot.name} <small>{shown.bot.online ? 'online' : 'offline'}</small>
      </h2>
      <ul>
        <Item isCurrent={where.view === 'home'} unread={NOTHING} onClick={() => go('home', where.conversation)}>
          Home
        </Item>
        {shown.conversations.filter((one) => one.kind === 'im').map((one) => item(one, 'Messages'))}
      </ul>
      <Persons waiting={shown.waiting} onPerson={props.onPerson} />
    </nav>
  );
}

function ThemeButton() {
  const [theme, setTheme] = useState(keptTheme);
  const name = `Appearance: ${THEME_NAMES[theme]}`;
  return (
    <button
      type="button"
      className="icon"
      aria-label={name}
      title={`${name}. Click for another.`}
      onClick={() => setTheme(nextTheme(theme))}
    >
      <span aria-hidden="true">{{ system: '◐', light: '☀', dark: '☾' }[theme]}</span>
    </button>
  );
}

interface Unread {
  readonly forMe: number;
  readonly hasMore: boolean;
}
const NOTHING: Unread = { forMe: 0, hasMore: false };

function Item(props: {
  readonly isCurrent: boolean;
  readonly unread: Unread;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  const { isCurrent, unread } = props;
  const isUnread = unread.forMe > 0 || unread.hasMore;
  return (
    <li>
      <button
        type="button"
        className={`item ${isCurrent ? 'is-current' : ''} ${isUnread ? 'is-unread' : ''}`}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={props.onClick}
      >
        <span className="item-name">{props.children}</span>
        {unread.forMe > 0 && <Count count={unread.forMe} />}
        {unread.forMe === 0 && unread.hasMore && <Dot />}
      </button>
    </li>
  );
}

function unreadOf(shown: Shown, { messages, read }: ShownConversation): Unread {
  const last = messages.findLastIndex((message) => message.ts <= read);
  const unread = messages.slice(last + 1).filter((message) => message.user !== shown.me.id);
  return { forMe: unread.filter((message) => message.isForMe).length, hasMore: unread.length > 0 };
}
