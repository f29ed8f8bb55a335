import { demand, type Play } from '../play.js';
import type { ComputerState } from '../windows/computer/state.js';
import { GROUP } from './scenario.js';
import type { Transcript } from './transcript.js';

/** Asks the computers themselves, and compares with what the bot's card claims of them. */
export function checkComputers(play: Play, transcript: Transcript, card: string): void {
  const states = play.members(GROUP).map((id) => play.world.fleet.computer(id).state);
  for (const state of states) {
    transcript.truth(`${state.name} itself says: ${[installsText(state), ...troublesOf(state)].join('; ')}`);
    const isPatched = Object.values(state.installs).length > 0;
    demand(
      Object.values(state.installs).every((count) => count === 1),
      `${state.name} installed nothing twice`,
    );
    demand(isPatched !== isLeftOut(state), `${state.name} was ${isPatched ? 'not left alone' : 'not patched'}`);
  }
  const [, claimed = ''] = /(\d+) of \d+ Implemented/.exec(card) ?? [];
  const kept = states.reduce((sum, state) => sum + keptOf(state).length, 0);
  transcript.truth(`Together they keep ${kept} updates of this run; its card says ${claimed} Implemented`);
  demand(Number(claimed) === kept, 'the card counts what the computers count');
}

/** What was installed and is still there. */
function keptOf({ installs, installed }: ComputerState): readonly string[] {
  return Object.keys(installs).filter((id) => installed.includes(id));
}

/** No computer that cannot be reached, has no room or minds itself is touched. */
function isLeftOut({ power, conditions }: ComputerState): boolean {
  return power === 'off' || conditions.systemDriveFreeBytes < 1e9 || conditions.policy.auOptions === 4;
}

function installsText(state: ComputerState): string {
  const number = Object.keys(state.installs).length;
  if (number === 0) return 'nothing was installed';
  return `${number} ${number === 1 ? 'update' : 'updates'} installed, each once`;
}

const WORDS: Readonly<Partial<Record<ComputerState['events'][number]['what'], string>>> = {
  'install failed': 'one failed',
  'rolled back': 'one was undone by the restart',
  'users warned': 'who was logged on was told of the restart',
};

function troublesOf(state: ComputerState): readonly string[] {
  const told = new Set(state.events.flatMap(({ what }) => WORDS[what] ?? []));
  const gigabytes = (state.conditions.systemDriveFreeBytes / 2 ** 30).toFixed(1);
  return [
    ...told,
    ...(state.power === 'off' ? ['it is off'] : []),
    ...(state.conditions.systemDriveFreeBytes < 1e9 ? [`${gigabytes} GB are free`] : []),
    ...(state.conditions.policy.auOptions === 4 ? ['its own policy installs at night'] : []),
  ];
}
