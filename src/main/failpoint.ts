/**
 * A place where a fault test kills the process: `MILLRACE_FAILPOINT=name` at the first passing,
 * `name@3` at the third. Without the variable it does nothing.
 */
export function failpoint(name: string): void {
  const [wanted, nth] = (process.env['MILLRACE_FAILPOINT'] ?? '').split('@')
  if (wanted !== name) return
  const passed = (passings.get(name) ?? 0) + 1
  passings.set(name, passed)
  if (passed >= Number(nth ?? 1)) process.kill(process.pid, 'SIGKILL')
}

const passings = new Map<string, number>()
