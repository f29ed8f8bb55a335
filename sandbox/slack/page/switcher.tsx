import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Listbox, moved, optionId } from './listbox.js';
import type { Where } from './where.js';
import { useWorkspace } from './workspace.js';

interface Goal {
  readonly name: string;
  readonly about: string;
  readonly go: () => void;
}

/** Ctrl+K or Cmd+K: every place and every person by a few letters. */
export function Switcher(props: {
  readonly onWhere: (where: Where) => void;
  readonly onPerson: (id: string) => void;
  readonly onClose: () => void;
}) {
  const { onClose } = props;
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const goals = useGoals(props).filter((goal) => goal.name.toLowerCase().includes(typed.trim().toLowerCase()));
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  function pick(index: number) {
    const goal = goals[index];
    if (goal === undefined) return;
    onClose();
    goal.go();
  }

  function onKey(event: KeyboardEvent) {
    const next = moved(event.key, active, goals.length);
    if (next !== null) setActive(next);
    else if (event.key === 'Enter') pick(active);
    else return;
    event.preventDefault();
  }

  return (
    <dialog ref={dialog} className="dialog switcher" aria-label="Jump to" onCancel={onClose}>
      <input
        type="text"
        role="combobox"
        className="field"
        aria-label="Where to?"
        aria-autocomplete="list"
        aria-expanded={true}
        aria-controls={id}
        aria-activedescendant={goals.length > 0 ? optionId(id, active) : undefined}
        placeholder="A channel or a person"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKey}
      />
      <Listbox
        id={id}
        label="Places and persons"
        active={active}
        onPick={pick}
        options={goals.map((goal) => ({
          key: goal.name,
          content: (
            <>
              <span className="offer-word">{goal.name}</span>
              <small className="offer-about">{goal.about}</small>
            </>
          ),
        }))}
        footer={goals.length === 0 ? 'Nothing matches.' : undefined}
      />
    </dialog>
  );
}

function useGoals(props: {
  readonly onWhere: (where: Where) => void;
  readonly onPerson: (id: string) => void;
}): Goal[] {
  const { channels, people, bot, me } = useWorkspace();
  const to = (view: Where['view'], conversation: string) => () =>
    props.onWhere({ view, conversation, thread: null, message: null });
  return [
    ...channels.map(({ id, kind, name }) => ({
      name: kind === 'im' ? `${bot.name}: Messages` : `#${name}`,
      about: kind === 'im' ? 'Direct message' : 'Channel',
      go: to('conversation', id),
    })),
    { name: `${bot.name}: Home`, about: 'What waits for you', go: to('home', channels[0]?.id ?? '') },
    ...people
      .filter((person) => person.id !== me.id)
      .map((person) => ({
        name: `Be ${person.realName}`,
        about: person.title,
        go: () => props.onPerson(person.id),
      })),
  ];
}
