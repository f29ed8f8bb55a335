import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import { child, escapeXml, innerText, parseXml, type XmlElement, XmlError } from '../../../src/windows/winrm/xml.js';

const long = (length: number): string => Buffer.alloc(length, 'payload').toString('base64');

it('a text is what it was, however long and wherever it stands', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 5 }), (lengths) => {
      const texts = lengths.map(long);
      const root = parseXml(`<r>${texts.map((text, n) => `<t${n}>${text}</t${n}>`).join('')}</r>`);
      expect(texts.map((_, n) => innerText(child(root, '', `t${n}`)))).toEqual(texts);
    }),
  );
  const text = long(3000);
  expect(parseXml(`<r a="x"><!-- >${text}< --><![CDATA[>${text}<]]></r>`).text).toBe(`>${text}<`);
});

it('names are read by the namespaces that hold where they stand, attributes by those without one', () => {
  const root = parseXml(
    '\uFEFF<?xml version="1.0" encoding="utf-8"?>\r\n<r xmlns="urn:a" xmlns:b=\'urn:b\' b:n="no" n = "1" >' +
      '<b:x xmlns:b="urn:c"/><b:x/><x xmlns=""/></r>\n<!-- over -->',
  );
  expect(root).toEqual({
    ...{ namespace: 'urn:a', name: 'r', attributes: { n: '1' }, text: '' },
    children: ['urn:c', 'urn:b', ''].map((namespace) => ({
      namespace,
      name: 'x',
      attributes: {},
      children: [],
      text: '',
    })),
  });
});

it('references and line ends are what XML says they are', () => {
  const text = '&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;';
  expect(parseXml(`<r a="${text}">a\r\nb\rc ${text}</r>`)).toMatchObject({
    attributes: { a: '<>&"\'A\u{1F600}' },
    text: 'a\nb\nc <>&"\'A\u{1F600}',
  });
});

/** A document of any shape, and what another parser has to make of it too. */
const words = fc.string({ unit: fc.constantFrom('a', 'ß', '<', '>', '&', '"', "'", ' ', '\u{1F600}') });
const { element } = fc.letrec<{ element: XmlElement }>((tie) => ({
  element: fc.record({
    namespace: fc.constant(''),
    name: fc.constantFrom('a', 'b-c', '_d', 'ä'),
    attributes: fc.dictionary(fc.constantFrom('x', 'y', 'z'), words, { maxKeys: 3, noNullPrototype: true }),
    children: fc.oneof({ maxDepth: 4 }, fc.constant([]), fc.array(tie('element'), { maxLength: 3 })),
    text: words,
  }),
}));

function written({ name, attributes, children, text }: XmlElement): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  return `<${name}${given.join('')}>${escapeXml(text)}${children.map(written).join('')}</${name}>`;
}

it('a document is read as it was written, and as another parser reads it', () => {
  const other = new XMLParser({
    ...{ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', trimValues: false },
    ...{ parseTagValue: false, parseAttributeValue: false, htmlEntities: true },
  });
  fc.assert(
    fc.property(element, (one) => {
      const text = written(one);
      expect(parseXml(text)).toEqual(one);
      expect(tagsOf(other.parse(text, true))).toEqual([tagsIn(one)]);
    }),
  );
});

type Tags = readonly [name: string, attributes: Readonly<Record<string, string>>, inside: readonly Tags[]];

function tagsIn({ name, attributes, children }: XmlElement): Tags {
  return [name, attributes, children.map(tagsIn)];
}

function tagsOf(nodes: readonly Record<string, unknown>[]): readonly Tags[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text');
    if (name === undefined) return [];
    const attributes = (node[':@'] ?? {}) as Record<string, string>;
    return [[name, attributes, tagsOf(node[name] as readonly Record<string, unknown>[])]];
  });
}

it('a reply of a megabyte is read or refused in no time, whatever it is made of', () => {
  const times = (text: string, count: number): string => Array.from({ length: count }, () => text).join('');
  const hostile = [
    `<r ${'a'.repeat(1_000_000)}`,
    `<r${' '.repeat(1_000_000)}x`,
    `<r a${' '.repeat(1_000_000)}x`,
    `<r>${times('<a>', 60)}${times('&amp;', 200_000)}`,
    `<r${Array.from({ length: 90_000 }, (_, n) => ` a${n}=""`).join('')}>`,
    `<r>${times('<a b="c"/>', 100_000)}`,
    `<r>${times('<!---->', 140_000)}`,
  ];
  for (const text of hostile) {
    const before = process.cpuUsage();
    expect(() => parseXml(text)).toThrow(XmlError);
    expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
  }
});

