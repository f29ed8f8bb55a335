import type { Problems } from './problems.js';
import { type ReadFile, secretFromFile } from './read-files.js';
import { Secret } from './secret.js';

export type Environment = Readonly<Record<string, string | undefined>>;

const TOKENS = [
  { name: 'SLACK_BOT_TOKEN', prefix: 'xoxb-' },
  { name: 'SLACK_APP_TOKEN', prefix: 'xapp-' },
] as const;

/** A variable that is set to nothing is not set. */
export function variable(env: Environment, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? null : value;
}

/** Whether the environment says anything of Slack at all. */
export function namesSlack(env: Environment): boolean {
  const names = [...TOKENS.flatMap(({ name }) => [name, `${name}_FILE`]), 'SLACK_API_URL'];
  return names.some((name) => variable(env, name) !== null);
}

/** Both of Slack's tokens, each from its variable or from the file that `<name>_FILE` names. */
export async function readTokens(
  env: Environment,
  readFile: ReadFile,
  problems: Problems,
): Promise<{ readonly botToken: Secret; readonly appToken: Secret } | null> {
  const [bot, app] = TOKENS;
  const botToken = await readToken(bot, env, readFile, problems);
  const appToken = await readToken(app, env, readFile, problems);
  return botToken && appToken ? { botToken, appToken } : null;
}

async function readToken(
  { name, prefix }: (typeof TOKENS)[number],
  env: Environment,
  readFile: ReadFile,
  problems: Problems,
): Promise<Secret | null> {
  const refuse = (text: string): null => {
    problems.addElsewhere(`environment: ${name}: ${text}`);
    return null;
  };
  const inline = variable(env, name);
  const file = variable(env, `${name}_FILE`);
  if (inline !== null && file !== null) return refuse(`is set, and so is ${name}_FILE: keep one of them`);
  if (inline === null && file === null) return refuse(`is missing: set it, or ${name}_FILE to a file that holds it`);
  const token = file === null ? new Secret(inline ?? '') : await secretFromFile(readFile, file, refuse);
  if (token === null || token.reveal().startsWith(prefix)) return token;
  return refuse(`must begin with ${prefix}; are the two tokens swapped?`);
}

/** Node's own switch: with it, Slack's tokens would be shown to whoever answers. */
export function demandVerification(env: Environment, problems: Problems): void {
  if (variable(env, 'NODE_TLS_REJECT_UNAUTHORIZED') !== '0') return;
  problems.addElsewhere(
    'environment: NODE_TLS_REJECT_UNAUTHORIZED: must not be 0: certificates are always verified; name a private authority with NODE_EXTRA_CA_CERTS or ca_file',
  );
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Another Slack than Slack. The bot shows it the token and obeys what it sends, so it must be on this computer, unless
 * the file allows it; then by HTTPS only.
 */
export function readApiUrl(env: Environment, allowForeign: boolean, problems: Problems): string | null {
  const given = variable(env, 'SLACK_API_URL');
  if (given === null) return null;
  const refuse = (text: string): null => {
    problems.addElsewhere(`environment: SLACK_API_URL: ${text}`);
    return null;
  };
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    return refuse('must be a URL, such as http://127.0.0.1:8080/api/');
  if (url.username !== '' || url.password !== '') return refuse('must hold no user name and no password');
  const isHere = LOOPBACK.test(url.hostname);
  if (!isHere && !allowForeign) {
    return refuse('must be on this computer (127.0.0.1); slack.allow_foreign_api_url: true would allow another');
  }
  if (!isHere && url.protocol !== 'https:') return refuse('must be https where it is not on this computer');
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
