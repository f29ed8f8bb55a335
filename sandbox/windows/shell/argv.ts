/**
 * A command line as a Windows program sees it ("Parsing C command-line arguments", Microsoft Learn): blanks separate;
 * double quotes hold together; 2n backslashes before a quote are n backslashes and the quote counts; 2n+1 are n and the
 * quote is a character; two quotes inside quotes are one; backslashes elsewhere are themselves. The program's own name
 * ends at its quote or at a blank, and no backslash means anything in it.
 */
export function argvOf(line: string): readonly string[] {
  const name = /^(?:"([^"]*)"?|([^ \t"]*))/.exec(line);
  const rest = line.slice(name?.[0].length ?? 0);
  return [name?.[1] ?? name?.[2] ?? '', ...argumentsOf(rest)];
}

const QUOTE = /(\\*)"("?)/y;

function argumentsOf(text: string): string[] {
  const found: string[] = [];
  let at = 0;
  for (;;) {
    while (text[at] === ' ' || text[at] === '\t') at += 1;
    if (at >= text.length) return found;
    const one = argumentAt(text, at);
    found.push(one.value);
    at = one.end;
  }
}

function argumentAt(text: string, from: number): { value: string; end: number } {
  let value = '';
  let quoted = false;
  let at = from;
  while (at < text.length && (quoted || !/[ \t]/.test(text[at] ?? ''))) {
    QUOTE.lastIndex = at;
    const match = QUOTE.exec(text);
    const met: Met = match
      ? quoteMet(match[1] ?? '', match[2] === '"', quoted)
      : { text: text[at] ?? '', quoted, length: 1 };
    value += met.text;
    quoted = met.quoted;
    at += met.length;
  }
  return { value, end: at };
}

interface Met {
  readonly text: string;
  readonly quoted: boolean;
  /** How many characters it took. */
  readonly length: number;
}

function quoteMet(backslashes: string, doubled: boolean, quoted: boolean): Met {
  const text = '\\'.repeat(Math.floor(backslashes.length / 2));
  if (backslashes.length % 2 === 1) return { text: `${text}"`, quoted, length: backslashes.length + 1 };
  if (quoted && doubled) return { text: `${text}"`, quoted, length: backslashes.length + 2 };
  return { text, quoted: !quoted, length: backslashes.length + 1 };
}
