import { configDefaults, defineConfig } from 'vitest/config';

const report = process.env.PATCHBAY_TEST_REPORT;

/**
 * Times are shown and windows are computed in many zones: what is pure runs in two of them. Its files share what they
 * import, since none keeps anything: to load it for each took as long as the tests.
 */
const pure = [
  'test/domain/**/*.test.ts',
  'test/workflows/**/*.test.ts',
  'test/slack/**/*.test.ts',
  'test/config/**/*.test.ts',
];
/** What takes long and knows nothing of zones: schedules in virtual time, every sentence with any name, thousands of computers. */
const zoneless = [
  'test/workflows/schedules/**',
  'test/workflows/cycle.test.ts',
  'test/workflows/machine.test.ts',
  'test/workflows/misfortune.test.ts',
  'test/workflows/fleet-size.test.ts',
  'test/slack/five-tasks.test.ts',
  'test/slack/outbox.test.ts',
  'test/slack/said.test.ts',
];

export default defineConfig({
  test: {
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    // One more than the cores that it is made for: much of what is tested waits for other processes.
    maxWorkers: 3,
    // Of the tests of a file that says they may run side by side: each has a bot and a sandbox of its own.
    maxConcurrency: 4,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...pure],
          env: { TZ: 'UTC' },
        },
      },
      { extends: true, test: { name: 'pure', include: pure, env: { TZ: 'UTC' }, isolate: false } },
      {
        extends: true,
        test: {
          name: 'other time zone',
          include: pure,
          exclude: [...configDefaults.exclude, ...zoneless],
          env: { TZ: 'Pacific/Chatham' },
          isolate: false,
        },
      },
    ],
  },
});
