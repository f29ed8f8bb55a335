import { AuthenticationError } from '../winrm/authenticator.js';

export interface Account {
  readonly user: string;
  readonly domain: string;
}

/** Longer than any name that a directory takes, in UTF-16 units. */
const LONGEST = 512;

/**
 * `DOMAIN\name` as its two parts; `name` and `name@domain` belong to whoever the service asks. Throws AuthenticationError
 * where nobody is named: that would ask for an anonymous logon (MS-NLMP 3.2.5.1.2).
 */
export function accountOf(user: string): Account {
  const at = user.indexOf('\\');
  const account = at < 0 ? { user, domain: '' } : { user: user.slice(at + 1), domain: user.slice(0, at) };
  if (account.user === '' || user.length > LONGEST) throw new AuthenticationError('a user name that is none');
  return account;
}
