import { renderFile } from './api/render.js';
import { asJson, asList, asText, elementsOf } from './blocks.js';
import type { Files } from './files.js';
import type { FileRecord, Person } from './model.js';
import { Refusal } from './model.js';
import type { Places } from './places.js';
import type { World } from './world.js';

/** https://docs.slack.dev/reference/block-kit/block-elements/file-input-element */
const LARGEST_UPLOAD = 10 * 1024 * 1024;

interface Upload {
  readonly viewId: string;
  readonly blockId: string;
  readonly actionId: string;
  readonly name: string;
}

/** Files that people put into a modal's file input. */
export interface Uploads {
  /** @throws Refusal for another element, another type of file than it takes, or a file that is too large */
  take(person: Person, upload: Upload, content: Uint8Array): Promise<FileRecord>;
}

export function createUploads(parts: {
  readonly world: World;
  readonly places: Places;
  readonly files: Files;
}): Uploads {
  const { world, places, files } = parts;
  return {
    async take(person, { viewId, blockId, actionId, name }, content) {
      const placed = elementsOf(places.find(person, { viewId }).blocks).find(
        ({ block, element }) => block.block_id === blockId && element.action_id === actionId,
      );
      const element = asJson(placed?.element);
      if (element.type !== 'file_input') throw new Refusal('no_such_element');
      if (content.byteLength === 0 || content.byteLength > LARGEST_UPLOAD)
        throw new Refusal('file_upload_size_restricted');
      const types = asList(element.filetypes).map(asText);
      const isTaken = types.length === 0 || types.some((type) => name.toLowerCase().endsWith(`.${type.toLowerCase()}`));
      if (!isTaken) throw new Refusal('filetype_not_allowed');
      const file = await files.take(person.id, name, content);
      world.offers.remember(viewId, blockId, actionId, [{ value: file.id, ...renderFile(world, file) }]);
      return file;
    },
  };
}
