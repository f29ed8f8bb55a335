import type { ReactNode } from 'react';

/** The true state of the pretend world, beside the chat. */
export function Room(): ReactNode {
  return (
    <section className="room" aria-labelledby="room-title">
      <h2 id="room-title">Machine room</h2>
      <p className="empty">Connecting…</p>
    </section>
  );
}
