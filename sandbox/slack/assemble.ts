import { createActions } from './actions.js';
import type { Parts } from './api/methods.js';
import { createWebApi } from './api/server.js';
import { createClientApi } from './client-api.js';
import { createComposer } from './commands.js';
import { createEvents } from './events.js';
import { createFaults } from './faults.js';
import { createFiles } from './files.js';
import type { Manifest } from './manifest.js';
import { createMessages } from './messages.js';
import { createPlaces } from './places.js';
import { createRateLimiter, type Rates, REALISTIC_RATES } from './rates.js';
import { createResponseUrls } from './response-urls.js';
import { createEyes } from './shown.js';
import { createSockets } from './sockets.js';
import { createSubmissions } from './submissions.js';
import { createSuggestions } from './suggestions.js';
import { createTriggers } from './triggers.js';
import { createUploads } from './uploads.js';
import { createViews } from './views.js';
import { conversationOf, messageOf, type World } from './world.js';

/** How long Slack takes until an uploaded file is there. */
const FILE_TAKEN_IN_MS = 300;

export interface Behaviour {
  /** `off` lets every call through. */
  readonly rates?: Partial<Rates> | 'off';
  /** The manifest's, unless said otherwise. */
  readonly events?: readonly string[];
  readonly scopes?: readonly string[];
  readonly fileTakenInMs?: number;
}

/** Joins the parts of a local Slack; by hand, leaf to top. */
export function assemble(world: World, manifest: Manifest, options: Behaviour) {
  const faults = createFaults();
  const triggers = createTriggers(world.clock);
  const messages = createMessages(world);
  const views = createViews(world);
  const sockets = createSockets(world, faults);
  const responseUrls = createResponseUrls(world, messages);
  const files = createFiles(world, messages, options.fileTakenInMs ?? FILE_TAKEN_IN_MS);
  const events = createEvents(world, sockets, views, options.events ?? manifest.events);
  const places = createPlaces({ world, messages, views });
  const shared = { world, messages, views, sockets, triggers, responseUrls, events, files, places };
  const composer = createComposer(shared);
  const actions = createActions(shared);
  const submissions = createSubmissions(shared);
  const suggestions = createSuggestions(shared);
  const uploads = createUploads(shared);
  const eyes = createEyes(world, messages, views, sockets);
  const botSaid: Parts['botSaid'] = (conversation, ts) =>
    events.said(conversationOf(world, conversation), messageOf(world, conversation, ts));
  const limiter =
    options.rates === 'off' ? null : createRateLimiter(world.clock, { ...REALISTIC_RATES, ...options.rates });
  const api = createWebApi({ ...shared, botSaid }, limiter, faults, options.scopes ?? manifest.scopes);
  const client = createClientApi({ ...shared, eyes, composer, actions, submissions, suggestions, uploads });
  return { ...shared, faults, composer, actions, submissions, suggestions, uploads, api, client };
}

export type Assembled = ReturnType<typeof assemble>;
