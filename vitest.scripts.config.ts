import { defineConfig } from 'vitest/config';

/** Suites that need a PowerShell: `npm run test:scripts`. */
export default defineConfig({
  test: {
    include: ['test/**/*.pwsh.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
