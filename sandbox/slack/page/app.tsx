import { useState } from 'react';
import { Desk } from './desk.js';
import { useShown } from './live.js';
import { useWhere } from './where.js';
import { Way, Workspace } from './workspace.js';

const PERSON = 'person';

export function App() {
  const [person, setPerson] = useState(() => localStorage.getItem(PERSON) ?? 'U0OLIVIA');
  const [where, go] = useWhere();
  const { live, isLive } = useShown(person);
  if (live === null) return <p className="empty">{isLive ? 'Opening the sandbox…' : 'The sandbox does not answer.'}</p>;
  return (
    <Workspace value={live.directory}>
      <Way value={go}>
        {!isLive && (
          <p className="offline" role="alert">
            The sandbox does not answer. This page goes on by itself when it is back.
          </p>
        )}
        <Desk
          key={live.directory.me.id}
          shown={live.shown}
          where={where}
          onWhere={go}
          onPerson={(id) => {
            localStorage.setItem(PERSON, id);
            setPerson(id);
          }}
        />
      </Way>
    </Workspace>
  );
}
