import { createHash } from 'node:crypto';
import { asciiJson, FRAME_BEGIN, FRAME_END } from '../../../src/windows/scripts/contract.js';

/** What a script prints: one frame, as the contract's page says. */
export function framed(answer: unknown): string {
  const text = asciiJson(answer);
  return `${FRAME_BEGIN} ${text.length} ${sha256(text)}\n${text}\n${FRAME_END}\n`;
}

/** SHA-256 of the text's UTF-8 bytes, in lower-case hexadecimal. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A script refuses: it says so in a frame of its own. */
export class Refused extends Error {
  readonly refused: string;

  constructor(refused: string, message: string) {
    super(message);
    this.refused = refused;
  }
}
