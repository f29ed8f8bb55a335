import { newInstallationId } from '../../storage/installation.js';
import { restore } from '../../storage/keeping.js';
import { afterRestore } from '../workflows/restored.js';
import { withBackupFile } from './arguments.js';

/** `npm run restore -- FILE`: makes the data folder, which must not be there, of a backup. */
await withBackupFile('npm run restore -- FILE [--data FOLDER]', async (named) => {
  let done = '';
  const { madeAt } = await restore(named, async (store, made) => {
    const terms = { now: Date.now(), madeAt: made, installation: newInstallationId() };
    const { tasks, computers, decisions } = await afterRestore(store, terms);
    done = `${tasks} tasks were stopped, ${computers} computers interrupted, ${decisions} decisions not carried out.`;
  });
  return `${named.folder}: as it was at ${new Date(madeAt).toISOString()}; every file and the audit log are whole. ${done}
Nothing is installed before computers are scanned again. What was decided after that moment is not in it: look at the
deny list, the freezes and the groups before you run anything.`;
});
