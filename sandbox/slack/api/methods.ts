import type { Files } from '../files.js';
import type { Messages } from '../messages.js';
import type { Json } from '../model.js';
import type { Sockets } from '../sockets.js';
import type { Triggers } from '../triggers.js';
import type { Views } from '../views.js';
import type { World } from '../world.js';

export interface Parts {
  readonly world: World;
  readonly messages: Messages;
  readonly views: Views;
  readonly triggers: Triggers;
  readonly files: Files;
  readonly sockets: Sockets;
  /** The bot wrote into a direct message: Slack tells it so. */
  readonly botSaid: (conversation: string, ts: string) => void;
}

/** One Web API method: arguments in, the answer without `ok` out. Throws a Refusal. */
type Method = (parts: Parts, args: Json) => Json;
export type Methods = Readonly<Record<string, Method>>;
