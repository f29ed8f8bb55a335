import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { dataFolder } from '../config/data-folder.js';
import { asFailure, operatorText, PatchbayError } from '../domain/errors.js';

interface Named {
  readonly file: string;
  readonly folder: string;
}

/**
 * Runs a program that is given the file of a backup and, with `--data`, another data folder than the configured one.
 * What fails is said in one line, and the exit code is 1.
 */
export async function withBackupFile(usage: string, work: (named: Named) => Promise<string>): Promise<void> {
  try {
    if (existsSync('.env')) process.loadEnvFile('.env');
    process.stdout.write(`${await work(await named(usage))}\n`);
  } catch (thrown) {
    const failure = asFailure(thrown);
    process.stderr.write(`${failure.code} ${operatorText(failure)}\n`);
    process.exitCode = 1;
  }
}

async function named(usage: string): Promise<Named> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { data: { type: 'string' } } });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new PatchbayError('PB201', { problems: usage });
  return { file, folder: values.data ?? (await dataFolder(process.env, process.cwd())) };
}
