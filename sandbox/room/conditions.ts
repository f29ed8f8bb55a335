import type { Computer } from '../windows/computer/computer.js';
import type { Fleet } from '../windows/fleet.js';
import { RESTART_RULES } from './restart-rules.js';
import { Impossible, type Rule } from './rule.js';
import { CONDITIONS, type Condition } from './shown.js';

const GIGABYTE = 1_073_741_824;
const FULL_BYTES = 150_000_000;
/** Below this nothing of the size of a monthly update fits. */
const TIGHT_BYTES = GIGABYTE;
const FREED_BYTES = 64 * GIGABYTE;
/** How many times longer everything takes on a slow computer. */
const SLOWNESS = 8;
/** ERROR_INSTALL_FAILURE, the most frequent one with .NET and with what it is not known why. */
const FAILURE = '0x80070643';

/** Each is a real change of the pretend world: nobody tells the bot. */
const RULES: Readonly<Record<Condition, Rule>> = {
  ...RESTART_RULES,
  'no-power': {
    isOn: ({ state }) => state.power === 'off',
    begin: async (computer) => {
      const wasBusy = Object.values(computer.state.jobs).some((job) => job.state === 'running');
      await computer.cutPower();
      if (computer.state.power !== 'off') throw new Impossible(`${computer.state.name} could not be switched off.`);
      const jobs = wasBusy ? ' What ran on it is cut off in the middle.' : '';
      return `The plug of ${computer.state.name} is pulled.${jobs} The bot cannot reach it and will say so on its next task.`;
    },
    end: async (computer) => {
      await computer.restorePower();
      if (computer.state.heldBy === 'pin') return `${computer.state.name} has power again, and asks for its PIN.`;
      return `${computer.state.name} has power again and came up. What was cut off is looked at, not blindly repeated.`;
    },
  },
  'no-power-next': {
    isOn: ({ state }) => state.conditions.losesPowerNext,
    begin: async (computer) => {
      await computer.alter({ losesPowerNext: true });
      return `The plug of ${computer.state.name} is pulled in the middle of its next install, once.`;
    },
    end: async (computer) => {
      await computer.alter({ losesPowerNext: false });
      return `The plug of ${computer.state.name} stays in when it installs.`;
    },
  },
  'no-network': {
    isOn: ({ cable }) => cable === 'pulled',
    begin: async (computer) => {
      await computer.pullCable();
      return `The network cable of ${computer.state.name} is out. What runs on it goes on unseen; the bot asks again and again.`;
    },
    end: async (computer) => {
      await computer.plugCable();
      return `${computer.state.name} is on the network again: the bot asks how its job went, and starts nothing twice.`;
    },
  },
  slow: {
    isOn: ({ state }) => state.conditions.slowness > 1,
    begin: async (computer) => {
      await computer.alter({ slowness: SLOWNESS });
      return `Everything on ${computer.state.name} takes ${SLOWNESS} times longer now: time enough to pull its plug. The others do not wait for it.`;
    },
    end: async (computer) => {
      await computer.alter({ slowness: 1 });
      return `${computer.state.name} is as quick as the others again.`;
    },
  },
  'full-disk': {
    isOn: ({ state }) => state.conditions.systemDriveFreeBytes < TIGHT_BYTES,
    begin: async (computer) => {
      await computer.alter({ systemDriveFreeBytes: FULL_BYTES });
      return `${computer.state.name} has 0.1 GB left. The next scan notices it, and a plan says why it is left out.`;
    },
    end: async (computer, fleet) => {
      await computer.alter({ systemDriveFreeBytes: usualSpace(computer, fleet) });
      return `${computer.state.name} has room again: scan it, then run.`;
    },
  },
  user: {
    isOn: ({ state }) => state.conditions.loggedOnUsers > 0,
    begin: async (computer) => {
      await computer.alter({ loggedOnUsers: 1 });
      return `Somebody logged on to ${computer.state.name}. The next plan that restarts it says so.`;
    },
    end: async (computer) => {
      await computer.alter({ loggedOnUsers: 0 });
      return `Nobody is logged on to ${computer.state.name} any more.`;
    },
  },
  'own-policy': {
    isOn: ({ state }) => state.conditions.policy.auOptions === 4,
    begin: async (computer) => {
      await computer.alter({ policy: { ...computer.state.conditions.policy, auOptions: 4 } });
      return `${computer.state.name} would now install and restart by its own policy. After its next scan a run leaves it out and says why.`;
    },
    end: async (computer) => {
      await computer.alter({ policy: { ...computer.state.conditions.policy, auOptions: 3 } });
      return `${computer.state.name} waits for an administrator again: scan it, and a run takes it along.`;
    },
  },
  failing: {
    isOn: ({ state: { conditions } }) => conditions.failsNext !== null || Object.keys(conditions.failing).length > 0,
    begin: async (computer) => {
      await computer.alter({ failsNext: FAILURE });
      return `The next update that is installed on ${computer.state.name} fails with ${FAILURE}, and again at each retry. The run's card says why and what to do.`;
    },
    end: async (computer) => {
      await computer.alter({ failsNext: null, failing: {} });
      return `Installs on ${computer.state.name} succeed again: retry what failed.`;
    },
  },
  'rolling-back': {
    isOn: ({ state: { conditions } }) => conditions.undoesNext || conditions.rollingBack.length > 0,
    begin: async (computer) => {
      await computer.alter({ undoesNext: true });
      return `The next restart of ${computer.state.name} that an update waits for undoes that update: it will show Failed, not Implemented.`;
    },
    end: async (computer) => {
      await computer.alter({ undoesNext: false, rollingBack: [] });
      return `Restarts of ${computer.state.name} keep what was installed again.`;
    },
  },
};

export function conditionsOf(fleet: Fleet, computer: Computer): readonly Condition[] {
  return CONDITIONS.filter((name) => RULES[name].isOn(computer, fleet));
}

/** Makes a condition so, or heals it; says what will be seen of it. Throws Impossible. */
export async function setCondition(fleet: Fleet, id: string, condition: Condition, on: boolean): Promise<string> {
  if (!fleet.hosts.some((host) => host.id === id)) throw new Impossible('There is no such computer.');
  const computer = fleet.computer(id);
  const rule = RULES[condition];
  if (rule.isOn(computer, fleet) === on) throw new Impossible(`That is so already on ${computer.state.name}.`);
  return on ? await rule.begin(computer, fleet) : await rule.end(computer, fleet);
}

/** Takes away everything that keeps a computer from being patched. Who is logged on stays. */
export async function healComputer(fleet: Fleet, id: string): Promise<boolean> {
  const computer = fleet.computer(id);
  const wrong = conditionsOf(fleet, computer).filter((condition) => condition !== 'user');
  for (const condition of wrong) await RULES[condition].end(computer, fleet);
  return wrong.length > 0;
}

function usualSpace(computer: Computer, { scenario }: Fleet): number {
  const usual = scenario.computers.find(({ id }) => id === computer.state.id)?.freeGigabytes ?? 0;
  return Math.max(FREED_BYTES, usual * GIGABYTE);
}
