import { beforeEach, describe, expect, it } from 'vitest';
import { type ErrorCode, PatchbayError, userText } from '../../src/domain/errors.js';
import type { GroupView, MembersForm } from '../../src/domain/group-views.js';
import type { ComputerId, PersonId } from '../../src/domain/ids.js';
import { lookAfter } from '../../src/workflows/agenda.js';
import { updateId } from '../support/samples.js';
import { ANIL, FINANCE, OLIVIA, VERA, VirtualOffice } from '../support/virtual-office.js';

const ADA = 'U0ADA' as PersonId;
const NONE: MembersForm = { add: [], remove: [], names: [], systems: [], wsusGroups: [] };

async function refusal(call: Promise<unknown>): Promise<{ readonly code: ErrorCode; readonly text: string }> {
  const thrown = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof PatchbayError)) throw new Error(`not refused: ${String(thrown)}`);
  return { code: thrown.code, text: userText(thrown.failure) };
}

const shownOf = ({ group, revision }: GroupView) => ({ id: group.id, revision });

describe('groups', () => {
  let office: VirtualOffice;
  beforeEach(async () => {
    office = new VirtualOffice(['fin-ws-01', 'fin-ws-02', 'hr-ws-01'], 2);
    await office.book.refresh();
  });

  const finance = (person = ADA) => office.desk.group(person, FINANCE);
  const form = (view: GroupView) => ({ ...view.group, owners: null });
  const owned = async (owners: readonly PersonId[]): Promise<GroupView> => {
    const view = await finance();
    return office.desk.editGroup(office.asker(ADA), shownOf(view), { ...form(view), owners });
  };

  describe('are edited', () => {
    it('by administrators and their owners, and by nobody else; each edit leaves a line that says what changed', async () => {
      const view = await owned([VERA]);
      const renamed = { ...form(view), name: 'Accounting' };
      const refused = await refusal(office.desk.editGroup(office.asker(OLIVIA), shownOf(view), renamed));
      expect(refused).toMatchObject({ code: 'PB104' });
      expect(refused.text).toContain('@U0VERA, @U0ADA');
      await office.desk.editGroup(office.asker(VERA), shownOf(view), renamed);
      expect((await finance()).group.name).toBe('Accounting');
      const [line] = await office.store.audit.latest(1);
      expect(line).toMatchObject({
        who: VERA,
        what: 'edit-group',
        on: 'finance',
        detail: 'name: Finance -> Accounting',
      });
    });

    it('only by administrators where it says who owns them', async () => {
      const view = await owned([VERA]);
      const edit = office.desk.editGroup(office.asker(VERA), shownOf(view), { ...form(view), owners: [VERA, OLIVIA] });
      expect(await refusal(edit)).toMatchObject({ code: 'PB104' });
    });

    it('only by administrators where it says that drivers and feature updates are installed; owners defer restarts', async () => {
      const view = await owned([VERA]);
      const drivers = { ...form(view), allowDrivers: true };
      expect(await refusal(office.desk.editGroup(office.asker(VERA), shownOf(view), drivers))).toMatchObject({
        code: 'PB104',
      });
      const deferred = { ...form(view), restartDeferMinutes: 60, allowDrivers: null, allowUpgrades: null };
      await office.desk.editGroup(office.asker(VERA), shownOf(view), deferred);
      const now = await finance();
      await office.desk.editGroup(office.asker(ADA), shownOf(now), { ...form(now), allowDrivers: true });
      expect((await finance()).group).toMatchObject({
        restartDeferMinutes: 60,
        allowDrivers: true,
        allowUpgrades: false,
      });
      const [line] = await office.store.audit.latest(1);
      expect(line?.detail).toBe('drivers: left alone -> allowed');
      const tooLong = { ...form(await finance()), restartDeferMinutes: 1441 };
      const edit = office.desk.editGroup(office.asker(ADA), shownOf(await finance()), tooLong);
      expect(await refusal(edit)).toMatchObject({ code: 'PB113' });
    });

    it('as they were shown: a stale edit changes nothing', async () => {
      const view = await finance();
      await office.desk.editGroup(office.asker(ADA), shownOf(view), { ...form(view), restart: 'never' });
      const stale = office.desk.editGroup(office.asker(ADA), shownOf(view), { ...form(view), name: 'Accounting' });
      expect(await refusal(stale)).toMatchObject({ code: 'PB302' });
      expect((await finance()).group).toMatchObject({ name: 'Finance', restart: 'never' });
    });

    it('by one of two who race', async () => {
      const view = await finance();
      const edits = ['Accounting', 'Controlling'].map((name) =>
        office.desk.editGroup(office.asker(ADA), shownOf(view), { ...form(view), name }),
      );
      const ended = await Promise.allSettled(edits);
      expect(ended.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    it('once, however often the same click is delivered', async () => {
      const view = await finance();
      const asker = office.asker(ADA, 'delivery-0001');
      const first = await office.desk.editGroup(asker, shownOf(view), { ...form(view), name: 'Accounting' });
      const second = await office.desk.editGroup(asker, shownOf(view), { ...form(view), name: 'Accounting' });
      expect(second.revision).toBe(first.revision);
      expect((await office.store.audit.latest(9)).filter(({ what }) => what === 'edit-group')).toHaveLength(1);
    });

    it('after a crash between the decision and its effect', async () => {
      const { group, revision } = await finance();
      const after = { ...group, name: 'Accounting' };
      const asker = office.asker(ADA);
      await office.store.operations.create(asker.operation, {
        ...{ id: asker.operation, by: ADA, at: office.clock.now(), conversation: 'C0PATCHING' },
        intent: {
          ...{ kind: 'edit-group', groupId: FINANCE, before: revision, after, patchGroup: null },
          ...{ right: 'owner', changes: ['name: Finance -> Accounting'] },
        },
        ...{ taskId: null, done: null, skipped: [] },
      });
      await office.crash();
      expect((await finance()).group.name).toBe('Accounting');
    });
  });

  describe('have members', () => {
    it('by hand and by rule, as the preview said', async () => {
      const shown = shownOf(await finance());
      const change = { ...NONE, remove: ['fin-ws-01', 'fin-ws-02', 'hr-ws-01'], names: ['HR-*'] };
      const preview = await office.desk.previewMembers(shown, change);
      expect(preview).toMatchObject({ computers: ['hr-ws-01'], added: [], removed: ['fin-ws-01', 'fin-ws-02'] });
      const view = await office.desk.editMembers(office.asker(ADA), shown, change);
      expect(view.computers).toEqual(['hr-ws-01']);
      expect(view.byHand).toBe(0);
    });

    it('and a rule that matches nothing, or everything, is said plainly', async () => {
      const shown = shownOf(await finance());
      const doubtOf = async (names: readonly string[]) =>
        (await office.desk.previewMembers(shown, { ...NONE, names })).doubt;
      expect(await doubtOf(['nobody-*'])).toBe('matches nothing');
      expect(await doubtOf(['*'])).toBe('matches everything');
      expect(await doubtOf(['fin-*'])).toBeNull();
    });

    it('that are known: others are refused, with the nearest name', async () => {
      const shown = shownOf(await finance());
      const typo = await refusal(office.desk.previewMembers(shown, { ...NONE, add: ['fin-ws-0l'] }));
      expect(typo.code).toBe('PB113');
      expect(typo.text).toContain('Did you mean fin-ws-01?');
      const wsus = await refusal(office.desk.previewMembers(shown, { ...NONE, wsusGroups: ['Nowhere'] }));
      expect(wsus.text).toContain('WSUS has no computer group "Nowhere"');
    });

    it('by rule that follow what a scan finds out, without a refresh for each', async () => {
      const shown = shownOf(await finance());
      const rule = { ...NONE, systems: ['server 2022'] };
      const view = await office.desk.createGroup(office.asker(ADA), 'Servers', rule);
      expect(view.computers).toEqual([]);
      await office.scanned();
      await lookAfter(office.office);
      expect((await office.desk.group(ADA, view.group.id)).computers).toContain('fin-ws-01');
      expect(shown.id).toBe(FINANCE);
    });

    it('that an owner may not take from a group of somebody else', async () => {
      await owned([VERA]);
      const other = await office.desk.createGroup(office.asker(ADA), 'Spare', NONE);
      const mine = await office.desk.editGroup(office.asker(ADA), shownOf(other), { ...form(other), owners: [OLIVIA] });
      const take = { ...NONE, add: ['fin-ws-01'] };
      const taken = await refusal(office.desk.editMembers(office.asker(OLIVIA), shownOf(mine), take));
      expect(taken.text).toContain('fin-ws-01 belongs to Finance, which you do not own');
      await office.desk.editMembers(office.asker(ADA), shownOf(mine), take);
    });

    it('that an owner may not take later either, by a rule that matches nobody yet', async () => {
      await owned([VERA]);
      const other = await office.desk.createGroup(office.asker(ADA), 'Spare', NONE);
      const mine = await office.desk.editGroup(office.asker(ADA), shownOf(other), { ...form(other), owners: [OLIVIA] });
      const trap = { ...NONE, systems: ['server 2022'] };
      const taken = await refusal(office.desk.editMembers(office.asker(OLIVIA), shownOf(mine), trap));
      expect(taken.text).toContain('Only administrators');
      await office.scanned();
      await lookAfter(office.office);
      expect((await office.desk.group(OLIVIA, other.group.id)).computers).toEqual([]);
      const byRule = await office.desk.editMembers(office.asker(ADA), shownOf(mine), trap);
      const left = await office.desk.editMembers(office.asker(OLIVIA), shownOf(byRule), NONE);
      expect(left.group.members.rule).toBeNull();
    });
  });

  describe('are made', () => {
    it('by administrators, with a short name of their own', async () => {
      expect(await refusal(office.desk.createGroup(office.asker(OLIVIA), 'HR', NONE))).toMatchObject({ code: 'PB104' });
      const view = await office.desk.createGroup(office.asker(ADA), 'Human Resources', { ...NONE, add: ['hr-ws-01'] });
      expect(view).toMatchObject({
        group: { id: 'human-resources', name: 'Human Resources' },
        computers: ['hr-ws-01'],
      });
      expect(office.desk.resolveGroup('human resources')).toBe('human-resources');
      expect(view.checks.map(({ check }) => check.name)).toEqual(['Operating System Patches and Updates']);
    });

    it('under no name that means something else', async () => {
      for (const name of ['17', 'everything', 'fin-ws-01', 'FINANCE', '\u202e\u0000']) {
        expect(await refusal(office.desk.createGroup(office.asker(ADA), name, NONE))).toMatchObject({ code: 'PB113' });
      }
    });

    it('and deleted: not while something of them goes on, and not again by the configuration', async () => {
      await office.scanned();
      const task = await office.desk.scan(office.asker(OLIVIA), FINANCE);
      const busy = await refusal(office.desk.deleteGroup(office.asker(ADA), shownOf(await finance())));
      expect(busy.text).toContain(`Task ${task.id} of Finance has not ended`);
      await office.ended(task);
      const card = await office.store.groups.get(FINANCE);
      await office.desk.deleteGroup(office.asker(ADA), shownOf(await finance()));
      expect(await refusal(finance())).toMatchObject({ code: 'PB102' });
      await office.book.takeOver([card?.value ?? fail()]);
      expect(office.book.all().map(({ id }) => id)).not.toContain(FINANCE);
      const again = await office.desk.createGroup(office.asker(ADA), 'Finance', NONE);
      expect(again.group).toMatchObject({ id: 'finance', deleted: null });
    });

    it('and not deleted while a recommendation is scheduled', async () => {
      await office.scanned();
      await office.store.computers.update('fin-ws-01' as ComputerId, (computer) => {
        if (computer === null) return null;
        const [first] = Object.values(computer.recommendations);
        if (first === undefined) return null;
        const recommendations = { ...computer.recommendations, [first.id]: { ...first, state: 'Scheduled' as const } };
        return { ...computer, recommendations };
      });
      const busy = await refusal(office.desk.deleteGroup(office.asker(ADA), shownOf(await finance())));
      expect(busy.text).toContain('1 recommendation is scheduled for a window of Finance');
    });
  });

  describe('have compliance checks', () => {
    it('that say when was scanned and how many computers pass each of them', async () => {
      await office.scanned();
      const patchGroup = await office.desk.savePatchGroup(office.asker(ANIL), null, {
        ...{ name: 'Other patches', kbs: ['KB5999999'], updates: [] },
        rule: { classifications: [], severities: [], products: [] },
      });
      const view = await finance();
      const added = await office.desk.saveCheck(office.asker(ADA), shownOf(view), {
        ...{ id: null, name: 'Others', patchGroup: patchGroup.patchGroup.id, automaticApproval: false },
      });
      const lines = async () =>
        (await finance()).checks.map(({ check, compliant, of, lastScan }) => [
          check.name,
          compliant,
          of,
          lastScan !== null,
        ]);
      expect((await lines())[1]).toEqual(['Others', 0, 3, true]);
      await office.ended(await office.desk.check(office.asker(OLIVIA), FINANCE));
      expect(await lines()).toEqual([
        ['Operating System Patches and Updates', 0, 3, true],
        ['Others', 3, 3, true],
      ]);
      const gone = office.desk.deletePatchGroup(office.asker(ANIL), {
        ...{ id: patchGroup.patchGroup.id, revision: patchGroup.revision },
      });
      expect((await refusal(gone)).text).toContain('Compliance checks of Finance ask for it');
      expect(added.checks[1]?.patchGroup).toBe('Other patches');
    });

    it('whose automatic approval needs an approver, also of an owner', async () => {
      const view = await owned([VERA]);
      const check = view.checks[0]?.check.id ?? '';
      const enable = { check, automatic: true };
      expect(await refusal(office.desk.setAutomatic(office.asker(VERA), shownOf(view), enable))).toMatchObject({
        code: 'PB104',
      });
      await office.desk.setAutomatic(office.asker(ADA), shownOf(view), enable);
      await office.scanned();
      const states = (await office.desk.status(FINANCE)).rows.flatMap(({ open }) => open.map(({ state }) => state));
      expect(new Set(states)).toEqual(new Set(['Approved']));
    });

    it('that approve automatically let no owner who is no approver add a computer to what they approve', async () => {
      const spare = await office.desk.createGroup(office.asker(ADA), 'Spare', NONE);
      const check = spare.checks[0]?.check.id ?? '';
      const own = await office.desk.editGroup(office.asker(ADA), shownOf(spare), { ...form(spare), owners: [VERA] });
      const now = await office.desk.setAutomatic(office.asker(ADA), shownOf(own), { check, automatic: true });
      const add = { ...NONE, add: ['wsus-01'] };
      expect(await refusal(office.desk.editMembers(office.asker(VERA), shownOf(now), add))).toMatchObject({
        code: 'PB104',
      });
      const added = await office.desk.editMembers(office.asker(ADA), shownOf(now), add);
      await office.desk.editMembers(office.asker(VERA), shownOf(added), { ...NONE, remove: ['wsus-01'] });
    });

    it('that are copied to another group, and deleted to the last one', async () => {
      const target = await office.desk.createGroup(office.asker(ADA), 'Spare', NONE);
      const view = await finance();
      const ids = view.checks.map(({ check }) => check.id);
      const same = office.desk.copyChecks(office.asker(ADA), FINANCE, { checks: ids, to: target.group.id });
      expect((await refusal(same)).text).toContain('has checks of these names already');
      const renamed = await office.desk.saveCheck(office.asker(ADA), shownOf(view), {
        ...{ id: ids[0] ?? '', name: 'Monthly', patchGroup: null, automaticApproval: false },
      });
      const copied = await office.desk.copyChecks(office.asker(ADA), FINANCE, { checks: ids, to: target.group.id });
      expect(copied.checks.map(({ check }) => check.name)).toEqual(['Operating System Patches and Updates', 'Monthly']);
      expect(copied.checks[1]?.check.id).not.toBe(ids[0]);
      const left = await office.desk.deleteCheck(office.asker(ADA), shownOf(renamed), ids[0] ?? '');
      expect(left.checks).toEqual([]);
      await office.scanned();
      expect((await office.desk.status(FINANCE)).rows.flatMap(({ open }) => open)).toEqual([]);
    });

    it('from a model computer: what it has becomes a patch group', async () => {
      const shown = shownOf(await finance());
      const model = { computer: 'fin-ws-01', what: 'needed' } as const;
      const unscanned = await refusal(office.desk.checkFromModel(office.asker(ADA), shown, model));
      expect(unscanned.text).toContain('fin-ws-01 has no complete scan. Scan it first.');
      await office.scanned();
      const view = await office.desk.checkFromModel(office.asker(ADA), shownOf(await finance()), model);
      expect(view.checks[1]?.patchGroup).toBe('Model fin-ws-01');
      const [patchGroup] = await office.desk.patchGroups(ADA);
      expect([...(patchGroup?.patchGroup.updates ?? [])].sort()).toEqual([updateId(1), updateId(2)]);
    });
  });

  it('say where tasks, requests and digests go; a digest’s cron expression and time zone must be ones', async () => {
    const shown = shownOf(await finance());
    const digest = { channel: 'C0FINANCE', cron: '0 8 * * 1-5', timeZone: 'Europe/Berlin' };
    const notices = { channel: 'C0FINANCE', approvalsChannel: null, digest };
    const bad = (over: Partial<typeof digest>) =>
      refusal(office.desk.editNotices(office.asker(ADA), shown, { ...notices, digest: { ...digest, ...over } }));
    expect(await bad({ cron: 'every morning' })).toMatchObject({ code: 'PB331' });
    expect((await bad({ timeZone: 'Mars/Olympus' })).text).toContain('no time zone "Mars/Olympus"');
    expect((await bad({ cron: '0 8 31 2 *' })).text).toContain('never comes');
    await office.desk.editNotices(office.asker(ADA), shown, notices);
    expect((await finance()).group).toMatchObject({ channel: 'C0FINANCE', digest });
  });

  it('suggest computers by what is typed, those that begin with it first', async () => {
    const what = { typed: 'ws-01', group: null };
    const found = await office.desk.suggest(VERA, 'computers', what);
    expect(found.map(({ value }) => value)).toEqual(['fin-ws-01', 'hr-ws-01']);
    const groups = await office.desk.suggest(VERA, 'groups', { typed: 'fin', group: null });
    expect(groups).toEqual([{ value: 'finance', text: 'Finance' }]);
  });
});

function fail(): never {
  throw new Error('there is no such group');
}
