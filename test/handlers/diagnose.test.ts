import { afterEach, beforeEach, expect, it } from 'vitest';
import { validateMessage } from '../../src/slack/validate.js';
import { type HandlerBench, withHandlers } from '../support/slack-app.js';

const CHANNEL = 'C0PATCHING';
const COMPUTER = 'fin-ws-07';

let bench: HandlerBench;
beforeEach(async () => {
  bench = await withHandlers();
});
afterEach(() => bench.close());

async function asked(person: string, words: string, shows: string) {
  await bench.slack.as(person).type(CHANNEL, `/patch ${words}`);
  const message = await bench.sees(person, CHANNEL, shows);
  const blocks = (message.blocks ?? []) as never;
  expect(validateMessage({ text: message.text, blocks }, 'post')).toEqual([]);
  return message;
}

async function lastAsked() {
  return bench.slack.waitFor('the desk to be asked', () => bench.asked.at(-1));
}

it('looks at a computer, and with detect has it look for updates', async () => {
  await bench.slack.as('olivia').type(CHANNEL, `/patch diagnose ${COMPUTER}`);
  expect(await lastAsked()).toMatchObject({ what: 'diagnose', with: { computer: COMPUTER, detectNow: false } });
  bench.asked.length = 0;
  await bench.slack.as('olivia').type(CHANNEL, `/patch diagnose ${COMPUTER} detect`);
  expect(await lastAsked()).toMatchObject({ what: 'diagnose', with: { computer: COMPUTER, detectNow: true } });
});

it('alone it looks at Patchbay itself', async () => {
  await asked('olivia', 'diagnose', 'Patchbay itself: 1 failed, 1 to look at, 1 right');
  expect(bench.asked.at(-1)?.what).toBe('diagnoseOurselves');
});

it('sends the log as a file to whoever asks', async () => {
  await asked('vera', `diagnose ${COMPUTER} log`, 'is in your direct messages');
  await bench.slack.waitFor('the file', () => bench.slack.messages('D0VERA').find(({ files }) => files.length === 1));
});

it('is for operators, and asks which computer is meant', async () => {
  await asked('vera', 'diagnose', 'You need the operator role');
  await asked('olivia', 'diagnose finance', 'I need the name of a computer');
});
