import { type Finding, findingsAbout } from './finding.js';

/** What was seen of Slack by calls that change nothing. */
export interface SlackSeen {
  /** What the bot's token is; scopes are null where Slack did not name them. */
  readonly bot:
    | { readonly team: string; readonly teamId: string; readonly scopes: readonly string[] | null }
    | { readonly cause: string }
    /** Nobody answered at all: nothing is known of the tokens. */
    | { readonly unreached: string };
  /** Whether the app's token opens a Socket Mode connection. */
  readonly app: 'open' | { readonly cause: string };
  /** The scopes that the manifest asks for. */
  readonly wanted: readonly { readonly scope: string; readonly isOptional: boolean }[];
  /** The only workspace that is listened to; null: any. */
  readonly teamId: string | null;
}

/** What does not work without a scope. */
const WITHOUT: Readonly<Record<string, string>> = {
  commands: 'the slash command does not arrive',
  'chat:write': 'nothing can be said',
  'files:write': 'logs and lists cannot be sent as files',
  'files:read': 'no CSV file of computers can be taken from a form',
  'users:read': 'nobody can be told from a guest, so nobody is let in',
  'channels:read': 'it is not known who else reads a public channel, so it is refused',
  'groups:read': 'it is not known who else reads a private channel, so it is refused',
  'usergroups:read': 'roles that name a user group are given to nobody',
  'app_mentions:read': 'mentions do not arrive',
  'im:history': 'direct messages do not arrive',
  'im:write': 'no direct message can be begun, so that who is asked alone is told nothing',
  'channels:history': 'after a crash a card may be posted twice in a public channel',
  'groups:history': 'after a crash a card may be posted twice in a private channel',
};

const INSTALL = 'Bring the app to the state of manifest.yml (npm run manifest), then install it again.';

const REACH =
  'See that this machine resolves slack.com and reaches it by TCP 443; a proxy on the way is not supported.';

export function slackFindings(seen: SlackSeen): readonly Finding[] {
  const say = findingsAbout('slack');
  const { bot, app, teamId } = seen;
  if ('unreached' in bot) return [say.fail('reach', `Slack is not reached (${bot.unreached}).`, REACH)];
  const socket =
    app === 'open'
      ? say.pass('app-token', 'The app token opens Socket Mode connections.')
      : say.fail(
          'app-token',
          `Slack opens no Socket Mode connection for the app token (${app.cause}).`,
          'Make an app-level token (xapp-) with connections:write, switch Socket Mode on, and set SLACK_APP_TOKEN.',
        );
  if ('cause' in bot) {
    const next = 'Install the app in the workspace, and set SLACK_BOT_TOKEN to its bot token (xoxb-).';
    return [say.fail('bot-token', `Slack does not take the bot token (${bot.cause}).`, next), socket];
  }
  const isOther = teamId !== null && teamId !== bot.teamId;
  const token = isOther
    ? say.fail(
        'bot-token',
        `The bot token is of the workspace ${bot.team} (${bot.teamId}), not of ${teamId}.`,
        'Correct slack.team_id in the configuration, or set the token of that workspace.',
      )
    : say.pass('bot-token', `The bot token is of the workspace ${bot.team}.`);
  return [token, ...scopeFindings(seen, bot.scopes), socket];
}

function scopeFindings({ wanted }: SlackSeen, scopes: readonly string[] | null): readonly Finding[] {
  const say = findingsAbout('slack');
  if (scopes === null)
    return [say.warn('scopes', 'Slack does not say which scopes the bot token has.', 'Look at the page of the app.')];
  const missing = wanted.filter(({ scope }) => !scopes.includes(scope));
  if (missing.length === 0) return [say.pass('scopes', 'The bot token has all scopes of the manifest.')];
  return missing.map(({ scope, isOptional }) => {
    const sentence = `The bot token lacks the scope ${scope}: ${WITHOUT[scope] ?? 'something will not work'}.`;
    const id = `scope-${scope}`;
    return isOptional ? say.warn(id, sentence, INSTALL) : say.fail(id, sentence, INSTALL);
  });
}
