import type { WindowsDesk } from '../../src/workflows/maintenance/desk.js';

/** Windows are edited against the real desk: whoever asks this one made a mistake. */
const no = (): never => {
  throw new Error('this desk has no windows');
};

/** What it knows to show: a group without windows, and no freeze. */
export const NO_WINDOWS_DESK: WindowsDesk = {
  schedule: async (_, groupId) => ({
    ...{
      command: '/patch',
      groupId,
      groupName: 'Finance',
      standing: { state: 'open', until: null, opening: null },
      windows: [],
      scheduled: null,
    },
    ...{ freezes: [], scans: null, mayEdit: false, mayUnschedule: false },
  }),
  freezes: async () => ({ command: '/patch', freezes: [], mayFreeze: false }),
  ...{ previewWindow: no, saveWindow: no, removeWindow: no, previewScans: no, setScans: no },
  ...{ unscheduleAll: no, addFreeze: no, liftFreeze: no },
};
