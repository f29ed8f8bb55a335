import { createRequire } from 'node:module';
import type * as WinRmClient from 'winrm-client';

/**
 * winrm-client, loaded with DEBUG unset: its logger, which decides at that moment whether it writes, would print requests
 * with their passwords.
 */
export function loadWinRmClient(): typeof WinRmClient {
  const debug = process.env.DEBUG;
  delete process.env.DEBUG;
  try {
    return createRequire(import.meta.url)('winrm-client') as typeof WinRmClient;
  } finally {
    if (debug !== undefined) process.env.DEBUG = debug;
  }
}
