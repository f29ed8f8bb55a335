import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import { packagePath } from '../../src/package-root.js';

/** Everything that a person reads lies in `src/slack/words` and in the two voices of `src/domain/errors.ts`. */
const FREE_OF_SENTENCES = ['src/slack/cards', 'src/slack/modals', 'src/slack/outbox', 'handlers'];

/** Where the domain says something: voices of failures, result codes of Windows, reasons that are stored. */
const CATALOGUE: ReadonlySet<string> = new Set(
  ['errors', 'outcomes', 'reasons', 'result-codes', 'wsus-health'].map((name) => `src/domain/${name}.ts`),
);

/** And what was found of computers and of ourselves, each finding a sentence. */
const FINDINGS = 'src/domain/diagnosis/';

const ALLOWED: ReadonlyMap<string, string> = new Map([
  ['In Progress', 'a status, compared with'],
  ['not compliant', 'a state of compliance, sorted by'],
  ['stop everything', 'a sentence for the parser, never shown'],
]);

/** Two words with a letter each. */
const SENTENCE = /\p{L}\S* +\S*\p{L}/u;

interface Found {
  readonly text: string;
  readonly at: number;
}

type Tree = Readonly<Record<string, unknown>>;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

/** The strings of a source that may be shown: not those of imports and types, of the log, or of a cause for it. */
function stringsIn(node: unknown): readonly Found[] {
  if (Array.isArray(node)) return node.flatMap(stringsIn);
  if (!isTree(node) || isForTheLog(node) || node.type === 'ImportDeclaration' || node.type === 'TSLiteralType')
    return [];
  return [...textOf(node), ...Object.values(node).flatMap(stringsIn)];
}

function textOf(node: Tree): readonly Found[] {
  const at = Number(node.start);
  if (node.type === 'Literal' && typeof node.value === 'string') return [{ text: node.value, at }];
  if (node.type !== 'TemplateLiteral' || !Array.isArray(node.quasis)) return [];
  return [{ text: node.quasis.map((part) => part.value.cooked).join('…'), at }];
}

/** `log.warn({ cause }, '…')`, `{ cause: '…' }`, or an error without a code, which goes to the log alone. */
function isForTheLog(node: Tree): boolean {
  const { callee, key } = node;
  if (node.type === 'Property') return isTree(key) && key.name === 'cause';
  if (node.type === 'NewExpression') return isTree(callee) && callee.name === 'Error';
  if (node.type !== 'CallExpression' || !isTree(callee) || !isTree(callee.object)) return false;
  const { object } = callee;
  return object.name === 'log' || (isTree(object.property) && object.property.name === 'log');
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(packagePath(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sourcesIn(path) : [path];
  });
}

function sentencesIn(path: string, source: string): readonly string[] {
  const { program, errors } = parseSync(path, source);
  expect(errors).toEqual([]);
  return stringsIn(program)
    .filter(({ text }) => SENTENCE.test(text) && !ALLOWED.has(text))
    .map(({ text, at }) => `${path}:${source.slice(0, at).split('\n').length} ${text}`);
}

describe('words', () => {
  it.each(FREE_OF_SENTENCES)('lie in their catalogue, and not in %s', (folder) => {
    const found = sourcesIn(folder).flatMap((path) => sentencesIn(path, readFileSync(packagePath(path), 'utf8')));
    expect(found).toEqual([]);
  });

  it.each(['src/domain', 'src/workflows'])(
    'lie in one place for what is stored: no whole sentence stands in %s',
    (folder) => {
      const others = sourcesIn(folder).filter((path) => !CATALOGUE.has(path) && !path.startsWith(FINDINGS));
      const found = others.flatMap((path) => sentencesIn(path, readFileSync(packagePath(path), 'utf8')));
      expect(found.filter((one) => /[.?!](?: |$)/.test(one.replace(/^\S+ /, '')))).toEqual([]);
    },
  );

  it('are found wherever they stand', () => {
    const source = `
      import { x } from 'two words.js';
      type T = 'a type';
      log.info({ cause: 'of no interest' }, 'to the log');
      const a = ['Nothing is left'];
      const b = mrkdwn\`\${count} patches left\`;
      const c = { title: 'Stop this task?', action: 'task.stop' };`;
    expect(sentencesIn('example.ts', source)).toEqual([
      'example.ts:5 Nothing is left',
      'example.ts:6 … patches left',
      'example.ts:7 Stop this task?',
    ]);
  });
});
