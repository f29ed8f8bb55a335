import { describe, expect, it } from 'vitest';
import { createLog } from '../src/log.js';

describe('the log', () => {
  it('holds no token of Slack’s, wherever it came from', () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) });
    log.error({ cause: 'refused xoxb-1234-abcDEF', error: new Error('xapp-1-A0-2-beef') }, 'failure');
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/1234|beef/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ cause: 'refused [token]', msg: 'failure' });
  });
});
