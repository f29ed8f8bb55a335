import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { PatchbayError } from '../src/domain/errors.js';
import { codeOf, type Files, uniqueSuffix } from './files.js';

/** Held until it is released or its process ends, however it ends. */
export interface Lock {
  /** Called whenever somebody knocks; their connection closes when it ends. */
  answer: () => Promise<void>;
  release(): Promise<void>;
}

interface LockOptions {
  readonly folder: string;
  readonly files: Files;
  readonly platform: NodeJS.Platform;
}

/**
 * Makes this process the owner of a data folder, by a listening socket: the system frees it when the process dies, so
 * that no stale lock stays. PB202 where another process owns it. On Linux and Windows the socket has no file; Linux
 * keeps such names apart by network namespace, so two containers that share a folder do not see each other.
 */
export async function takeLock(options: LockOptions): Promise<Lock> {
  const name = await socketName(options);
  const lock: Lock = { answer: async () => undefined, release: () => closed(server) };
  const server: Server = await listen(name, lock).catch(async (thrown: unknown) => {
    if (codeOf(thrown) !== 'EADDRINUSE') throw thrown;
    if (isFile(options)) await removeIfDead(name, options);
    else throw owned(options);
    return listenAgain(name, lock, options);
  });
  return lock;
}

/**
 * Knocks at the door of the process that owns a data folder, and waits until it has looked. A knock says nothing: anybody
 * on this computer may knock, but only who may write into the folder can leave a word there.
 * @returns false where nobody owns it
 */
export async function knock(options: LockOptions, limitMs: number): Promise<boolean> {
  const name = await socketName(options);
  return new Promise((resolve, reject) => {
    const socket = connect(name);
    let isOpen = false;
    socket.setTimeout(limitMs, () => socket.destroy(new PatchbayError('PB804', { name: 'backup', cause: SILENT })));
    socket.once('connect', () => {
      isOpen = true;
      socket.resume();
    });
    socket.once('error', (error) => (isOpen || error instanceof PatchbayError ? reject(error) : resolve(false)));
    socket.once('close', (hadError) => (hadError ? undefined : resolve(true)));
  });
}

const SILENT = 'the process that owns the folder does not answer';

/** Whether a process owns the folder at this moment: it is only asked, so that nobody else is kept from it. */
export async function isOwned({ folder, platform }: Pick<LockOptions, 'folder' | 'platform'>): Promise<boolean> {
  return answers(await socketName({ folder, platform }));
}

function isFile({ platform }: LockOptions): boolean {
  return platform !== 'linux' && platform !== 'win32';
}

/** By the real path: a symbolic link must not lead around the lock. */
async function socketName({ folder, platform }: Pick<LockOptions, 'folder' | 'platform'>): Promise<string> {
  const real = await realpath(folder);
  const name = `patchbay-${createHash('sha256').update(real).digest('hex')}`;
  if (platform === 'linux') return `\0${name}`;
  return platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(real, 'lock.sock');
}

function listen(path: string, lock: Lock): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      // Whoever knocked may be gone before the answer.
      socket.on('error', () => socket.destroy());
      void lock.answer().finally(() => socket.end());
    });
    server.once('error', reject);
    server.listen({ path, exclusive: true }, () => resolve(server.unref()));
  });
}

async function listenAgain(name: string, lock: Lock, options: LockOptions): Promise<Server> {
  try {
    return await listen(name, lock);
  } catch (thrown) {
    throw codeOf(thrown) === 'EADDRINUSE' ? owned(options) : thrown;
  }
}

/**
 * A dead owner's socket file refuses connections. It is moved away before it is judged: of two that start at the same
 * moment, the slower one notices that it took the faster one's fresh socket, and puts it back.
 */
async function removeIfDead(path: string, options: LockOptions): Promise<void> {
  if (await answers(path)) throw owned(options);
  const moved = `${path}.${uniqueSuffix()}`;
  await options.files.rename(path, moved);
  if (await answers(moved)) {
    await options.files.rename(moved, path);
    throw owned(options);
  }
  await options.files.rm(moved, { force: true });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function owned({ folder }: LockOptions): PatchbayError {
  return new PatchbayError('PB202', { folder });
}
