import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json: found upwards, so it is the same from sources and from `dist/`. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('package.json not found above the program');
    folder = parent;
  }
  return folder;
}

/** A file of the package, by its path from the root: scripts, pages, examples. */
export function packagePath(...parts: string[]): string {
  return join(packageRoot(), ...parts);
}
