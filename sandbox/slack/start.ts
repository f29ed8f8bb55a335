import { createServer, type Server } from 'node:http';
import { packagePath } from '../../src/package-root.js';
import type { Call } from './api/server.js';
import { assemble, type Behaviour } from './assemble.js';
import { createDriver, type Driver } from './driver.js';
import type { Faults } from './faults.js';
import { isFromHere, listen } from './http.js';
import { type Manifest, readManifest } from './manifest.js';
import type { Clock, Conversation, KnownName, Person, Workspace } from './model.js';
import { type Annex, createRouter } from './router.js';
import { newWorkspace } from './seed.js';
import type { DisconnectReason } from './sockets.js';
import { openStore, type Store } from './store.js';
import { createWorld } from './world.js';

const DEFAULT_PORT = 3200;
export interface SlackOptions extends Behaviour {
  /** Where its state lies: messages survive a restart. Owned by one local Slack at a time. */
  readonly folder: string;
  /** 0 takes any free port. */
  readonly port?: number;
  readonly clock?: Clock;
  /** The app's manifest: its slash commands, scopes and events. */
  readonly manifest?: string;
  /** Names that the composer completes besides commands and people: groups and computers, say. */
  readonly names?: readonly KnownName[];
  readonly botName?: string;
  /** Given, or made once and kept in the folder. */
  readonly tokens?: Workspace['tokens'];
  /** The built page. */
  readonly pageFolder?: string;
}

export interface LocalSlack extends Driver {
  /** The page. */
  readonly url: string;
  /** For the bot: ends with `/api/`. */
  readonly apiUrl: string;
  readonly tokens: Workspace['tokens'];
  readonly teamId: string;
  readonly bot: Workspace['bot'];
  readonly people: readonly Person[];
  conversations(): readonly Conversation[];
  /** Web API calls, oldest first: the newest 5,000. */
  readonly calls: readonly Call[];
  readonly faults: Faults;
  isOnline(): boolean;
  /** How many Socket Mode connections the bot holds. */
  socketCount(): number;
  /** Answers requests whose path begins with this segment, from now on. */
  mount(area: string, annex: Annex): void;
  disconnectSockets(reason: DisconnectReason): void;
  close(): Promise<void>;
}

/** The port is taken by another program. */
export class PortInUse extends Error {
  readonly port: number;

  constructor(port: number, options: ErrorOptions) {
    super(`port ${port} is in use`, options);
    this.name = 'PortInUse';
    this.port = port;
  }
}

/** Starts a local Slack on 127.0.0.1: page, Web API and Socket Mode on one port. Fails with PortInUse. */
export async function startSlack(options: SlackOptions): Promise<LocalSlack> {
  const server = createServer();
  const port = await listenOr(server, options.port ?? DEFAULT_PORT);
  const url = `http://127.0.0.1:${port}/`;
  const { store, manifest } = await openOr(server, options);
  const app = { commands: manifest.commands, names: options.names ?? [] };
  const world = createWorld(store, options.clock ?? REAL_CLOCK, app, () => url);
  const slack = assemble(world, manifest, options);
  const annexes = new Map<string, Annex>();
  const pageFolder = options.pageFolder ?? packagePath('dist', 'sandbox', 'slack', 'page');
  server.on('request', createRouter(slack, pageFolder, port, annexes));
  server.on('upgrade', (request, socket, head) => {
    if (isFromHere(request, port)) slack.sockets.upgrade(request, socket, head);
    else socket.destroy();
  });
  const { workspace } = world;
  return {
    ...createDriver(slack),
    url,
    apiUrl: `${url}api/`,
    tokens: workspace.tokens,
    teamId: workspace.team.id,
    bot: workspace.bot,
    people: workspace.people,
    conversations: () => workspace.conversations,
    calls: slack.api.calls,
    faults: slack.faults,
    isOnline: slack.sockets.isOnline,
    socketCount: slack.sockets.count,
    mount: (area, annex) => void annexes.set(area, annex),
    disconnectSockets: slack.sockets.disconnect,
    async close() {
      slack.client.close();
      slack.sockets.close();
      await closeServer(server);
      await store.flush();
    },
  };
}

async function listenOr(server: Server, port: number): Promise<number> {
  try {
    return await listen(server, port);
  } catch (error) {
    throw isInUse(error) ? new PortInUse(port, { cause: error }) : error;
  }
}

/** The port is taken first: it keeps a second local Slack away from the folder. */
async function openOr(
  server: Server,
  options: SlackOptions,
): Promise<{ readonly store: Store; readonly manifest: Manifest }> {
  try {
    const manifest = await readManifest(options.manifest ?? packagePath('manifest.yml'));
    const fresh = () => newWorkspace(options.botName ?? 'Patchbay', options.tokens);
    return { store: await openStore(options.folder, fresh), manifest };
  } catch (error) {
    await closeServer(server);
    throw error;
  }
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
