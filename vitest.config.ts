import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 60_000,
    // One worker for each core: many tests wait for processes and threads of their own.
    maxWorkers: '100%',
    env: { NO_COLOR: '1' },
  },
});
