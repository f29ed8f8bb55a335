import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { sandboxFolder } from './folder.js';
import type { BotLife } from './room/bot-keeper.js';

/**
 * What `npm start` does where nothing is configured: starts the pretend world and the bot, and the bot again whenever
 * it dies, as a service manager would.
 */
const folder = sandboxFolder();
const logFile = join(folder, 'bot.log');
const RESTART_MS = 500;
/** A bot that fails this often in a row without ever having been ready will not come up. */
const MOST_FAILURES = 3;

const word = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), url: z.string(), env: z.record(z.string(), z.string()) }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
  /** A visitor of the machine room wants to see what a kill -9 does. */
  z.object({ kind: z.literal('kill-bot') }),
]);

mkdirSync(folder, { recursive: true, mode: 0o700 });
let bot: ChildProcess | null = null;
let failures = 0;
let starts = 0;
let isStopping = false;
let isTold = false;

const world = fork(join(import.meta.dirname, 'main.js'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
world.on('message', (message) => {
  const said = word.parse(message);
  if (said.kind === 'failed') giveUp(said.message);
  else if (said.kind === 'ready') startBot(said);
  else killBot();
});
world.on('exit', () => {
  if (!isStopping) giveUp('The sandbox ended.');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
process.on('disconnect', () => void stop(0));

function startBot(ready: { readonly url: string; readonly env: Readonly<Record<string, string>> }): void {
  const log = openSync(logFile, 'a', 0o600);
  const program = join(import.meta.dirname, '..', 'src', 'main.js');
  bot = fork(program, { env: { ...process.env, ...ready.env }, stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  starts += 1;
  const life = { pid: bot.pid ?? null, since: Date.now(), restarts: starts - 1 };
  tellWorld({ ...life, state: 'starting' });
  bot.on('message', () => {
    failures = 0;
    tellWorld({ ...life, state: 'running' });
    if (!isTold) tell(ready.url);
    isTold = true;
  });
  bot.on('exit', () => {
    bot = null;
    if (isStopping) return;
    tellWorld({ ...life, pid: null, since: null, state: 'dead' });
    failures += 1;
    if (failures > MOST_FAILURES) giveUp(`The bot does not start; ${logFile} says why.`);
    else setTimeout(() => startBot(ready), RESTART_MS);
  });
}

/** That it dies is what was asked for: no failure of its own. */
function killBot(): void {
  if (bot !== null && !bot.killed && bot.kill('SIGKILL')) failures -= 1;
}

/** The machine room shows how the bot lives. */
function tellWorld(life: BotLife): void {
  // Where it cannot be told any more, its exit is what counts, and that is heard above.
  if (world.connected) world.send({ kind: 'bot', life }, () => undefined);
}

function tell(url: string): void {
  process.stdout.write(`Patchbay's sandbox is ready: ${url}\n`);
  process.stdout.write('Type this first, in #patching: /patch sync   (then /patch help)\n');
  process.stdout.write(`Everything it keeps lies in ${folder}; Ctrl-C stops it, npm run sandbox:reset starts over.\n`);
}

function giveUp(message: string): void {
  process.stderr.write(`${message}\n`);
  void stop(1);
}

/** The bot first: it lets what is under way end while the world is still there. */
async function stop(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await ended(bot);
  await ended(world);
  process.exit(code);
}

function ended(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.on('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
