import type { Conversation, FileRecord, Json, Message, Person, UserGroup } from '../model.js';
import { isMember, type World } from '../world.js';

/** Our records in Slack's words, as the Web API and the payloads show them. */

export function renderMessage(world: World, conversation: string, message: Message, withMetadata: boolean): Json {
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    text: message.deleted ? 'This message was deleted.' : message.text,
    team: world.workspace.team.id,
    ...(message.deleted ? { subtype: 'tombstone' } : {}),
    ...author(world, message),
    ...(message.blocks === null ? {} : { blocks: message.blocks }),
    ...(message.edited ? { edited: { user: message.user, ts: message.ts } } : {}),
    ...(withMetadata && message.metadata !== null ? { metadata: message.metadata } : {}),
    ...(message.files.length === 0 ? {} : { files: renderFiles(world, message.files), upload: true }),
    ...(message.reactions.length === 0 ? {} : { reactions: message.reactions.map(renderReaction) }),
    ...thread(world, conversation, message),
  };
}

function author(world: World, message: Message): Json {
  const { bot } = world.workspace;
  if (message.user !== bot.userId) return {};
  return { bot_id: bot.botId, app_id: bot.appId, bot_profile: { id: bot.botId, name: bot.name } };
}

function thread(world: World, conversation: string, message: Message): Json {
  if (message.threadTs !== null) {
    return { thread_ts: message.threadTs, ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}) };
  }
  const replies = world.store.messages(conversation).filter((one) => one.threadTs === message.ts);
  if (replies.length === 0) return {};
  return { thread_ts: message.ts, reply_count: replies.length, latest_reply: replies.at(-1)?.ts };
}

function renderReaction(reaction: Message['reactions'][number]): Json {
  return { ...reaction, count: reaction.users.length };
}

function renderFiles(world: World, ids: readonly string[]): readonly Json[] {
  return world.workspace.files.filter((file) => ids.includes(file.id)).map((file) => renderFile(world, file));
}

export function renderFile(world: World, file: FileRecord): Json {
  const shares: Record<string, readonly Json[]> = {};
  for (const { conversation, ts } of file.shares) shares[conversation] = [...(shares[conversation] ?? []), { ts }];
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    size: file.bytes,
    user: file.user,
    filetype: file.name.split('.').at(-1) ?? 'text',
    alt_txt: file.altText,
    url_private: `${world.url()}files/${file.id}/${encodeURIComponent(file.name)}`,
    url_private_download: `${world.url()}files/${file.id}/${encodeURIComponent(file.name)}`,
    permalink: `${world.url()}files/${file.id}/${encodeURIComponent(file.name)}`,
    shares: { public: shares },
    channels: Object.keys(shares),
  };
}

export function renderConversation(world: World, conversation: Conversation): Json {
  const { bot } = world.workspace;
  const person = conversation.members.find((id) => id !== bot.userId);
  const isExternal = conversation.isExternal ?? false;
  const common = {
    id: conversation.id,
    created: 0,
    is_archived: conversation.isArchived ?? false,
    is_mpim: false,
    is_ext_shared: isExternal,
  };
  if (conversation.kind === 'im') return { ...common, is_im: true, user: person };
  return {
    ...common,
    name: conversation.name,
    name_normalized: conversation.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_private: false,
    is_shared: isExternal,
    is_org_shared: false,
    is_member: isMember(conversation, bot.userId),
    topic: { value: conversation.topic, creator: '', last_set: 0 },
    purpose: { value: conversation.topic, creator: '', last_set: 0 },
    num_members: conversation.members.length,
  };
}

export function renderPerson(world: World, person: Person): Json {
  return {
    id: person.id,
    team_id: world.workspace.team.id,
    name: person.name,
    real_name: person.realName,
    deleted: false,
    is_admin: person.isAdmin,
    is_owner: false,
    is_bot: false,
    is_app_user: false,
    is_restricted: person.isGuest,
    is_ultra_restricted: false,
    is_stranger: false,
    tz: 'Etc/UTC',
    tz_offset: 0,
    profile: {
      real_name: person.realName,
      display_name: person.name,
      title: person.title,
      email: `${person.name}@sandbox.example`,
    },
  };
}

export function renderBot(world: World): Json {
  const { bot, team } = world.workspace;
  return {
    id: bot.userId,
    team_id: team.id,
    name: bot.name.toLowerCase(),
    real_name: bot.name,
    deleted: false,
    is_admin: false,
    is_bot: true,
    is_restricted: false,
    is_ultra_restricted: false,
    profile: { real_name: bot.name, display_name: bot.name, bot_id: bot.botId, api_app_id: bot.appId },
  };
}

export function renderGroup(world: World, group: UserGroup): Json {
  return {
    id: group.id,
    team_id: world.workspace.team.id,
    is_usergroup: true,
    handle: group.handle,
    name: group.name,
    description: '',
    is_external: false,
    date_delete: 0,
    user_count: group.users.length,
    users: group.users,
  };
}
