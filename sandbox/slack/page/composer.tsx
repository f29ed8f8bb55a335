import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { ShownConversation } from '../client-types.js';
import { api } from './api.js';
import { type Completion, completionOf, type Offer } from './completion.js';
import { tasksIn } from './heard.js';
import { Listbox, moved, optionId } from './listbox.js';
import { useWorkspace } from './workspace.js';

interface Draft {
  readonly text: string;
  readonly caret: number;
}
const EMPTY: Draft = { text: '', caret: 0 };
const CLOSED: Completion = { from: 0, offers: [], isEager: false };
/** What this person said last here: the arrow up brings it back. */
const last = new Map<string, string>();

/** Enter sends, Shift+Enter starts a line; a text that begins with a slash is a command. */
export function Composer(props: {
  readonly conversation: ShownConversation;
  readonly threadTs: string | null;
  readonly label: string;
  readonly onSent: () => void;
}) {
  const { conversation, threadTs, onSent } = props;
  const { me, commands } = useWorkspace();
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const [trouble, setTrouble] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const completion = useCompletion(draft, conversation);
  useWaitingFocus(field, threadTs !== null);
  const id = useId();
  const { text } = draft;
  const isCommand = text.startsWith('/');
  const isOpen = completion.offers.length > 0;

  async function send() {
    const said = text.trim();
    if (said === '') return;
    setDraft(EMPTY);
    setTrouble('');
    last.set(me.id, said);
    onSent();
    try {
      await api.type(me.id, conversation.id, said, threadTs);
    } catch {
      setDraft({ text, caret: text.length });
      setTrouble('This could not be sent. Is the sandbox still running?');
    }
  }

  function write(next: string, caret = next.length) {
    setDraft({ text: next, caret });
    // The caret moves once the field shows the text.
    requestAnimationFrame(() => field.current?.setSelectionRange(caret, caret));
  }

  function take(offer: Offer | undefined) {
    if (offer === undefined) return;
    const start = text.slice(0, completion.from) + offer.word;
    const rest = text.slice(draft.caret);
    write(`${start}${rest.startsWith(' ') ? '' : ' '}${rest}`, start.length + 1);
  }

  /** What a key does while something is offered: null where it does nothing of its own. */
  function choosing({ key, shiftKey }: KeyboardEvent): (() => void) | null {
    const { offers, active } = completion;
    const next = moved(key, active, offers.length);
    if (next !== null) return () => completion.setActive(next);
    if (key === 'Escape') return completion.close;
    if (key === 'Tab' && !shiftKey) return () => take(offers[Math.max(0, active)]);
    return key === 'Enter' && !shiftKey && active >= 0 ? () => take(offers[active]) : null;
  }

  function writing({ key, shiftKey }: KeyboardEvent): (() => void) | null {
    if (key === 'Enter' && !shiftKey) return () => void send();
    const before = last.get(me.id);
    return key === 'ArrowUp' && text === '' && before !== undefined ? () => write(before) : null;
  }

  function onKey(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.nativeEvent.isComposing) return;
    const act = (isOpen ? choosing(event) : null) ?? writing(event);
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  const hint = threadTs === null ? `${props.label}, or type ${commands[0]?.name ?? '/'}` : props.label;
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {trouble !== '' && (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
      {isOpen && (
        <Listbox
          id={id}
          className="completions"
          label="Completions"
          active={completion.active}
          onPick={(index) => take(completion.offers[index])}
          options={completion.offers.map((offer) => ({
            key: `${offer.kind} ${offer.word}`,
            content: <Offered offer={offer} />,
          }))}
          footer="Tab completes. This is the sandbox's own help: Slack itself completes commands, people and channels."
        />
      )}
      <div className={`composer-box ${isCommand ? 'is-command' : ''}`}>
        <textarea
          ref={field}
          id={threadTs === null ? 'composer' : undefined}
          aria-label={props.label}
          aria-autocomplete="list"
          aria-controls={isOpen ? id : undefined}
          aria-activedescendant={isOpen && completion.active >= 0 ? optionId(id, completion.active) : undefined}
          placeholder={hint}
          rows={Math.min(8, text.split('\n').length)}
          value={text}
          spellCheck={!isCommand}
          onChange={({ target }) => setDraft({ text: target.value, caret: target.selectionStart })}
          onSelect={({ currentTarget }) => {
            const caret = currentTarget.selectionStart;
            setDraft((before) => (before.caret === caret ? before : { text: before.text, caret }));
          }}
          onBlur={completion.close}
          onKeyDown={onKey}
        />
        <button type="submit" className="button primary" disabled={text.trim() === ''}>
          Send
        </button>
      </div>
      <small className="composer-hint">
        {isCommand ? 'Runs a command. Only you see that you typed it.' : `You write as ${me.realName}.`}
      </small>
      <span className="visually-hidden" role="status">
        {isOpen ? `${completion.offers.length} completions` : ''}
      </span>
    </form>
  );
}

/**
 * Who just changed persons or opened a thread goes on typing; a focus that somebody set elsewhere stays, and a phone's
 * keyboard stays away.
 */
function useWaitingFocus(field: RefObject<HTMLTextAreaElement | null>, isThread: boolean): void {
  useEffect(() => {
    const isFree = document.activeElement === document.body || document.activeElement?.closest('.thread') === null;
    const isWanted = isThread ? isFree : document.activeElement === document.body;
    if (isWanted && window.matchMedia('(hover: hover)').matches) field.current?.focus();
  }, [field, isThread]);
}

function Offered({ offer }: { readonly offer: Offer }) {
  return (
    <>
      <span className="offer-word">{offer.word}</span>
      <small className="offer-about">{offer.about}</small>
      {offer.kind !== 'verb' && <small>{offer.kind}</small>}
    </>
  );
}

/** What could be meant, and which of it the arrow keys reached; -1: none, and Enter sends. */
function useCompletion({ text, caret }: Draft, conversation: ShownConversation) {
  const words = useWorkspace();
  const { messages } = conversation;
  const [chosen, setChosen] = useState({ for: '', active: -1 });
  const [closedFor, setClosedFor] = useState('');
  // A message that comes in while one writes changes nothing worth the work.
  const tasks = useMemo(() => (text.startsWith('/') ? tasksIn(messages) : []), [messages, text]);
  const found = useMemo(() => completionOf(text, caret, { ...words, tasks }), [text, caret, words, tasks]);
  const shown = closedFor === text ? CLOSED : found;
  const preset = shown.isEager && shown.offers.length > 0 ? 0 : -1;
  return {
    ...shown,
    active: chosen.for === text ? chosen.active : preset,
    setActive: (active: number) => setChosen({ for: text, active }),
    close: () => setClosedFor(text),
  };
}
