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

/** More prefixes at once than any reply uses: a reply that declares thousands makes each of its elements dear. */
const MOST_PREFIXES = 64;
/** Deeper than any reply, providers' errors within errors included. */
const MOST_DEPTH = 64;

/** More elements and attributes than an envelope of streams of a byte has: in reading more, nobody else is served. */
const MOST_NAMES = 36_000;

/** A byte order mark and the XML declaration: what a document may begin with. */
const PROLOGUE = /^\uFEFF?(?:<\?xml\s[^<>]*\?>)?/;
/** The control characters of XML 1.0 (2.2), and what is no character. */
const FORBIDDEN = /[^\P{Cc}\t\n\r\u007f-\u009f]|[\ufffe\uffff]/u;
const NAME = /[^\s<>/=&"'!?]+/y;
const ATTRIBUTE = /\s+([^\s<>/=&"'!?]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const START_ENDS = /\s*(\/?)>/y;
const END_ENDS = /\s*>/y;

const MARK = '!'.charCodeAt(0);

/** Namespaces by their prefixes. */
type Scope = ReadonlyMap<string, string>;

interface Growing extends XmlElement {
  attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

interface Open {
  /** As it was written, with its prefix. */
  readonly tag: string;
  readonly scope: Scope;
  readonly element: Growing;
}

const OUTSIDE: Scope = new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]);
const NOTHING: ReadonlyMap<string, string> = new Map();
/** Attributes without a prefix have no namespace, whatever the default one is (XML names 6.2). */
const UNPREFIXED = { namespace: '' };
const NO_ATTRIBUTES = Object.freeze({});

/**
 * The root element of a document: every character is looked at once or twice, whatever it holds. Throws `XmlError` for
 * what is not well-formed, uses an undeclared prefix, or has what SOAP forbids (SOAP 1.2 5): a document type, from which
 * alone entities of one's own come, or processing instructions.
 */
export function parseXml(text: string): XmlElement {
  if (FORBIDDEN.test(text)) throw new XmlError('a character that XML forbids');
  return new Reader(text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text).read();
}

class Reader {
  readonly #text: string;
  readonly #open: Open[] = [];
  #at: number;
  #root: XmlElement | null = null;
  #names = 0;

  constructor(text: string) {
    this.#text = text;
    this.#at = PROLOGUE.exec(text)?.[0].length ?? 0;
  }

  read(): XmlElement {
    while (this.#at < this.#text.length) this.#next();
    if (this.#root === null || this.#open.length > 0) throw new XmlError('not one root element');
    return this.#root;
  }

  /** Some text, and the tag behind it. */
  #next(): void {
    const found = this.#text.indexOf('<', this.#at);
    const end = found < 0 ? this.#text.length : found;
    if (end > this.#at) this.#add(unescapeXml(this.#text.slice(this.#at, end)));
    this.#at = end + 1;
    if (found < 0) return;
    if (this.#take('/')) this.#end();
    else if (this.#text.charCodeAt(this.#at) !== MARK) this.#start();
    else if (this.#take('!--')) this.#until('-->');
    else if (this.#take('![CDATA[')) this.#add(this.#until(']]>'));
    else throw new XmlError('a document type');
  }

  #add(text: string): void {
    const top = this.#open.at(-1);
    if (top !== undefined) top.element.text += text;
    else if (/\S/.test(text)) throw new XmlError('text beside the root element');
  }

  #start(): void {
    const tag = this.#match(NAME)[0];
    this.#count();
    // Most have nothing but their name.
    const isBare = this.#take('>');
    const given = isBare ? NOTHING : this.#attributes();
    const isEmpty = !isBare && this.#match(START_ENDS)[1] === '/';
    const scope = scopeOf(given, this.#open.at(-1)?.scope ?? OUTSIDE);
    const { namespace, name } = named(tag, scope);
    const element: Growing = { namespace, name, attributes: ownOf(given, scope), children: [], text: '' };
    this.#place(element);
    if (!isEmpty && this.#open.push({ tag, scope, element }) > MOST_DEPTH) throw new XmlError('nested too deeply');
  }

  #place(element: XmlElement): void {
    const top = this.#open.at(-1);
    if (top !== undefined) top.element.children.push(element);
    else if (this.#root === null) this.#root = element;
    else throw new XmlError('not one root element');
  }

  #count(): void {
    this.#names += 1;
    if (this.#names > MOST_NAMES) throw new XmlError('elements without end');
  }

  #attributes(): ReadonlyMap<string, string> {
    let given: Map<string, string> | null = null;
    for (;;) {
      ATTRIBUTE.lastIndex = this.#at;
      const found = ATTRIBUTE.exec(this.#text);
      if (found === null) return given ?? NOTHING;
      this.#at = ATTRIBUTE.lastIndex;
      const [, name = '', double, single = ''] = found;
      this.#count();
      given ??= new Map();
      if (given.has(name)) throw new XmlError('an attribute that comes twice');
      given.set(name, unescapeXml(double ?? single));
    }
  }

  #end(): void {
    const top = this.#open.pop();
    if (top === undefined || !this.#take(top.tag)) throw new XmlError('the end of what did not begin');
    if (!this.#take('>')) this.#match(END_ENDS);
  }

  #match(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) throw new XmlError('a tag that is none');
    this.#at = pattern.lastIndex;
    return found;
  }

  #take(mark: string): boolean {
    const isThere = this.#text.startsWith(mark, this.#at);
    if (isThere) this.#at += mark.length;
    return isThere;
  }

  /** What stands before the mark, which is passed. */
  #until(mark: string): string {
    const end = this.#text.indexOf(mark, this.#at);
    if (end < 0) throw new XmlError('a mark without its end');
    const text = this.#text.slice(this.#at, end);
    this.#at = end + mark.length;
    return text;
  }
}

function scopeOf(given: ReadonlyMap<string, string>, outer: Scope): Scope {
  if (given.size === 0) return outer;
  let scope: Map<string, string> | null = null;
  for (const [name, value] of given) {
    if (!isDeclaration(name)) continue;
    scope ??= new Map(outer);
    scope.set(name.slice(6), value);
  }
  if (scope !== null && scope.size > MOST_PREFIXES) throw new XmlError('too many namespaces');
  return scope ?? outer;
}

function isDeclaration(name: string): boolean {
  return name === 'xmlns' || name.startsWith('xmlns:');
}

/** What has a namespace of its own counts for nothing here, but the namespace has to be known. */
function ownOf(given: ReadonlyMap<string, string>, scope: Scope): Readonly<Record<string, string>> {
  let own: [string, string][] | null = null;
  for (const one of given) {
    const [name] = one;
    if (isDeclaration(name)) continue;
    const { namespace } = name.includes(':') ? named(name, scope) : UNPREFIXED;
    if (namespace !== '') continue;
    own ??= [];
    own.push(one);
  }
  return own === null ? NO_ATTRIBUTES : Object.fromEntries(own);
}

function named(written: string, scope: Scope): { namespace: string; name: string } {
  const colon = written.indexOf(':');
  const prefix = colon < 0 ? '' : written.slice(0, colon);
  const namespace = scope.get(prefix);
  if (namespace === undefined && colon >= 0) throw new XmlError('an undeclared prefix');
  return { namespace: namespace ?? '', name: written.slice(colon + 1) };
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
  return !/[&<>"']/.test(text) ? text : text.replaceAll(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** What a text with references stands for. */
function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&([^&;\s]{1,8};)?/g, (_, reference = '') => characterOf(reference));
}

function characterOf(reference: string): string {
  const known = /^[a-z]+;$/.test(reference) ? ENTITIES[reference.slice(0, -1)] : undefined;
  const [, hexadecimal, decimal] = /^#(?:x([\da-f]{1,6})|(\d{1,7}));$/i.exec(reference) ?? [];
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  const character =
    known ?? (code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '');
  if (character === '' || FORBIDDEN.test(character)) throw new XmlError('a reference to nothing');
  return character;
}
