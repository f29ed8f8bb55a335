import { asJson, asList, asText } from './blocks.js';
import type { Messages } from './messages.js';
import type { FileRecord, Person } from './model.js';
import type { Views } from './views.js';
import { isMember, type World } from './world.js';

/** A file can be read where it was shared, and where a block shows it. */
export function canSee(
  parts: { readonly world: World; readonly messages: Messages; readonly views: Views },
  person: Person,
  file: FileRecord,
): boolean {
  const { world, messages, views } = parts;
  const own = world.workspace.conversations.filter((conversation) => isMember(conversation, person.id));
  if (own.some((conversation) => file.shares.some((share) => share.conversation === conversation.id))) return true;
  const said = own.flatMap((conversation) => world.store.messages(conversation.id));
  const whispered = messages.ephemerals(person.id).map((placed) => placed.message);
  const shown = [views.home(person.id), ...views.stack(person.id)].map((view) => view?.content.blocks);
  return [...shown, ...whispered.map((one) => one.blocks), ...said.map((one) => one.blocks)].some((blocks) =>
    asList(blocks).some((block) => showsFile(block, file.id)),
  );
}

/** In an image block, beside a section or in a context line. */
function showsFile(value: unknown, id: string): boolean {
  const block = asJson(value);
  const images = [block, block.accessory, ...asList(block.elements)].map((image) => asJson(asJson(image).slack_file));
  return images.some((image) => image.id === id || asText(image.url).includes(`/files/${id}/`));
}
