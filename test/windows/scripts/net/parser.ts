import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

const grammar = createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');

let ready: Promise<Parser> | null = null;

async function load(): Promise<Parser> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return parser;
}

const known = new Map<string, readonly Node[]>();

/** The tree of a script, and all of its nodes in the order of the text. Its grammar is that of Windows PowerShell 5. */
export async function nodesOf(text: string): Promise<readonly Node[]> {
  ready ??= load();
  const parser = await ready;
  const seen = known.get(text);
  if (seen !== undefined) return seen;
  const tree = parser.parse(text);
  if (tree === null) throw new Error('the parser gave no tree');
  const nodes = withChildren(tree.rootNode);
  known.set(text, nodes);
  return nodes;
}

function withChildren(node: Node): readonly Node[] {
  return [node, ...node.children.flatMap(withChildren)];
}

/** The nodes right below of one type. */
export function below(node: Node, type: string): readonly Node[] {
  return node.namedChildren.filter((child) => child.type === type);
}
