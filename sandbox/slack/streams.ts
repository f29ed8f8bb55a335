import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ShownChange } from './client-types.js';
import type { Messages } from './messages.js';
import type { Change, Person } from './model.js';
import type { Eyes } from './shown.js';
import { waitingOf } from './waiting.js';
import type { World } from './world.js';

/** Server-sent events: what changes in the workspace, in the words of the person who looks. */
export interface Streams {
  open(request: IncomingMessage, response: ServerResponse, person: Person): void;
  close(): void;
}

export function createStreams(parts: {
  readonly world: World;
  readonly eyes: Eyes;
  readonly messages: Messages;
}): Streams {
  const { world, eyes, messages } = parts;
  const open = new Set<ServerResponse>();

  function send(response: ServerResponse, change: ShownChange): void {
    response.write(`data: ${JSON.stringify(change)}\n\n`);
  }

  return {
    open(request, response, person) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write('retry: 1000\n\n');
      let told = '';
      const tellWaiting = (): void => {
        const waiting = waitingOf(world, messages);
        const now = JSON.stringify(waiting);
        if (now !== told) send(response, { type: 'waiting', waiting });
        told = now;
      };
      const unwatch = world.watch((change) => {
        const shown = eyes.change(person, change);
        if (shown !== null) send(response, shown);
        if (movesUnread(change)) tellWaiting();
      });
      open.add(response);
      request.on('close', () => {
        unwatch();
        open.delete(response);
      });
    },
    close() {
      for (const response of open) response.end();
    },
  };
}

function movesUnread(change: Change): boolean {
  return (
    change.type === 'removed' || change.type === 'read' || (change.type === 'message' && change.before === undefined)
  );
}
