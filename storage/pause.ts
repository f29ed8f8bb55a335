import type { Files } from './files.js';

interface Pausable {
  readonly files: Files;
  /** Runs while no document changes: what was changing is let end first, what comes meanwhile waits. */
  paused<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * A file system whose changes can be held up for a moment. A document appears, changes and goes by a rename or a removal
 * and by nothing else; so holding these holds everything.
 */
export function pausable(files: Files): Pausable {
  const underWay = new Set<Promise<unknown>>();
  let gate: Promise<void> | null = null;

  async function passing<T>(change: () => Promise<T>): Promise<T> {
    while (gate !== null) await gate;
    const run = change();
    underWay.add(run);
    try {
      return await run;
    } finally {
      underWay.delete(run);
    }
  }

  async function paused<T>(work: () => Promise<T>): Promise<T> {
    while (gate !== null) await gate;
    let open = (): void => undefined;
    gate = new Promise((resolve) => {
      open = resolve;
    });
    try {
      await Promise.allSettled([...underWay]);
      return await work();
    } finally {
      gate = null;
      open();
    }
  }

  return {
    files: {
      ...files,
      rename: (from, to) => passing(() => files.rename(from, to)),
      rm: (path, options) => passing(() => files.rm(path, options)),
    },
    paused,
  };
}
