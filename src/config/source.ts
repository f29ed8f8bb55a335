import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';

/** Where a setting is: `['computers', 'fin-ws-07', 'port']`. */
export type Path = readonly (string | number)[];

/** A configuration file's content with the lines that it came from. */
export interface Source {
  /** As plain data; undefined where the text is no YAML. */
  readonly data: unknown;
  readonly mistakes: readonly { readonly line: number; readonly text: string }[];
  /** The line, from 1, of a setting or of the nearest thing around it that is there. */
  lineOf(path: Path): number;
}

/** In our words: the parser's own quote the file. */
const MISTAKES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab at the beginning of the line: YAML takes spaces only',
  DUPLICATE_KEY: 'the same name twice',
  BAD_INDENT: 'not YAML: the indentation does not fit the lines above',
  MISSING_CHAR: 'not YAML: a colon, a quote, a comma or a bracket is missing',
  MULTILINE_IMPLICIT_KEY: 'not YAML: is a colon or a quote missing?',
  BLOCK_AS_IMPLICIT_KEY: 'not YAML: put a text with a colon in quotes',
  BAD_SCALAR_START: 'not YAML: put a text that begins so in quotes',
  TAG_RESOLVE_FAILED: 'not YAML: put a text that begins with ! in quotes',
  MULTIPLE_DOCS: 'not YAML: a second document begins here',
};

/** Reads YAML 1.2. The mistakes never quote the file: a secret may stand in it by mistake. */
export function readSource(text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const mistakes = [
    ...[...document.errors, ...document.warnings].map(({ code, pos }) => ({
      line: lineAt(pos[0]),
      text: MISTAKES[code] ?? `not YAML (${code})`,
    })),
    ...aliasesIn(document).map((offset) => ({ line: lineAt(offset), text: 'put a text that begins with * in quotes' })),
  ];
  if (mistakes.length > 0) return { data: undefined, mistakes, lineOf: () => 1 };
  return {
    data: document.toJS() ?? {},
    mistakes: keysThatAreNoText(document).map((offset) => ({ line: lineAt(offset), text: 'put this name in quotes' })),
    lineOf: (path) => lineAt(offsetOf(document.contents, path)),
  };
}

/** `007:` would silently become `7:`. */
function keysThatAreNoText(document: Document.Parsed): readonly number[] {
  const offsets: number[] = [];
  visit(document, {
    Pair(_, { key }) {
      const isText = isScalar(key) && typeof key.value === 'string';
      if (!isText) offsets.push(startOf(key) ?? 0);
    },
  });
  return offsets;
}

/** A setting has one line: what is said elsewhere and referred to has two. */
function aliasesIn(document: Document.Parsed): readonly number[] {
  const offsets: number[] = [];
  visit(document, {
    Alias(_, alias) {
      offsets.push(startOf(alias) ?? 0);
    },
  });
  return offsets;
}

function offsetOf(root: Node | null, path: Path): number {
  let node: unknown = root;
  let offset = startOf(root) ?? 0;
  for (const step of path) {
    const found = childOf(node, step);
    if (!found) break;
    offset = found.offset ?? offset;
    node = found.node;
  }
  return offset;
}

function childOf(node: unknown, step: string | number): { node: unknown; offset: number | null } | null {
  if (isMap(node)) {
    // Names are known by their lower-case form.
    const wanted = String(step).toLowerCase();
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value).trim().toLowerCase() === wanted);
    return pair ? { node: pair.value, offset: startOf(pair.key) } : null;
  }
  if (!isSeq(node)) return null;
  const item = node.items[Number(step)];
  return item === undefined ? null : { node: item, offset: startOf(item) };
}

function startOf(node: unknown): number | null {
  return (node as Node | null)?.range?.[0] ?? null;
}
