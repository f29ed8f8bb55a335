import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId, Instant, JobKey, UpdateId } from '../../src/domain/ids.js';
import type { Contact, JobOrder, JobSpec, JobState } from '../../src/domain/job.js';
import type { DetachedJobs, InstallOrder, InstallReport, KnownComputer } from '../../src/ports/endpoint.js';
import { endpoint } from '../../src/windows/endpoint.js';
import { updateServer } from '../../src/windows/update-server.js';

/** What of ours is found on a machine. */
interface Left {
  readonly toolkit: boolean;
  readonly jobs: number;
}

/** One computer behind the port, and what a person in the machine room can do to it. */
export interface JobsWorld {
  readonly jobs: DetachedJobs;
  readonly computer: ComputerId;
  /** The computer's own account of itself. */
  truth(): Contact;
  /** How often each update was really installed. */
  installs(): ReadonlyMap<string, number>;
  /** The same port as after a restart of our program. */
  reopened(): DetachedJobs;
  /** A part of a job's time passes. */
  pause(): Promise<void>;
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
  /** The next call's request or reply is lost on the way. */
  loseNext(what: 'request' | 'reply'): Promise<void>;
  /** Another machine takes the computer's place for a while, on which nothing of ours is; says what was left on it. */
  swappedWhile(act: () => Promise<void>): Promise<Left>;
  /** The computer restarts; ends when it answers again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Who takes whoever answers for the computer. */
export const anyone = async (): Promise<boolean> => true;

const NOTHING: Left = { toolkit: false, jobs: 0 };
const windows = endpoint();
const server = updateServer(() => 0);

export async function codeOf(attempt: Promise<unknown>): Promise<string> {
  const error: unknown = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof PatchbayError ? error.code : String(error);
}

/**
 * What every way to run detached jobs does.
 * @param open a computer that needs some ten updates over all cases, each of which installs without a restart; two at
 *   least can be installed before `pause` ends for the first time
 */
export function detachedJobsContract(name: string, open: () => Promise<JobsWorld>): void {
  describe(`${name}, as all detached jobs,`, () => {
    let world: JobsWorld;
    let jobs: DetachedJobs;
    let computer: ComputerId;
    let known: KnownComputer;
    let needed: UpdateId[];
    let revisions: ReadonlyMap<UpdateId, number>;
    let keys = 0;

    beforeAll(async () => {
      world = await open();
      ({ jobs, computer } = world);
      known = { id: computer, machineId: world.truth().machineId };
      const state = await ended((await begun(windows.scan())).key);
      if (state.state !== 'finished') throw new Error(JSON.stringify(state));
      const found = windows.readScan(state.result, computer).needed;
      needed = found.map((one) => one.updateId);
      revisions = new Map(found.map((one) => [one.updateId, one.revision]));
    });
    afterAll(() => world.close());

    function orderOf(spec: JobSpec, notAfter: Instant = world.truth().clock + 3_600_000): JobOrder {
      keys += 1;
      return { key: `contract-${String(keys).padStart(26, '0')}` as JobKey, spec, notAfter };
    }

    function installOf(updates: readonly UpdateId[], notAfter?: Instant): JobOrder {
      return orderOf(windows.install(orderFor(updates)), notAfter);
    }

    function orderFor(updates: readonly UpdateId[]): InstallOrder {
      return {
        updates: updates.map((updateId) => ({ updateId, revision: revisions.get(updateId) ?? 0 })),
        distributeOnly: false,
        minFreeBytes: 0,
        allowDrivers: false,
        allowUpgrades: false,
      };
    }

    function aNeeded(): UpdateId {
      const id = needed.shift();
      if (id === undefined) throw new Error('the computer needs too few updates');
      return id;
    }

    async function begun(spec: JobSpec): Promise<JobOrder> {
      const order = orderOf(spec);
      await jobs.submit(known, order);
      return order;
    }

    async function until(key: JobKey, isSo: (state: JobState) => boolean): Promise<JobState> {
      const deadline = Date.now() + 20_000;
      for (;;) {
        const state = await jobs.poll(known, key);
        if (isSo(state)) return state;
        if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(state)}`);
        await world.pause();
      }
    }

    function ended(key: JobKey): Promise<JobState> {
      return until(key, (state) => state.state !== 'running');
    }

    async function reportOf(key: JobKey): Promise<InstallReport> {
      const state = await ended(key);
      if (state.state !== 'finished') throw new Error(JSON.stringify(state));
      return windows.readInstall(state.result, computer);
    }

    it('say at the first contact which machine is there, as often as they are asked', async () => {
      const { machineId, bootedAt } = world.truth();
      const contact = await jobs.prepare(computer, anyone);
      expect(contact).toMatchObject({ machineId, bootedAt });
      expect(contact.computerName.toLowerCase()).toBe(computer);
      expect(Math.abs(contact.clock - world.truth().clock)).toBeLessThan(10_000);
      expect(await jobs.prepare(computer, anyone)).toMatchObject({ machineId, bootedAt });
    });

    it('bring nothing to a machine that is not the computer, and say who it is', async () => {
      const seen: Contact[] = [];
      const left = await world.swappedWhile(async () => {
        const contact = await jobs.prepare(computer, async (found) => {
          seen.push(found);
          return false;
        });
        expect(contact.machineId).not.toBe(known.machineId);
        expect(seen).toEqual([contact]);
      });
      expect(left).toEqual(NOTHING);
      expect(await jobs.prepare(computer, anyone)).toMatchObject({ machineId: known.machineId });
    });

    it('neither ask nor tell another machine that has taken its place since (PB404)', async () => {
      const order = await begun(windows.facts());
      const unsent = installOf([needed[0] as UpdateId]);
      for (const port of [jobs, world.reopened()]) {
        await port.poll(known, order.key);
        const left = await world.swappedWhile(async () => {
          expect(await codeOf(port.submit(known, unsent))).toBe('PB404');
          expect(await codeOf(port.poll(known, order.key))).toBe('PB404');
          expect(await codeOf(port.stop(known, order.key))).toBe('PB404');
          expect(await codeOf(port.acknowledge(known, order.key))).toBe('PB404');
        });
        expect(left).toEqual(NOTHING);
      }
      expect((await ended(order.key)).state).toBe('finished');
      expect(await jobs.poll(known, unsent.key)).toEqual({ state: 'unknown' });
    });

    it('refuse another machine that has the toolkit, and leave its own jobs alone (PB404)', async () => {
      const order = await begun(windows.scan());
      const other = { id: computer, machineId: '99999999-9999-4999-8999-999999999999' };
      expect(await codeOf(jobs.submit(other, installOf([needed[0] as UpdateId])))).toBe('PB404');
      expect(await codeOf(jobs.stop(other, order.key))).toBe('PB404');
      const state = await ended(order.key);
      expect(state.state).toBe('finished');
      expect(await codeOf(jobs.acknowledge(other, order.key))).toBe('PB404');
      expect(await codeOf(jobs.poll(other, order.key))).toBe('PB404');
      expect(await jobs.poll(known, order.key)).toEqual(state);
    });

    it('do not know a key that nobody submitted', async () => {
      expect(await jobs.poll(known, orderOf(windows.facts()).key)).toEqual({ state: 'unknown' });
    });

    it('run a job that is submitted twice once, and say at the second time how it stands', async () => {
      const update = aNeeded();
      const order = installOf([update]);
      expect((await jobs.submit(known, order)).state).toBe('running');
      expect(['running', 'finished']).toContain((await jobs.submit(known, order)).state);
      expect((await reportOf(order.key)).outcomes).toMatchObject([{ updateId: update, result: 'installed' }]);
      expect((await jobs.submit(known, order)).state).toBe('finished');
      expect(world.installs().get(update)).toBe(1);
    });

    it('refuse a known key with another content, and leave the job that has it alone', async () => {
      const order = await begun(windows.facts());
      expect(await codeOf(jobs.submit(known, { ...order, spec: windows.scan() }))).toBe('PB505');
      expect((await ended(order.key)).state).toBe('finished');
      expect(await codeOf(jobs.submit(known, { ...order, spec: windows.scan() }))).toBe('PB505');
    });

    it('keep a result until it is acknowledged, over a restart of the computer and of our program', async () => {
      const order = await begun(windows.facts());
      const result = await ended(order.key);
      await world.restart();
      expect(await jobs.poll(known, order.key)).toEqual(result);
      expect(await world.reopened().poll(known, order.key)).toEqual(result);
    });

    it('leave a tombstone where a job was acknowledged, which may be done twice: a late copy runs nothing', async () => {
      const update = aNeeded();
      const order = installOf([update]);
      await jobs.submit(known, order);
      await ended(order.key);
      await jobs.acknowledge(known, order.key);
      await jobs.acknowledge(known, order.key);
      expect(await jobs.poll(known, order.key)).toEqual({ state: 'acknowledged' });
      expect(await jobs.submit(known, order)).toEqual({ state: 'acknowledged' });
      expect(world.installs().get(update)).toBe(1);
    });

    it('leave a tombstone for a key that never arrived', async () => {
      const order = installOf([needed[0] as UpdateId]);
      await jobs.acknowledge(known, order.key);
      expect(await jobs.submit(known, order)).toEqual({ state: 'acknowledged' });
      expect(world.installs().has(needed[0] as UpdateId)).toBe(false);
    });

    it('do not take a job away that still runs', async () => {
      const order = await begun(windows.scan());
      expect(await codeOf(jobs.acknowledge(known, order.key))).toBe('PB408');
      expect((await ended(order.key)).state).toBe('finished');
    });

    it('tell why a job ended without a result', async () => {
      const order = await begun(server.list());
      const why = { state: 'broken', message: expect.stringContaining('UpdateServices') };
      expect(await ended(order.key)).toMatchObject(why);
    });

    it('start no further update once they are told to stop, and say what came of each', async () => {
      const updates = [aNeeded(), aNeeded(), aNeeded()];
      const order = installOf(updates);
      await jobs.submit(known, order);
      await until(order.key, (state) => state.state === 'running' && (state.progress?.phase ?? '') === 'install');
      await jobs.stop(known, order.key);
      await jobs.stop(known, order.key);
      const report = await reportOf(order.key);
      expect(report.heldBack).toBe('a stop was asked for');
      expect(report.outcomes.map((one) => one.updateId)).toEqual(updates);
      expect(report.outcomes[0]?.result).toBe('installed');
      expect(report.outcomes.at(-1)?.result).toBe('not-started');
      for (const { updateId, result } of report.outcomes)
        expect(world.installs().get(updateId) ?? 0, updateId).toBe(result === 'installed' ? 1 : 0);
    });

    it('stop a key that nobody submitted without a complaint', async () => {
      await jobs.stop(known, orderOf(windows.facts()).key);
    });

    it('start no update after its time', async () => {
      const update = needed[0] as UpdateId;
      const order = installOf([update], world.truth().clock - 1000);
      await jobs.submit(known, order);
      const report = await reportOf(order.key);
      expect(report.heldBack).toBe('the time for it was over');
      expect(report.outcomes).toMatchObject([{ updateId: update, result: 'not-started' }]);
      expect(world.installs().has(update)).toBe(false);
    });

    it('restart no computer after its time', async () => {
      const { bootedAt } = world.truth();
      const order = orderOf(windows.restart(0), world.truth().clock - 1000);
      await jobs.submit(known, order);
      expect((await ended(order.key)).state).toBe('finished');
      await world.pause();
      expect(world.truth().bootedAt).toBe(bootedAt);
    });

    it('call a job interrupted that a restart of the computer ended, and never begin it again', async () => {
      const update = aNeeded();
      const order = installOf([update]);
      await jobs.submit(known, order);
      await world.restart();
      expect(await jobs.poll(known, order.key)).toEqual({ state: 'interrupted' });
      expect(await jobs.submit(known, order)).toEqual({ state: 'interrupted' });
      await world.pause();
      expect(world.installs().has(update)).toBe(false);
      await jobs.acknowledge(known, order.key);
      expect(await jobs.poll(known, order.key)).toEqual({ state: 'acknowledged' });
    });

    it('fail with PB401 where the computer cannot be reached, whatever is asked; the job goes on', async () => {
      const order = await begun(windows.facts());
      await world.unplug();
      expect(await codeOf(jobs.prepare(computer, anyone))).toBe('PB401');
      expect(await codeOf(jobs.submit(known, order))).toBe('PB401');
      expect(await codeOf(jobs.poll(known, order.key))).toBe('PB401');
      expect(await codeOf(jobs.acknowledge(known, order.key))).toBe('PB401');
      expect(await codeOf(jobs.stop(known, order.key))).toBe('PB401');
      await world.plugIn();
      expect((await ended(order.key)).state).toBe('finished');
    });

    it('run a job once whose submission failed, whether or not it had arrived', async () => {
      for (const what of ['request', 'reply'] as const) {
        const update = aNeeded();
        const order = installOf([update]);
        await world.loseNext(what);
        expect(await codeOf(jobs.submit(known, order))).toBe('PB401');
        await jobs.submit(known, order);
        expect((await reportOf(order.key)).outcomes).toMatchObject([{ updateId: update, result: 'installed' }]);
        expect(world.installs().get(update)).toBe(1);
      }
    });
  });
}
