import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { FaultSource } from './faults.js';
import type { Json } from './model.js';
import { Refusal } from './model.js';
import type { World } from './world.js';

/** Socket Mode: https://docs.slack.dev/apis/events-api/using-socket-mode */
const ACK_WITHIN_MS = 3000;
const TICKET_LIVES_MS = 30_000;
const PING_EVERY_MS = 10_000;
const CONNECTIONS = 10;
/** Slack tries an event again at once, after a minute and after five. */
const RETRY_AFTER_MS = [0, 60_000, 300_000];

const ackMessage = z.object({ envelope_id: z.string(), payload: z.looseObject({}).optional() });

export type Delivery =
  | { readonly outcome: 'acked'; readonly payload: Json }
  | { readonly outcome: 'timeout' | 'dispatch_failed' };

type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api';

export interface Sockets {
  /** A new address to connect to: one use within 30 seconds. */
  open(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  isOnline(): boolean;
  /** How many connections the app holds. */
  count(): number;
  deliver(
    type: EnvelopeType,
    payload: Json,
    retry?: { readonly attempt: number; readonly reason: string },
  ): Promise<Delivery>;
  /** Delivers an event, and again up to three times where nobody acknowledges it. */
  deliverEvent(payload: Json): void;
  disconnect(reason: DisconnectReason): void;
  close(): void;
}

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled';

export function createSockets(world: World, faults: FaultSource): Sockets {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Map<string, number>();
  const waiting = new Map<string, (payload: Json) => void>();
  const retries = new Set<() => void>();
  const connections: WebSocket[] = [];
  let turn = 0;

  function take(connection: WebSocket): void {
    connections.push(connection);
    // Pings belong to the transport, not to the time that the workspace lives in.
    const pings = setInterval(() => connection.ping(), PING_EVERY_MS);
    connection.on('message', (data) => acknowledged(data));
    connection.on('error', () => connection.terminate());
    connection.on('close', () => {
      clearInterval(pings);
      connections.splice(connections.indexOf(connection), 1);
      if (connections.length === 0) world.changed({ type: 'bot', online: false });
    });
    connection.send(JSON.stringify(helloOf(world, connections.length)));
    if (connections.length === 1) world.changed({ type: 'bot', online: true });
  }

  function acknowledged(data: RawData): void {
    const ack = ackMessage.safeParse(jsonOf(String(data)));
    if (!ack.success) return;
    waiting.get(ack.data.envelope_id)?.(ack.data.payload ?? {});
    waiting.delete(ack.data.envelope_id);
  }

  /** Any payload may reach any connection. */
  function nextConnection(): WebSocket | undefined {
    const ready = connections.filter((one) => one.readyState === one.OPEN);
    turn += 1;
    return ready[turn % Math.max(ready.length, 1)];
  }

  function deliver(
    type: EnvelopeType,
    payload: Json,
    retry: { readonly attempt: number; readonly reason: string } = { attempt: 0, reason: '' },
  ): Promise<Delivery> {
    const connection = nextConnection();
    if (connection === undefined) return Promise.resolve({ outcome: 'dispatch_failed' });
    const envelope = {
      envelope_id: randomUUID(),
      type,
      accepts_response_payload: type !== 'events_api',
      payload,
      ...(type === 'events_api' ? { retry_attempt: retry.attempt, retry_reason: retry.reason } : {}),
    };
    connection.send(JSON.stringify(envelope));
    if (faults.takeDuplicate()) nextConnection()?.send(JSON.stringify(envelope));
    return acknowledgement(envelope.envelope_id);
  }

  function acknowledgement(envelopeId: string): Promise<Delivery> {
    return new Promise((resolve) => {
      const cancel = world.clock.after(ACK_WITHIN_MS, () => {
        waiting.delete(envelopeId);
        resolve({ outcome: 'timeout' });
      });
      waiting.set(envelopeId, (payload) => {
        cancel();
        resolve({ outcome: 'acked', payload });
      });
    });
  }

  function deliverEvent(payload: Json, attempt = 0): void {
    const reason = attempt === 0 ? '' : 'timeout';
    void deliver('events_api', payload, { attempt, reason }).then((delivery) => {
      const wait = RETRY_AFTER_MS[attempt];
      if (delivery.outcome === 'acked' || wait === undefined) return;
      const cancel = world.clock.after(wait, () => {
        retries.delete(cancel);
        deliverEvent(payload, attempt + 1);
      });
      retries.add(cancel);
    });
  }

  return {
    open() {
      if (connections.length >= CONNECTIONS) throw new Refusal('too_many_websockets');
      const ticket = randomBytes(16).toString('hex');
      tickets.set(ticket, world.clock.now() + TICKET_LIVES_MS);
      return `${world.url().replace(/^http/, 'ws')}link/?ticket=${ticket}&app_id=${world.workspace.bot.appId}`;
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '', world.url()).searchParams.get('ticket') ?? '';
      const until = tickets.get(ticket);
      tickets.delete(ticket);
      if (until === undefined || world.clock.now() > until) {
        socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, take);
    },
    count: () => connections.length,
    isOnline: () => connections.some((one) => one.readyState === one.OPEN),
    deliver,
    deliverEvent,
    disconnect(reason) {
      for (const connection of [...connections]) {
        connection.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'sandbox' } }));
        // A warning leaves about ten seconds to leave by oneself.
        if (reason === 'warning') world.clock.after(10_000, () => connection.close());
        else connection.close();
      }
    },
    close() {
      for (const cancel of retries) cancel();
      for (const connection of connections) connection.terminate();
      server.close();
    },
  };
}

function helloOf(world: World, count: number): Json {
  return {
    type: 'hello',
    num_connections: count,
    connection_info: { app_id: world.workspace.bot.appId },
    debug_info: {
      host: 'sandbox',
      started: new Date(world.clock.now()).toISOString(),
      build_number: 1,
      approximate_connection_time: 18_060,
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Slack ignores what it cannot read on the socket; the sender notices that nothing was acknowledged.
    return null;
  }
}
