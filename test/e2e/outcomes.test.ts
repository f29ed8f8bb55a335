import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleetOf, type Scenario } from '../../sandbox/scenario.js';
import { textOfMessage } from '../../sandbox/slack/driver.js';
import type { Message } from '../../sandbox/slack/model.js';
import { explain } from '../../src/domain/outcomes.js';
import { RESULT_CODES } from '../../src/domain/result-codes.js';
import { FleetWorld, type Told } from './fleets.js';

const GROUP = 'fleet';
const CODES = Object.keys(RESULT_CODES);
/** It is in, but for a restart: no failure, whatever Windows calls it. */
const DONE_BUT_RESTART = ['0x00240005', '0x80070BC2'];

/** A computer for each code that Windows may answer with: every update fails there with it. */
function scenario(): Scenario {
  const { computers, ...rest } = fleetOf(CODES.length);
  const failing = (code: string) => Object.fromEntries(rest.updates.map(({ updateId }) => [updateId, code]));
  return {
    ...rest,
    computers: computers.map((one, n) => ({ ...one, conditions: { failing: failing(CODES[n] ?? '') } })),
  };
}

describe('each result code of Windows, before the whole bot', () => {
  let fleet: FleetWorld;
  let card: Message;
  let told: ReadonlyMap<string, Told>;

  beforeAll(async () => {
    fleet = await FleetWorld.open(scenario());
    const { play } = fleet;
    await play.sync();
    await play.scan(GROUP);
    await play.approveAll(GROUP);
    card = await play.run(await play.plan(GROUP));
    told = await fleet.targets(card);
  }, 120_000);
  afterAll(() => fleet.close());

  const cases = CODES.map((code, n) => ({ code, n }));
  const idOf = (n: number): string => fleet.world.fleet.scenario.computers[n]?.id ?? '';

  it.each(cases.filter(({ code }) => !DONE_BUT_RESTART.includes(code)))(
    '$code is told in plain words, with what to do',
    ({ code, n }) => {
      const known = explain(Number(code));
      const { status, message } = told.get(idOf(n)) ?? {};
      const kinds = {
        failed: /^PB507: \d+ of \d+ patches failed/,
        busy: /\(busy: /,
        waiting: /\(waits for a restart: /,
      };
      expect(status).toBe('Failed');
      expect(message).toMatch(kinds[known?.kind ?? 'failed']);
      expect(message).toContain(code);
      expect(message).toContain(known?.meaning);
      expect(message).toContain(known?.nextStep);
      expect(fleet.installs(idOf(n))).toEqual([]);
    },
  );

  it.each(cases.filter(({ code }) => DONE_BUT_RESTART.includes(code)))(
    '$code is no failure: after the restart a scan proves it',
    ({ n }) => {
      expect(told.get(idOf(n))).toMatchObject({
        status: 'Succeeded',
        message: expect.stringMatching(/^(\d+) of \1 impl/),
      });
      expect(new Set(fleet.installs(idOf(n)))).toEqual(new Set([1]));
    },
  );

  it('has the log of what failed a button away, and the log names the code', async () => {
    const { play, world } = fleet;
    const [first = ''] = /Log of [\w-]+/.exec(textOfMessage(card)) ?? [];
    const computer = first.slice('Log of '.length);
    const code = CODES[world.fleet.scenario.computers.findIndex(({ id }) => id === computer)] ?? 'none';
    const seen = () => play.olivia.sees('#patching').map(textOfMessage);
    await play.olivia.click(card, first);
    await world.slack.waitFor('the log', () => seen().find((text) => text.includes(`failed (${code})`)));
  });

  it('gives back as Approved what was busy or waits for a restart, and nothing else', async () => {
    const kept = cases.filter(
      ({ code, n }) => explain(Number(code))?.kind !== 'failed' && told.get(idOf(n))?.status === 'Failed',
    );
    const plan = await fleet.play.plan(GROUP);
    expect(textOfMessage(plan)).toMatch(new RegExp(`installs on ${kept.length} computers`));
  });
});
