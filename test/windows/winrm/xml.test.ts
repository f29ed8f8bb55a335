import fc from 'fast-check';
import { expect, it } from 'vitest';
import { child, innerText, parseXml, XmlError } from '../../../src/windows/winrm/xml.js';

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

it.each([
  ['<r>\u00010</r>', 'a character that XML forbids'],
  ['<!DOCTYPE r [<!ENTITY a "a">]><r>&a;</r>', 'a document type'],
  ['<r><p:x/></r>', 'an undeclared prefix'],
  ['<r/><r/>', ''],
  ['<r>', ''],
  ['', ''],
])('%j is refused', (text, why) => {
  expect(() => parseXml(text)).toThrow(XmlError);
  if (why !== '') expect(() => parseXml(text)).toThrow(why);
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
