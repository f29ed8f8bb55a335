import { inspect } from 'node:util';

const SHOWN = '[secret]';

/** A token or password. Whatever prints it, prints `[secret]`; only `reveal` gives it, at the place that uses it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
