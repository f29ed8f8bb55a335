import { z } from 'zod';
import { Refusal } from '../model.js';
import { conversationOf, personOf } from '../world.js';
import { flag, parseArgs, text } from './args.js';
import type { Methods } from './methods.js';
import { renderBot, renderGroup, renderPerson } from './render.js';

/** https://docs.slack.dev/reference/methods#users, #usergroups, #reactions, #auth */

const reaction = z.object({ channel: text, timestamp: text, name: text });

export const PEOPLE_METHODS: Methods = {
  'auth.test'({ world }) {
    const { team, bot } = world.workspace;
    return {
      url: world.url(),
      team: team.name,
      user: bot.name.toLowerCase(),
      team_id: team.id,
      user_id: bot.userId,
      bot_id: bot.botId,
      is_enterprise_install: false,
    };
  },

  'users.info'({ world }, args) {
    const { user } = parseArgs(z.object({ user: text }), args);
    if (user === world.workspace.bot.userId) return { user: renderBot(world) };
    return { user: renderPerson(world, personOf(world, user)) };
  },

  'users.list'({ world }) {
    const people = world.workspace.people.map((person) => renderPerson(world, person));
    return { members: [...people, renderBot(world)], response_metadata: { next_cursor: '' } };
  },

  'users.lookupByEmail'({ world }, args) {
    const { email } = parseArgs(z.object({ email: text }), args);
    const person = world.workspace.people.find((one) => `${one.name}@sandbox.example` === email.toLowerCase());
    if (person === undefined) throw new Refusal('users_not_found');
    return { user: renderPerson(world, person) };
  },

  'usergroups.list'({ world }, args) {
    const { include_users } = parseArgs(z.object({ include_users: flag.default(false) }), args);
    const groups = world.workspace.groups.map((group) => renderGroup(world, group));
    return { usergroups: include_users ? groups : groups.map(({ users: _, ...group }) => group) };
  },

  'usergroups.users.list'({ world }, args) {
    const { usergroup } = parseArgs(z.object({ usergroup: text }), args);
    const group = world.workspace.groups.find((one) => one.id === usergroup);
    if (group === undefined) throw new Refusal('no_such_subteam');
    return { users: group.users };
  },

  'reactions.add'({ world, messages }, args) {
    const order = parseArgs(reaction, args);
    const { id } = conversationOf(world, order.channel);
    messages.react(id, order.timestamp, order.name, world.workspace.bot.userId, true);
    return {};
  },

  'reactions.remove'({ world, messages }, args) {
    const order = parseArgs(reaction, args);
    const { id } = conversationOf(world, order.channel);
    messages.react(id, order.timestamp, order.name, world.workspace.bot.userId, false);
    return {};
  },
};
