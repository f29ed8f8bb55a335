import { parse } from 'yaml';
import { z } from 'zod';

const scopesOf = z.object({
  oauth_config: z.object({
    scopes: z.object({ bot: z.array(z.string()), bot_optional: z.array(z.string()).default([]) }),
  }),
});

/**
 * The scopes that the app's manifest asks for.
 * @param text the content of manifest.yml
 */
export function scopesIn(text: string): readonly { readonly scope: string; readonly isOptional: boolean }[] {
  const { bot, bot_optional: optional } = scopesOf.parse(parse(text)).oauth_config.scopes;
  return bot.map((scope) => ({ scope, isOptional: optional.includes(scope) }));
}
