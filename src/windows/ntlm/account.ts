export interface Account {
  readonly user: string;
  readonly domain: string;
}

/** `DOMAIN\name` as its two parts; `name` and `name@domain` belong to whoever the service asks. */
export function accountOf(user: string): Account {
  const at = user.indexOf('\\');
  return at < 0 ? { user, domain: '' } : { user: user.slice(at + 1), domain: user.slice(0, at) };
}
