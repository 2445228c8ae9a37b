/** What people see: results on stdout, everything else on stderr. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** One line for people, on stderr (decision 35). */
export function note(text: string): void {
  clearLine()
  process.stderr.write(`${harmless(text)}\n`)
}

const LINE_EVERY_MS = 3000
let lineShown = false
let lastLine = Number.NEGATIVE_INFINITY

/** A line that is rewritten on a terminal, and written now and then elsewhere. */
export function progress(text: string): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\u001b[K${text}`)
    lineShown = true
    return
  }
  if (performance.now() - lastLine < LINE_EVERY_MS) return
  lastLine = performance.now()
  process.stderr.write(`${text}\n`)
}

/** Takes the line of progress away, where stderr is a terminal. */
export function clearLine(): void {
  if (lineShown) process.stderr.write('\r\u001b[K')
  lineShown = false
}

/** Rows as aligned columns; numbers to the right. */
export function table(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const names = Object.keys(rows[0] ?? {})
  const cells = rows.map((row) => names.map((name) => show(row[name])))
  const widths = names.map((name, index) => Math.max(name.length, ...cells.map((row) => row[index]?.length ?? 0)))
  const right = names.map((name) => rows.every((row) => typeof row[name] === 'number' || row[name] === null))
  const line = (values: readonly string[]) =>
    values
      .map((value, index) =>
        right[index] === true ? value.padStart(widths[index] ?? 0) : value.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [line(names), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n')
}

/** A number with its thousands apart. */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}

/**
 * What is told for people, without what a terminal would obey: the name of a file or a value in a table may be anybody's.
 */
export function harmless(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(2, '0')
    return `\\x${code}`
  })
}

function show(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number')
    return Number.isInteger(value) ? count(value) : value.toLocaleString('en-US', { maximumFractionDigits: 4 })
  return Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? harmless(value) : JSON.stringify(value)
}
