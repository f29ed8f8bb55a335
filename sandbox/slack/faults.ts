/** What can go wrong with a Web API call, on demand. */
type Fault =
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }
  | { readonly kind: 'http'; readonly status: number }
  /** The connection breaks before the call had any effect, or after it had. */
  | { readonly kind: 'drop-before' }
  | { readonly kind: 'drop-after' };

export interface Faults {
  /** The next calls of a method (`*`: of any) go wrong like this. */
  next(method: string, fault: Fault, times?: number): void;
  /** The next envelopes are delivered twice, with the same envelope id. */
  duplicateEnvelopes(times: number): void;
  clear(): void;
}

export interface FaultSource extends Faults {
  take(method: string): Fault | null;
  takeDuplicate(): boolean;
}

export function createFaults(): FaultSource {
  let planned: { readonly method: string; readonly fault: Fault }[] = [];
  let duplicates = 0;
  return {
    next(method, fault, times = 1) {
      planned.push(...Array.from({ length: times }, () => ({ method, fault })));
    },
    duplicateEnvelopes(times) {
      duplicates = times;
    },
    clear() {
      planned = [];
      duplicates = 0;
    },
    take(method) {
      const index = planned.findIndex((one) => one.method === method || one.method === '*');
      return index < 0 ? null : (planned.splice(index, 1)[0]?.fault ?? null);
    },
    takeDuplicate() {
      if (duplicates === 0) return false;
      duplicates -= 1;
      return true;
    },
  };
}
