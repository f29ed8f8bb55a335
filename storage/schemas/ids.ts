import { z } from 'zod';
import { type CommandLineUser, isCommandLineUser } from '../../src/domain/command-line.js';
import { ERRORS, type ErrorCode, type PatchbayFailure } from '../../src/domain/errors.js';
import {
  type ComputerId,
  parseComputerId,
  parseGroupId,
  parseJobKey,
  parseOperationId,
  parsePatchGroupId,
  parsePersonId,
  parseStackId,
  parseTaskId,
  parseUpdateId,
} from '../../src/domain/ids.js';

/** Takes only what the domain's parser gives back unchanged: what is kept was normalised before. */
function id<T extends string>(parse: (text: string) => T | null) {
  return z.custom<T>((value) => typeof value === 'string' && parse(value) === value, 'not an id of this kind');
}

/** Nobody of Slack: an account of the operating system that ran a program. */
export const commandLineUser = z.custom<CommandLineUser>(
  (value) => typeof value === 'string' && isCommandLineUser(value),
);
export const computerId = id(parseComputerId);
/** There may be ten thousand: looked at in one go, as an array schema's way with each takes many times as long. */
export const computerIds = z.custom<ComputerId[]>(
  (value) => Array.isArray(value) && value.every((one) => typeof one === 'string' && parseComputerId(one) === one),
  'not a list of computers',
);
export const groupId = id(parseGroupId);
export const patchGroupId = id(parsePatchGroupId);
export const stackId = id(parseStackId);
export const updateId = id(parseUpdateId);
export const taskId = id(parseTaskId);
export const personId = id(parsePersonId);
export const jobKey = id(parseJobKey);
export const operationId = id(parseOperationId);

/** Milliseconds since 1970; infinite and broken numbers are refused. */
export const instant = z.number();
export const count = z.number();

const errorCode = z.custom<ErrorCode>(
  (value) => typeof value === 'string' && Object.hasOwn(ERRORS, value),
  'unknown error code',
);

export const failure = z.object({
  code: errorCode,
  details: z.record(z.string(), z.union([z.string(), z.number()])),
}) satisfies z.ZodType<PatchbayFailure>;
