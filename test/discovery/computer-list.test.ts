import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readComputers } from '../../src/discovery/computer-list.js';
import { csv } from '../../src/slack/cards/csv.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function utf16(text: string, isLittle: boolean, hasMark = true): Uint8Array {
  const bytes = Buffer.from(`${hasMark ? '\uFEFF' : ''}${text}`, 'utf16le');
  return isLittle ? bytes : bytes.swap16();
}

const problems = (text: string): readonly string[] =>
  readComputers(utf8(text)).problems.map(({ line, text: why }) => `${line}: ${why}`);

describe('a list of computers', () => {
  it('is read with every column', () => {
    const pin = 'ab'.repeat(32);
    const { rows, problems: wrong } = readComputers(
      utf8(
        `Name,Host,Port,Scheme,Transport,Credentials,Group,Computer_Name,Certificate_SHA256\r\nFIN-WS-07,fin-ws-07.corp.example,5986,https,negotiate,fleet,"Finance, north",FINWS07,${pin}\r\n`,
      ),
    );
    expect(wrong).toEqual([]);
    expect(rows).toEqual([
      {
        ...{ line: 2, name: 'fin-ws-07', host: 'fin-ws-07.corp.example', port: 5986, scheme: 'https', pin },
        ...{ transport: 'negotiate', credentials: 'fleet', group: 'Finance, north', computerName: 'FINWS07' },
      },
    ]);
  });

  it('needs nothing but names', () => {
    const { rows } = readComputers(utf8('name\nhr-01\n\nhr-02\n'));
    expect(rows.map(({ name, line, host, port }) => [name, line, host, port])).toEqual([
      ['hr-01', 2, null, null],
      ['hr-02', 4, null, null],
    ]);
  });

  it('reads alike in every encoding and with every separator that spreadsheets write', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/), { minLength: 1, maxLength: 8 });
    const separators = fc.constantFrom(',', ';', '\t');
    const ends = fc.constantFrom('\r\n', '\n');
    fc.assert(
      fc.property(names, separators, ends, (all, separator, end) => {
        const lines = ['name;group', ...all.map((name) => `${name};Zürich`)].map((l) => l.replaceAll(';', separator));
        const text = `${lines.join(end)}${end}`;
        const expected = readComputers(utf8(text));
        expect(expected.problems).toEqual([]);
        expect(expected.rows.map(({ name, group }) => [name, group])).toEqual(all.map((name) => [name, 'Zürich']));
        const others = [
          utf8(`\uFEFF${text}`),
          utf16(text, true),
          utf16(text, false),
          utf16(text, true, false),
          utf16(text, false, false),
          Buffer.from(text, 'latin1'),
        ];
        for (const bytes of others) expect(readComputers(bytes)).toEqual(expected);
      }),
    );
  });

  it('never fails, whatever the bytes, and takes no row that is not one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom('', 'name\n', 'name,host\n'), (bytes, head) => {
        const { rows } = readComputers(Buffer.concat([Buffer.from(head), bytes]));
        for (const { name } of rows) expect(name).toMatch(/^[a-z0-9][a-z0-9.-]{0,62}$/);
      }),
    );
  });

  it('says each wrong row with its line', () => {
    expect(problems('name,port,transport\nok-1,5986,auto\nbad name,0,basic\nok-1,,\n,5985,\n')).toEqual([
      '3: name must be the name of a computer: at most 63 letters, digits, dots and dashes',
      '3: port must be a number from 1 to 65535',
      '3: transport must be auto or negotiate; basic is for computers of the configuration',
      '4: ok-1 is in line 2, too',
      '5: name must be the name of a computer: at most 63 letters, digits, dots and dashes',
    ]);
  });

  it('refuses what a spreadsheet would calculate', () => {
    for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '"\t=1"', '"\r=1"', '＝1', ' =1'])
      expect(problems(`name,group\nhr-01,${formula}\n`)).toEqual([
        expect.stringMatching(/^[23]: group begins like a formula$/),
      ]);
  });

  it('is not guessed at', () => {
    expect(problems('')).toEqual(['0: the file is empty']);
    expect(problems('host\na\n')).toEqual(['1: the first line must have a column called name']);
    expect(problems('name,password\na,b\n')[0]).toContain('1: it has a column that is none of name, host');
    expect(problems('name,name\na,b\n')).toEqual(['1: the column name is there twice']);
    expect(problems('name\na,b\n')).toEqual(['2: has more cells than the first line']);
    expect(problems('name,group\n"a,b\n')[0]).toMatch(/cannot be read as CSV/);
    expect(readComputers(Uint8Array.of(0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0)).problems[0]?.text).toContain(
      'is no text',
    );
    expect(readComputers(new Uint8Array(1_000_001)).problems[0]?.text).toContain('larger than 1 MB');
  });
});

describe('a list that is written here', () => {
  it('has no cell that a spreadsheet calculates', () => {
    const begin = fc.constantFrom('=', '+', '-', '@', '\t=', '\r=', '＝', '＋', '－', '＠', '');
    fc.assert(
      fc.property(begin, fc.string(), (first, rest) => {
        const [line = ''] = csv([[`${first}${rest}`]]).split('\r\n');
        expect(line).not.toMatch(/^"?[=+\-@\t\r＝＋－＠]/);
      }),
    );
  });
});
