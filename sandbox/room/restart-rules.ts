import type { Computer } from '../windows/computer/computer.js';
import { Impossible, type Rule } from './rule.js';
import type { Condition } from './shown.js';

/** How late WinRM starts: seconds here, minutes in life. */
const LATE_MS = 25_000;

type OfRestarts = Extract<Condition, 'pin' | 'late-winrm' | 'aborted-restarts' | 'failing-hook'>;

/** What goes on around restarts, and a script that runs before them. */
export const RESTART_RULES: Readonly<Record<OfRestarts, Rule>> = {
  pin: {
    isOn: ({ state }) => state.conditions.asksForPin,
    begin: async (computer) => {
      await computer.alter({ asksForPin: true });
      return `BitLocker asks for a PIN at each start of ${computer.state.name}: a restart ends there, until somebody enters it.`;
    },
    end: async (computer) => {
      const waited = computer.state.heldBy === 'pin';
      await computer.enterPin();
      await computer.alter({ asksForPin: false });
      if (waited) return `The PIN of ${computer.state.name} is entered: it comes up, and asks for none any more.`;
      return `${computer.state.name} starts without a PIN again.`;
    },
  },
  'late-winrm': {
    isOn: ({ state }) => state.conditions.winrmDelayMs > 0,
    begin: async (computer) => {
      await computer.alter({ winrmDelayMs: LATE_MS });
      return `After its next start, WinRM on ${computer.state.name} answers ${LATE_MS / 1000} seconds late, as with a delayed start. The bot has to wait for it.`;
    },
    end: async (computer) => {
      await computer.alter({ winrmDelayMs: 0 });
      await computer.startWinrm();
      return `WinRM on ${computer.state.name} starts with Windows again.`;
    },
  },
  'aborted-restarts': {
    isOn: ({ state }) => state.conditions.abortsRestarts,
    begin: async (computer) => {
      await computer.alter({ abortsRestarts: true });
      return `Somebody at ${computer.state.name} takes back every restart that is planned, with shutdown /a. Its updates will wait.`;
    },
    end: async (computer) => {
      await computer.alter({ abortsRestarts: false });
      return `Nobody at ${computer.state.name} takes a restart back any more.`;
    },
  },
  'failing-hook': {
    isOn: ({ state }) => Object.values(state.conditions.hooks).some(({ exitCode }) => exitCode === 1),
    begin: async (computer) => {
      const path = await endHooksWith(computer, 1);
      return `${path} on ${computer.state.name} ends with 1 from now on: where a group runs it before its updates, nothing is installed there.`;
    },
    end: async (computer) => {
      const path = await endHooksWith(computer, 0);
      return `${path} on ${computer.state.name} ends well again.`;
    },
  },
};

async function endHooksWith(computer: Computer, exitCode: number): Promise<string> {
  const { conditions, name } = computer.state;
  const [path] = Object.keys(conditions.hooks);
  if (path === undefined) throw new Impossible(`${name} has no script of its administrators.`);
  const hooks = Object.entries(conditions.hooks).map(([each, hook]) => [each, { ...hook, exitCode }] as const);
  await computer.alter({ hooks: Object.fromEntries(hooks) });
  return path;
}
