import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { loadConfiguration } from '../../src/config/load.js';
import { ERRORS, PatchbayError } from '../../src/domain/errors.js';
import { parseComputerId, parseGroupId, parseTaskId } from '../../src/domain/ids.js';
import { Metrics } from '../../src/monitoring/metrics.js';
import { packagePath } from '../../src/package-root.js';
import { parse } from '../../src/slack/parser.js';
import { VERBS } from '../../src/slack/verbs.js';
import { allBlocksIn, blocksIn, found, PAGES } from './pages.js';

const ENV = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
  PATCHBAY_SERVERS_PASSWORD: 'one',
  PATCHBAY_WSUS_PASSWORD: 'two',
};
const SMALL = {
  roles: { admins: ['U012ABCDEF'] },
  credentials: { wsus: { user: 'patchbay', password_env: 'PATCHBAY_WSUS_PASSWORD' } },
  computers: { 'wsus-01': { host: 'wsus-01.example.com', credentials: 'wsus' } },
  groups: {},
  wsus: { computer: 'wsus-01' },
};
/** Sections of the configuration whose settings are known by name. */
const SECTIONS = ['slack', 'roles', 'approvals', 'wsus', 'windows', 'data', 'alarm', 'http', 'log'];

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'patchbay-docs-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

/** What the configuration refuses, a line each. */
async function problemsOf(text: string): Promise<string> {
  await writeFile(join(cwd, 'company-ca.pem'), rootCertificates[0] ?? '');
  await writeFile(join(cwd, 'patchbay.yml'), text, { mode: 0o600 });
  try {
    await loadConfiguration({ env: ENV, cwd });
    return '';
  } catch (thrown) {
    if (!(thrown instanceof PatchbayError)) throw thrown;
    return String(thrown.details.problems);
  }
}