it.each([
  ['<r>\u00010</r>', 'a character that XML forbids'],
  ['<!DOCTYPE r [<!ENTITY a "a">]><r>&a;</r>', 'a document type'],
  ['<r><p:x/></r>', 'an undeclared prefix'],
  ['<r>&#1;</r>', 'a reference to nothing'],
  ['<r>&#xD800;</r>', 'a reference to nothing'],
  ['<r>&#x110000;</r>', 'a reference to nothing'],
  ['<r>&nbsp;</r>', 'a reference to nothing'],
  ['<r>&</r>', 'a reference to nothing'],
  ['<r a="&constructor;"/>', 'a reference to nothing'],
  ['<r p:a="x"/>', 'an undeclared prefix'],
  ['<r a="1" a="2"/>', 'an attribute that comes twice'],
  ['<r a=1/>', 'a tag that is none'],
  ['<r a="<"/>', 'a tag that is none'],
  ['<r a="1"b="2"/>', 'a tag that is none'],
  ['< r/>', 'a tag that is none'],
  ['<r/ >', 'a tag that is none'],
  ['<r><?php?></r>', 'a tag that is none'],
  ['<r><!-- </r>', 'a mark without its end'],
  ['<r></p:r>', 'the end of what did not begin'],
  ['<r></rr>', 'a tag that is none'],
  ['</r>', 'the end of what did not begin'],
  ['x<r/>', 'text beside the root element'],
  ['<r/>x', 'text beside the root element'],
  ['<r/><r/>', 'not one root element'],
  ['<r>', 'not one root element'],
  ['', 'not one root element'],
])('%j is refused', (text, why) => {
  expect(() => parseXml(text)).toThrow(XmlError);
  expect(() => parseXml(text)).toThrow(why);
});

it('more namespaces than any reply has, or a deeper one, is refused', () => {
  const namespaces = Array.from({ length: 64 }, (_, n) => `xmlns:p${n}="x"`).join(' ');
  expect(() => parseXml(`<r ${namespaces}/>`)).toThrow('too many namespaces');
  expect(parseXml('<r>'.repeat(64) + '</r>'.repeat(64)).name).toBe('r');
  expect(() => parseXml('<r>'.repeat(65) + '</r>'.repeat(65))).toThrow('nested too deeply');
});

it('whatever it is given, it reads or refuses', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '</',
    '/>',
    'a',
    ':',
    '="',
    '"',
    '&',
    ';',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    ' ',
    'xmlns',
    '<?',
    '?>',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
      try {
        parseXml(pieces.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(XmlError);
      }
    }),
    { numRuns: 1000 },
  );
});

it.each([
  ['elements', `<r>${'<a/>'.repeat(200_000)}</r>`],
  ['texts between elements', `<r>${'x<a/>'.repeat(150_000)}</r>`],
  ['attributes', `<r ${Array.from({ length: 100_000 }, (_, n) => `a${n}=""`).join(' ')}/>`],
  ['instructions', `<r>${'<?a?>'.repeat(150_000)}</r>`],
])('%s without end are refused at once: nobody else is served meanwhile', (_, text) => {
  // The quickest of some: other programs may have the processor.
  const taken = Array.from({ length: 5 }, () => {
    const before = performance.now();
    expect(() => parseXml(text)).toThrow(XmlError);
    return performance.now() - before;
  });
  expect(Math.min(...taken)).toBeLessThan(100);
});

it('as many streams as an envelope holds are read', () => {
  const streams = '<rsp:Stream Name="stdout" CommandId="CF84C20A-0A35-43FA-AF78-0B4711DA5F30">eA==</rsp:Stream>';
  const root = parseXml(`<r xmlns:rsp="x">${streams.repeat(4000)}</r>`);
  expect(root.children).toHaveLength(4000);
});

it.each([
  ['a name', `<${'a'.repeat(100_000)}></b>`],
  ['elements that do not end', '<a>'.repeat(3000)],
  ['an attribute', `<r ${'"'.repeat(100_000)}/>`],
])('a refusal does not repeat what is wrong with %s', (_, text) => {
  try {
    parseXml(text);
    expect.unreachable();
  } catch (error) {
    expect((error as Error).message.length).toBeLessThan(200);
  }
});
