import { performance } from 'node:perf_hooks';
import type { LocalSlack } from '../sandbox/slack/start.js';

const CHANNEL = '#patching';
/** In turn: the bot answers no one person more than sixty times a minute, but acknowledges all of it. */
const PEOPLE = ['olivia', 'anil', 'ada', 'vera'];
const EVERY_MS = 50;

/**
 * Lets people type `/patch groups` while work goes on, whether or not the last one was acknowledged yet.
 * @returns how long each took from Slack's envelope to the bot's acknowledgement, in milliseconds
 * @throws where one was never acknowledged
 */
export async function whilePeopleType(slack: LocalSlack, work: () => Promise<unknown>): Promise<readonly number[]> {
  const typed: Promise<number>[] = [];
  const timer = setInterval(() => {
    const answer = acknowledged(slack, PEOPLE[typed.length % PEOPLE.length] ?? '');
    // Looked at when the work has ended; until then a refusal must not count as unhandled.
    answer.catch(() => undefined);
    typed.push(answer);
  }, EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Promise.all(typed);
}

async function acknowledged(slack: LocalSlack, person: string): Promise<number> {
  const sentAt = performance.now();
  const { outcome } = await slack.as(person).type(CHANNEL, '/patch groups');
  if (outcome !== 'acked') throw new Error(`"/patch groups" was not acknowledged: ${outcome}`);
  return performance.now() - sentAt;
}
