import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorld } from './pretend-world.js';
import { tourScenario } from './tour/scenario.js';
import { takeTour } from './tour/steps.js';
import { Transcript } from './tour/transcript.js';

/** `npm run tour`: the six steps without a browser, as a transcript. Exit code 0 only if each did what it says. */
const folder = await mkdtemp(join(tmpdir(), 'patchbay-tour-'));
const windows = { poll_seconds: 0.1, retry_seconds: 0.1, max_retry_seconds: 0.5, give_up_minutes: 0.03 };
const world = await startWorld({ folder, scenario: tourScenario(), speed: 20, windows });
const transcript = new Transcript(
  (line) => process.stdout.write(`${line}\n`),
  (id) => world.slack.people.find((person) => person.id === id)?.realName ?? id,
);
let code = 0;
try {
  await world.bot.start();
  await takeTour(world, transcript);
} catch (thrown) {
  code = 1;
  process.stderr.write(`\nThe tour did not end well: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
}
await world.close();
await rm(folder, { recursive: true, force: true });
process.exit(code);
