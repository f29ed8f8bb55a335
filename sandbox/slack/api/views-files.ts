import { z } from 'zod';
import { Refusal } from '../model.js';
import { renderView } from '../views.js';
import { personOf } from '../world.js';
import { json, list, parseArgs, text } from './args.js';
import type { Methods } from './methods.js';
import { renderFile } from './render.js';

/** https://docs.slack.dev/reference/methods#views and #files */

const opening = z.object({ trigger_id: text, view: json });
const updating = z.object({
  view_id: text.optional(),
  external_id: text.optional(),
  view: json,
  hash: text.optional(),
});
const publishing = z.object({ user_id: text, view: json, hash: text.optional() });
const starting = z.object({
  filename: text.pipe(z.string().min(1)),
  length: z.coerce.number().int().positive(),
  alt_txt: text.optional(),
  alt_text: text.optional(),
});
const completing = z.object({
  files: json.pipe(z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1)),
  channel_id: text.optional(),
  thread_ts: text.optional(),
  initial_comment: text.optional(),
  blocks: list.optional(),
});

export const VIEWS_AND_FILES: Methods = {
  'views.open'({ world, views, triggers }, args) {
    const order = parseArgs(opening, args);
    const trigger = triggers.look(order.trigger_id);
    const view = views.open(trigger.person, order.view);
    triggers.use(order.trigger_id);
    return { view: renderView(world, view) };
  },

  'views.push'({ world, views, triggers }, args) {
    const order = parseArgs(opening, args);
    const trigger = triggers.look(order.trigger_id);
    if (trigger.viewId === null) throw new Refusal('invalid_trigger_id');
    const view = views.push(trigger.person, order.view);
    triggers.use(order.trigger_id);
    return { view: renderView(world, view) };
  },

  'views.update'({ world, views }, args) {
    const order = parseArgs(updating, args);
    const where = {
      ...(order.view_id === undefined ? {} : { id: order.view_id }),
      ...(order.external_id === undefined ? {} : { externalId: order.external_id }),
    };
    return { view: renderView(world, views.update(where, order.view, order.hash)) };
  },

  'views.publish'({ world, views }, args) {
    const order = parseArgs(publishing, args);
    const person = personOf(world, order.user_id);
    return { view: renderView(world, views.publish(person.id, order.view, order.hash)) };
  },

  'files.getUploadURLExternal'({ files }, args) {
    const order = parseArgs(starting, args);
    const { id, url } = files.start(order.filename, order.length, order.alt_txt ?? order.alt_text ?? '');
    return { upload_url: url, file_id: id };
  },

  'files.completeUploadExternal'({ world, files }, args) {
    const order = parseArgs(completing, args);
    const completed = files.complete({
      files: order.files,
      conversation: order.channel_id,
      threadTs: order.thread_ts,
      comment: order.initial_comment,
      blocks: order.blocks,
    });
    return { files: completed.map((file) => renderFile(world, file)) };
  },

  'files.info'({ world, files }, args) {
    const { file } = parseArgs(z.object({ file: text }), args);
    return { file: renderFile(world, files.find(file)) };
  },

  'apps.connections.open'({ sockets }) {
    return { url: sockets.open() };
  },
};
