import { defineConfig } from 'vitest/config';

const report = process.env.PATCHBAY_TEST_REPORT;

/** Every script in a real PowerShell, with stand-ins for Windows: `npm run test:scripts`. */
export default defineConfig({
  test: {
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    include: ['test/**/*.pwsh.ts'],
    globalSetup: ['test/windows/scripts/need-pwsh.ts'],
    maxWorkers: 2,
    testTimeout: 240_000,
    hookTimeout: 60_000,
  },
});
