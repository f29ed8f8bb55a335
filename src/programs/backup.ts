import { backUp } from '../../storage/keeping.js';
import { withBackupFile } from './arguments.js';

/** `npm run backup -- FILE`: a backup of the data folder, whether or not Patchbay runs. */
await withBackupFile('npm run backup -- FILE [--data FOLDER]', async (named) => {
  const { files } = await backUp(named, Date.now());
  return `${named.file}: ${files} files of ${named.folder}`;
});
