import type { ReactNode } from 'react';
import type { ShownWsus } from '../../../room/shown.js';
import { act } from './live-room.js';
import { Progress } from './progress.js';
import { Shape } from './shape.js';
import { moment } from './words.js';

/** The update server: what it knows, what is approved, who asks it. */
export function WsusCard({ wsus }: { readonly wsus: ShownWsus }): ReactNode {
  const approved = wsus.approvals.reduce((sum, { count }) => sum + count, 0);
  return (
    <section className="room-card" aria-labelledby="room-wsus">
      <h3 id="room-wsus">
        <Shape tone={toneOf(wsus)} /> WSUS <span className="room-status">{statusOf(wsus)}</span>
      </h3>
      {wsus.job !== null && <Progress job={wsus.job} of="WSUS" />}
      <p className="room-facts">
        {wsus.lastSync === null
          ? 'Not synchronized yet in this sandbox.'
          : `Last synchronized ${moment(wsus.lastSync.at)}: ${wsus.lastSync.text}.`}
      </p>
      {wsus.unsynced.length > 0 && (
        <p className="room-facts">Microsoft has published {wsus.unsynced.join(', ')}: not synchronized yet.</p>
      )}
      <details>
        <summary>
          {wsus.updates} updates known, {approved} approvals
        </summary>
        <table className="room-table">
          <caption className="room-quiet">Approved to install, by WSUS group</caption>
          <tbody>
            {wsus.approvals.map(({ group, count }) => (
              <tr key={group}>
                <th scope="row">{group}</th>
                <td>{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
      {wsus.asking.length > 0 && <p className="room-facts">Asking it now: {wsus.asking.join(', ')}</p>}
      <button type="button" className="button room-small" onClick={() => void act({ kind: 'patch-tuesday' })}>
        Release a Patch Tuesday
      </button>
    </section>
  );
}

function toneOf(wsus: ShownWsus): 'good' | 'busy' | 'off' {
  if (!wsus.answers) return 'off';
  return wsus.job === null ? 'good' : 'busy';
}

function statusOf(wsus: ShownWsus): string {
  if (!wsus.answers) return 'Does not answer';
  return wsus.job?.text ?? 'Answers';
}
