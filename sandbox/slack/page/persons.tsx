import { useState } from 'react';
import type { Person, Waiting } from '../client-types.js';
import { Avatar, useWorkspace } from './workspace.js';

/** One visitor plays them all: each with a role in words and with unread marks of their own. */
export function Persons({ waiting, onPerson }: { readonly waiting: Waiting; readonly onPerson: (id: string) => void }) {
  const { me, people } = useWorkspace();
  return (
    <section className="persons" aria-labelledby="persons-title">
      <h2 id="persons-title">You play</h2>
      <ul>
        {people.map((person) => {
          const isMe = person.id === me.id;
          const forThem = isMe ? 0 : (waiting[person.id]?.forThem ?? 0);
          return (
            <li key={person.id}>
              <button
                type="button"
                className={`person ${isMe ? 'is-current' : ''}`}
                aria-current={isMe ? 'true' : undefined}
                onClick={() => onPerson(person.id)}
              >
                <Avatar user={person.id} isSmall />
                <span className="person-name">
                  {person.realName}
                  <small>{person.title}</small>
                </span>
                {forThem > 0 && <Count count={forThem} />}
                {forThem === 0 && !isMe && waiting[person.id]?.hasMore === true && <Dot />}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

export function Count({ count }: { readonly count: number }) {
  return (
    <span className="count">
      {count}
      <span className="visually-hidden"> unread {count === 1 ? 'message' : 'messages'}</span>
    </span>
  );
}

export function Dot() {
  return (
    <span className="dot" role="img" aria-label="unread">
      ●
    </span>
  );
}

/** Says above the composer that somebody else has something to do. */
export function Elsewhere(props: { readonly waiting: Waiting; readonly onPerson: (id: string) => void }) {
  const { me, people } = useWorkspace();
  // What was put aside: as many messages as the person had then.
  const [aside, setAside] = useState<Readonly<Record<string, number>>>({});
  const countOf = (person: Person): number => props.waiting[person.id]?.forThem ?? 0;
  const waits = people.filter((one) => one.id !== me.id && countOf(one) > (aside[one.id] ?? 0));
  const [first, ...others] = waits;
  if (first === undefined) return null;
  const count = countOf(first);
  return (
    <div className="elsewhere">
      <p role="status">
        <strong>{first.realName}</strong> has {count} new {count === 1 ? 'message' : 'messages'}
        {others.length > 0 && `, and so ${others.length === 1 ? 'has another person' : 'have others'}`}.
      </p>
      <button type="button" className="button" onClick={() => props.onPerson(first.id)}>
        Be {first.realName.split(' ')[0]}
      </button>
      <button
        type="button"
        className="icon"
        aria-label="Not now"
        onClick={() => setAside(Object.fromEntries(people.map((one) => [one.id, countOf(one)])))}
      >
        ✕
      </button>
    </div>
  );
}
