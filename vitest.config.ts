import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    reporters: ['default', './test/support/closing-reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What a page shows comes a moment after what made it: assertions about it wait.
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
})
