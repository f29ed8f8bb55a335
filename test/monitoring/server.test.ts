import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Status } from '../../src/domain/target.js';
import type { Vitals } from '../../src/domain/vitals.js';
import type { Trouble } from '../../src/domain/watch.js';
import { Metrics, type Reading } from '../../src/monitoring/metrics.js';
import { serveHealth } from '../../src/monitoring/server.js';

const NOW = 1_800_000_000_000;
const LIMITS = { slackMs: 300_000, wsusMs: 3_600_000, minFreeBytes: 1000 };
const WELL: Vitals = {
  slack: { connected: true, since: NOW - 1000, heardAt: NOW - 500 },
  scheduleAt: NOW,
  wsus: { facts: { at: NOW - 60_000, lastSync: null }, unreachable: null },
  freeBytes: 5000,
  waiting: 3,
};

const closing: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

async function serving(troubles: Readonly<Record<string, Trouble>>, text = 'x 1\n') {
  const server = await serveHealth(
    { address: '127.0.0.1', port: 0 },
    { troubles: async () => troubles, metrics: async () => ({ text, contentType: 'text/plain; version=0.0.4' }) },
  );
  closing.push(server.close);
  return server.port;
}

function asked(port: number, path: string, options: { readonly method?: string; readonly host?: string } = {}) {
  const { method = 'GET', host = `127.0.0.1:${port}` } = options;
  return new Promise<{ status: number; body: string; type: string }>((resolve, reject) => {
    const call = request({ port, path, method, headers: { host } }, (response) => {
      let body = '';
      response.on('data', (data: Buffer) => (body += data.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body, type: response.headers['content-type'] ?? '' }),
      );
    });
    call.on('error', reject).end();
  });
}

describe('/healthz', () => {
  it('is 200 where all is well', async () => {
    const answer = await asked(await serving({}), '/healthz');
    expect(answer).toMatchObject({ status: 200, type: 'application/json' });
    expect(JSON.parse(answer.body)).toEqual({ status: 'ok', reasons: [] });
  });

  it('is 503 with what does not work, since when and why', async () => {
    const answer = await asked(await serving({ slack: { since: NOW, why: 'no connection to Slack' } }), '/healthz');
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toEqual({
      status: 'failing',
      reasons: [{ what: 'slack', why: 'no connection to Slack', since: new Date(NOW).toISOString() }],
    });
  });

  it('and /metrics answer only to names of this computer, and only what is asked for with GET', async () => {
    const port = await serving({});
    expect((await asked(port, '/metrics', { host: 'rebound.example.com' })).status).toBe(403);
    expect((await asked(port, '/healthz', { host: `127.0.0.1.example.com:${port}` })).status).toBe(403);
    expect((await asked(port, '/metrics', { host: `localhost:${port}` })).status).toBe(200);
    expect((await asked(port, '/metrics', { method: 'POST' })).status).toBe(405);
    expect((await asked(port, '/')).status).toBe(404);
    expect(await asked(port, '/healthz', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  it('fails at the start where its port is taken', async () => {
    const port = await serving({});
    const told = { troubles: async () => ({}), metrics: async () => ({ text: '', contentType: '' }) };
    await expect(serveHealth({ address: '127.0.0.1', port }, told)).rejects.toMatchObject({ code: 'PB201' });
  });
});

describe('/metrics', () => {
  const reading = (over: Partial<Reading> = {}): Reading => ({
    now: NOW,
    vitals: WELL,
    tasks: new Map<Status, number>([['Succeeded', 7]]),
    computers: new Map([['finance', { compliant: 2, notCompliant: 1, unknown: 0 }]]),
    profilesStopped: 1,
    ...over,
  });

  it('tells all that is watched, in Prometheus’ text format', async () => {
    const metrics = new Metrics(LIMITS);
    metrics.targetEnded('Failed');
    metrics.called('poll', 'ok');
    metrics.called('poll', 'PB401');
    const text = await metrics.text(reading());
    for (const line of [
      'patchbay_slack_connected 1',
      `patchbay_slack_last_event_timestamp_seconds ${(NOW - 500) / 1000}`,
      `patchbay_wsus_last_read_timestamp_seconds ${(NOW - 60_000) / 1000}`,
      'patchbay_wsus_last_sync_timestamp_seconds Nan',
      'patchbay_outbox_waiting 3',
      'patchbay_data_free_bytes 5000',
      'patchbay_tasks{status="Succeeded"} 7',
      'patchbay_computers{group="finance",state="not compliant"} 1',
      'patchbay_logon_profiles_stopped 1',
      'patchbay_trouble{what="slack"} 0',
      'patchbay_targets_ended_total{status="Failed"} 1',
      'patchbay_winrm_calls_total{verb="poll",outcome="ok"} 1',
      'patchbay_winrm_calls_total{verb="poll",outcome="PB401"} 1',
    ])
      expect(text).toContain(`${line}\n`);
    expect(text).toMatch(/^patchbay_nodejs_eventloop_lag_p99_seconds /m);
    expect(text).toMatch(/^patchbay_process_resident_memory_bytes /m);
    for (const line of text.trim().split('\n')) expect(line).toMatch(/^(#.*||[a-z_:][a-z0-9_:]*(\{[^{}]*\})? \S+)$/i);
  });

  it('forgets groups that are gone, and has no more series than so many groups', async () => {
    const metrics = new Metrics(LIMITS);
    await metrics.text(reading());
    const many = Array.from(
      { length: 500 },
      (_, n) => [`g${n}`, { compliant: 1, notCompliant: 0, unknown: 0 }] as const,
    );
    const text = await metrics.text(reading({ computers: new Map(many) }));
    expect(text).not.toContain('group="finance"');
    expect(text.match(/^patchbay_computers\{/gm)?.length).toBe(201 * 3);
    expect(text).toContain('patchbay_computers{group="other",state="compliant"} 300\n');
  });

  it('says what does not work', async () => {
    const vitals = { ...WELL, slack: { connected: false, since: NOW - 400_000, heardAt: null }, freeBytes: 10 };
    const text = await new Metrics(LIMITS).text(reading({ vitals }));
    expect(text).toContain('patchbay_trouble{what="slack"} 1\n');
    expect(text).toContain('patchbay_trouble{what="disk"} 1\n');
    expect(text).toContain('patchbay_trouble{what="wsus"} 0\n');
  });
});
