import { parseDocument, stringify } from 'yaml';
import { PatchbayError } from '../domain/errors.js';
import { readSource } from './source.js';

/** Slack's page that makes an app of a manifest. Source: "Create apps with app manifests", docs.slack.dev. */
const PAGE = 'https://api.slack.com/apps';
/** The longest address that servers and browsers on the way take for granted. */
const LONGEST_LINK = 8000;

interface AppManifest {
  /** The whole manifest, with its comments. */
  readonly yaml: string;
  /** Opens Slack's page with the manifest filled in. */
  readonly link: string;
}

/**
 * The app's manifest with the slash command that is configured, and the link that creates the app.
 * @param text the content of manifest.yml
 * @param command with its slash
 * @throws PatchbayError PB201 where the link would be longer than what is taken everywhere
 */
export function appManifest(text: string, command: string): AppManifest {
  const manifest = parseDocument(text);
  manifest.setIn(['features', 'slash_commands', 0, 'command'], command);
  // As data, so that no comment goes along; one space is enough to indent by, and no line is broken.
  const yaml = stringify(manifest.toJS(), { indent: 1, lineWidth: 0 });
  // A form's plus signs are no spaces to everybody.
  const link = `${PAGE}?new_app=1&manifest_yaml=${encodeURIComponent(yaml).replaceAll(/[()!'*]/g, percent)}`;
  if (link.length <= LONGEST_LINK) return { yaml: manifest.toString(), link };
  throw new PatchbayError('PB201', { problems: `manifest.yml: its link would have ${link.length} characters` });
}

/**
 * The slash command that a configuration file names, whatever else is or is not in it yet: the app is made before there
 * are tokens. `/patch` where it names none.
 */
export function commandIn(text: string): string {
  const { data } = readSource(text);
  const slack = settingIn(data, 'slack');
  const command = settingIn(slack, 'command');
  return typeof command === 'string' && /^\/[a-z0-9_-]{1,31}$/.test(command) ? command : '/patch';
}

function settingIn(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null ? Object.getOwnPropertyDescriptor(data, name)?.value : undefined;
}

/** Brackets would end a link in Markdown. */
function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
