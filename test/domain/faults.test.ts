import { describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode } from '../../src/domain/errors.js';
import { explainFault } from '../../src/domain/faults.js';

const CODES = Object.keys(ERRORS) as ErrorCode[];

/** Those that are not the failure of anything that a person would have to mend. */
const PASSING: Readonly<Partial<Record<ErrorCode, string>>> = {
  ...{ PB401: 'waiting', PB405: 'failed', PB408: 'failed' },
  ...{ PB413: 'busy', PB414: 'busy', PB418: 'failed' },
};

describe('why a computer could not be asked', () => {
  it.each(CODES.filter((code) => code.startsWith('PB4')))('is of a kind: %s', (code) => {
    const passing = PASSING[code];
    expect(explainFault({ code })).toEqual({ kind: passing ?? 'failed', retry: passing !== undefined });
  });

  it.each(CODES.filter((code) => !code.startsWith('PB4')))('is not what %s tells', (code) => {
    expect(explainFault({ code })).toBeNull();
  });
});
