import type { ReactNode } from 'react';
import { Drawer } from './drawer.js';
import { openComputer, useRoom } from './live-room.js';
import { Log } from './log.js';
import { Overview } from './overview.js';

/** The true state of the pretend world, beside the chat. */
export function Room(): ReactNode {
  const { room, isLive, opened } = useRoom();
  const computer = room?.groups.flatMap((group) => group.computers).find(({ id }) => id === opened);
  return (
    <section className="room" aria-labelledby="room-title">
      <header className="room-head">
        <h2 id="room-title">Machine room</h2>
        <small>What is true, whatever the bot believes</small>
      </header>
      {!isLive && <p className="room-quiet">{room === null ? 'Connecting…' : 'Not connected. Trying again…'}</p>}
      {room !== null && computer !== undefined && <Drawer key={computer.id} computer={computer} />}
      {room !== null && computer === undefined && <Overview room={room} onOpen={openComputer} />}
      {room !== null && <Log lines={room.log} />}
    </section>
  );
}
