import { readdirSync, readFileSync } from 'node:fs';
import { packagePath } from '../../src/package-root.js';

/** What people read, as it stands in the repository. */
export interface Page {
  readonly name: string;
  readonly text: string;
}

interface Block {
  /** What stands behind the fence: `yaml`, `powershell`, `sh`, `text`. */
  readonly language: string;
  readonly text: string;
}

const FENCED = /^( *)```(\w*)\n([\s\S]*?)^ *```$/gm;

const docs = readdirSync(packagePath('docs')).filter((name) => name.endsWith('.md'));

export const PAGES: readonly Page[] = ['README.md', 'CHANGELOG.md', ...docs.map((name) => `docs/${name}`)].map(
  (name) => ({ name, text: readFileSync(packagePath(...name.split('/')), 'utf8') }),
);

export function blocksIn({ text }: Page, language: string): readonly Block[] {
  return allBlocksIn(text).filter((block) => block.language === language);
}

export function allBlocksIn(text: string): readonly Block[] {
  return [...text.matchAll(FENCED)].map(([, indent = '', language = '', body = '']) => ({
    language,
    text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** All that is in `code`, in the text and in blocks. */
function codeIn({ text }: Page): readonly string[] {
  const inline = [...text.replaceAll(FENCED, '').matchAll(/`([^`\n]+(?:\n[^`\n]+)?)`/g)].map(([, code = '']) =>
    code.replaceAll(/\s+/g, ' '),
  );
  return [...inline, ...allBlocksIn(text).flatMap((block) => block.text.split('\n'))];
}

/** Each match of the first group in all code of all pages, with the page that has it. */
export function found(pattern: RegExp): readonly (readonly [page: string, what: string])[] {
  return PAGES.flatMap((page) =>
    codeIn(page).flatMap((code) => [...code.matchAll(pattern)].map(([, what = '']) => [page.name, what] as const)),
  );
}
