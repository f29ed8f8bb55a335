import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { healthyScenario } from '../../../sandbox/scenario.js';
import { make } from '../../../sandbox/windows/catalogue/make.js';
import { startFleet } from '../../../sandbox/windows/fleet.js';
import type { ComputerId } from '../../../src/domain/ids.js';
import { detachedJobsContract, type JobsWorld } from '../../contract/detached-jobs.js';
import { PretendWindows } from '../../support/pretend-windows.js';
import { NOW, updateId } from '../../support/samples.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { jobsOn } from './jobs-on.js';

const COMPUTER = 'fin-ws-01' as ComputerId;
const UPDATES = 12;
const ANOTHER = '88888888-8888-4888-8888-888888888888';

async function pretendWindows(): Promise<JobsWorld> {
  const clock = new VirtualClock(NOW);
  const windows = new PretendWindows(clock, 1000);
  const needed = Array.from({ length: UPDATES }, (_, n) => updateId(n + 1));
  const machine = windows.add(COMPUTER, needed);
  return {
    jobs: windows,
    computer: COMPUTER,
    truth: () => machine.contact(),
    installs: () => machine.installs,
    reopened: () => windows,
    pause: async () => void (await clock.advance(250)),
    async unplug() {
      windows.mishap = () => 'lost-request';
    },
    async plugIn() {
      windows.mishap = () => 'none';
    },
    async loseNext(what) {
      windows.mishap = () => {
        windows.mishap = () => 'none';
        return what === 'request' ? 'lost-request' : 'lost-reply';
      };
    },
    async swappedWhile(act) {
      const other = windows.add(COMPUTER, needed);
      other.machineId = ANOTHER;
      await act();
      windows.machines.set(COMPUTER, machine);
      return { toolkit: other.hasToolkit, jobs: other.begun.length };
    },
    async restart() {
      machine.restart();
      await clock.advance(60_000, () => !machine.isOff);
    },
    close: async () => undefined,
  };
}

/** TLS, WinRM and command lines for real; the time that passes on the computer is the test's. */
async function winRm(): Promise<JobsWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'jobs-contract-'));
  const clock = new VirtualClock(Date.now());
  const fleet = await startFleet({ folder, scenario: oneComputer(), speed: 1, clock });
  const computer = fleet.computer(COMPUTER);
  const jobs = await jobsOn(fleet);
  const another = await jobsOn(fleet);
  return {
    jobs,
    computer: COMPUTER,
    truth: () => ({
      computerName: computer.state.name,
      domain: 'WORKGROUP',
      machineId: computer.state.machineId,
      bootedAt: computer.state.bootedAt,
      clock: computer.now(),
      way: null,
    }),
    installs: () => new Map(Object.entries(computer.state.installs)),
    reopened: () => another,
    pause: async () => void (await clock.advance(250)),
    unplug: () => fleet.setFault(COMPUTER, { kind: 'unreachable' }),
    plugIn: () => fleet.setFault(COMPUTER, null),
    loseNext: (what) =>
      fleet.setFault(COMPUTER, {
        kind: what === 'request' ? 'reset-before' : 'reset-after',
        operation: 'Command',
        times: 1,
      }),
    async swappedWhile(act) {
      const { machineId, toolkits, jobs: own, inputs } = computer.state;
      await computer.becomeAnother(ANOTHER);
      await act();
      const left = { ...computer.state };
      Object.assign(computer.state, { machineId, toolkits, jobs: own, inputs });
      return { toolkit: Object.keys(left.toolkits).length > 0, jobs: Object.keys(left.jobs).length };
    },
    async restart() {
      await computer.restart();
      while (!computer.winrm.listening) await clock.advance(500);
    },
    async close() {
      await fleet.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function oneComputer() {
  const standard = healthyScenario();
  const updates = Array.from({ length: UPDATES }, (_, n) =>
    make({
      name: `contract-${n}`,
      kb: String(5_000_000 + n),
      title: `Update ${n}`,
      classification: 'Security Updates',
      products: ['Windows 11'],
      appliesTo: ['w11-24h2'],
      released: '2026-10-13T17:00:00.000Z',
      megabytes: 1,
    }),
  );
  const root = standard.wsusGroups.find((group) => group.parentId === null)?.id ?? '';
  return {
    ...standard,
    updates,
    computers: standard.computers.filter(({ id }) => id === COMPUTER),
    approved: updates.map((update) => ({ updateId: update.updateId, groupId: root })),
  };
}

detachedJobsContract('the pretend Windows', pretendWindows);
detachedJobsContract('the jobs over WinRM', winRm);
