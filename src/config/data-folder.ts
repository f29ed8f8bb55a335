import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readSections } from './entries.js';
import { type Environment, variable } from './environment.js';
import { Problems } from './problems.js';
import { dataSection } from './schema.js';
import { readSource } from './source.js';

/**
 * The data folder that the configuration names, as an absolute path; whoever copies it needs neither tokens nor a fleet.
 * @throws PatchbayError PB201 where the file is missing, or its section `data` cannot be read
 */
export async function dataFolder(env: Environment, cwd: string): Promise<string> {
  const name = variable(env, 'PATCHBAY_CONFIG') ?? 'patchbay.yml';
  const path = resolve(cwd, name);
  const source = readSource(existsSync(path) ? await fs.readFile(path, 'utf8') : '');
  const problems = new Problems(name, source);
  if (!existsSync(path))
    problems.addElsewhere(`${name}: the configuration file is missing: name the folder with --data`);
  const sections = source.data === undefined ? null : readSections(source.data, problems);
  const data = problems.read(['data'], dataSection, sections?.data);
  if (data === null || !problems.isEmpty) throw problems.error();
  return resolve(dirname(path), data.folder);
}
