import type { Row } from '../../../../shared/scalars'

/** Tab-separated with a head line, at full precision. */
export function toText(rows: readonly Row[], columns: readonly { readonly name: string }[]): string {
  const cell = (value: Row[string] | undefined): string =>
    value === null || value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value)
  return [
    columns.map((column) => column.name).join('\t'),
    ...rows.map((row) => columns.map((column) => cell(row[column.name]).replaceAll(/[\t\n\r]/g, ' ')).join('\t')),
  ].join('\n')
}