function sources(folder: string): readonly string[] {
  return readdirSync(packagePath(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

describe('what the documentation quotes', () => {
  it('is a script of package.json, where it says npm run', () => {
    const { scripts } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8'));
    const said = found(/\bnpm (?:run (?:-s )?)?([a-z][a-z:]*)/g).filter(([, name]) => name !== 'ci' && name !== 'run');
    expect(said.length).toBeGreaterThan(20);
    expect(said.filter(([, name]) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('is a verb, where it is said to Patchbay; and the README’s table has every verb', () => {
    const said = found(/\/patch ([a-z]+)/g);
    expect(said.filter(([, verb]) => !Object.hasOwn(VERBS, verb))).toEqual([]);
    const inReadme = new Set(said.flatMap(([page, verb]) => (page === 'README.md' ? [verb] : [])));
    expect(Object.keys(VERBS).filter((verb) => !inReadme.has(verb))).toEqual([]);
  });

  it('is a sentence that Patchbay reads, where it can be said as it stands', () => {
    const task = parseTaskId('17');
    const computer = parseComputerId('test-01');
    const group = parseGroupId('canary');
    if (task === null || computer === null || group === null) throw new Error('no names');
    const resolve = (text: string) => {
      if (/^\d+$/.test(text)) return { task };
      return /^COMPUTER$|-/.test(text) ? { computer } : { group };
    };
    const names = { command: '/patch', resolve, resolveGroup: () => group };
    // A verb alone may stand for all that begins with it.
    const said = found(/^\/patch ([a-z]+ [^[\]…]+)$/g);
    expect(said.length).toBeGreaterThan(30);
    for (const [page, words] of said) {
      const sentence = words.replace('NEW-NAME', 'test-02');
      expect(() => parse(sentence, names), `${page}: /patch ${words}`).not.toThrow();
    }
  });

  it('is an error that there is, where it has an error’s code', () => {
    const codes = PAGES.flatMap(({ name, text }) => [...text.matchAll(/\bPB\d{3}\b/g)].map(([code]) => [name, code]));
    expect(codes.length).toBeGreaterThan(15);
    expect(codes.filter(([, code = '']) => !Object.hasOwn(ERRORS, code))).toEqual([]);
  });

  it('is a setting, where it is called by its section and name', async () => {
    const settings = new Map<string, string>();
    const pattern = new RegExp(`(?<![/\\w.-])(?!slack\\.com)((?:${SECTIONS.join('|')})\\.[a-z_]+)(?![\\w.-]|\\()`, 'g');
    for (const [page, name] of found(pattern)) settings.set(name, page);
    expect(settings.size).toBeGreaterThan(10);
    for (const [name, page] of settings) {
      const [section = '', key = ''] = name.split('.');
      const text = JSON.stringify({ ...SMALL, [section]: { ...Object(Reflect.get(SMALL, section)), [key]: [[]] } });
      expect(await problemsOf(text), `${page}: ${name}`).not.toContain('is no setting');
    }
  });

  it('is a configuration that Patchbay takes, where it is a whole one', async () => {
    const whole = PAGES.flatMap((page) => blocksIn(page, 'yaml'));
    expect(whole.length).toBeGreaterThan(0);
    for (const { text } of whole) expect(await problemsOf(text)).toBe('');
  });

  it('is a variable that something reads, where it is one of the environment', () => {
    const files = [...sources('src'), ...sources('sandbox'), '.env.example', 'deploy/patchbay.service'];
    const text = files.map((name) => readFileSync(packagePath(...name.split('/')), 'utf8')).join('\n');
    const own = new Set(PAGES.flatMap((page) => blocksIn(page, 'yaml').map((block) => block.text)));
    const names = found(/\b((?:PATCHBAY|SLACK|NODE)_[A-Z_]+)\b/g);
    const isKnown = (name: string) => text.includes(name) || [...own].some((yaml) => yaml.includes(name));
    // A variable for one of Slack's tokens may name its file.
    expect(names.filter(([, name]) => !isKnown(name.replace(/_FILE$/, '')))).toEqual([]);
  });

  it('is a metric that is told, where it is called one', async () => {
    const metrics = new Metrics({ slackMs: 1, wsusMs: 1, minFreeBytes: 1 });
    const text = await metrics.text({
      now: 0,
      vitals: {
        slack: { connected: true, since: 0, heardAt: 0 },
        scheduleAt: 0,
        wsus: { facts: null, unreachable: null },
        freeBytes: 1,
        waiting: 0,
      },
      tasks: new Map(),
      computers: new Map(),
      profilesStopped: 0,
    });
    const said = found(/\b(patchbay_[a-z_]+\*?)/g);
    expect(said.length).toBeGreaterThan(10);
    expect(said.filter(([, name]) => !text.includes(name.replace('*', '')))).toEqual([]);
  });

  it('is a file that there is, where it is a path of this project', () => {
    const said = found(/(?<![\w/.%$-])((?:test|src|docs|deploy|bench|sandbox|storage|handlers)\/[\w./-]+\.\w+)/g);
    expect(said.length).toBeGreaterThan(30);
    expect(said.filter(([, path]) => !existsSync(packagePath(...path.split('/'))))).toEqual([]);
  });

  it('leads somewhere, where it is a link', () => {
    for (const { name, text } of PAGES) {
      for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)\s]*)\)/g)) {
        const [path = '', anchor = ''] = target.split('#');
        const file = packagePath(...(path === '' ? name : join(dirname(name), path)).split('/'));
        expect(existsSync(file), `${name}: ${target}`).toBe(true);
        if (anchor !== '') expect(anchorsIn(readFileSync(file, 'utf8')), `${name}: ${target}`).toContain(anchor);
      }
    }
  });

  it('has a language, where it is a block: each is checked by it', () => {
    const languages = PAGES.flatMap(({ name, text }) => allBlocksIn(text).map((block) => [name, block.language]));
    const known = ['sh', 'yaml', 'powershell', 'text'];
    expect(languages.filter(([, language = '']) => !known.includes(language))).toEqual([]);
  });

  it('has a reason, where it is a scope that the manifest asks for', () => {
    const { oauth_config: asked } = parseYaml(readFileSync(packagePath('manifest.yml'), 'utf8'));
    const readme = PAGES.find(({ name }) => name === 'README.md')?.text ?? '';
    const reasons = readme.slice(readme.indexOf('| Scope | Reason |')).split('\n\n')[0] ?? '';
    const named = [...reasons.matchAll(/`([a-z_:.]+)`/g)].map(([, scope]) => scope);
    expect(named.toSorted()).toEqual([...asked.scopes.bot].toSorted());
  });

  it('is what the doctor says, where the README shows it', () => {
    const text = sources('src')
      .map((name) => readFileSync(packagePath(...name.split('/')), 'utf8'))
      .join('\n');
    const shown = PAGES.flatMap((page) => blocksIn(page, 'text')).flatMap((block) =>
      [...block.text.matchAll(/^ {2}(?:pass|WARN|FAIL) {2}(.*)$/gm)].map(([, sentence = '']) => sentence),
    );
    expect(shown.length).toBeGreaterThan(5);
    const begins = shown.map((sentence) => sentence.split(/(?:\bof the workspace | [\w-]+\.example\.com|\d| \()/)[0]);
    expect(begins.filter((words = '') => words.length < 4 || !text.includes(words))).toEqual([]);
  });
});

/** As GitHub makes them from headings. */
function anchorsIn(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
