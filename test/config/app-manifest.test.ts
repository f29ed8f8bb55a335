import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { appManifest, commandIn } from '../../src/config/app-manifest.js';
import { packagePath } from '../../src/package-root.js';

const text = readFileSync(packagePath('manifest.yml'), 'utf8');

describe('the link that creates the Slack app', () => {
  it('carries manifest.yml, whole, in an address that is taken everywhere', () => {
    const { link } = appManifest(text, '/patch');
    const url = new URL(link);
    expect(`${url.origin}${url.pathname}`).toBe('https://api.slack.com/apps');
    expect(url.searchParams.get('new_app')).toBe('1');
    expect(parse(url.searchParams.get('manifest_yaml') ?? '')).toEqual(parse(text));
    expect(link.length).toBeLessThan(8000);
    expect(link).not.toMatch(/[\s()]/);
  });

  it('is the README’s own', () => {
    expect(readFileSync(packagePath('README.md'), 'utf8')).toContain(`](${appManifest(text, '/patch').link})`);
  });

  it('names the command that is configured, and changes nothing else', () => {
    const { yaml, link } = appManifest(text, '/patch-lab');
    const expected = parse(text);
    expected.features.slash_commands[0].command = '/patch-lab';
    expect(parse(yaml)).toEqual(expected);
    expect(parse(new URL(link).searchParams.get('manifest_yaml') ?? '')).toEqual(expected);
  });

  it('is refused where it would be too long to be followed', () => {
    const long = text.replace('description: Patchbay', `description: ${'x'.repeat(9000)}`);
    expect(() => appManifest(long.replace('name: Patchbay', `name: ${'x'.repeat(9000)}`), '/patch')).toThrow('PB201');
  });
});

describe('the command of a configuration file', () => {
  it.each([
    ['slack: { command: /patch-lab }', '/patch-lab'],
    ['slack:\n  command: /patch2\nroles: {}', '/patch2'],
    ['slack:', '/patch'],
    ['', '/patch'],
    ['slack: { command: "rm -rf" }', '/patch'],
    ['slack: [', '/patch'],
    ['- a list', '/patch'],
  ])('%j is %s', (file, command) => {
    expect(commandIn(file)).toBe(command);
  });
});
