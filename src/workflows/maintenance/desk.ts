import type { Freeze } from '../../domain/freeze.js';
import type { GroupId, PersonId } from '../../domain/ids.js';
import type {
  FreezeForm,
  FreezesView,
  Preview,
  ScanForm,
  ScheduleView,
  ShownWindow,
  WindowForm,
} from '../../domain/window-view.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import {
  addFreeze,
  liftFreeze,
  previewScans,
  previewWindow,
  removeWindow,
  saveWindow,
  setScans,
  unscheduleAll,
} from './editing.js';
import { freezesView, scheduleView } from './queries.js';

/** When groups are patched and scanned, and when nothing is. */
export interface WindowsDesk {
  schedule(person: PersonId, group: GroupId): Promise<ScheduleView>;
  /** What a form would come to: decides nothing, stores nothing. */
  previewWindow(form: WindowForm): Preview;
  saveWindow(asker: Asker, shown: ShownWindow, form: WindowForm): Promise<ScheduleView>;
  removeWindow(asker: Asker, shown: ShownWindow): Promise<ScheduleView>;
  previewScans(form: ScanForm): Preview;
  /** @param form null: no scans by themselves any more */
  setScans(asker: Asker, group: GroupId, form: ScanForm | null): Promise<ScheduleView>;
  unscheduleAll(asker: Asker, group: GroupId): Promise<{ readonly decided: number }>;
  freezes(person: PersonId): Promise<FreezesView>;
  addFreeze(asker: Asker, form: FreezeForm): Promise<Freeze>;
  liftFreeze(asker: Asker, id: string): Promise<Freeze>;
}

export function openWindowsDesk(office: Office): WindowsDesk {
  return {
    schedule: (person, group) => scheduleView(office, person, group),
    previewWindow: (form) => previewWindow(office, form),
    saveWindow: (asker, shown, form) => saveWindow(office, asker, shown, form),
    removeWindow: (asker, shown) => removeWindow(office, asker, shown),
    previewScans: (form) => previewScans(office, form),
    setScans: (asker, group, form) => setScans(office, asker, group, form),
    unscheduleAll: (asker, group) => unscheduleAll(office, asker, group),
    freezes: (person) => freezesView(office, person),
    addFreeze: (asker, form) => addFreeze(office, asker, form),
    liftFreeze: (asker, id) => liftFreeze(office, asker, id),
  };
}
