import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packagePath } from '../../src/package-root.js';
import { VERBS } from '../../src/slack/verbs.js';

const manifest = parse(readFileSync(packagePath('manifest.yml'), 'utf8'));
const schemaFile = packagePath('..', 'shared', 'peers', 'slack', 'manifest.schema.2.0.0.json');

describe('the manifest', () => {
  it('keeps Slack’s rules: the main ones always, its whole schema where that is at hand', () => {
    const { display_information: shown, features } = manifest;
    expect(shown.name.length).toBeLessThanOrEqual(35);
    expect(shown.description.length).toBeLessThanOrEqual(140);
    expect(shown.long_description.length).toBeGreaterThanOrEqual(175);
    expect(features.bot_user.display_name.length).toBeLessThanOrEqual(80);
    if (!existsSync(schemaFile)) return;
    const schema: object = JSON.parse(readFileSync(schemaFile, 'utf8'));
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    expect(validate(manifest), JSON.stringify(validate.errors)).toBe(true);
  });

  it('needs no public address: Socket Mode, and no url anywhere', () => {
    expect(manifest.settings).toMatchObject({
      socket_mode_enabled: true,
      org_deploy_enabled: false,
      token_rotation_enabled: false,
      interactivity: { is_enabled: true },
    });
    expect(JSON.stringify(manifest)).not.toMatch(/https?:/);
  });

  it('has one slash command, whose mentions arrive as ids', () => {
    expect(manifest.features.slash_commands).toHaveLength(1);
    expect(manifest.features.slash_commands[0]).toMatchObject({ command: '/patch', should_escape: true });
  });

  it('lists every verb in its usage hint, and no other, within Slack’s 1,000 characters', () => {
    const hint: string = manifest.features.slash_commands[0].usage_hint;
    expect(hint.length).toBeLessThanOrEqual(1000);
    const verbs = hint.split(' | ').map((part) => part.split(' ')[0]);
    expect(verbs.toSorted()).toEqual(Object.keys(VERBS).toSorted());
  });

  it('subscribes to the events that have a listener', () => {
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(['app_home_opened', 'app_mention', 'message.im']);
  });

  it('asks for no more than it uses, and leaves out what it can do without', () => {
    const { bot, bot_optional: optional } = manifest.oauth_config.scopes;
    expect(bot.filter((scope: string) => !optional.includes(scope)).sort()).toEqual([
      'app_mentions:read',
      'channels:read',
      'chat:write',
      'commands',
      'files:write',
      'groups:read',
      'im:history',
      'im:write',
      'users:read',
    ]);
    expect(optional).toEqual(['files:read', 'usergroups:read', 'channels:history', 'groups:history']);
  });
});
