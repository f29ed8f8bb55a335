import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Play } from '../../sandbox/play.js';
import { textOfMessage } from '../../sandbox/slack/driver.js';
import { answer, Worlds } from './worlds.js';

/** The machine may be busy. */
vi.setConfig({ testTimeout: 90_000 });

const ONE = 'fin-ws-01';

let worlds: Worlds;
let play: Play;

beforeAll(async () => {
  worlds = await Worlds.begin();
  play = await worlds.open('diagnose');
});
afterAll(() => worlds.end());

const conditions = () => play.world.fleet.computer(ONE).state.conditions;
const diagnosed = (words = `diagnose ${ONE}`) =>
  play.cardAfter(() => play.type(play.olivia, `/patch ${words}`), /\d right\./);

it('a computer is looked at, and its card says what is wrong and what to do', async () => {
  conditions().policy.auOptions = 4;
  conditions().clockOffsetMs = 12 * 60_000;
  const text = textOfMessage(await diagnosed());
  conditions().policy.auOptions = 3;
  conditions().clockOffsetMs = 0;
  expect(text).toContain('Its policy sets AUOptions 4');
  expect(text).toContain('→ Set AUOptions 2 or 3');
  expect(text).toContain('Its clock is 12 min ahead');
  expect(text).toContain('The account is accepted');
  const jobs = Object.values(play.world.fleet.computer(ONE).state.jobs);
  expect(jobs.map(({ script, state }) => `${script} ${state}`)).toEqual(['Get-Diagnosis acknowledged']);
});

it('Detect now has it look for updates by itself', async () => {
  const card = await diagnosed();
  const detected = await play.cardAfter(
    () => play.olivia.click(card, `say.diagnose-${ONE}-detect`),
    /told to look for updates now/,
  );
  expect(textOfMessage(detected)).toContain('It was asked to look for updates');
});

it('a computer that is off is told of at once, and Patchbay tells of itself', async () => {
  await play.world.fleet.setFault(ONE, { kind: 'off' });
  const text = textOfMessage(await diagnosed());
  await play.world.fleet.setFault(ONE, null);
  expect(text).toContain('does not answer');
  expect(text).toContain('Nobody was logged on');
  const own = await answer(play, play.olivia, '/patch diagnose');
  expect(own).toContain('Patchbay itself');
  expect(own).toContain('The bot token has all scopes');
});
