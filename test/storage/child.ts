import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Bundles a test's program into the folder, so that plain node runs it; gives the bundle's path. */
export async function bundled(program: URL, folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(program),
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'program.mjs' } },
    },
  });
  return join(folder, 'program.mjs');
}

/** A running program and the lines that it has said so far. */
export interface Child {
  readonly lines: readonly string[];
  /** Waits until it has said that many lines, or has ended. */
  said(count: number): Promise<void>;
  kill(): Promise<void>;
}

export function started(program: string, folder: string): Child {
  const child: ChildProcess = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  let onLine: () => void = () => undefined;
  const ended = once(child, 'close');
  if (!child.stdout) throw new Error('the child has no standard output');
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    onLine();
  });
  const enough = (count: number) =>
    new Promise<void>((resolve) => {
      onLine = () => {
        if (lines.length >= count) resolve();
      };
      onLine();
    });
  return {
    lines,
    said: (count) => Promise.race([enough(count), ended.then(() => undefined)]),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
