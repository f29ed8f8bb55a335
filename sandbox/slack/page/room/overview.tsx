import { type ReactNode, useEffect, useRef } from 'react';
import type { ShownComputer, ShownGroup, ShownRoom } from '../../../room/shown.js';
import { Answer } from './answer.js';
import { BotCard } from './bot-card.js';
import { act, lastOpened } from './live-room.js';
import { Progress } from './progress.js';
import { Shape } from './shape.js';
import { ACTS, plural } from './words.js';
import { WsusCard } from './wsus-card.js';

/** The bot, WSUS and every computer at a glance. */
export function Overview(props: { readonly room: ShownRoom; readonly onOpen: (id: string) => void }): ReactNode {
  const { room, onOpen } = props;
  return (
    <div className="room-body">
      <BotCard bot={room.bot} />
      <WsusCard wsus={room.wsus} />
      <Broken groups={room.groups} />
      <Answer isQuiet />
      {room.groups.map((group) => (
        <Group key={group.name} group={group} onOpen={onOpen} />
      ))}
    </div>
  );
}

function Broken({ groups }: { readonly groups: readonly ShownGroup[] }): ReactNode {
  const broken = groups
    .flatMap((group) => group.computers)
    .filter(({ conditions }) => conditions.some((condition) => condition !== 'user'));
  if (broken.length === 0) return null;
  return (
    <p className="room-broken">
      <Shape tone="trouble" />
      <span>
        {plural(broken.length, 'computer')} {broken.length === 1 ? 'has' : 'have'} something wrong
      </span>
      <button type="button" className="button room-small" onClick={() => void act({ kind: 'heal' })}>
        Heal all
      </button>
    </p>
  );
}

function Group(props: { readonly group: ShownGroup; readonly onOpen: (id: string) => void }): ReactNode {
  const { group, onOpen } = props;
  return (
    <section className="room-group">
      <h3>{group.name}</h3>
      <ul>
        {group.computers.map((computer) => (
          <li key={computer.id} className="room-line">
            <Row computer={computer} onOpen={() => onOpen(computer.id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row(props: { readonly computer: ShownComputer; readonly onOpen: () => void }): ReactNode {
  const { computer, onOpen } = props;
  const button = useRef<HTMLButtonElement>(null);
  // Back from the drawer, the keyboard goes on where it was.
  useEffect(() => {
    if (lastOpened() === computer.id) button.current?.focus();
  }, [computer.id]);
  const chips = computer.conditions.map((condition) => ACTS[condition].chip).filter((chip) => chip !== null);
  return (
    <button ref={button} type="button" className="room-row" onClick={onOpen}>
      <Shape tone={computer.status.tone} />
      <span className="room-name">{computer.name}</span>
      <span className="room-status">{computer.status.text}</span>
      {chips.length > 0 && (
        <span className="room-chips">
          {chips.map((chip) => (
            <span key={chip} className="room-chip">
              {chip}
            </span>
          ))}
        </span>
      )}
      {computer.job !== null && <Progress job={computer.job} of={computer.name} />}
    </button>
  );
}
