/**
 * Who ran a program on the machine that Patchbay runs on: the account of the operating system. It stands for no person of
 * Slack, and says so.
 */
export type CommandLineUser = `command line (${string})`;

const LONGEST = 64;
/** What names of accounts are made of; all else could pass for something else in a line. */
const OTHERS = /[^\p{L}\p{N}._@\\$ -]/gu;
const COMMAND_LINE = /^command line \([\p{L}\p{N}._@\\$ ?-]{1,64}\)$/u;

/** @param account what the operating system calls the account: hostile text; null where it has no name */
export function commandLineUser(account: string | null): CommandLineUser {
  const name = [...(account ?? '').replace(OTHERS, '?').trim()].slice(0, LONGEST).join('');
  return `command line (${name === '' ? 'unknown account' : name})`;
}

export function isCommandLineUser(text: string): text is CommandLineUser {
  return COMMAND_LINE.test(text);
}
