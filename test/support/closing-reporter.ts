import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'

/**
 * Names each skipped test with its reason and each that passed only when it was tried again, then closes with one
 * line that a machine can read.
 */
export default class ClosingReporter implements Reporter {
  private isFiltered = false

  onInit({ config }: Vitest): void {
    this.isFiltered = config.testNamePattern !== undefined
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    let passed = 0
    let failed = 0
    const skipped: string[] = []
    const flaky: string[] = []
    for (const module of modules) {
      if (module.errors().length > 0) failed++
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') passed++
        else if (result.state === 'failed') failed++
        else if (!this.isLeftOut(test))
          skipped.push(
            `SKIPPED ${test.fullName}: ${result.state === 'skipped' ? (result.note ?? 'no reason given') : 'did not run'}`,
          )
        if (test.diagnostic()?.flaky === true)
          flaky.push(
            `FLAKY ${module.relativeModuleId} > ${test.fullName}`,
            ...(result.errors ?? []).map(({ message, stack }) => `  at first: ${stack ?? message}`),
          )
      }
    }
    for (const line of [...skipped, ...flaky]) console.log(line)
    console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`)
  }

  /** Not among the tests that were asked for by name. */
  private isLeftOut(test: TestCase): boolean {
    const result = test.result()
    return (
      this.isFiltered && result.state === 'skipped' && result.note === undefined && !test.fullName.includes('SKIPPED')
    )
  }
}
