import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ComputerId } from '../../src/domain/ids.js';
import { validateMessage } from '../../src/slack/validate.js';
import { type HandlerBench, withHandlers } from '../support/slack-app.js';
import { FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const CHANNEL = 'C0PATCHING';
const ONE = 'fin-ws-01' as ComputerId;

let bench: HandlerBench;
let office: VirtualOffice;

beforeEach(async () => {
  office = new VirtualOffice([ONE, 'fin-ws-02'], 1);
  await office.scanned();
  bench = await withHandlers(office.desk);
});
afterEach(() => bench.close());

async function asked(person: string, words: string, shows: string) {
  await bench.slack.as(person).type(CHANNEL, `/patch ${words}`);
  const message = await bench.sees(person, CHANNEL, shows);
  const blocks = (message.blocks ?? []) as never;
  expect(validateMessage({ text: message.text, blocks }, 'post')).toEqual([]);
  return message;
}

async function scanned(): Promise<void> {
  await office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
}

function replaceMachine(machineId = 'another-machine'): void {
  const machine = office.windows.machines.get(ONE);
  if (machine !== undefined) machine.machineId = machineId;
}

describe('/patch confirm', () => {
  it('shows who was known and who answers, and takes an administrator’s word after a question', async () => {
    replaceMachine();
    await scanned();
    await asked('olivia', 'status finance', 'Another machine answered where fin-ws-01 should be');
    const message = await asked('ada', 'confirm fin-ws-01', 'another-machine');
    const text = JSON.stringify(message.blocks);
    expect(text).toContain('*Known:*');
    expect(text).toContain('*Answers now:*');
    expect(text).toContain('Is this fin-ws-01?');
    await bench.slack.as('ada').click(message, 'computer.confirm');
    await bench.sees('ada', CHANNEL, 'is confirmed');
    expect((await office.store.computers.get(ONE))?.value).toMatchObject({ machineId: 'another-machine', doubt: null });
  });

  it('is refused where meanwhile something else answers', async () => {
    replaceMachine();
    await scanned();
    const message = await asked('ada', 'confirm fin-ws-01', 'another-machine');
    replaceMachine('a-third-one');
    await bench.slack.as('ada').click(message, 'computer.confirm');
    await bench.sees('ada', CHANNEL, 'This changed since it was shown to you');
    expect((await office.store.computers.get(ONE))?.value.doubt).not.toBeNull();
  });

  it('is for owners and administrators', async () => {
    await asked('olivia', 'confirm fin-ws-01', 'You need the owner or administrator role');
  });

  it('has nothing to confirm of a computer that is the one it was', async () => {
    const message = await asked('ada', 'confirm fin-ws-01', 'there is nothing to confirm');
    expect(JSON.stringify(message.blocks)).not.toContain('computer.confirm');
  });

  it('does not call a computer the one it was that nobody has met', async () => {
    await office.store.computers.remove(ONE);
    const message = await asked('ada', 'confirm fin-ws-01', 'I do not know yet which machine');
    expect(JSON.stringify(message.blocks)).not.toContain('computer.confirm');
  });

  it('asks which computer where none was named', async () => {
    await asked('ada', 'confirm', 'I need the name of a computer');
  });
});

describe('a computer whose script after a run did not end well', () => {
  const out = async () => (await office.store.computers.get(ONE))?.value.outOfServiceSince;
  const clicked = async (message: Parameters<ReturnType<typeof bench.slack.as>['click']>[0]) =>
    bench.slack.as('ada').click(message, 'computer.confirm');

  beforeEach(async () => {
    const outOfServiceSince = office.clock.now();
    await office.store.computers.update(ONE, (value) => value && { ...value, outOfServiceSince });
  });

  it('says so with its status, and has a button for it', async () => {
    await asked('olivia', 'status finance', 'may be out of service');
    const message = await asked('olivia', 'computer fin-ws-01', 'Calls itself');
    expect(JSON.stringify(message.blocks)).toContain('"value":"confirm fin-ws-01"');
  });

  it('is back in service when an administrator says so after a question, once', async () => {
    const message = await asked('ada', 'confirm fin-ws-01', 'may be out of service');
    const text = JSON.stringify(message.blocks);
    for (const part of ['*Known:*', '*Answers now:*', '*Perhaps out of service:* since', 'It is back in service'])
      expect(text).toContain(part);
    expect(text).toContain('Is fin-ws-01 back in service?');
    expect(text).toContain('no other computer of its restart sets is drained or restarted');
    await clicked(message);
    await bench.sees('ada', CHANNEL, 'is said to be back in service');
    expect(await out()).toBeNull();
    await clicked(message);
    await bench.sees('ada', CHANNEL, 'This changed since it was shown to you');
    expect((await office.store.audit.latest(20)).filter(({ what }) => what === 'back-in-service')).toHaveLength(1);
  });

  it('is asked first which machine it is', async () => {
    replaceMachine();
    await scanned();
    const message = await asked('ada', 'confirm fin-ws-01', 'another-machine');
    expect(JSON.stringify(message.blocks)).not.toContain('back in service');
    await clicked(message);
    await bench.sees('ada', CHANNEL, 'is confirmed');
    expect(await out()).not.toBeNull();
  });
});

describe('an account that was refused', () => {
  async function stopped(): Promise<void> {
    await office.store.credentials.remove('fleet');
    await office.crash();
    await bench.close();
    bench = await withHandlers(office.desk);
    office.accounts.of('fleet').right = 'another one';
    await scanned();
  }

  it('is told with the status and on Home, and tried again when an administrator says so', async () => {
    await stopped();
    await asked('olivia', 'status finance', 'refused the account of the profile fleet');
    await bench.slack.as('ada').openHome();
    await bench.slack.waitFor('the Home', () =>
      JSON.stringify(bench.slack.as('ada').home() ?? {}).includes('the profile fleet') ? true : null,
    );
    await asked('olivia', 'retry fleet', 'You need the administrator role');
    await asked('ada', 'retry nobody', 'There is no task and no profile of credentials');
    office.accounts.of('fleet').right = 'right';
    await asked('ada', 'retry fleet', 'is tried again');
    await scanned();
    expect((await office.desk.status(FINANCE)).stopped).toEqual([]);
  });
});

it('a clock that is off is told with the status', async () => {
  const machine = office.windows.machines.get(ONE);
  if (machine !== undefined) machine.skewMs = 720_000;
  await scanned();
  await asked('olivia', 'status finance', 'its clock is 12 min ahead');
});
