import type { IncomingMessage } from 'node:http';
import { TokenError } from '../ntlm/bytes.js';
import type { SealedChannel } from '../ntlm/sealed-channel.js';
import { WinrmFault } from './fault.js';
import { parseRequest, type Request } from './request.js';
import { parseSealed } from './sealed-body.js';

export type Parsed = { readonly request: Request } | { readonly fault: WinrmFault };

/** The request, or the fault that the service has for what is none. */
export function parsedFrom(text: string): Parsed {
  try {
    return { request: parseRequest(text) };
  } catch (error) {
    if (error instanceof WinrmFault) return { fault: error };
    throw error;
  }
}

/** Null where the message is not the next one of this connection, whole and unchanged. */
export function unsealed(channel: SealedChannel | null, body: Buffer): string | null {
  try {
    return channel ? decoded(channel.unseal(parseSealed(body))) : null;
  } catch (error) {
    if (error instanceof TokenError) return null;
    throw error;
  }
}

/** Null for what is no UTF-8. */
export function decoded(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The whole body, or null where it is larger than the service takes. */
export async function bodyOf(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
