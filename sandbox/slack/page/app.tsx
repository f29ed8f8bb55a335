import { useState } from 'react';
import type { Shown, ShownConversation } from '../client-types.js';
import { Conversation, Thread } from './conversation.js';
import { Home } from './home.js';
import { useShown } from './live.js';
import { Modal } from './modal.js';
import { Guide } from './room/guide.js';
import { Room } from './room/room.js';
import { type Selection, Sidebar } from './sidebar.js';
import { Workspace } from './workspace.js';

const PERSON = 'person';
const ROOM = 'room';

/** Open on wide screens, unless the person has chosen otherwise. */
function startsWithRoom(): boolean {
  const kept = localStorage.getItem(ROOM);
  return kept === null ? window.innerWidth >= 1200 : kept === 'open';
}

export function App() {
  const [person, setPerson] = useState(() => localStorage.getItem(PERSON) ?? 'U0OLIVIA');
  const { shown, isLive } = useShown(person);
  if (shown === null) return <p className="empty">Opening the sandbox…</p>;
  return (
    <Workspace value={shown}>
      {!isLive && (
        <p className="offline" role="alert">
          The sandbox does not answer. This page goes on by itself when it is back.
        </p>
      )}
      <Desk
        key={person}
        shown={shown}
        onPerson={(id) => {
          localStorage.setItem(PERSON, id);
          setPerson(id);
        }}
      />
    </Workspace>
  );
}

function Desk({ shown, onPerson }: { readonly shown: Shown; readonly onPerson: (id: string) => void }) {
  const [{ selection, thread }, setWhere] = useState(() => startOf(window.location));
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isRoomOpen, setRoomOpen] = useState(startsWithRoom);
  const wanted = selection.kind === 'conversation' ? selection.id : '';
  const conversation = shown.conversations.find((one) => one.id === wanted) ?? shown.conversations[0];
  const top = shown.views.at(-1);
  return (
    <div className="desk">
      <Sidebar
        selection={
          selection.kind === 'home' || conversation === undefined
            ? selection
            : { kind: 'conversation', id: conversation.id }
        }
        isOpen={isMenuOpen}
        onPerson={onPerson}
        onSelect={(next) => {
          setWhere({ selection: next, thread: null });
          setMenuOpen(false);
        }}
      />
      <main>
        <header className="bar">
          <button
            type="button"
            className="icon menu-button"
            aria-label="Channels"
            aria-controls="sidebar"
            aria-expanded={isMenuOpen}
            onClick={() => setMenuOpen(!isMenuOpen)}
          >
            ☰
          </button>
          <Title selection={selection} conversation={conversation} shown={shown} />
          <button
            type="button"
            className="button"
            aria-expanded={isRoomOpen}
            aria-controls="room"
            onClick={() => {
              localStorage.setItem(ROOM, isRoomOpen ? 'closed' : 'open');
              setRoomOpen(!isRoomOpen);
            }}
          >
            Machine room
          </button>
        </header>
        <Guide />
        {selection.kind === 'home' && <Home />}
        {selection.kind === 'conversation' && conversation !== undefined && (
          <Conversation
            key={conversation.id}
            conversation={conversation}
            onThread={(ts) => setWhere({ selection: { kind: 'conversation', id: conversation.id }, thread: ts })}
          />
        )}
      </main>
      {thread !== null && conversation !== undefined && (
        <Thread conversation={conversation} ts={thread} onClose={() => setWhere({ selection, thread: null })} />
      )}
      {isRoomOpen && (
        <aside id="room" className="thread" aria-label="Machine room">
          <Room />
        </aside>
      )}
      {top !== undefined && <Modal key={top.id} view={top} />}
    </div>
  );
}

function Title(props: {
  readonly selection: Selection;
  readonly conversation: ShownConversation | undefined;
  readonly shown: Shown;
}) {
  const { selection, conversation, shown } = props;
  if (selection.kind === 'home' || conversation === undefined) return <h1>{shown.bot.name}: Home</h1>;
  if (conversation.kind === 'im') return <h1>{shown.bot.name}</h1>;
  return (
    <h1>
      # {conversation.name} <small>{conversation.topic}</small>
    </h1>
  );
}

/** A permalink opens its channel and thread. */
function startOf(location: Location): { readonly selection: Selection; readonly thread: string | null } {
  const id = /^\/archives\/([CD][A-Z0-9]+)/.exec(location.pathname)?.[1] ?? 'C0PATCHING';
  const thread = new URLSearchParams(location.search).get('thread_ts');
  return { selection: { kind: 'conversation', id }, thread };
}
