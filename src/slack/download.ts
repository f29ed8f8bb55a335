import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { PatchbayError } from '../domain/errors.js';
import type { PersonId } from '../domain/ids.js';
import { fileTooLarge, NOT_YOUR_FILE } from '../domain/reasons.js';
import { faultOf } from './outbox/faults.js';

const MOST_MS = 20_000;

const info = z.object({ file: z.object({ user: z.string(), size: z.number(), url_private: z.string() }) });

/**
 * The content of a file that a person put into a form. The bot's token goes to Slack alone, and to no redirection.
 * Source: https://docs.slack.dev/reference/objects/file-object
 * @throws PatchbayError PB113 (not the person's own, or larger than `most` bytes), PB701 (Slack does not give it)
 */
export async function download(client: WebClient, person: PersonId, file: string, most: number): Promise<Uint8Array> {
  const { user, size, url_private: url } = await infoOf(client, file);
  if (user !== person) throw new PatchbayError('PB113', { what: NOT_YOUR_FILE });
  if (size > most) throw tooLarge(most);
  if (!isSlacks(new URL(url), client.slackApiUrl)) throw failed('its address is not one of Slack');
  const bytes = await content(url, client.token ?? '', most);
  return bytes;
}

async function infoOf(client: WebClient, file: string) {
  try {
    const parsed = info.safeParse(await client.files.info({ file }));
    if (parsed.success) return parsed.data.file;
  } catch (thrown) {
    throw failed(faultOf(thrown).cause, 'files.info');
  }
  throw failed('Slack does not say what it is', 'files.info');
}

/** Slack's own, or those of the Web API that is configured in its place. */
function isSlacks({ protocol, hostname, origin }: URL, api: string): boolean {
  if (origin === new URL(api).origin) return true;
  return protocol === 'https:' && (hostname === 'slack.com' || hostname.endsWith('.slack.com'));
}

async function content(url: string, token: string, most: number): Promise<Uint8Array> {
  try {
    const signal = AbortSignal.timeout(MOST_MS);
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, redirect: 'error', signal });
    if (!response.ok || response.body === null) throw failed(`status ${response.status}`);
    return await limited(response.body, most);
  } catch (thrown) {
    throw thrown instanceof PatchbayError ? thrown : failed('no answer');
  }
}

/** Whatever its size was said to be. */
async function limited(body: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.byteLength;
    if (length > most) throw tooLarge(most);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function tooLarge(most: number): PatchbayError {
  return new PatchbayError('PB113', { what: fileTooLarge(most) });
}

function failed(cause: string, method = 'download'): PatchbayError {
  return new PatchbayError('PB701', { method, cause });
}
