/**
 * A small reader for SOAP: elements by namespace, as the WS-Management service reads them. What SOAP 1.2 section 5
 * forbids (document types, processing instructions) and any entity but XML's own five is refused, so that no document
 * can grow while it is read.
 */
export interface Element {
  readonly namespace: string;
  readonly name: string;
  /** By `{namespace}name`, or by the bare name where the attribute has no prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  /** The text directly inside, entities resolved, as it stands. */
  readonly text: string;
}

export class XmlError extends Error {}

const MAX_DEPTH = 32;
const TOKEN =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\/([^\s<>/]+)\s*>|<([^\s<>/!?]+)((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>|([^<]+)/y;
const ATTRIBUTE = /\s+([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y;
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

interface Open {
  readonly element: Element & { children: Element[]; text: string };
  readonly tag: string;
  readonly prefixes: ReadonlyMap<string, string>;
}

/** Reads one document. Throws XmlError for whatever is not well-formed or not allowed. */
export function parseXml(source: string): Element {
  const text = source.replace(/^\uFEFF?\s*(<\?xml\s[^<>]*\?>)?\s*/, '').trimEnd();
  const root: Element & { children: Element[]; text: string } = {
    namespace: '',
    name: '',
    attributes: new Map(),
    children: [],
    text: '',
  };
  const stack: Open[] = [{ element: root, tag: '', prefixes: new Map([['xml', XML_NAMESPACE]]) }];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (!token) throw new XmlError(`not well-formed at character ${at}`);
    take(token, stack);
    at = TOKEN.lastIndex;
  }
  return onlyChild(root, stack);
}

function onlyChild(root: Element, stack: readonly Open[]): Element {
  const [first, second] = root.children;
  if (stack.length !== 1 || !first || second || root.text.trim() !== '') throw new XmlError('not one document element');
  return first;
}

function take(token: RegExpExecArray, stack: Open[]): void {
  const [, cdata, closing, opening, rest = '', text] = token;
  const top = stack.at(-1);
  if (!top) throw new XmlError('text after the end');
  if (cdata !== undefined) top.element.text += cdata;
  else if (text !== undefined) top.element.text += unescaped(text);
  else if (closing !== undefined) close(closing, stack);
  else if (opening !== undefined) open(opening, rest, top, stack);
}

function close(tag: string, stack: Open[]): void {
  const open = stack.pop();
  if (!open || open.tag !== tag || stack.length === 0) throw new XmlError(`</${tag}> closes nothing`);
}

function open(tag: string, rest: string, parent: Open, stack: Open[]): void {
  if (stack.length > MAX_DEPTH) throw new XmlError('nested too deeply');
  const empty = rest.endsWith('/');
  const raw = attributesOf(empty ? rest.slice(0, -1) : rest);
  const prefixes = declared(raw, parent.prefixes);
  const element = { ...named(tag, prefixes, true), attributes: resolved(raw, prefixes), children: [], text: '' };
  parent.element.children.push(element);
  if (!empty) stack.push({ element, tag, prefixes });
}

function attributesOf(source: string): Map<string, string> {
  const found = new Map<string, string>();
  const text = source.trimEnd();
  let at = 0;
  while (at < text.length) {
    ATTRIBUTE.lastIndex = at;
    const match = ATTRIBUTE.exec(text);
    const name = match?.[1];
    if (!match || name === undefined || found.has(name)) throw new XmlError('malformed attributes');
    found.set(name, unescaped(match[2] ?? match[3] ?? ''));
    at = ATTRIBUTE.lastIndex;
  }
  return found;
}

function declared(raw: ReadonlyMap<string, string>, outer: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const own = [...raw].filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  if (own.length === 0) return outer;
  return new Map([...outer, ...own.map(([name, value]): [string, string] => [name.slice(6), value])]);
}

function resolved(raw: ReadonlyMap<string, string>, prefixes: ReadonlyMap<string, string>): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [name, value] of raw) {
    if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
    const { namespace, name: local } = named(name, prefixes, false);
    attributes.set(namespace === '' ? local : `{${namespace}}${local}`, value);
  }
  return attributes;
}

function named(
  qualified: string,
  prefixes: ReadonlyMap<string, string>,
  element: boolean,
): { namespace: string; name: string } {
  const parts = qualified.split(':');
  const [prefix, local] = parts.length === 1 ? ['', qualified] : parts;
  if (parts.length > 2 || prefix === undefined || !local) throw new XmlError(`bad name ${qualified}`);
  if (prefix === '') return { namespace: element ? (prefixes.get('') ?? '') : '', name: local };
  const namespace = prefixes.get(prefix);
  if (namespace === undefined) throw new XmlError(`undeclared prefix ${prefix}`);
  return { namespace, name: local };
}

function unescaped(text: string): string {
  return text.replaceAll(/&([^;&\s]*);?/g, (whole, name: string) => {
    const plain = ENTITIES[name];
    if (plain !== undefined && whole.endsWith(';')) return plain;
    const code = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
    if (!code || !whole.endsWith(';')) throw new XmlError('an entity that is not allowed');
    return character(code[1] === undefined ? Number(code[2]) : Number.parseInt(code[1], 16));
  });
}

/** XML 1.0 section 2.2: which characters there may be. */
function character(code: number): string {
  const allowed =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  if (!allowed) throw new XmlError('a character that is not allowed');
  return String.fromCodePoint(code);
}

/** Text for an element's or an attribute's inside. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

export function child(element: Element | undefined, namespace: string, name: string): Element | undefined {
  return element?.children.find((each) => each.namespace === namespace && each.name === name);
}

export function childrenOf(element: Element | undefined, namespace: string, name: string): readonly Element[] {
  return element?.children.filter((each) => each.namespace === namespace && each.name === name) ?? [];
}
