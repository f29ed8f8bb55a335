/** The time that the pretend world lives in. Tests own it. */
export interface SandboxClock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number;
  /** Calls back once after at least this many milliseconds; the returned function takes it back. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const wallClock: SandboxClock = {
  now: () => Date.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
