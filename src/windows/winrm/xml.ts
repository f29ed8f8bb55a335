import { XMLParser } from 'fast-xml-parser';

/** An element, named by its namespace: prefixes are the sender's own business. */
export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  /** Attributes without a namespace, by name. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, not that of its children. */
  readonly text: string;
}

export class XmlError extends Error {}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
});

/** More prefixes at once than any reply uses: a reply that declares thousands makes each of its elements dear. */
const MOST_PREFIXES = 64;

type Scope = ReadonlyMap<string, string>;
type Node = Readonly<Record<string, unknown>>;

/**
 * The root element of a document. Throws `XmlError` for what is not well-formed, uses an undeclared prefix, or has a
 * document type: SOAP forbids it, and entities of one's own come from nowhere else.
 */
export function parseXml(text: string): XmlElement {
  if (/<!(?!\[CDATA\[|--)/.test(text)) throw new XmlError('a document type');
  if (text.includes(MARK)) throw new XmlError('a character that XML forbids');
  const { short, runs } = shortened(text);
  const scope = new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]);
  const [root, ...others] = elementsOf(parse(short), scope, runs);
  if (!root || others.length > 0) throw new XmlError('not one root element');
  return root;
}

/** The first child of that name, or undefined. */
export function child(element: XmlElement | undefined, namespace: string, name: string): XmlElement | undefined {
  return element?.children.find((one) => one.namespace === namespace && one.name === name);
}

export function children(element: XmlElement | undefined, namespace: string, name: string): readonly XmlElement[] {
  return element?.children.filter((one) => one.namespace === namespace && one.name === name) ?? [];
}

/** All text inside, in order. */
export function innerText(element: XmlElement | undefined): string {
  if (!element) return '';
  return element.text + element.children.map(innerText).join('');
}

/** A text for an element or an attribute. */
export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}

/** Never part of XML 1.0 (2.2), so that nobody can write it but we. */
const MARK = '\u0001';
const MARKED = new RegExp(`${MARK}(\\d+)`, 'g');
const LONG_RUN = />([A-Za-z0-9+/=]{1024,})</g;

/** Long output is base64, which the parser would read letter by letter: it gets a mark in its place. */
function shortened(text: string): { readonly short: string; readonly runs: readonly string[] } {
  const runs: string[] = [];
  const short = text.replaceAll(LONG_RUN, (_, run: string) => `>${MARK}${runs.push(run) - 1}<`);
  return { short, runs };
}

function whole(text: string, runs: readonly string[]): string {
  return runs.length === 0 ? text : text.replaceAll(MARKED, (_, index: string) => runs[Number(index)] ?? '');
}

function parse(text: string): readonly Node[] {
  try {
    return parser.parse(text, true) as readonly Node[];
  } catch (error) {
    throw new XmlError(error instanceof Error ? error.message : 'not XML', { cause: error });
  }
}

function elementsOf(nodes: readonly Node[], scope: Scope, runs: readonly string[]): readonly XmlElement[] {
  return nodes.flatMap((node) => {
    const tag = Object.keys(node).find((key) => key !== ':@');
    return tag === undefined || tag.startsWith('#') || tag.startsWith('?') ? [] : [elementOf(tag, node, scope, runs)];
  });
}

function elementOf(tag: string, node: Node, outer: Scope, runs: readonly string[]): XmlElement {
  const given = Object.entries((node[':@'] ?? {}) as Record<string, string>);
  const scope = scopeOf(given, outer);
  const inner = node[tag] as readonly Node[];
  const texts = inner.map((one) => ('#text' in one ? String(one['#text']) : ''));
  return {
    ...resolve(tag, scope),
    attributes: Object.fromEntries(given.filter(([name]) => !name.includes(':') && name !== 'xmlns')),
    children: elementsOf(inner, scope, runs),
    text: whole(texts.join(''), runs),
  };
}

function scopeOf(given: readonly (readonly [string, string])[], outer: Scope): Scope {
  const declared = given.filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  if (declared.length === 0) return outer;
  const scope = new Map(outer);
  for (const [name, value] of declared) scope.set(name.slice(6), value);
  if (scope.size > MOST_PREFIXES) throw new XmlError('too many namespaces');
  return scope;
}

function resolve(tag: string, scope: Scope): { namespace: string; name: string } {
  const colon = tag.indexOf(':');
  const prefix = colon < 0 ? '' : tag.slice(0, colon);
  const namespace = scope.get(prefix);
  if (namespace === undefined && prefix !== '') throw new XmlError('an undeclared prefix');
  return { namespace: namespace ?? '', name: tag.slice(colon + 1) };
}
