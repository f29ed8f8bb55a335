import { chmod, mkdir, open, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Message, Workspace } from './model.js';

/** At most this much is lost when the process dies without a chance to close. */
const WRITE_AFTER_MS = 150;

const workspaceFile = z.looseObject({
  tokens: z.object({ bot: z.string(), app: z.string() }),
  bot: z.looseObject({ userId: z.string() }),
  conversations: z.array(z.looseObject({ id: z.string() })),
  lastTs: z.number(),
});
const messagesFile = z.array(z.looseObject({ ts: z.string(), user: z.string() }));

export interface Store {
  readonly workspace: Workspace;
  /** Oldest first, without ephemeral messages. */
  messages(conversation: string): readonly Message[];
  setMessages(conversation: string, messages: readonly Message[]): void;
  /** The workspace was changed in place: it is written soon. */
  touch(): void;
  writeFile(id: string, content: Uint8Array): Promise<void>;
  readFile(id: string): Promise<Uint8Array>;
  /** Writes what is still unwritten; throws where a write failed. */
  flush(): Promise<void>;
}

/** Opens the folder, or fills an empty one. Written behind, each file whole and by rename, readable by its owner only. */
export async function openStore(folder: string, fresh: () => Workspace): Promise<Store> {
  const blobs = join(folder, 'files');
  await mkdir(blobs, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const workspace = await readWorkspace(folder, fresh);
  const conversations = await readConversations(folder);
  const dirty = new Set<string>(['workspace']);
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function touch(name: string): void {
    dirty.add(name);
    timer ??= setTimeout(() => {
      flush().catch((error: unknown) =>
        process.emitWarning(`the local Slack cannot write its state: ${String(error)}`),
      );
    }, WRITE_AFTER_MS);
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const write = writing.then(writeDirty);
    // The next write is tried even when this one fails; its caller gets the failure.
    writing = write.catch(() => undefined);
    return write;
  }

  async function writeDirty(): Promise<void> {
    for (const name of [...dirty]) {
      dirty.delete(name);
      const content = name === 'workspace' ? workspace : (conversations.get(name) ?? []);
      try {
        await writeWhole(join(folder, `${name}.json`), JSON.stringify(content));
      } catch (error) {
        dirty.add(name);
        throw error;
      }
    }
  }

  await flush();
  return {
    workspace,
    messages: (conversation) => conversations.get(conversation) ?? [],
    setMessages(conversation, messages) {
      conversations.set(conversation, messages);
      touch(conversation);
    },
    touch: () => touch('workspace'),
    writeFile: (id, content) => writeFile(join(blobs, id), content, { mode: 0o600 }),
    readFile: (id) => readFile(join(blobs, id)),
    flush,
  };
}

async function readWorkspace(folder: string, fresh: () => Workspace): Promise<Workspace> {
  const text = await readIfThere(join(folder, 'workspace.json'));
  if (text === null) return fresh();
  const found: unknown = JSON.parse(text);
  workspaceFile.parse(found);
  // Only this module writes these files, so the parsed outline vouches for the rest.
  return found as Workspace;
}

async function readConversations(folder: string): Promise<Map<string, readonly Message[]>> {
  const found = new Map<string, readonly Message[]>();
  for (const name of await readdir(folder)) {
    const id = /^([CD][A-Z0-9]+)\.json$/.exec(name)?.[1];
    if (id === undefined) continue;
    const messages: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
    messagesFile.parse(messages);
    found.set(id, messages as readonly Message[]);
  }
  return found;
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function writeWhole(file: string, text: string): Promise<void> {
  const beside = `${file}.new`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}
