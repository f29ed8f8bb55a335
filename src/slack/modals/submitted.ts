import { z } from 'zod';
import { type OperationId, parseOperationId } from '../../domain/ids.js';
import { INPUT } from './parts.js';

const option = z.object({ value: z.string().max(150) });

/** What one input of ours can hold. Source: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
const held = z.object({
  value: z.string().max(3000).nullish(),
  selected_option: option.nullish(),
  selected_options: z.array(option).max(1000).nullish(),
  selected_date_time: z.int().nonnegative().nullish(),
});

const submission = z.object({
  private_metadata: z.string(),
  state: z.object({ values: z.record(z.string(), z.object({ [INPUT]: held })) }),
});

/** A submitted modal, by the ids of its inputs. What was not filled in is empty. */
export class Submitted {
  readonly request: OperationId;
  readonly #values: z.infer<typeof submission>['state']['values'];

  private constructor(request: OperationId, values: z.infer<typeof submission>['state']['values']) {
    this.request = request;
    this.#values = values;
  }

  /** Null where the view is not one that we opened: a modal can be submitted with anything. */
  static read(view: unknown): Submitted | null {
    const parsed = submission.safeParse(view);
    const request = parsed.success ? parseOperationId(parsed.data.private_metadata) : null;
    return parsed.success && request !== null ? new Submitted(request, parsed.data.state.values) : null;
  }

  text(id: string): string {
    return this.#held(id)?.value?.trim() ?? '';
  }

  one(id: string): string {
    return this.#held(id)?.selected_option?.value ?? '';
  }

  many(id: string): readonly string[] {
    return (this.#held(id)?.selected_options ?? []).map(({ value }) => value);
  }

  /** Milliseconds since 1970. */
  moment(id: string): number | null {
    const seconds = this.#held(id)?.selected_date_time;
    return seconds === null || seconds === undefined ? null : seconds * 1000;
  }

  #held(id: string) {
    return this.#values[id]?.[INPUT];
  }
}
