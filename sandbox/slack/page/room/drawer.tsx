import { type ReactNode, useEffect, useRef } from 'react';
import { CONDITIONS, type ShownComputer } from '../../../room/shown.js';
import { Answer } from './answer.js';
import { act, openComputer } from './live-room.js';
import { Progress } from './progress.js';
import { Shape } from './shape.js';
import { ACTS, gigabytes, lengthOf, moment, plural } from './words.js';

/** One computer, whole: how it stands, what can be done to it, what was installed, what it noted. */
export function Drawer({ computer }: { readonly computer: ShownComputer }): ReactNode {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <section
      className="room-body room-drawer"
      aria-labelledby="room-computer"
      onKeyDown={(event) => {
        if (event.key === 'Escape') openComputer(null);
      }}
    >
      <button type="button" className="button room-small" onClick={() => openComputer(null)}>
        ← All computers
      </button>
      <h3 id="room-computer" ref={title} tabIndex={-1}>
        {computer.name}
      </h3>
      <p className="room-quiet">{computer.system}</p>
      <p className="room-big">
        <Shape tone={computer.status.tone} /> {computer.job?.text ?? computer.status.text}
      </p>
      {computer.job !== null && <Progress job={computer.job} of={computer.name} />}
      <Acts computer={computer} />
      <Answer />
      <Facts computer={computer} />
      <Installs computer={computer} />
      <Events computer={computer} />
    </section>
  );
}

function Acts({ computer }: { readonly computer: ShownComputer }): ReactNode {
  return (
    <fieldset className="room-acts">
      <legend>Do something to it</legend>
      {CONDITIONS.map((condition) => {
        const on = !computer.conditions.includes(condition);
        return (
          <button
            key={condition}
            type="button"
            className={`button room-small ${on ? '' : 'is-on'}`}
            onClick={() => void act({ kind: 'computer', computer: computer.id, condition, on })}
          >
            {on ? ACTS[condition].begin : ACTS[condition].end}
          </button>
        );
      })}
    </fieldset>
  );
}

function Facts({ computer }: { readonly computer: ShownComputer }): ReactNode {
  return (
    <dl className="room-dl">
      <Fact name="Power">{powerOf(computer)}</Fact>
      <Fact name="Network">{computer.network === 'plugged' ? 'Cable plugged in' : 'Cable pulled'}</Fact>
      <Fact name="From the bot">
        {computer.connections === 0 ? 'No open connection' : `${plural(computer.connections, 'WinRM connection')} open`}
      </Fact>
      <Fact name="Logged on">{computer.users === 0 ? 'Nobody' : plural(computer.users, 'user')}</Fact>
      <Fact name="Free on C:">{gigabytes(computer.freeBytes)}</Fact>
      <Fact name="Own policy">{computer.policy.text}</Fact>
      <Fact name="Restart">{restartOf(computer)}</Fact>
      <Fact name="Updates">
        {plural(computer.installed, 'approved update')} installed, {needsOf(computer)}
        {computer.unapproved > 0 && ` · ${computer.unapproved} more would fit and wait for an approval on WSUS`}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function powerOf({ power, bootedAt }: ShownComputer): string {
  if (power === 'off') return 'Off';
  return power === 'restarting' ? 'Restarting' : `On, up for ${lengthOf(Date.now() - bootedAt)}`;
}

function restartOf({ restart }: ShownComputer): string {
  if (restart === null) return 'None pending';
  return `${restart.at === null ? 'Pending' : `At ${moment(restart.at)}`}: ${restart.why}`;
}

function needsOf({ needed }: ShownComputer): string {
  if (needed === null) return 'needs unknown: WSUS does not answer';
  return needed.length === 0 ? 'none needed' : `${needed.length} needed`;
}

function Installs({ computer }: { readonly computer: ShownComputer }): ReactNode {
  const needed = computer.needed ?? [];
  return (
    <>
      {needed.length > 0 && (
        <details open={computer.installs.length === 0}>
          <summary>Needs {plural(needed.length, 'update')}</summary>
          <ul className="room-updates">
            {needed.map((update) => (
              <li key={update.title}>{update.title}</li>
            ))}
          </ul>
        </details>
      )}
      {computer.installs.length > 0 && (
        <>
          <h4>Installed here since the sandbox began</h4>
          <p className="room-quiet">{proofOf(computer)}</p>
          <ul className="room-updates">
            {computer.installs.map((update) => (
              <li key={update.title}>
                <strong>{update.times === 1 ? 'once' : `${update.times} times`}</strong> {update.title}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function proofOf({ installs }: ShownComputer): string {
  const twice = installs.filter(({ times }) => times > 1).length;
  return twice === 0 ? 'Counted by the computer itself: none twice.' : `${plural(twice, 'update')} more than once!`;
}

function Events({ computer }: { readonly computer: ShownComputer }): ReactNode {
  return (
    <>
      <h4>Its own event log</h4>
      {computer.events.length === 0 && <p className="room-quiet">Nothing happened yet.</p>}
      <ol className="room-events">
        {computer.events.map((event) => (
          <li key={event.id}>
            <time>{moment(event.at)}</time> {event.text}
          </li>
        ))}
      </ol>
    </>
  );
}
