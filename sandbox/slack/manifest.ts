import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

/** What Slack knows of the app: https://docs.slack.dev/reference/app-manifest */
export interface Manifest {
  readonly commands: readonly Command[];
  readonly scopes: readonly string[];
  readonly events: readonly string[];
}

/** A slash command, as Slack's composer offers it. */
export interface Command {
  /** With its slash. */
  readonly name: string;
  readonly description: string;
  readonly usageHint: string;
}

const file = z.object({
  features: z.object({
    slash_commands: z
      .array(z.object({ command: z.string(), description: z.string(), usage_hint: z.string().default('') }))
      .min(1),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
});

/** @throws where the file is missing, or is no manifest of an app with a slash command */
export async function readManifest(path: string): Promise<Manifest> {
  const { features, oauth_config, settings } = file.parse(parse(await readFile(path, 'utf8')));
  return {
    commands: features.slash_commands.map(({ command, description, usage_hint }) => ({
      name: command,
      description,
      usageHint: usage_hint,
    })),
    scopes: oauth_config.scopes.bot,
    events: settings.event_subscriptions.bot_events,
  };
}
