import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { asError } from './dial.js';
import { Gathered } from './gathered.js';
import type { WinRmTarget } from './transport.js';

/** More than the envelope that our requests allow, in bytes. */
const REPLY_LIMIT = 1_000_000;

/** One request of ours, over the agent that winrm-client's calls take, so that connections are shared. Status and body as they come. */
export function post(
  target: WinRmTarget,
  agent: https.Agent,
  body: string,
  signal: AbortSignal,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = https.request({
      agent,
      host: target.host,
      port: target.port,
      path: '/wsman',
      method: 'POST',
      rejectUnauthorized: true,
      signal,
      headers: {
        Authorization: `Basic ${Buffer.from(`${target.user}:${target.password.reveal()}`, 'utf8').toString('base64')}`,
        'Content-Type': 'application/soap+xml;charset=UTF-8',
        'Content-Length': Buffer.byteLength(body),
      },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      readAll(response, (error) => request.destroy(error)).then(resolve, reject);
    });
    request.end(body);
  });
}

async function readAll(
  response: IncomingMessage,
  refuse: (error: Error) => void,
): Promise<{ status: number; body: string }> {
  const gathered = new Gathered(REPLY_LIMIT);
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) gathered.add(chunk);
  } catch (error) {
    refuse(asError(error));
    throw error;
  }
  return { status: response.statusCode ?? 0, body: gathered.bytes.toString('utf8') };
}
