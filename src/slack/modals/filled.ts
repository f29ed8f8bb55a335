import { z } from 'zod';
import { type PersonId, parsePersonId } from '../../domain/ids.js';

const option = z.object({ value: z.string().max(150), text: z.object({ text: z.string().max(150) }).optional() });

/** What one input can hold. Source: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
const held = z.object({
  value: z.string().max(3000).nullish(),
  selected_option: option.nullish(),
  selected_options: z.array(option).max(1000).nullish(),
  files: z
    .array(z.object({ id: z.string().max(40) }))
    .max(10)
    .nullish(),
  selected_users: z.array(z.string()).max(1000).nullish(),
  selected_conversation: z.string().max(100).nullish(),
  selected_date: z.string().max(20).nullish(),
  selected_time: z.string().max(20).nullish(),
  selected_date_time: z.number().nullish(),
});
type Held = z.infer<typeof held>;

const submission = z.object({
  private_metadata: z.string().max(3000),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), held)) }),
});

/** A submitted form, by the ids of its inputs. What was not filled in is empty. Every value is as somebody sent it. */
export class Filled {
  /** What is edited, as the form was opened with it. */
  readonly subject: string;
  readonly #values: ReadonlyMap<string, Held>;

  private constructor(subject: string, values: ReadonlyMap<string, Held>) {
    this.subject = subject;
    this.#values = values;
  }

  /** Null where the view is not one that we opened: a modal can be submitted with anything. */
  static read(view: unknown): Filled | null {
    const parsed = submission.safeParse(view);
    if (!parsed.success) return null;
    const blocks = Object.entries(parsed.data.state.values);
    const values = blocks.flatMap(([id, elements]) => Object.values(elements).map((one) => [id, one] as const));
    return new Filled(parsed.data.private_metadata, new Map(values));
  }

  /** Whether the form had this input. */
  has(id: string): boolean {
    return this.#values.has(id);
  }

  text(id: string): string {
    return this.#values.get(id)?.value?.trim() ?? '';
  }

  /** Names that were typed with commas, semicolons or on lines of their own. */
  names(id: string): readonly string[] {
    return this.text(id)
      .split(/[,;\n]+/)
      .map((name) => name.trim())
      .filter((name) => name !== '');
  }

  /** Null where nothing was typed; what is no number is not one here either. */
  number(id: string): number | null {
    const text = this.text(id);
    return text === '' ? null : Number(text);
  }

  one(id: string): string {
    return this.#values.get(id)?.selected_option?.value ?? '';
  }

  many(id: string): readonly string[] {
    return (this.#values.get(id)?.selected_options ?? []).map(({ value }) => value);
  }

  /** What was chosen, with the words that it was chosen by: to show it once more. */
  choices(id: string): readonly { readonly value: string; readonly text: string }[] {
    const { selected_option: one, selected_options: many } = this.#values.get(id) ?? {};
    return [...(many ?? []), ...(one ? [one] : [])].map(({ value, text }) => ({ value, text: text?.text ?? value }));
  }

  isTicked(id: string): boolean {
    return this.many(id).length > 0;
  }

  people(id: string): readonly PersonId[] {
    return (this.#values.get(id)?.selected_users ?? []).flatMap((user) => parsePersonId(user) ?? []);
  }

  /** Ids of files that were put into it. */
  files(id: string): readonly string[] {
    return (this.#values.get(id)?.files ?? []).map((file) => file.id).filter((one) => /^F[A-Z0-9]{2,30}$/.test(one));
  }

  /** A channel's id, or null. */
  channel(id: string): string | null {
    const channel = this.#values.get(id)?.selected_conversation ?? '';
    return /^[CG][A-Z0-9]{2,20}$/.test(channel) ? channel : null;
  }

  /** `HH:MM`, or null. */
  time(id: string): string | null {
    return this.#values.get(id)?.selected_time ?? null;
  }

  /** A moment in milliseconds, or null. Slack tells seconds, whatever the zone of who chose it. */
  moment(id: string): number | null {
    const seconds = this.#values.get(id)?.selected_date_time ?? null;
    return seconds === null ? null : seconds * 1000;
  }

  date(id: string): string | null {
    return this.#values.get(id)?.selected_date ?? null;
  }
}
