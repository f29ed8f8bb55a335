import { useState } from 'react';
import { asList, asText } from '../blocks.js';
import { api } from './api.js';
import { type ElementProps, namesOf, useChosen } from './elements.js';
import { useInteraction } from './interaction.js';
import { useWorkspace } from './workspace.js';

/** Takes files from the computer; they go to the bot with the modal. */
export function FileInput(props: ElementProps) {
  const { block, element } = props;
  const { me } = useWorkspace();
  const { place } = useInteraction();
  const [, choose] = useChosen(props);
  const [note, setNote] = useState('');
  const types = asList(element.filetypes).map((type) => `.${asText(type)}`);

  async function take(files: readonly File[]) {
    if (!('viewId' in place)) return;
    const slot = { blockId: asText(block.block_id), actionId: asText(element.action_id) };
    setNote(files.length === 0 ? '' : 'Uploading…');
    try {
      const taken = await Promise.all(files.map((file) => api.upload(me.id, place.viewId, slot, file)));
      choose(taken.map((file) => file.id));
      setNote(files.length === 0 ? '' : `${files.map((file) => file.name).join(', ')} uploaded.`);
    } catch {
      choose(null);
      setNote('This file was not taken: it is empty, larger than 10 MB, or of another type.');
    }
  }

  return (
    <div>
      <input
        type="file"
        className="field"
        {...namesOf(props, 'File')}
        accept={types.length === 0 ? undefined : types.join(',')}
        multiple={Number(element.max_files ?? 10) > 1}
        onChange={(event) => void take([...(event.target.files ?? [])])}
      />
      <small className="hint" role="status">
        {note}
      </small>
    </div>
  );
}
