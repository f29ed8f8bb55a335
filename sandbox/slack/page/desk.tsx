import { useCallback, useEffect, useState } from 'react';
import type { Shown, ShownConversation } from '../client-types.js';
import { Conversation, Thread } from './conversation.js';
import { Home } from './home.js';
import { Modals } from './modal.js';
import { Elsewhere } from './persons.js';
import { Guide } from './room/guide.js';
import { Room } from './room/room.js';
import { Sidebar } from './sidebar.js';
import { Switcher } from './switcher.js';
import { START, type Where } from './where.js';

const ROOM = 'room';
const WIDE_PX = 1200;
/** From here on the thread and the machine room stand side by side; css/shell.css says the same. */
const BOTH_PX = 1680;

interface DeskProps {
  readonly shown: Shown;
  readonly where: Where;
  readonly onWhere: (where: Where) => void;
  readonly onPerson: (id: string) => void;
}

/** The whole window of one person: places, conversation, thread, machine room. */
export function Desk({ shown, where, onWhere, onPerson }: DeskProps) {
  const { open, show, showRoom } = useOpen();
  const conversation = conversationOf(shown, where);
  const here: Where = { ...where, conversation: conversation?.id ?? '' };
  useTitle(shown, here, conversation);
  useShortcut(() => show({ switcher: true }));
  const goTo = (next: Where) => {
    onWhere(next);
    show({ menu: false, ...(isWide() ? {} : { room: false }) });
  };
  const id = here.conversation;
  const openThread = useCallback(
    (ts: string | null) => onWhere({ view: 'conversation', conversation: id, thread: ts, message: null }),
    [id, onWhere],
  );
  const thread = here.view === 'conversation' ? here.thread : null;
  const isCovered = thread !== null && window.innerWidth < BOTH_PX;
  return (
    <div className={`desk ${open.room ? 'has-room' : ''} ${thread === null ? '' : 'has-thread'}`}>
      <a className="skip" href="#composer">
        Skip to the message box
      </a>
      <Sidebar
        shown={shown}
        where={here}
        isOpen={open.menu}
        onWhere={goTo}
        onSwitch={() => show({ menu: false, switcher: true })}
        onPerson={onPerson}
      />
      {open.menu && (
        <button type="button" className="curtain" aria-label="Close the menu" onClick={() => show({ menu: false })} />
      )}
      <main>
        <header className="bar">
          <button
            type="button"
            className="icon menu-button"
            aria-label="Channels and persons"
            aria-controls="sidebar"
            aria-expanded={open.menu}
            onClick={() => show({ menu: !open.menu })}
          >
            ☰
          </button>
          <Title where={here} conversation={conversation} shown={shown} />
          <button
            type="button"
            className="button room-button"
            aria-expanded={open.room && !isCovered}
            aria-controls="room"
            onClick={() => {
              if (isCovered) openThread(null);
              showRoom(isCovered || !open.room);
            }}
          >
            Machine room
          </button>
        </header>
        <Guide onPerson={onPerson} onRoom={() => showRoom(true)} />
        <Place shown={shown} where={here} conversation={conversation} onThread={openThread} />
        <Elsewhere waiting={shown.waiting} onPerson={onPerson} />
      </main>
      {thread !== null && conversation !== undefined && (
        <Thread conversation={conversation} ts={thread} target={here.message} onClose={() => openThread(null)} />
      )}
      <aside id="room" className="panel room-panel" aria-label="Machine room" hidden={!open.room}>
        {open.room && <Room />}
      </aside>
      <Tabs isRoom={open.room} onRoom={showRoom} />
      <Modals views={shown.views} />
      {open.switcher && <Switcher onWhere={goTo} onPerson={onPerson} onClose={() => show({ switcher: false })} />}
    </div>
  );
}

/** What is open besides the conversation. */
function useOpen() {
  const [open, setOpen] = useState(() => ({ menu: false, room: startsWithRoom(), switcher: false }));
  const show = (change: Partial<typeof open>) => setOpen((before) => ({ ...before, ...change }));
  useEffect(() => {
    // A window that becomes narrow shows the chat; one that becomes wide has space for both.
    const wide = window.matchMedia(`(width >= ${WIDE_PX}px)`);
    const adapt = () => setOpen((before) => ({ ...before, room: startsWithRoom() }));
    wide.addEventListener('change', adapt);
    return () => wide.removeEventListener('change', adapt);
  }, []);
  return {
    open,
    show,
    showRoom(room: boolean) {
      if (isWide()) localStorage.setItem(ROOM, room ? 'open' : 'closed');
      show({ room });
    },
  };
}

interface PlaceProps {
  readonly where: Where;
  readonly conversation: ShownConversation | undefined;
  readonly shown: Shown;
}

function Place({ where, conversation, shown, onThread }: PlaceProps & { readonly onThread: (ts: string) => void }) {
  if (where.view === 'home') return <Home home={shown.home} />;
  if (conversation === undefined) return null;
  const target = where.thread === null ? where.message : null;
  return <Conversation key={conversation.id} conversation={conversation} target={target} onThread={onThread} />;
}

/** On a phone the machine room is a view of its own. */
function Tabs({ isRoom, onRoom }: { readonly isRoom: boolean; readonly onRoom: (isRoom: boolean) => void }) {
  return (
    <nav className="tabs" aria-label="Views">
      <button type="button" aria-current={isRoom ? undefined : 'true'} onClick={() => onRoom(false)}>
        Chat
      </button>
      <button type="button" aria-current={isRoom ? 'true' : undefined} onClick={() => onRoom(true)}>
        Machine room
      </button>
    </nav>
  );
}

function Title({ where, conversation, shown }: PlaceProps) {
  if (where.view === 'home' || conversation === undefined) return <h1>{shown.bot.name}: Home</h1>;
  if (conversation.kind === 'im') return <h1>{shown.bot.name}</h1>;
  return (
    <h1>
      # {conversation.name} <small>{conversation.topic}</small>
    </h1>
  );
}

/** Who changes persons stays in the channel, and in their own messages with the bot. */
function conversationOf(shown: Shown, where: Where): ShownConversation | undefined {
  const all = shown.conversations;
  const exact = all.find((one) => one.id === where.conversation);
  const own = where.conversation.startsWith('D') ? all.find((one) => one.kind === 'im') : undefined;
  return exact ?? own ?? all.find((one) => one.id === START) ?? all[0];
}

function isWide(): boolean {
  return window.innerWidth >= WIDE_PX;
}

/** Open on wide screens, unless the person has chosen otherwise. */
function startsWithRoom(): boolean {
  return isWide() && localStorage.getItem(ROOM) !== 'closed';
}

function useTitle(shown: Shown, where: Where, conversation: ShownConversation | undefined): void {
  const waits = shown.waiting[shown.me.id]?.forThem ?? 0;
  const place =
    where.view === 'conversation' && conversation?.kind === 'channel' ? `#${conversation.name}` : shown.bot.name;
  const title = `${waits > 0 ? `(${waits}) ` : ''}${place} · ${shown.team} Slack`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}

function useShortcut(onSwitch: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
      event.preventDefault();
      onSwitch();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  });
}
