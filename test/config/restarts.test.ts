import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Configuration } from '../../src/config/configuration.js';
import { loadConfiguration } from '../../src/config/load.js';
import { PatchbayError } from '../../src/domain/errors.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-restarts-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ENV = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', PASSWORD: 'secret' };

function fileWith({ group = '', more = '', windows = '{}' } = {}): string {
  return `
roles: { admins: [U012ABCDEF] }
credentials: { all: { user: patchbay, password_env: PASSWORD } }
computers:
  wsus-01: { host: wsus-01.example.com, credentials: all }
  sql-01: { host: sql-01.example.com, credentials: all }
  sql-02: { host: sql-02.example.com, credentials: all }
groups:
  sql: { computers: [sql-01, sql-02]${group} }
wsus: { computer: wsus-01 }
windows: ${windows}
${more}
`;
}

async function loaded(text: string): Promise<Configuration> {
  await writeFile(join(folder, 'patchbay.yml'), text);
  const read = await loadConfiguration({ env: ENV, cwd: folder });
  if (read.mode !== 'configured') throw new Error('not configured');
  return read.configuration;
}

async function problems(text: string): Promise<string> {
  try {
    await loaded(text);
  } catch (thrown) {
    if (thrown instanceof PatchbayError) return String(thrown.failure.details.problems);
    throw thrown;
  }
  return '';
}

describe('the scripts of a group', () => {
  it('are read with their times; a group without any has none', async () => {
    const group = ", hooks: { before: 'C:\\Scripts\\drain.ps1', timeout_minutes: 2 }";
    const { hooks } = await loaded(fileWith({ group }));
    const read = { before: 'C:\\Scripts\\drain.ps1', beforeRestart: null, after: null, timeoutSeconds: 120 };
    expect([...hooks]).toEqual([['sql', read]]);
    expect([...(await loaded(fileWith())).hooks]).toEqual([]);
  });

  it.each(['drain.ps1', '\\\\server\\share\\drain.ps1', 'C:\\Scripts\\drain.vbs', 'C:\\a"b.ps1'])(
    'must be whole paths on the computers, not %s',
    async (path) => {
      const group = `, hooks: { before: '${path}' }`;
      expect(await problems(fileWith({ group }))).toMatch(/groups\.sql\.hooks\.before: must be the full path/);
    },
  );
});

describe('sets that never restart together', () => {
  it('are lists of known computers', async () => {
    const { restartSets } = await loaded(fileWith({ more: 'restart_sets: { sql: [sql-01, sql-02] }' }));
    expect([...restartSets]).toEqual([['sql', ['sql-01', 'sql-02']]]);
    expect([...(await loaded(fileWith())).restartSets]).toEqual([]);
  });

  it('name no unknown computer, and at least two', async () => {
    const more = 'restart_sets: { sql: [sql-01, sql-3], one: [sql-01] }';
    const found = await problems(fileWith({ more }));
    expect(found).toMatch(/restart_sets\.one: must have at least two computers/);
    const unknown = await problems(fileWith({ more: 'restart_sets: { sql: [sql-01, sql-3] }' }));
    expect(unknown).toMatch(/restart_sets\.sql\.1: there is no sql-3/);
  });
});

describe('who comes last in a run', () => {
  it('is the computer that WSUS runs on, then the one that the bot runs on', async () => {
    expect((await loaded(fileWith())).rules.last).toEqual(['wsus-01']);
    const { rules } = await loaded(fileWith({ windows: '{ own_host: sql-02 }' }));
    expect(rules.last).toEqual(['wsus-01', 'sql-02']);
    expect(await problems(fileWith({ windows: '{ own_host: sql-09 }' }))).toMatch(
      /windows\.own_host: there is no sql-09/,
    );
  });
});
