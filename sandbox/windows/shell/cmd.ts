/** What cmd.exe makes of a line: the text it starts, or the reason why the pretend one starts nothing. */
export type CmdReading = { readonly starts: string } | { readonly refuses: string };

/** The environment that `%NAME%` is replaced from, names in upper case. */
export type Environment = Readonly<Record<string, string>>;

const META = /[&|<>()\r\n]/;

/**
 * `cmd.exe /C <line>`, as far as one program is started: percent variables are replaced, also within quotes, and an
 * unknown one stays (a command line is no batch file); carets outside quotes take the meaning from the next character;
 * a quote opens or closes whatever the program will think of it, `\"` included. Whatever would join, pipe or redirect
 * is refused: none of our lines does.
 */
export function readByCmd(line: string, environment: Environment): CmdReading {
  const expanded = line.replaceAll(/%([^%\s=]+)%/g, (whole, name: string) => environment[name.toUpperCase()] ?? whole);
  let starts = '';
  let quoted = false;
  for (let at = 0; at < expanded.length; at += 1) {
    const character = expanded[at] ?? '';
    if (character === '"') quoted = !quoted;
    if (!quoted && META.test(character)) return { refuses: character };
    if (!quoted && character === '^') {
      at += 1;
      starts += expanded[at] ?? '';
    } else starts += character;
  }
  return { starts: starts.trimStart() };
}

/** What cmd.exe says of a program that is not there. */
export function notRecognized(line: string): string {
  const [, quoted, plain] = /^(?:"([^"]*)"?|([^\s"]*))/.exec(line) ?? [];
  const name = quoted ?? plain ?? '';
  return `'${name}' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n`;
}
