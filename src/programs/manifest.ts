import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { appManifest, commandIn } from '../config/app-manifest.js';
import { packagePath } from '../package-root.js';

/** `npm run manifest`: what Slack needs to make the app. With `--readme` the README's own link is brought up to date. */
const text = readFileSync(packagePath('manifest.yml'), 'utf8');
if (process.argv.includes('--readme')) writeReadme();
else print();

function print(): void {
  const file = process.env.PATCHBAY_CONFIG ?? 'patchbay.yml';
  const command = existsSync(file) ? commandIn(readFileSync(file, 'utf8')) : '/patch';
  const { yaml, link } = appManifest(text, command);
  process.stdout.write(`${yaml}\n# The slash command is ${command}. This link creates the app:\n${link}\n`);
}

function writeReadme(): void {
  const readme = packagePath('README.md');
  const { link } = appManifest(text, '/patch');
  const before = readFileSync(readme, 'utf8');
  writeFileSync(
    readme,
    before.replaceAll(/https:\/\/api\.slack\.com\/apps\?new_app=1[^)\s]*/g, () => link),
  );
}
