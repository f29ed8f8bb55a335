import type { Shown, ShownConversation } from '../client-types.js';
import { Avatar, useWorkspace } from './workspace.js';

/** What the page shows: a conversation, or the bot's Home. */
export type Selection = { readonly kind: 'home' } | { readonly kind: 'conversation'; readonly id: string };

export function Sidebar(props: {
  readonly selection: Selection;
  readonly isOpen: boolean;
  readonly onSelect: (selection: Selection) => void;
  readonly onPerson: (id: string) => void;
}) {
  const { selection, onSelect } = props;
  const shown = useWorkspace();
  const item = (one: ShownConversation) => (
    <Item
      key={one.id}
      isCurrent={selection.kind === 'conversation' && selection.id === one.id}
      isUnread={isUnread(shown, one)}
      onClick={() => onSelect({ kind: 'conversation', id: one.id })}
    >
      {one.kind === 'im' ? 'Messages' : `# ${one.name}`}
    </Item>
  );
  return (
    <nav id="sidebar" className={`sidebar ${props.isOpen ? 'is-open' : ''}`} aria-label="Workspace">
      <p className="team">
        {shown.team} <small>a pretend Slack</small>
      </p>
      <h2>Channels</h2>
      <ul>{shown.conversations.filter((one) => one.kind === 'channel').map(item)}</ul>
      <h2>
        <span className={`presence ${shown.bot.online ? 'is-online' : ''}`} aria-hidden="true" />
        {shown.bot.name} <small>{shown.bot.online ? 'online' : 'offline'}</small>
      </h2>
      <ul>
        <Item isCurrent={selection.kind === 'home'} isUnread={false} onClick={() => onSelect({ kind: 'home' })}>
          Home
        </Item>
        {shown.conversations.filter((one) => one.kind === 'im').map(item)}
      </ul>
      <label className="person">
        <Avatar user={shown.me.id} />
        <span>
          <small>You are</small>
          <select value={shown.me.id} onChange={(event) => props.onPerson(event.target.value)}>
            {shown.people.map((person) => (
              <option key={person.id} value={person.id}>
                {person.realName}
              </option>
            ))}
          </select>
        </span>
      </label>
    </nav>
  );
}

function Item(props: {
  readonly isCurrent: boolean;
  readonly isUnread: boolean;
  readonly onClick: () => void;
  readonly children: string;
}) {
  return (
    <li>
      <button
        type="button"
        className={`item ${props.isCurrent ? 'is-current' : ''} ${props.isUnread ? 'is-unread' : ''}`}
        aria-current={props.isCurrent ? 'page' : undefined}
        onClick={props.onClick}
      >
        {props.children}
        {props.isUnread && (
          <span className="dot" role="img" aria-label="unread">
            ●
          </span>
        )}
      </button>
    </li>
  );
}

function isUnread(shown: Shown, conversation: ShownConversation): boolean {
  return conversation.messages.some((message) => message.ts > conversation.read && message.user !== shown.me.id);
}
