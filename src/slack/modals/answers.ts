import { z } from 'zod';
import { PatchbayError } from '../../domain/errors.js';
import {
  type ComputerId,
  type OperationId,
  parseComputerId,
  parseOperationId,
  parseUpdateId,
  type UpdateId,
} from '../../domain/ids.js';
import { INPUT } from './parts.js';
import { isWhich, type Which } from './which.js';

/** What a submitted modal holds. Every value is parsed: a modal can be submitted with anything. */
export interface UpdatesAnswer {
  readonly request: OperationId;
  readonly which: Which;
  readonly chosen: readonly UpdateId[];
  readonly wsusGroup: string;
  readonly action: 'install' | 'not-approved';
}

export interface RecommendationsAnswer {
  readonly request: OperationId;
  readonly which: Which;
  readonly chosen: readonly UpdateId[];
  readonly exceptComputers: readonly ComputerId[];
}

const option = z.object({ value: z.string().max(150) });
const inputState = z.object({
  [INPUT]: z.object({
    selected_option: option.nullish(),
    selected_options: z.array(option).max(1000).nullish(),
  }),
});
const submitted = z.object({
  private_metadata: z.string(),
  state: z.object({ values: z.record(z.string(), inputState) }),
});
type Submitted = z.infer<typeof submitted>;

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws PatchbayError PB304 where the view is not one that we opened */
export function readUpdatesAnswer(view: unknown, command: string): UpdatesAnswer {
  const forged = new PatchbayError('PB304', { command, verb: 'updates' });
  const parsed = parsedView(view, forged);
  const wsusGroup = one(parsed, 'group') ?? '';
  const action = one(parsed, 'action');
  if (!GUID.test(wsusGroup) || (action !== 'install' && action !== 'not-approved')) throw forged;
  return { ...common(parsed, forged), wsusGroup, action };
}

/** @throws PatchbayError PB304 where the view is not one that we opened */
export function readRecommendationsAnswer(view: unknown, command: string): RecommendationsAnswer {
  const forged = new PatchbayError('PB304', { command, verb: 'recommendations' });
  const parsed = parsedView(view, forged);
  return { ...common(parsed, forged), exceptComputers: all(many(parsed, 'except'), parseComputerId, forged) };
}

function parsedView(view: unknown, forged: PatchbayError): Submitted {
  const parsed = submitted.safeParse(view);
  if (!parsed.success) throw forged;
  return parsed.data;
}

function common(view: Submitted, forged: PatchbayError) {
  const request = parseOperationId(view.private_metadata);
  const which = one(view, 'which') ?? '';
  if (request === null || !isWhich(which)) throw forged;
  return { request, which, chosen: all(many(view, 'updates'), parseUpdateId, forged) };
}

function one(view: Submitted, id: string): string | undefined {
  return view.state.values[id]?.[INPUT].selected_option?.value;
}

function many(view: Submitted, id: string): readonly string[] {
  return (view.state.values[id]?.[INPUT].selected_options ?? []).map(({ value }) => value);
}

/** One unreadable id makes the whole answer unreadable: half a choice is not what was chosen. */
function all<T>(values: readonly string[], parse: (text: string) => T | null, forged: PatchbayError): readonly T[] {
  return values.map((value) => {
    const id = parse(value);
    if (id === null) throw forged;
    return id;
  });
}
