import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';
import { packagePath } from '../../src/package-root.js';

/** Something that others wrote, and how to see whether it is here. */
interface Peer {
  readonly name: string;
  /** Python that ends without an error where it is. */
  readonly probe: string;
  /** Debian's names for it. */
  readonly packages: string;
}

const MD4 = 'hashlib.new("md4")';
const NTLMSSP = '"1.3.6.1.4.1.311.2.2.10"';

export const GSS_NTLMSSP: Peer = {
  name: 'gss-ntlmssp',
  probe: `import gssapi; assert ${NTLMSSP} in [each.dotted_form for each in gssapi.raw.indicate_mechs()]`,
  packages: 'gss-ntlmssp python3-gssapi',
};

export const PYWINRM: Peer = {
  name: 'pywinrm',
  probe: `import hashlib, requests_ntlm, winrm; ${MD4}`,
  packages: 'python3-winrm python3-requests-ntlm',
};

export const ANSIBLE: Peer = {
  name: 'Ansible',
  probe: `import ansible.cli.adhoc, hashlib, requests_ntlm, winrm; ${MD4}`,
  packages: 'ansible-core python3-winrm python3-requests-ntlm',
};

const MUST_BE_HERE = process.env.CI === 'true';

/**
 * The tests that a peer decides, given the Python that has it. Where there is none they are left out, saying so; in CI
 * that is a failure.
 */
export function decidedBy({ name, probe, packages }: Peer, tests: (python: string) => void): void {
  const python = pythonThat(probe);
  if (python === null) leftOut(`${name} is not here: apt-get install ${packages}`);
  else describe(name, () => tests(python));
}

/** One test that says what is missing: skipped, or failed in CI. */
export function leftOut(sentence: string): void {
  // The runner counts what is skipped, and names it nowhere.
  if (!MUST_BE_HERE) process.stderr.write(`Left out: ${sentence}\n`);
  it.skipIf(!MUST_BE_HERE)(sentence, () => {
    throw new Error(sentence);
  });
}

/** The first Python on the PATH, Debian's own after all others, for which a probe succeeds. */
function pythonThat(probe: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'];
  const all = [...new Set(folders.map((folder) => join(folder, 'python3')))].filter((path) => existsSync(path));
  const options = { env: pythonEnvironment(), stdio: 'ignore', timeout: 30_000 } as const;
  return all.find((python) => spawnSync(python, ['-B', '-c', probe], options).status === 0) ?? null;
}

/** For a Python whose NTLM takes MD4 from OpenSSL, which has to be told so before the program starts. */
export function pythonEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, OPENSSL_CONF: packagePath('test', 'peers', 'openssl.cnf'), LC_ALL: 'C.UTF-8' };
}
