import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import type { SealedChannel } from '../ntlm/sealed-channel.js';
import type { SandboxClock } from '../time.js';
import { SEALED_TYPE, sealedBody } from './sealed-body.js';
import type { Trouble } from './trouble.js';

export interface Reply {
  readonly status: number;
  readonly text: string;
}

/** What went out last: trouble sends it again. */
export interface Former {
  reply: Reply | null;
  bytes: Buffer | null;
}

/** An answer on its way to a client, with the trouble that it meets. */
export interface Exchange {
  readonly response: ServerResponse;
  /** Null where the request was not sealed: the reply is as the request was. */
  readonly channel: SealedChannel | null;
  readonly trouble: Trouble | null;
  readonly former: Former;
  readonly clock: SandboxClock;
}

const MEGABYTE = 1_048_576;

export function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Length': 0 }).end();
}

/** Whether the trouble ended the matter before anything ran. */
export function endedBefore(trouble: Trouble | null, response: ServerResponse): boolean {
  switch (trouble?.kind) {
    case 'stall-before':
      return true;
    case 'reset-before':
      response.destroy();
      return true;
    case 'server-error':
      refuse(response, 500);
      return true;
    default:
      return false;
  }
}

/** Sends the reply, or what the trouble makes of it. */
export async function deliver(exchange: Exchange, reply: Reply): Promise<void> {
  const { trouble, response, former, clock } = exchange;
  if (trouble?.kind === 'stall-after') return;
  if (trouble?.kind === 'reset-after') return void response.destroy();
  if (trouble?.kind === 'slow') await new Promise<void>((resolve) => clock.after(trouble.milliseconds ?? 0, resolve));
  if (trouble !== null && (await flooded(exchange, trouble))) return;
  const { status, text } = trouble?.kind === 'duplicated' ? (former.reply ?? reply) : reply;
  const sealed = bytesOf(exchange.channel, text);
  const bytes = trouble?.kind === 'replayed' ? (former.bytes ?? sealed) : altered(sealed, trouble);
  Object.assign(former, { reply, bytes: sealed });
  response.writeHead(status, { 'Content-Type': typeOf(exchange), 'Content-Length': bytes.length });
  if (trouble?.kind !== 'truncated') response.end(bytes);
  else response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

function typeOf({ channel }: Exchange): string {
  return channel ? SEALED_TYPE : 'application/soap+xml;charset=UTF-8';
}

function bytesOf(channel: SealedChannel | null, text: string): Buffer {
  const plain = Buffer.from(text, 'utf8');
  return channel ? sealedBody(channel, plain) : plain;
}

function altered(bytes: Buffer, trouble: Trouble | null): Buffer {
  if (trouble?.kind === 'garbage') return Buffer.from(bytes.map((byte, at) => byte ^ ((at * 31 + 85) & 255)));
  if (trouble?.kind !== 'tampered') return bytes;
  const changed = Buffer.from(bytes);
  const middle = bytes.length - Math.floor(bytes.length / 4);
  changed.writeUInt8(changed.readUInt8(middle) ^ 1, middle);
  return changed;
}

/** Replies that are meant to fill a client's memory; false where the trouble is none of these. */
async function flooded(exchange: Exchange, { kind, megabytes = 100 }: Trouble): Promise<boolean> {
  const { response } = exchange;
  const type = { 'Content-Type': typeOf(exchange) };
  if (kind === 'oversized') {
    response.writeHead(200, type);
    const block = Buffer.alloc(MEGABYTE, ' ');
    await pipeline(Readable.from(Array.from({ length: megabytes }, () => block)), response);
  } else if (kind === 'gzip-bomb') {
    const packed = gzipSync(Buffer.alloc(megabytes * MEGABYTE, ' '));
    response.writeHead(200, { ...type, 'Content-Encoding': 'gzip', 'Content-Length': packed.length }).end(packed);
  } else if (kind === 'entity-bomb') {
    const bytes = bytesOf(exchange.channel, entityBomb());
    response.writeHead(200, { ...type, 'Content-Length': bytes.length }).end(bytes);
  } else return false;
  return true;
}

function entityBomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`);
  return `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "0123456789">${levels.join('')}]><x>&e9;</x>`;
}
