import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noticeResult } from '../../../src/windows/scripts/contract.js';
import { PwshComputer } from '../pwsh-computer.js';
import { run } from './on-pwsh.js';

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => computer.remove());

function send(message: string) {
  return noticeResult.parse(run(computer, 'Send-Notice', { message, showSeconds: 300 }));
}

describe('Send-Notice', () => {
  it('tells each session with a desktop once, as one argument, and never waits for an answer', () => {
    computer.program('msg.exe', 'exit 0');
    expect(send('/server:x "Restart"\nat 22:00 \\')).toEqual({ told: 2, error: null });
    const text = "- /server:x 'Restart' at 22:00";
    expect(computer.programLog('msg.exe')).toEqual(['2', '/TIME:300', text, '5', '/TIME:300', text]);
  });

  it('says that nobody is there to be told', () => {
    computer.knows({ sessions: [] });
    computer.program('msg.exe', 'exit 0');
    expect(send('Restart')).toEqual({ told: 0, error: null });
  });

  it('says why a session could not be told, and tells the others', () => {
    computer.program('msg.exe', 'if [ "$1" = 2 ]; then echo "no session"; exit 1; fi');
    expect(send('Restart')).toEqual({ told: 1, error: 'msg.exe ended with code 1 no session' });
  });

  it('says that the program is missing', () => {
    expect(send('Restart')).toEqual({ told: 0, error: 'msg.exe is not on this edition of Windows' });
  });
});
