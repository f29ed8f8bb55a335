import { PatchbayError } from '../../src/domain/errors.js';
import { parseGroupId } from '../../src/domain/ids.js';
import type { Preview, ScheduleView, ShownWindow, WindowForm } from '../../src/domain/window-view.js';
import { noticeModal } from '../../src/slack/modals/parts.js';
import { parseSubject } from '../../src/slack/modals/subject.js';
import {
  newWindow,
  removeWindowModal,
  scansModal,
  scansSent,
  unscheduleModal,
  windowModal,
  windowSent,
} from '../../src/slack/modals/window.js';
import { NOTICE } from '../../src/slack/words/forms.js';
import { misfitText, savedText, scanMisfitText, unscheduledText } from '../../src/slack/words/windows.js';
import type { Asker } from '../../src/workflows/desk.js';
import type { Deps } from '../guard.js';
import type { Form } from './form.js';

/** `finance 0` or `finance 0 id.since`. @throws PatchbayError PB304 */
function shownIn(deps: Deps, subject: string): ShownWindow {
  const parsed = parseSubject(subject, parseGroupId);
  const [, id, since] = /^([A-Za-z0-9_-]{1,40})\.(\d{1,16})$/.exec(parsed?.rest ?? '') ?? [];
  if (parsed === null || (parsed.rest !== '' && id === undefined))
    throw new PatchbayError('PB304', { command: deps.desk.command, verb: 'groups' });
  return { groupId: parsed.id, window: id === undefined ? null : { id, since: Number(since) } };
}

async function editable(deps: Deps, asker: Asker, subject: string) {
  const shown = shownIn(deps, subject.includes(' ') ? subject : `${subject} 0`);
  await deps.desk.demandEdit(asker.person, shown.groupId);
  return { shown, view: await deps.desk.schedule(asker.person, shown.groupId) };
}

/** @throws PatchbayError PB334 where it is gone */
function lineIn(deps: Deps, view: ScheduleView, { window }: ShownWindow) {
  const line = view.windows.find((one) => one.window.id === window?.id);
  if (line === undefined) throw new PatchbayError('PB334', { command: deps.desk.command, group: view.groupId });
  return line;
}

const DEFAULT_ZONE = 'UTC';

/** The zone that the group's other windows have: most likely this one has it, too. */
function usualZone({ windows, scans }: ScheduleView): string {
  return windows[0]?.window.timeZone ?? scans?.schedule.timeZone ?? DEFAULT_ZONE;
}

/** When it would open, whatever it will be called. */
export function previewOf(deps: Deps, values: WindowForm): Preview {
  return deps.desk.previewWindow({ ...values, name: values.name || '–' });
}

/** *New window* and *Edit*. */
export const windowForm: Form = {
  async draw(deps, asker, subject, again) {
    const { shown, view } = await editable(deps, asker, subject);
    const now = shown.window === null ? newWindow(usualZone(view)) : lineIn(deps, view, shown).window;
    const values = again === null ? now : windowSent(again.sent);
    const drawn = { subject, note: again?.note ?? null, isNew: shown.window === null };
    return windowModal(values, previewOf(deps, values), drawn);
  },
  async submit(deps, asker, sent) {
    const values = windowSent(sent);
    const { misfit } = deps.desk.previewWindow(values);
    if (misfit !== null) throw new PatchbayError('PB113', { what: misfitText(misfit) });
    const view = await deps.desk.saveWindow(asker, shownIn(deps, sent.subject), values);
    return noticeModal(NOTICE.saved, savedText(view));
  },
};

export const removeWindowForm: Form = {
  async draw(deps, asker, subject, again) {
    const { shown, view } = await editable(deps, asker, subject);
    return removeWindowModal(view, lineIn(deps, view, shown), { subject, note: again?.note ?? null });
  },
  async submit(deps, asker, sent) {
    return noticeModal(NOTICE.removed, savedText(await deps.desk.removeWindow(asker, shownIn(deps, sent.subject))));
  },
};

/** *Scans*: when the group is scanned and checked by itself. */
export const scansForm: Form = {
  async draw(deps, asker, subject, again) {
    const { view } = await editable(deps, asker, subject);
    const now = view.scans?.schedule ?? { cron: '', timeZone: usualZone(view) };
    const values = again === null ? now : scansSent(again.sent);
    const preview = values.cron === '' ? null : deps.desk.previewScans(values);
    return scansModal(values, preview?.misfit === null ? preview : null, { subject, note: again?.note ?? null });
  },
  async submit(deps, asker, sent) {
    const values = scansSent(sent);
    const { groupId } = shownIn(deps, `${sent.subject} 0`);
    const misfit = values.cron === '' ? null : deps.desk.previewScans(values).misfit;
    if (misfit !== null) throw new PatchbayError('PB113', { what: scanMisfitText(misfit) });
    const view = await deps.desk.setScans(asker, groupId, values.cron === '' ? null : values);
    return noticeModal(NOTICE.saved, savedText(view));
  },
};

export const unscheduleForm: Form = {
  async draw(deps, asker, subject, again) {
    const { groupId } = shownIn(deps, `${subject} 0`);
    await deps.desk.demand(asker.person, 'operator', groupId);
    return unscheduleModal(await deps.desk.schedule(asker.person, groupId), { subject, note: again?.note ?? null });
  },
  async submit(deps, asker, sent) {
    const { groupId } = shownIn(deps, `${sent.subject} 0`);
    return noticeModal(NOTICE.unscheduled, unscheduledText((await deps.desk.unscheduleAll(asker, groupId)).decided));
  },
};
