import type { Duty } from '../agenda.js';
import { openTasks } from '../beginning.js';
import { standingAt } from '../maintenance/standing.js';

/** A freeze that begins while a run goes on: nothing further of it starts, what runs ends by itself. */
export const freezing: Duty = {
  name: 'freezing',
  look: async (office) => {
    for (const task of await openTasks(office)) {
      if (task.kind !== 'run' || task.groupId === null || task.stop !== null) continue;
      const standing = await standingAt(office, task.groupId, office.clock.now());
      if (standing.state === 'frozen') await office.engine.close(task.id, `a freeze began: ${standing.freeze.reason}`);
    }
  },
};
