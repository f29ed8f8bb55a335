import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ShownMessage } from '../client-types.js';
import { dayName, dayOf } from './dates.js';

/** A long channel is drawn from its end, and so many more whenever the reader comes to the top. */
const PAGE = 80;
const NEAR_PX = 80;
const GROUP_SECONDS = 300;

interface ListProps {
  readonly label: string;
  readonly messages: readonly ShownMessage[];
  /** The newest ts that was read before: the line "New" comes after it. */
  readonly readBefore: string;
  readonly me: string;
  /** How often the reader has sent something from here: a command leaves no message of its own. */
  readonly sent: number;
  /** A message that a link points to. */
  readonly target: string | null;
  readonly draw: (message: ShownMessage, isCompact: boolean) => ReactNode;
  /** What stands before the first message. */
  readonly intro: ReactNode;
}

/** Stays at the newest message, unless the reader has gone up. Arrow keys go from message to message. */
export function MessageList(props: ListProps) {
  const { messages, draw } = props;
  const { box, content, isAtEnd, unseen, toEnd, onScroll } = useEnd(props);
  const [start, setStart] = useState(() => firstDrawn(props));
  const from = Math.min(start, Math.max(0, messages.length - 1));
  const height = useRef(0);
  const isFirstNew = firstNew(props);

  // After every drawing; it does something only where earlier messages were just added.
  useLayoutEffect(() => {
    const list = box.current;
    const before = height.current;
    height.current = 0;
    // The browser keeps the reader's place itself, but not at the very top.
    if (list !== null && before > 0 && list.scrollTop === 0) list.scrollTop = list.scrollHeight - before;
  });

  return (
    <div className="messages-frame">
      <div
        ref={box}
        className="messages"
        role="log"
        aria-live="off"
        aria-label={props.label}
        onKeyDown={walk}
        onScroll={(event) => {
          onScroll();
          if (from === 0 || event.currentTarget.scrollTop > NEAR_PX * 4) return;
          height.current = event.currentTarget.scrollHeight;
          setStart(Math.max(0, from - PAGE));
        }}
      >
        <div ref={content} className="messages-content">
          {from === 0 && props.intro}
          {messages.slice(from).map((message, index) => {
            const before = messages[from + index - 1];
            const isNewDay = before === undefined || dayOf(before.ts) !== dayOf(message.ts);
            const isNew = message.ts === isFirstNew;
            return (
              <div key={message.ts} className="messages-row">
                {isNewDay && (
                  <div className="day">
                    <span>{dayName(message.ts)}</span>
                  </div>
                )}
                {isNew && (
                  <div className="new">
                    <span>New</span>
                  </div>
                )}
                {draw(message, !isNewDay && !isNew && continues(before, message))}
              </div>
            );
          })}
        </div>
      </div>
      {!isAtEnd && (
        <button type="button" className="to-end" onClick={toEnd}>
          {unseen === 0 ? 'Jump to latest' : `${unseen} new ${unseen === 1 ? 'message' : 'messages'} below`}
        </button>
      )}
    </div>
  );
}

/** Where the reader is: at the end, or how many messages came since. */
function useEnd({ messages, target, me, sent }: ListProps) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stays = useRef(target === null);
  const [isAtEnd, setAtEnd] = useState(target === null);
  const [seen, setSeen] = useState('');
  const before = useRef({ top: 0, size: 0 });
  const last = messages.at(-1);
  const newest = last?.ts ?? '';
  const isOwn = last?.user === me;

  useEffect(() => {
    const list = box.current;
    if (list === null || content.current === null) return;
    // The focus goes into the list, so that it can be scrolled and walked through by keyboard.
    list.tabIndex = 0;
    // Cards grow, pictures arrive, the window changes: the end stays in sight.
    const observer = new ResizeObserver(() => {
      if (stays.current) list.scrollTop = list.scrollHeight;
    });
    observer.observe(content.current);
    observer.observe(list);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (target === null) return;
    const found = box.current?.querySelector<HTMLElement>(`[data-ts="${target}"]`);
    if (found === null || found === undefined) return;
    stays.current = false;
    // Of what is taller than the list, the beginning is read first.
    const isTall = found.offsetHeight > (box.current?.clientHeight ?? 0);
    found.scrollIntoView({ block: isTall ? 'start' : 'center' });
    found.focus({ preventScroll: true });
  }, [target]);

  useEffect(() => {
    if (sent === 0) return;
    // Whoever asks wants to see the answer, too.
    stays.current = true;
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [sent]);

  useEffect(() => {
    // Whoever writes wants to see it there.
    if (isOwn && newest !== '') stays.current = true;
    if (stays.current) setSeen(newest);
  }, [newest, isOwn]);

  return {
    box,
    content,
    isAtEnd,
    unseen: seen === '' ? 0 : messages.filter((message) => message.ts > seen).length,
    toEnd() {
      box.current?.scrollTo({ top: box.current.scrollHeight });
    },
    onScroll() {
      const list = box.current;
      if (list === null) return;
      const isNear = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
      // What grew below has not been followed yet, and what shrank moved the list; only the reader goes up.
      const size = list.scrollHeight - list.clientHeight;
      const isLeft = list.scrollTop < before.current.top - 1 && size === before.current.size;
      before.current = { top: list.scrollTop, size };
      stays.current = isNear || (stays.current && !isLeft);
      setAtEnd(stays.current);
      if (stays.current) setSeen(newest);
    },
  };
}

function firstDrawn({ messages, target, readBefore }: ListProps): number {
  const point = target ?? readBefore;
  const wanted = point === '' ? -1 : messages.findIndex((message) => message.ts >= point);
  const last = Math.max(0, messages.length - PAGE);
  return wanted < 0 ? last : Math.max(0, Math.min(last, wanted - 10));
}

/** The first message that the reader has not read; nobody has missed anything before the first visit. */
function firstNew({ messages, readBefore, me }: ListProps): string | null {
  if (readBefore === '') return null;
  return messages.find((message) => message.ts > readBefore && message.user !== me)?.ts ?? null;
}

/** The same person goes on: no need to say again who it is. */
function continues(before: ShownMessage | undefined, message: ShownMessage): boolean {
  if (before === undefined || before.user !== message.user) return false;
  const isPlain = [before, message].every((one) => one.blocks === null && one.ephemeralFor === null && !one.edited);
  return isPlain && Number(message.ts) - Number(before.ts) < GROUP_SECONDS;
}

const STEPS: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index, last) => Math.min(last, index + 1),
  ArrowUp: (index, last) => (index < 0 ? last : Math.max(0, index - 1)),
  Home: () => 0,
  End: (_, last) => last,
};

/** Arrow keys between messages; inside one, Escape goes back to the message itself. */
function walk(event: KeyboardEvent<HTMLDivElement>): void {
  const list = event.currentTarget;
  if (!(event.target instanceof HTMLElement)) return;
  const articles = [...list.querySelectorAll<HTMLElement>('article')];
  const isOnMessage = event.target === list || event.target.tagName === 'ARTICLE';
  if (event.key === 'Escape' && !isOnMessage) {
    event.target.closest<HTMLElement>('article')?.focus();
    event.stopPropagation();
    return;
  }
  const step = STEPS[event.key];
  if (!isOnMessage || step === undefined) return;
  event.preventDefault();
  articles[step(articles.indexOf(event.target), articles.length - 1)]?.focus();
}
