import { spawnSync } from 'node:child_process'
import type { TestContext } from 'vitest'

/** Runs Python with a package, giving back the JSON it prints; the test is SKIPPED where either is missing. */
export function python(context: TestContext, needed: string): (code: string, args: readonly string[]) => unknown {
  const command = process.env['MILLRACE_PYTHON'] ?? 'python3'
  const probe = spawnSync(command, ['-c', `import ${needed}`], { encoding: 'utf8' })
  if (probe.status !== 0) context.skip(`needs Python with ${needed} (pip install ${needed.replaceAll(',', '')})`)
  return (code, args) => {
    const { status, stdout, stderr } = spawnSync(command, ['-c', code + LEAVE, ...args], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    })
    if (status !== 0) throw new Error(stderr)
    return JSON.parse(stdout) as unknown
  }
}

/** Arrow's threads can abort the interpreter while it is torn down; what was asked is answered by then. */
const LEAVE = '\nimport os, sys\nsys.stdout.flush()\nos._exit(0)\n'
