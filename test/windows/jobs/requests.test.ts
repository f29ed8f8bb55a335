import diagnostics from 'node:diagnostics_channel';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { healthyScenario } from '../../../sandbox/scenario.js';
import { type Fleet, startFleet } from '../../../sandbox/windows/fleet.js';
import {
  BASIC_SERVICE,
  HTTPS_SERVICE,
  type ServiceSettings,
  STOCK_SERVICE,
} from '../../../sandbox/windows/winrm/settings.js';
import type { ComputerId, JobKey } from '../../../src/domain/ids.js';
import { endpoint } from '../../../src/windows/endpoint.js';
import { WinRmDetachedJobs } from '../../../src/windows/jobs/detached-jobs.js';
import { ntlmAuthenticator } from '../../../src/windows/ntlm/authenticator.js';
import { BasicWinRmTransport } from '../../../src/windows/winrm/basic-transport.js';
import { NegotiateWinRmTransport } from '../../../src/windows/winrm/negotiate-transport.js';
import { anyone } from '../../contract/detached-jobs.js';

/** What a computer is asked for a job: its shell is opened and deleted, and each of its lines takes three requests. */
const SHELL = 2;
const LINE = 3;
/** The limits. */
const MOST = 10;
const MOST_PER_POLL = 3;

const IDS = ['fin-ws-01', 'fin-ws-02', 'br-srv-01'] as const;
const SERVICES: Readonly<Record<string, ServiceSettings>> = {
  'fin-ws-01': STOCK_SERVICE,
  'fin-ws-02': HTTPS_SERVICE,
  'br-srv-01': BASIC_SERVICE,
};

const WAYS = [
  { name: 'Negotiate over http', id: 'fin-ws-01', method: 'negotiate', logon: 2 },
  { name: 'Negotiate over https', id: 'fin-ws-02', method: 'negotiate', logon: 2 },
  { name: 'Basic over https', id: 'br-srv-01', method: 'basic', logon: 0 },
] as const;
type Way = (typeof WAYS)[number];

/** Requests that services were asked, and those by which somebody only logged on. */
class Counter {
  requests = 0;
  logons = 0;
  readonly #count = (message: unknown): void => {
    const { headers } = (message as { request: IncomingMessage }).request;
    if (headers['content-length'] === '0') this.logons += 1;
    else this.requests += 1;
  };

  constructor() {
    diagnostics.subscribe('http.server.request.start', this.#count);
  }

  stop(): void {
    diagnostics.unsubscribe('http.server.request.start', this.#count);
  }
}

let folder: string;
let fleet: Fleet;
let authorities: string;
let keys = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'requests-'));
  const standard = healthyScenario();
  const computers = standard.computers.filter(({ id }) => (IDS as readonly string[]).includes(id));
  const service = (id: string): ServiceSettings => SERVICES[id] ?? STOCK_SERVICE;
  fleet = await startFleet({ folder, scenario: { ...standard, computers }, speed: 1000, doors: 'stock', service });
  authorities = await readFile(fleet.caFile, 'utf8');
});
afterAll(async () => {
  await fleet.close();
  await rm(folder, { recursive: true });
});

/** The jobs of a bot that polls often, and what ends its connections. */
function jobsOver({ id, method }: Way) {
  const host = fleet.hosts.find((one) => one.id === id);
  if (host === undefined) throw new Error(`no computer ${id}`);
  const keeping = { keepSeconds: 60 };
  const transport =
    method === 'basic'
      ? new BasicWinRmTransport(keeping)
      : new NegotiateWinRmTransport({ ...keeping, authenticatorOf: ntlmAuthenticator });
  const { port, scheme, user, password, shared } = host;
  const way = { host: '127.0.0.1', port, scheme, method, user, shared, authorities, pin: null };
  const jobs = new WinRmDetachedJobs({
    transport,
    connectionOf: () => ({ ...way, password: { reveal: () => password } }),
  });
  return { jobs, end: () => transport.close() };
}

/** From the order to the acknowledgement. @param isMet whether the computer is met before, as the first step of a leg */
async function countedJob(way: Way, isMet: boolean): Promise<{ counter: Counter; polls: number }> {
  const computer = way.id as ComputerId;
  const known = { id: computer, machineId: fleet.computer(way.id).state.machineId };
  const { jobs, end } = jobsOver(way);
  // The toolkit comes once; old files are looked for once a day.
  await jobs.prepare(computer, anyone);
  await end();
  const counter = new Counter();
  onTestFinished(() => counter.stop());
  if (isMet) await jobs.prepare(computer, anyone);
  keys += 1;
  const key = `testhost-${String(keys).padStart(26, '0')}` as JobKey;
  const order = { key, spec: endpoint().facts(), notAfter: Date.now() + 3_600_000 };
  let { state } = await jobs.submit(known, order);
  let polls = 0;
  do {
    polls += 1;
    ({ state } = await jobs.poll(known, order.key));
  } while (state === 'running');
  expect(state).toBe('finished');
  await jobs.acknowledge(known, order.key);
  await end();
  counter.stop();
  return { counter, polls };
}

describe.each(WAYS)('over $name a job', (way) => {
  it('costs at most ten requests and three for each poll', async () => {
    const { counter, polls } = await countedJob(way, false);
    expect(counter.requests).toBe(SHELL + LINE + LINE * polls + LINE);
    expect(counter.requests).toBeLessThanOrEqual(MOST + MOST_PER_POLL * polls);
  });

  it('whose computer is met first costs three more, and one logon is enough for all of it', async () => {
    const { counter, polls } = await countedJob(way, true);
    expect(counter.requests).toBe(SHELL + LINE + LINE + LINE * polls + LINE);
    expect(counter.logons).toBe(way.logon);
  });

  it('leaves no shell behind', async () => {
    await countedJob(way, true);
    expect(fleet.computer(way.id).winrm.openShells).toBe(0);
  });
});
