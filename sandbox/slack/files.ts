import { randomBytes } from 'node:crypto';
import type { Messages } from './messages.js';
import type { FileRecord } from './model.js';
import { Refusal } from './model.js';
import { conversationOf, isMember, type World } from './world.js';

/** Uploads: https://docs.slack.dev/messaging/working-with-files#upload. Slack takes them in a little later. */
export interface Files {
  start(name: string, bytes: number, altText: string): { readonly id: string; readonly url: string };
  /** What a person puts into a file input: there at once, shared nowhere. */
  take(person: string, name: string, content: Uint8Array): Promise<FileRecord>;
  /** What is posted to an upload url. Refuses an unknown url and another length than was announced. */
  receive(token: string, content: Uint8Array): Promise<void>;
  complete(order: Completion): readonly FileRecord[];
  find(id: string): FileRecord;
  read(id: string): Promise<Uint8Array>;
}

interface Completion {
  readonly files: readonly { readonly id: string; readonly title?: string | undefined }[];
  readonly conversation?: string | undefined;
  readonly threadTs?: string | undefined;
  readonly comment?: string | undefined;
  readonly blocks?: readonly unknown[] | undefined;
}

export function createFiles(world: World, messages: Messages, takenInAfterMs: number): Files {
  const uploads = new Map<string, string>();
  const { workspace } = world;

  function find(id: string): FileRecord {
    const file = workspace.files.find((one) => one.id === id);
    if (file === undefined) throw new Refusal('file_not_found');
    return file;
  }

  function replace(file: FileRecord): FileRecord {
    workspace.files = workspace.files.map((one) => (one.id === file.id ? file : one));
    world.store.touch();
    world.changed({ type: 'files' });
    return file;
  }

  function share(order: Completion, ids: readonly string[]): void {
    for (const id of ids) replace({ ...find(id), state: 'ready' });
    if (order.conversation === undefined) return;
    const { id: conversation } = conversationOf(world, order.conversation);
    const message = messages.post({
      conversation,
      user: workspace.bot.userId,
      text: order.comment === undefined || order.comment === '' ? fallbackText(ids.map(find)) : order.comment,
      blocks: order.blocks,
      threadTs: order.threadTs ?? null,
      files: ids,
    });
    for (const id of ids) {
      const file = find(id);
      replace({ ...file, shares: [...file.shares, { conversation, ts: message.ts }] });
    }
  }

  return {
    start(name, bytes, altText) {
      const id = world.nextId('F');
      const token = randomBytes(16).toString('hex');
      uploads.set(token, id);
      const file: FileRecord = {
        id,
        name,
        title: name,
        bytes,
        altText,
        user: workspace.bot.userId,
        state: 'awaiting-upload',
        shares: [],
      };
      workspace.files = [...workspace.files, file];
      world.store.touch();
      return { id, url: `${world.url()}upload/${token}` };
    },
    async take(person, name, content) {
      const id = world.nextId('F');
      await world.store.writeFile(id, content);
      const bytes = content.byteLength;
      const file: FileRecord = { id, name, title: name, bytes, altText: '', user: person, state: 'ready', shares: [] };
      workspace.files = [...workspace.files, file];
      world.store.touch();
      return file;
    },
    async receive(token, content) {
      const id = uploads.get(token);
      if (id === undefined) throw new Refusal('file_not_found');
      const file = find(id);
      if (content.byteLength !== file.bytes) throw new Refusal('file_upload_size_restricted');
      uploads.delete(token);
      await world.store.writeFile(id, content);
      replace({ ...file, state: 'uploaded' });
    },
    complete(order) {
      refuseCompletion(
        world,
        order,
        order.files.map((one) => find(one.id)),
      );
      const completed = order.files.map((one) => {
        const file = find(one.id);
        return replace({ ...file, title: one.title ?? file.title, state: 'completed' });
      });
      world.clock.after(takenInAfterMs, () =>
        share(
          order,
          completed.map((file) => file.id),
        ),
      );
      return completed;
    },
    find,
    read: (id) => world.store.readFile(find(id).id),
  };
}

/** All that would fail later is refused now: later nobody listens. */
function refuseCompletion(world: World, order: Completion, files: readonly FileRecord[]): void {
  if (files.some((file) => file.state !== 'uploaded')) throw new Refusal('file_not_found');
  if (order.conversation === undefined) return;
  const conversation = conversationOf(world, order.conversation);
  if (!isMember(conversation, world.workspace.bot.userId)) throw new Refusal('not_in_channel');
  if (conversation.isArchived === true) throw new Refusal('is_archived');
  const hasThread = world.store.messages(conversation.id).some((one) => one.ts === order.threadTs);
  if (order.threadTs !== undefined && !hasThread) throw new Refusal('thread_not_found');
}

function fallbackText(files: readonly FileRecord[]): string {
  return files
    .map((file) => file.title.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
    .join(', ');
}
