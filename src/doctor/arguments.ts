import { parseArgs } from 'node:util';

export interface Asked {
  /** As they were typed; none: all. */
  readonly computers: readonly string[];
  readonly asJson: boolean;
  readonly help: boolean;
}

export const USAGE = `npm run doctor [-- [--json] COMPUTER…]

Looks at the configuration, Slack, the data folder, WSUS and all computers, or those that are named, and says what is
wrong and what to do. Nothing is changed, but that a computer without the toolkit gets it. It may run beside Patchbay.

Exit code: 0 nothing failed, 1 something failed, 2 the doctor itself could not work.
`;

/** @throws TypeError for an option that there is not */
export function readArguments(args: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  return { computers: positionals, asJson: values.json, help: values.help };
}
