/**
 * CommandLineToArgvW, as Microsoft describes it: 2n backslashes before a quote are n and the quote delimits; 2n+1 are n
 * and the quote is a character; others stand for themselves. The program's name has rules of its own.
 */
export function commandLineToArgv(line: string): readonly string[] {
  const [program = ''] = /^\S+/.exec(line) ?? [];
  const args: string[] = [];
  let rest = line.slice(program.length).replace(/^[ \t]+/, '');
  while (rest !== '') {
    const { arg, after } = next(rest);
    args.push(arg);
    rest = after.replace(/^[ \t]+/, '');
  }
  return [program, ...args];
}

function next(text: string): { arg: string; after: string } {
  let arg = '';
  let quoted = false;
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (!quoted && (character === ' ' || character === '\t')) break;
    const slashes = /^\\*/.exec(text.slice(at))?.[0].length ?? 0;
    if (text[at + slashes] === '"') {
      arg += '\\'.repeat(Math.floor(slashes / 2));
      if (slashes % 2 === 1) arg += '"';
      else quoted = !quoted;
      at += slashes + 1;
    } else {
      arg += slashes > 0 ? '\\'.repeat(slashes) : character;
      at += Math.max(slashes, 1);
    }
  }
  return { arg, after: text.slice(at) };
}
