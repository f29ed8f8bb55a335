import { visibleText } from './blocks.js';
import type { Events } from './events.js';
import { escapeText, type Messages, typedText } from './messages.js';
import type { Conversation, Person } from './model.js';
import { Refusal } from './model.js';
import { commandPayload } from './payloads.js';
import { answer, type ResponseUrls } from './response-urls.js';
import type { Sockets } from './sockets.js';
import type { Triggers } from './triggers.js';
import { addMember, isMember, type World } from './world.js';

/** What became of a text that a person typed. */
export type Typed =
  | { readonly outcome: 'sent'; readonly ts: string }
  | { readonly outcome: 'acked' | 'timeout' | 'dispatch_failed' | 'refused' };

interface Line {
  readonly person: Person;
  readonly conversation: Conversation;
  readonly text: string;
  readonly threadTs: string | null;
}

const SLACKBOT = 'USLACKBOT';

export interface Composer {
  type(line: Line): Promise<Typed>;
}

export function createComposer(parts: {
  readonly world: World;
  readonly messages: Messages;
  readonly sockets: Sockets;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly events: Events;
}): Composer {
  const { world, messages, sockets, triggers, responseUrls, events } = parts;

  function whisper(line: Line, text: string): Typed {
    messages.post({
      conversation: line.conversation.id,
      user: SLACKBOT,
      text,
      threadTs: line.threadTs,
      ephemeralFor: line.person.id,
    });
    return { outcome: 'refused' };
  }

  function say(line: Line): Typed {
    const text = typedText(world, line.text);
    const { bot } = world.workspace;
    const message = messages.post({
      conversation: line.conversation.id,
      user: line.person.id,
      text,
      threadTs: line.threadTs,
    });
    if (message.pings.includes(bot.userId) && !isMember(line.conversation, bot.userId)) {
      whisper(line, `*${bot.name}* is not in this channel. Type \`/invite @${bot.name}\` to invite it.`);
    }
    events.said(line.conversation, message);
    return { outcome: 'sent', ts: message.ts };
  }

  async function command(line: Line, text: string): Promise<Typed> {
    const { person, conversation } = line;
    const origin = { person: person.id, conversation: conversation.id, messageTs: null, threadTs: null };
    const payload = commandPayload(world, {
      person,
      conversation,
      text,
      responseUrl: responseUrls.give(origin),
      triggerId: triggers.give({ person: person.id, viewId: null }),
    });
    const delivery = await sockets.deliver('slash_commands', payload);
    if (delivery.outcome !== 'acked') {
      const error = delivery.outcome === 'timeout' ? 'operation_timeout' : 'dispatch_failed';
      whisper(line, `\`${world.command}\` failed with the error "${error}"`);
      return { outcome: delivery.outcome };
    }
    if (visibleText(delivery.payload) === '') return { outcome: 'acked' };
    return answered(line, () => answer(world, messages, origin, delivery.payload));
  }

  function answered(line: Line, post: () => void): Typed {
    try {
      post();
      return { outcome: 'acked' };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return whisper(line, `\`${world.command}\` failed with the error "invalid_command_response" (${error.code})`);
    }
  }

  function invite(line: Line, rest: string): Typed {
    const { bot } = world.workspace;
    if (rest.toLowerCase() !== `@${bot.name.toLowerCase()}`) return whisper(line, 'Nobody of that name is here.');
    addMember(world, line.conversation, bot.userId);
    messages.post({
      conversation: line.conversation.id,
      user: SLACKBOT,
      text: `<@${line.person.id}> invited <@${bot.userId}> to this channel.`,
    });
    return { outcome: 'acked' };
  }

  return {
    async type(line) {
      if (!isMember(line.conversation, line.person.id)) throw new Refusal('not_in_channel');
      if (line.conversation.isArchived === true) throw new Refusal('is_archived');
      const [name = '', rest = ''] = split(line.text);
      if (!line.text.startsWith('/')) return say(line);
      if (line.threadTs !== null) return whisper(line, `\`${escapeText(name)}\` is not supported in threads. Sorry!`);
      if (name === '/invite') return invite(line, rest);
      if (name !== world.command) return whisper(line, `\`${escapeText(name)}\` is not a valid command.`);
      return command(line, typedText(world, rest));
    },
  };
}

function split(text: string): readonly [string, string] {
  const match = /^(\S+)\s*([\s\S]*)$/.exec(text.trim());
  return [match?.[1] ?? '', match?.[2] ?? ''];
}
