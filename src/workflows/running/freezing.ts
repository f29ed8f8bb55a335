import type { Duty } from '../agenda.js';
import { openTasks } from '../beginning.js';
import { frozenBy, standingAt } from '../maintenance/standing.js';
import { inPieces } from '../pieces.js';

/** A freeze that begins while a run goes on: nothing further of it starts, what runs ends by itself. */
export const freezing: Duty = {
  name: 'freezing',
  look: async (office) => {
    await inPieces(await openTasks(office), async (task) => {
      if (task.kind !== 'run' || task.groupId === null || task.stop !== null) return;
      const standing = await standingAt(office, task.groupId, office.clock.now());
      if (standing.state === 'frozen') await office.engine.close(task.id, frozenBy(standing.freeze));
    });
  },
};
