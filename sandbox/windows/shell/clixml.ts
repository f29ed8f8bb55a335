/** An error as Windows PowerShell writes it to a redirected stderr: CLIXML, whatever output format was asked for. */
export function clixml(lines: readonly string[]): string {
  const errors = lines.map((line) => `<S S="Error">${inside(line)}_x000D__x000A_</S>`).join('');
  return `#< CLIXML\r\n<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">${errors}</Objs>`;
}

function inside(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
