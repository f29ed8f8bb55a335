import fc from 'fast-check';
import { expect, test } from 'vitest';
import { child, escaped, parseXml, XmlError } from '../../../../sandbox/windows/winrm/xml.js';

test('elements and attributes are known by namespace, whatever their prefix', () => {
  for (const text of [
    '<a:r xmlns:a="urn:1" xmlns:b="urn:2"><b:c b:k="v"/></a:r>',
    '<r xmlns="urn:1"><c xmlns="urn:2" xmlns:z="urn:2" z:k="v"></c></r>',
  ]) {
    const root = parseXml(text);
    expect([root.namespace, root.name]).toEqual(['urn:1', 'r']);
    expect(child(root, 'urn:2', 'c')?.attributes.get('{urn:2}k')).toBe('v');
  }
});

test("XML's own entities, character references and CDATA become text", () => {
  expect(parseXml('<r>&lt;&#x41;&#66;&amp;<![CDATA[<x>&]]></r>').text).toBe('<AB&<x>&');
});

test.each([
  '<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><r>&b;</r>',
  '<r>&b;</r>',
  '<r>& </r>',
  '<r>&#0;</r>',
  '<?xml version="1.0"?><?other?><r/>',
  '<r><a></r></a>',
  '<r/><r/>',
  '<r a="1" a="2"/>',
  '<x:r/>',
  '<r',
  '',
])('%s is refused', (text) => {
  expect(() => parseXml(text)).toThrow(XmlError);
});

test('what is nested beyond any envelope is refused', () => {
  expect(() => parseXml('<r>'.repeat(100) + '</r>'.repeat(100))).toThrow(XmlError);
});

test('escaped text comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      expect(parseXml(`<r a="${escaped(text)}">${escaped(text)}</r>`).text).toBe(text);
    }),
  );
});

test('no text makes the reader do anything but read or refuse', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '/',
    'a',
    ':',
    '"',
    '&',
    ';',
    'amp',
    ' xmlns="u"',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      try {
        parseXml(pieces.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(XmlError);
      }
    }),
  );
});
