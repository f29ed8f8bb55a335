import { existsSync } from 'node:fs';
import { type Asked, readArguments, USAGE } from '../doctor/arguments.js';
import { examine } from '../doctor/examine.js';
import { exitCodeOf, reportJson, reportText } from '../doctor/report.js';
import { withoutTokens } from '../slack/log.js';
import { clean } from '../slack/text.js';

/** The doctor itself could not work. */
const BROKEN = 2;

/** `npm run doctor`: what is wrong, and what to do. */
process.stdout.write(await said(), () => process.exit());

async function said(): Promise<string> {
  try {
    const asked = readArguments(process.argv.slice(2));
    return asked.help ? USAGE : await report(asked);
  } catch (thrown) {
    process.exitCode = BROKEN;
    const cause = thrown instanceof Error ? thrown.message : String(thrown);
    process.stderr.write(`The doctor could not work. ${withoutTokens(clean(cause, 2000))}\n`);
    return '';
  }
}

async function report({ computers, asJson }: Asked): Promise<string> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const findings = await examine({ env: process.env, cwd: process.cwd() }, computers);
  process.exitCode = exitCodeOf(findings);
  const inColour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  return asJson ? reportJson(findings) : reportText(findings, inColour);
}
