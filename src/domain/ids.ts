/** Names that must not be mixed up: each is a string that was parsed once, at the edge. */

declare const brand: unique symbol;
type Brand<B extends string> = string & { readonly [brand]: B };

/** A computer's name in the configuration, lower case: letters, digits, dot, dash; at most 63 characters. */
export type ComputerId = Brand<'ComputerId'>;
/** A provisioning group's short name, lower case: letters, digits, dash; at most 40 characters. */
export type GroupId = Brand<'GroupId'>;
/** A patch group's short name, lower case: letters, digits, dash; at most 40 characters. */
export type PatchGroupId = Brand<'PatchGroupId'>;
/** A software stack's short name, lower case: letters, digits, dash; at most 40 characters. */
export type StackId = Brand<'StackId'>;
/** An update's GUID on WSUS, lower case. */
export type UpdateId = Brand<'UpdateId'>;
/** A task's number as text: people type it. */
export type TaskId = Brand<'TaskId'>;
/** A Slack user id (`U…` or `W…`): the only name of a person that is trusted. */
export type PersonId = Brand<'PersonId'>;
/** The name of a detached job: installation id, a dash, a ULID. Made and stored before the first attempt. */
export type JobKey = Brand<'JobKey'>;
/** A decision's opaque id. Two clicks on the same button carry the same one. */
export type OperationId = Brand<'OperationId'>;

/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function parser<T extends string>(pattern: RegExp, normalise: (text: string) => string = (text) => text) {
  return (text: string): T | null => {
    const value = normalise(text.trim());
    return pattern.test(value) ? (value as T) : null;
  };
}

const lower = (text: string): string => text.toLowerCase();

/** Each parser takes hostile text and gives the id, or null where the text is none. */
export const parseComputerId = parser<ComputerId>(/^[a-z0-9][a-z0-9.-]{0,62}$/, lower);
export const parseGroupId = parser<GroupId>(/^[a-z0-9][a-z0-9-]{0,39}$/, lower);
export const parsePatchGroupId = parser<PatchGroupId>(/^[a-z0-9][a-z0-9-]{0,39}$/, lower);
export const parseStackId = parser<StackId>(/^[a-z0-9][a-z0-9-]{0,39}$/, lower);
export const parseUpdateId = parser<UpdateId>(GUID, lower);
/** `5031356` or `KB5031356`: gives the digits. */
export function parseKb(text: string): string | null {
  return /^(?:KB)?(\d{5,8})$/i.exec(text.trim())?.[1] ?? null;
}
export const parseTaskId = parser<TaskId>(/^[1-9][0-9]{0,8}$/);
export const parsePersonId = parser<PersonId>(/^[UW][A-Z0-9]{2,20}$/);
export const parseJobKey = parser<JobKey>(/^[a-z0-9]{6,16}-[0-9A-HJKMNP-TV-Z]{26}$/);
export const parseOperationId = parser<OperationId>(/^[A-Za-z0-9_-]{8,64}$/);
