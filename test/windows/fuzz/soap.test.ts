import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCommandId, readReceive, readReply, readShellId } from '../../../src/windows/winrm/soap.js';
import { XmlError } from '../../../src/windows/winrm/xml.js';
import { mutated, mutations } from '../../support/mutations.js';
import { COMMAND_ID, envelope, fault, received, SHELL_ID } from '../winrm/listener.js';

const ID = '6b29fc40-ca47-1067-b31d-00dd010662da';
const REQUEST = `<a:MessageID>uuid:${ID}</a:MessageID>`;
const X = 'http://schemas.xmlsoap.org/ws/2004/09/transfer';

/** What a service says, a reply of each kind. */
const REPLIES: readonly string[] = [
  `<x:ResourceCreated xmlns:x="${X}"><a:ReferenceParameters><w:SelectorSet><w:Selector Name="ShellId">${SHELL_ID}</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>`,
  `<rsp:CommandResponse><rsp:CommandId>${COMMAND_ID}</rsp:CommandId></rsp:CommandResponse>`,
  received(
    [
      ['stdout', 'some output'],
      ['stderr', '#< CLIXML', true],
    ],
    0,
  ),
].map((body) => envelope(REQUEST, body));
const FAULT = fault(REQUEST, 'w:InvalidSelectors', 2150858843, 'The shell was not found.');
const ALL = 'xml' in FAULT ? [...REPLIES, String(FAULT.xml)] : REPLIES;

const TOKENS = [
  '<',
  '>',
  '</',
  '/>',
  '&',
  '&#',
  ';',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<!DOCTYPE x>',
  '<?x?>',
  '"',
  ' xmlns:q="',
  '\0',
];

/** Reads it as each answer that it could be; nothing but XmlError may come of it. */
function readAll(text: string): void {
  const read = [readShellId, readCommandId, (body: Parameters<typeof readReceive>[0]) => readReceive(body, COMMAND_ID)];
  for (const id of [ID, null]) {
    const reply = attempt(() => readReply(text, id));
    if (reply === null || 'fault' in reply) continue;
    for (const one of read) attempt(() => one(reply.body));
  }
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    expect(error).toBeInstanceOf(XmlError);
    return null;
  }
}

/** How long it takes, in milliseconds. */
function took(work: () => void): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

const MEGABYTE = 1_000_000;
const filled = (text: string, size = MEGABYTE): string => text.repeat(Math.ceil(size / text.length));
const inEnvelope = (body: string): string => envelope(REQUEST, body);
const prefixes = Array.from({ length: 60 }, (_, n) => `xmlns:p${n}="urn:${n}"`).join(' ');

/** Replies of a megabyte that would be dear to a reader which looks anywhere again and again. */
const HOSTILE: Readonly<Record<string, string>> = {
  'elements that do not end': filled('<a>'),
  'ends of nothing': filled('</a>'),
  'elements side by side': inEnvelope(filled('<a/>')),
  'elements of many namespaces': inEnvelope(`<q ${prefixes}>${filled('<p1:a xmlns:z="u"/>')}</q>`),
  'one tag of many attributes': inEnvelope(`<q ${Array.from({ length: 80_000 }, (_, n) => `a${n}="1"`).join(' ')}/>`),
  'one tag of many blanks': `<a${filled(' ')}`,
  'one name': `<${filled('a')}`,
  'a name of many colons': inEnvelope(`<${filled('a:')}b/>`),
  references: inEnvelope(filled('&amp;')),
  'references that are none': inEnvelope(filled('&amp')),
  'numbers of characters': inEnvelope(filled('&#1;0')),
  'marks of a reader': inEnvelope(`<q>${filled('A', 500_000)}</q>${filled('&#1;0', 500_000)}`),
  'openings of comments': filled('<!--'),
  comments: inEnvelope(filled('<!---->')),
  'openings of sections': inEnvelope(filled('<![CDATA[')),
  sections: inEnvelope(filled('<![CDATA[]]>')),
  'a declaration without end': `<?xml ${filled('?')}`,
  'line ends': inEnvelope(filled('\r')),
  'quotation marks': inEnvelope(`<q a=${filled('"')}`),
  'long runs': inEnvelope(filled(`<q>${'A'.repeat(1100)}</q>`)),
  'streams of nothing': inEnvelope(
    `<rsp:ReceiveResponse>${filled(`<rsp:Stream Name="stdout" CommandId="${COMMAND_ID}"/>`)}</rsp:ReceiveResponse>`,
  ),
  'a stream of blanks': inEnvelope(
    `<rsp:ReceiveResponse><rsp:Stream Name="stdout" CommandId="${COMMAND_ID}">${filled(' ')}</rsp:Stream></rsp:ReceiveResponse>`,
  ),
  'a reason of blanks': inEnvelope(`<s:Fault><s:Reason><s:Text>${filled(' \n')}</s:Text></s:Reason></s:Fault>`),
  entities: `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(1000)}">${filled('<!ENTITY b "&a;&a;">', 10_000)}]><x>${filled('&b;')}</x>`,
};

describe('what a service says, changed on its way,', () => {
  it('is read or refused, and nothing else comes of it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ALL), mutations, (reply, changes) => {
        readAll(mutated(Buffer.from(reply), changes, TOKENS).toString('utf8'));
      }),
      { numRuns: 5000 },
    );
  });

  it('is never taken for an answer to another request', () => {
    fc.assert(
      fc.property(fc.constantFrom(...REPLIES), mutations, (reply, changes) => {
        const text = mutated(Buffer.from(reply), changes, TOKENS).toString('utf8');
        const answer = attempt(() => readReply(text, ID.replace('6', '7')));
        expect(answer === null || 'fault' in answer).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(Object.entries(HOSTILE))('%s: costs no more than its length', (_, text) => {
    const before = process.memoryUsage().heapUsed;
    expect(took(() => readAll(text))).toBeLessThan(4000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(400 * MEGABYTE);
  });
});
