import type { Json } from '../model.js';
import { Refusal } from '../model.js';
import { conversationOf, type World } from '../world.js';

/**
 * Which scope a method asks for; methods that are not named here need none. A list means: by the kind of conversation.
 * Source: the page of each method, https://docs.slack.dev/reference/methods
 */
const SCOPES: Readonly<Record<string, string | Readonly<Record<'channel' | 'im', string>>>> = {
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'chat.delete': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'conversations.info': { channel: 'channels:read', im: 'im:read' },
  'conversations.list': 'channels:read',
  'conversations.members': { channel: 'channels:read', im: 'im:read' },
  'conversations.history': { channel: 'channels:history', im: 'im:history' },
  'conversations.replies': { channel: 'channels:history', im: 'im:history' },
  'conversations.open': 'im:write',
  'conversations.join': 'channels:join',
  'users.info': 'users:read',
  'users.list': 'users:read',
  'users.lookupByEmail': 'users:read.email',
  'usergroups.list': 'usergroups:read',
  'usergroups.users.list': 'usergroups:read',
  'reactions.add': 'reactions:write',
  'reactions.remove': 'reactions:write',
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'files.info': 'files:read',
};

/** Slack names what is missing and what the app has. */
export class MissingScope extends Refusal {
  readonly needed: string;

  constructor(needed: string) {
    super('missing_scope');
    this.needed = needed;
  }
}

/** @throws MissingScope where the manifest does not ask for what this call needs */
export function demandScope(world: World, granted: readonly string[], method: string, args: Json): void {
  const scope = Object.hasOwn(SCOPES, method) ? SCOPES[method] : undefined;
  if (scope === undefined) return;
  const needed = typeof scope === 'string' ? scope : scope[kindOf(world, String(args.channel ?? ''))];
  if (!granted.includes(needed)) throw new MissingScope(needed);
}

/** A conversation that is not there is told by the method itself. */
function kindOf(world: World, id: string): 'channel' | 'im' {
  try {
    return conversationOf(world, id).kind;
  } catch (error) {
    if (error instanceof Refusal) return 'channel';
    throw error;
  }
}
