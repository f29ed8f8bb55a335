import type { WebClient } from '@slack/web-api';
import { PatchbayError } from '../domain/errors.js';
import type { PersonId } from '../domain/ids.js';
import { faultOf } from './outbox/faults.js';

export interface TextFile {
  readonly name: string;
  readonly title: string;
  readonly content: string;
}

/**
 * Sends a text file to a person's direct messages: a log is not for everybody in a channel.
 * @throws PatchbayError PB701
 */
export async function sendFile(client: WebClient, person: PersonId, file: TextFile): Promise<void> {
  try {
    const { channel } = await client.conversations.open({ users: person });
    await client.files.uploadV2({
      channel_id: channel?.id ?? '',
      filename: file.name,
      title: file.title,
      content: file.content,
    });
  } catch (thrown) {
    const { cause } = faultOf(thrown);
    throw new PatchbayError('PB701', { method: 'files.uploadV2', cause }, { cause: thrown });
  }
}
