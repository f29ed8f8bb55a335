/** Characters that Windows-1252 has none of: a file with them is another one. */
const UNDEFINED_1252 = /[\u0081\u008d\u008f\u0090\u009d]/;

/**
 * The text of a file as spreadsheets write it: UTF-8 with or without a byte order mark, UTF-16 with one or recognized by
 * its zeros, else Windows-1252. Null where it is none of them.
 */
export function decoded(bytes: Uint8Array): string | null {
  const encoding = utf16Of(bytes);
  if (encoding !== null) return strictly(encoding, bytes);
  const text = strictly('utf-8', bytes) ?? strictly('windows-1252', bytes);
  return text === null || text.includes('\0') || UNDEFINED_1252.test(text) ? null : text;
}

function utf16Of([first, second, third, fourth]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if ((first === 0xff && second === 0xfe) || (second === 0 && fourth === 0 && first !== 0 && third !== 0))
    return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && third === 0 && second !== 0 && fourth !== 0))
    return 'utf-16be';
  return null;
}

/** Without its byte order mark. */
function strictly(encoding: string, bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch (thrown) {
    if (thrown instanceof TypeError) return null;
    throw thrown;
  }
}
