import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  root: here,
  base: '/',
  build: {
    outDir: fileURLToPath(new URL('../../../dist/sandbox/slack/page', import.meta.url)),
    emptyOutDir: true,
    // The page's policy allows own files only: nothing may be written into the HTML.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
});
