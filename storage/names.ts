const SUFFIX = '.json';
const PLAIN = /^[a-z0-9_-][a-z0-9._-]*$/;
/** Names that Windows keeps for devices, with any suffix. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/;
/** Longer names are refused by common file systems; a temporary name must fit, too. */
const LONGEST = 200;

/**
 * A document's file name. Everything but lower-case letters, digits, dash, underscore and inner dots is
 * percent-encoded in lower case, so that two ids never meet in one file where names ignore case.
 * RangeError for what cannot be a name: empty, ill-formed or too long.
 */
export function fileNameOf(id: string): string {
  const bytes = Buffer.from(id, 'utf8');
  const encoded = PLAIN.test(id) ? id : [...bytes].map(encodedByte).join('');
  const name = DEVICE.test(encoded) ? `${hex(encoded.charCodeAt(0))}${encoded.slice(1)}` : encoded;
  const isIllFormed = bytes.toString('utf8') !== id;
  if (name === '' || name.length > LONGEST || isIllFormed) throw new RangeError('not an id for a document');
  return `${name}${SUFFIX}`;
}

/** The id that a file is of, or null where the file is none of ours. */
export function idOf(fileName: string): string | null {
  if (!fileName.endsWith(SUFFIX)) return null;
  try {
    const id = decodeURIComponent(fileName.slice(0, -SUFFIX.length));
    return fileNameOf(id) === fileName ? id : null;
  } catch (thrown) {
    if (thrown instanceof URIError || thrown instanceof RangeError) return null;
    throw thrown;
  }
}

function encodedByte(byte: number, index: number): string {
  const character = String.fromCharCode(byte);
  const plain = /[a-z0-9_-]/.test(character) || (character === '.' && index > 0);
  return plain ? character : hex(byte);
}

function hex(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0')}`;
}
