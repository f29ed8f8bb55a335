import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';

/** What a failed call to Slack means for the message. */
export type Fault =
  | { readonly kind: 'slow-down'; readonly afterMs: number; readonly cause: string }
  /** Worth another try; a post may have arrived all the same. */
  | { readonly kind: 'again'; readonly cause: string }
  /** The conversation is closed to us. */
  | { readonly kind: 'closed'; readonly cause: string }
  /** Slack does not take the blocks. */
  | { readonly kind: 'content'; readonly cause: string }
  | { readonly kind: 'no-scope'; readonly cause: string }
  | { readonly kind: 'broken'; readonly cause: string };

const CLOSED: ReadonlySet<string> = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'no_permission',
]);
const CONTENT: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_attachments',
  'msg_blocks_too_long',
  'msg_too_long',
]);
/** Of the workspace or the moment, not of the message: an administrator may yet repair them. */
const PASSING: ReadonlySet<string> = new Set([
  'fatal_error',
  'internal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
  'team_added_to_org',
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
]);

export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof WebAPIRateLimitedError) {
    return { kind: 'slow-down', afterMs: thrown.retryAfter * 1000, cause: 'ratelimited' };
  }
  if (thrown instanceof WebAPIRequestError) return { kind: 'again', cause: innermost(thrown.original) };
  if (thrown instanceof WebAPIHTTPError) return { kind: 'again', cause: `HTTP ${thrown.statusCode}` };
  if (thrown instanceof WebAPIPlatformError) return platformFault(thrown.data.error);
  return { kind: 'again', cause: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** A request that failed says only that, and why in what it was caused by; of several tries there is but a code. */
function innermost(error: Error): string {
  if (error.cause instanceof Error) return innermost(error.cause);
  return error.message !== '' || !('code' in error) ? error.message : String(error.code);
}

function platformFault(cause: string): Fault {
  if (PASSING.has(cause)) return { kind: 'again', cause };
  if (CLOSED.has(cause)) return { kind: 'closed', cause };
  if (CONTENT.has(cause)) return { kind: 'content', cause };
  return { kind: cause === 'missing_scope' ? 'no-scope' : 'broken', cause };
}
