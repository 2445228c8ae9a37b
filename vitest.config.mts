import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Processes, brokers, browsers and windows: one of these may be tried twice, and is then named as FLAKY. */
const REAL = ['integration', 'e2e', 'desktop', 'faults', 'attacks', 'spark'].map((name) => `test/${name}/**/*.test.ts`)

/** `npm run test:long`. */
const isLong = process.env['MILLRACE_DOSE'] === 'long'

/**
 * Tables that a live Spark reads and writes: minutes of a JVM. The gate has tables that one wrote (spark-golden).
 * Installers and the image in a clean Debian root: minutes and gigabytes. The gate packages a folder (desktop/package).
 */
const LONG_ONLY = ['test/interop/spark.test.ts', 'test/shipping/installed.test.ts']

/** The long ones first: one of them alone at the end would leave a core idle. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isReal = ({ project }: TestSpecification) => project.name === 'real'
    return [...sorted.filter(isReal), ...sorted.filter((file) => !isReal(file))]
  }
}

export default defineConfig({
  test: {
    globalSetup: ['test/support/build.ts'],
    reporters: ['default', './test/support/closing-reporter.ts'],
    // Guards against a hang, far beyond what anything takes on a slow machine.
    testTimeout: isLong ? 3_600_000 : 180_000,
    hookTimeout: isLong ? 600_000 : 180_000,
    // What a page shows comes a moment after what made it: assertions about it wait.
    expect: { poll: { timeout: 150_000, interval: 100 } },
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...REAL, ...(isLong ? [] : LONG_ONLY)],
        },
      },
      { extends: true, test: { name: 'real', include: REAL, retry: 1 } },
    ],
  },
})
