import type { ComputerId, TaskId } from '../ids.js';
import type { LeftOut } from './seen.js';

/** Why something was not looked at. */

export const NOT_REACHED: LeftOut = {
  leftOut: 'Nobody was logged on, as it is not reached.',
  nextStep: 'See to what failed before this.',
};

export const NOT_TRUSTED: LeftOut = {
  leftOut: 'Nobody was logged on, as its certificate is not believed.',
  nextStep: 'See to the certificate first.',
};

export const NOT_LOOKED_INTO: LeftOut = {
  leftOut: 'It was not looked into further.',
  nextStep: 'See to what failed before this, then diagnose it again.',
};

export const BROKEN_OFF: LeftOut = {
  leftOut: 'It was not looked into to the end, as it took too long.',
  nextStep: 'Diagnose it again, when it has less to do.',
};

export const NO_ANSWER_LEFT: LeftOut = {
  leftOut: 'It did not keep its answer for long enough.',
  nextStep: 'Diagnose it again.',
};

export function atWork(task: TaskId, command: string): LeftOut {
  return {
    leftOut: `It is at work for task ${task}, so nothing else was begun there.`,
    nextStep: `Diagnose it again when ${command} task ${task} says that it has ended.`,
  };
}

export function leftToTheBot(id: ComputerId, command: string): LeftOut {
  return {
    leftOut: 'It was not looked into further, as the running Patchbay may be at work there.',
    nextStep: `Say ${command} diagnose ${id} in Slack, or stop Patchbay first.`,
  };
}

export function notTriedAgain(profile: string, canary: string): LeftOut {
  return {
    leftOut: `Nobody was logged on, as ${canary} has refused the account of the profile ${profile}.`,
    nextStep: 'Correct the account in the configuration; more wrong passwords could lock it.',
  };
}
