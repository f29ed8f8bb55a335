import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bootstrapLine, pieceArguments } from '../../../src/windows/scripts/command-lines.js';
import { sha256Hex, toolkitFiles } from '../../../src/windows/scripts/texts.js';
import { PwshComputer } from '../pwsh-computer.js';

/** As Windows gives them to a new folder in %ProgramFiles%. */
const PROGRAM_FILES_RIGHTS = [
  'O:BAG:SYD:AI(A;ID;FA;;;S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464)',
  '(A;CIIOID;GA;;;S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464)(A;ID;FA;;;SY)(A;OICIIOID;GA;;;SY)',
  '(A;ID;FA;;;BA)(A;OICIIOID;GA;;;BA)(A;ID;0x1200a9;;;BU)(A;OICIIOID;GXGR;;;BU)(A;OICIIOID;GA;;;CO)',
  '(A;ID;0x1200a9;;;AC)(A;OICIIOID;GXGR;;;AC)(A;ID;0x1200a9;;;S-1-15-2-2)(A;OICIIOID;GXGR;;;S-1-15-2-2)',
].join('');

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => computer.remove());

describe('the bootstrap scripts', () => {
  const version = '0.0.0-fresh';
  const files = toolkitFiles().slice(0, 2);
  const entries = files.map((file) => `${file.name}=${pieceArguments(version, file).length}=${file.sha256}`).join(';');

  it('bring files in pieces and seal them, as often as asked', () => {
    expect(computer.bootstrap(bootstrapLine('Seal-Toolkit.ps1', [version, entries]))).toEqual({ refused: 'missing' });
    const pieces = files.flatMap((file) => pieceArguments(version, file));
    for (const [index, piece] of pieces.entries()) {
      // The last one, and the sealing, as on Windows: a process for each line.
      computer.ownProcess = index === pieces.length - 1;
      expect(computer.bootstrap(bootstrapLine('Put-Piece.ps1', piece))).toMatchObject({
        file: piece[1],
        sha256: piece[3],
      });
    }
    for (let time = 0; time < 2; time += 1) {
      expect(computer.bootstrap(bootstrapLine('Seal-Toolkit.ps1', [version, entries]))).toEqual({ version, files: 2 });
    }
    const sealed = join(computer.root, 'fresh', 'Patchbay', version);
    for (const file of files) expect(readFileSync(join(sealed, file.name), 'latin1')).toBe(file.text);
    expect(existsSync(`${sealed}.part`)).toBe(false);
    writeFileSync(join(sealed, files[0]?.name ?? ''), 'changed');
    expect(computer.bootstrap(bootstrapLine('Seal-Toolkit.ps1', [version, entries]))).toEqual({ refused: 'altered' });
  });

  it('refuse a damaged piece, a strange name and a folder of somebody else', () => {
    const piece = [version, 'Patchbay.Common.ps1', '0', sha256Hex('a'), Buffer.from('b').toString('base64')];
    expect(computer.bootstrap(bootstrapLine('Put-Piece.ps1', piece))).toEqual({ refused: 'hash' });
    const outside = bootstrapLine('Put-Piece.ps1', ['..', ...piece.slice(1)]);
    expect(computer.bootstrap(outside)).toEqual({ refused: 'name' });
    const foreign = 'O:S-1-5-21-1-2-3-1001G:SYD:';
    expect(computer.bootstrap(bootstrapLine('Put-Piece.ps1', piece), foreign)).toMatchObject({ refused: 'owner' });
  });

  it('keep the folders that they make to SYSTEM and administrators', () => {
    for (const piece of files.flatMap((file) => pieceArguments(version, file))) {
      computer.bootstrap(bootstrapLine('Put-Piece.ps1', piece));
    }
    computer.bootstrap(bootstrapLine('Seal-Toolkit.ps1', [version, entries]));
    const rights = 'O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA) Owner, Access';
    expect(computer.aclLog()).toEqual(
      ['Patchbay', `${version}.part`, `${version}.new`].map((name) => `${name} ${rights}`),
    );
  });

  it.each([
    ['O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)', true],
    [PROGRAM_FILES_RIGHTS, true],
    ['O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;BU)', false],
    ['O:BAG:SYD:AI(A;OICIIO;FA;;;AU)(A;ID;FA;;;BA)', false],
    ['O:BAG:SYD:NO_ACCESS_CONTROL', false],
    ['O:BAG:SY', false],
  ])('take a folder with the rights %s: %s', (sddl, taken) => {
    mkdirSync(join(computer.fresh, 'Patchbay', version), { recursive: true });
    const [piece = []] = files[0] ? pieceArguments(version, files[0]) : [];
    const answer = computer.bootstrap(bootstrapLine('Put-Piece.ps1', piece), sddl);
    expect(answer).toMatchObject(taken ? { file: piece[1] } : { refused: 'access' });
    const probe = computer.probe(bootstrapLine('Probe.ps1', [version]), { mode: 'FullLanguage', sddl });
    expect(probe).toContain(`|toolkit=${taken ? 'present' : 'absent'}|`);
  });

  it('say in a frame what Windows did not allow', () => {
    mkdirSync(computer.fresh, { recursive: true });
    writeFileSync(join(computer.fresh, 'Patchbay'), 'not a folder');
    const [piece = []] = files[0] ? pieceArguments(version, files[0]) : [];
    expect(computer.bootstrap(bootstrapLine('Put-Piece.ps1', piece))).toMatchObject({
      refused: 'failed',
      message: expect.stringMatching(/^[ -~]+$/),
      hresult: expect.stringMatching(/^0x[0-9A-F]{8}$/),
    });
  });
});
