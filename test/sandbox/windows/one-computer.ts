import { expect } from 'vitest';
import type { Conditions } from '../../../sandbox/windows/computer/conditions.js';
import type { InstallInput, JobScript, UninstallInput } from '../../../src/windows/scripts/contract.js';
import { SOON } from './soap.js';
import {
  closeWorld,
  type Doorway,
  doorTo,
  ended,
  HandClock,
  idsOf,
  installInput,
  installToolkit,
  newKey,
  only,
  openWorld,
  reopen,
  result,
  submit,
  type World,
} from './world.js';

/** One pretend computer with its WSUS, a clock in the test's hand, and our toolkit on it. */
export class OneComputer {
  readonly clock: HandClock;
  readonly #world: World;
  readonly #id: string;
  readonly #way: Doorway;

  private constructor(world: World, clock: HandClock, id: string, door: Doorway) {
    this.#world = world;
    this.clock = clock;
    this.#id = id;
    this.#way = door;
  }

  static async open(id: string): Promise<OneComputer> {
    const clock = new HandClock();
    const world = await openWorld({ scenario: only(id), speed: 1, clock });
    const door = await doorTo(world, id);
    await installToolkit(door);
    return new OneComputer(world, clock, id, door);
  }

  async close(): Promise<void> {
    await closeWorld(this.#world);
  }

  /** As after a kill of the sandbox. */
  async reopen(): Promise<void> {
    await reopen(this.#world);
  }

  get fleet() {
    return this.#world.fleet;
  }

  get computer() {
    return this.fleet.computer(this.#id);
  }

  /** To whichever machine is there now. */
  get #door(): Doorway {
    return { ...this.#way, machine: this.state.machineId };
  }

  get state() {
    return this.computer.state;
  }

  /** What its event log says, oldest first. */
  get told(): readonly string[] {
    return this.state.events.map(({ what }) => what);
  }

  async alter(change: Partial<Conditions>): Promise<void> {
    await this.computer.alter(change);
  }

  async policy(change: Partial<Conditions['policy']>): Promise<void> {
    await this.alter({ policy: { ...this.state.conditions.policy, ...change } });
  }

  async run<S extends JobScript>(script: S, input: unknown) {
    return await result(this.#door, script, input, this.clock);
  }

  /** The HRESULT that a job breaks with; null where it does not break. */
  async breaks(script: JobScript, input: unknown): Promise<string | null> {
    const key = newKey();
    await submit(this.#door, { key, script, input });
    const { state, error } = await ended(this.#door, key, this.clock);
    return state === 'broken' ? (error?.hresult ?? '') : null;
  }

  async scan() {
    return await this.run('MS_WUA_Scan', {});
  }

  /** Ids of what is missing. */
  async missing(): Promise<readonly string[]> {
    return (await this.scan()).needed.map(({ updateId }) => updateId);
  }

  async install(updates: readonly string[], more: Partial<InstallInput> = {}) {
    return await this.run('MS_WUA_Install_Updates', installInput(updates, more));
  }

  async uninstall(updates: readonly string[]) {
    const input: UninstallInput = { updates: updates.map((updateId) => ({ updateId })) };
    return await this.run('MS_WUA_Uninstall_Updates', input);
  }

  async submit(script: JobScript, input: unknown): Promise<string> {
    const key = newKey();
    await submit(this.#door, { key, script, input });
    return key;
  }

  /** Plans a restart as the bot does. */
  async planRestart(delaySeconds = 60) {
    return await this.run('Restart-Endpoint', { delaySeconds, message: 'Updates will be finished.' });
  }

  /** Moves the clock, in steps, until it is so. */
  async until(isSo: () => boolean, stepMs = 100): Promise<void> {
    await expect
      .poll(() => {
        if (!isSo()) this.clock.advance(stepMs);
        return isSo();
      }, SOON)
      .toBe(true);
  }

  async untilDown(): Promise<void> {
    await this.until(() => !this.computer.winrm.listening);
  }

  async untilUp(): Promise<void> {
    await this.until(() => this.computer.winrm.listening);
  }

  /** A restart to its end, servicing and all. */
  async restart(): Promise<void> {
    await this.planRestart();
    await this.untilDown();
    await this.untilUp();
    await this.until(() => this.state.completing === 'no');
  }

  /** On WSUS, for all computers. */
  async approve(name: string, action: 'install' | 'uninstall' | 'not-approved' = 'install'): Promise<void> {
    const [updateId = ''] = idsOf(name);
    const groupId = this.fleet.scenario.wsusGroups.find(({ parentId }) => parentId === null)?.id ?? '';
    const wsus = await doorTo(this.#world, this.fleet.wsusHostId);
    await installToolkit(wsus);
    const orders = [{ updateId, revision: 200, groupId, action, deadline: null }];
    const { answers } = await result(wsus, 'Approve-WsusUpdates', { orders }, this.clock);
    expect(answers).toMatchObject([{ ok: true }]);
    this.clock.advance(4000);
  }
}
