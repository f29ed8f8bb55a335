import type { ReactNode } from 'react';
import type { ShownBot, Tone } from '../../../room/shown.js';
import { act } from './live-room.js';
import { Shape } from './shape.js';
import { clockTime, plural } from './words.js';

const STATES: Readonly<Record<ShownBot['state'], { readonly tone: Tone; readonly text: string }>> = {
  starting: { tone: 'busy', text: 'Starts' },
  running: { tone: 'good', text: 'Runs' },
  dead: { tone: 'off', text: 'Dead' },
};

/** Whether the bot lives: the process itself, seen from outside. */
export function BotCard({ bot }: { readonly bot: ShownBot }): ReactNode {
  const { tone, text } = STATES[bot.state];
  const facts = [
    bot.pid === null ? null : `process ${bot.pid}`,
    bot.since === null ? null : `since ${clockTime(bot.since)}`,
    bot.restarts === 0 ? 'never restarted' : `started again ${bot.restarts === 1 ? 'once' : `${bot.restarts} times`}`,
    bot.sockets === 0 ? 'not connected to Slack' : `${plural(bot.sockets, 'connection')} to Slack`,
  ];
  return (
    <section className="room-card" aria-labelledby="room-bot">
      <h3 id="room-bot">
        <Shape tone={tone} /> The bot <span className="room-status">{text}</span>
      </h3>
      <div className="room-side">
        <p className="room-facts">{facts.filter((fact) => fact !== null).join(' · ')}</p>
        <button
          type="button"
          className="button danger room-small"
          title="kill -9"
          disabled={bot.state === 'dead'}
          onClick={() => void act({ kind: 'kill-bot' })}
        >
          Kill the bot
        </button>
      </div>
    </section>
  );
}
