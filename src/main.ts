import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compose, type Patchbay } from './compose.js';
import type { Configuration } from './config/configuration.js';
import { loadConfiguration } from './config/load.js';
import { asFailure, operatorText } from './domain/errors.js';
import { createLog } from './log.js';

/** How long what is under way may take to end after a signal; a supervisor usually waits 10 s. */
const DRAIN_MS = 9_500;

await main();

async function main(): Promise<void> {
  try {
    if (existsSync('.env')) process.loadEnvFile('.env');
    const loaded = await loadConfiguration({ env: process.env, cwd: process.cwd() });
    if (loaded.mode === 'unconfigured') openSandbox();
    else await run(loaded.configuration, loaded.warnings);
  } catch (thrown) {
    fail(thrown);
  }
}

/** One message, and the exit code that says so. */
function fail(thrown: unknown): never {
  const failure = asFailure(thrown);
  process.stderr.write(`Patchbay cannot start.\n${failure.code} ${operatorText(failure)}\n`);
  process.exit(1);
}

/** Nothing is configured: the launcher starts the pretend world, and us again with a configuration of its own. */
function openSandbox(): void {
  const launcher = join(import.meta.dirname, '..', 'sandbox', 'launch.js');
  // By the channel it notices that we are gone, however we went.
  const child = spawn(process.execPath, [launcher], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)));
}

async function run(configuration: Configuration, warnings: readonly string[]): Promise<void> {
  const log = createLog(configuration.logLevel);
  for (const warning of warnings) log.warn({ warning }, 'configuration');
  const patchbay = await compose(configuration, log, (error) => {
    log.fatal({ code: error.code, cause: error.message }, 'Slack refused our connection');
    process.exit(1);
  });
  stopOnSignal(patchbay, log);
  // What nobody handles leaves a state that nobody knows: the store is whole, so the next start takes it up.
  process.on('unhandledRejection', (reason) => {
    log.fatal({ cause: reason instanceof Error ? reason.message : String(reason) }, 'unhandled rejection');
    process.exit(1);
  });
  await patchbay.start();
  log.info({ computers: configuration.computers.size, groups: configuration.groups.length }, 'started');
  // A launcher waits for this word.
  process.send?.('ready');
}

function stopOnSignal(patchbay: Patchbay, log: ReturnType<typeof createLog>): void {
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(0), DRAIN_MS).unref();
    await patchbay.stop();
    log.info({}, 'stopped');
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal));
  // A launcher that died leaves nobody to stop us.
  if (process.send !== undefined) process.on('disconnect', () => void stop('disconnect'));
}
