import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { packagePath } from '../../src/package-root.js';
import { leftOut } from './peer.js';

/** Where they lie beside the package: they are not ours to bring along. */
const FOLDER = packagePath('..', 'shared', 'peers', 'winrm-recordings');

const recording = z.object({
  messages: z.array(
    z.object({
      request: z.string(),
      response: z.string(),
      transport_error: z.object({ code: z.int() }).optional(),
    }),
  ),
});

/** What was asked of a real Windows Server, and what it answered. */
export interface Recorded {
  readonly operation: string;
  readonly request: string;
  readonly response: string;
  readonly status: number;
}

/** The tests that recordings of a real Windows Server decide; left out, saying so, where there are none. */
export function decidedByRecordings(tests: () => void): void {
  if (existsSync(FOLDER)) describe('a real Windows Server, as it was recorded', tests);
  else
    leftOut('there are no recordings of a real Windows Server here: they belong into ../shared/peers/winrm-recordings');
}

export function recordings(): readonly string[] {
  return readdirSync(FOLDER).map((file) => file.replace(/\.yml$/, ''));
}

export function recorded(name: string): readonly Recorded[] {
  const { messages } = recording.parse(parse(readFileSync(join(FOLDER, `${name}.yml`), 'utf8')));
  return messages.map(({ request, response, transport_error }) => ({
    ...{ operation: operationOf(request), request, response },
    status: transport_error?.code ?? 200,
  }));
}

export function messageIdOf(request: string): string {
  return /MessageID[^>]*>([^<]*)</.exec(request)?.[1] ?? '';
}

function operationOf(request: string): string {
  return /Action[^>]*>[^<]*\/(\w+)</.exec(request)?.[1] ?? '';
}
