import type { Reporter, TestModule } from 'vitest/node'

/** Names each skipped test with its reason, then closes with one line that a machine can read. */
export default class ClosingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    let passed = 0
    let failed = 0
    const skipped: string[] = []
    for (const module of modules) {
      if (module.errors().length > 0) failed++
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') passed++
        else if (result.state === 'failed') failed++
        else
          skipped.push(
            `SKIPPED ${test.fullName}: ${result.state === 'skipped' ? (result.note ?? 'no reason given') : 'did not run'}`,
          )
      }
    }
    for (const line of skipped) console.log(line)
    console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`)
  }
}
