import type { Row } from '../../../../../shared/scalars'

/** Tab-separated at full precision, under a line of the columns' names where `head` asks for it. */
export function toText(rows: readonly Row[], columns: readonly { readonly name: string }[], head = true): string {
  const cell = (value: Row[string] | undefined): string =>
    value === null || value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value)
  return [
    ...(head ? [columns.map((column) => column.name).join('\t')] : []),
    ...rows.map((row) => columns.map((column) => cell(row[column.name]).replaceAll(/[\t\n\r]/g, ' ')).join('\t')),
  ].join('\n')
}
