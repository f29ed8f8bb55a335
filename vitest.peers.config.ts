import { defineConfig } from 'vitest/config';

const report = process.env.PATCHBAY_TEST_REPORT;

/** What clients, servers and libraries that others wrote say of ours: `npm run test:peers`. */
export default defineConfig({
  test: {
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    include: ['test/peers/**/*.peers.ts'],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
