import type { WindowsDesk } from '../../src/workflows/maintenance/desk.js';

/** Windows are edited against the real desk: whoever asks this one made a mistake. */
const no = (): never => {
  throw new Error('this desk has no windows');
};

export const NO_WINDOWS_DESK: WindowsDesk = {
  ...{ schedule: no, previewWindow: no, saveWindow: no, removeWindow: no, previewScans: no, setScans: no },
  ...{ unscheduleAll: no, freezes: no, addFreeze: no, liftFreeze: no },
};
