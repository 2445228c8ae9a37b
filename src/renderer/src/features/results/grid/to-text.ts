import { FORMULA_START } from '../../../../../shared/batch'
import type { Row } from '../../../../../shared/scalars'

interface TextOptions {
  /** A line of the columns' names comes first; true by default. */
  readonly head?: boolean
  /** An apostrophe before each text that a spreadsheet would take for a formula; false by default. */
  readonly guardFormulas?: boolean
}

/** Tab-separated at full precision. */
export function toText(
  rows: readonly Row[],
  columns: readonly { readonly name: string }[],
  { head = true, guardFormulas = false }: TextOptions = {},
): string {
  const cell = (value: Row[string] | undefined): string => {
    if (value === null || value === undefined) return ''
    const written = Array.isArray(value) ? value.join(', ') : String(value)
    const isText = typeof value === 'string' || Array.isArray(value)
    return guardFormulas && isText && FORMULA_START.test(written) ? `'${written}` : written
  }
  return [
    ...(head ? [columns.map((column) => column.name).join('\t')] : []),
    ...rows.map((row) => columns.map((column) => cell(row[column.name]).replaceAll(/[\t\n\r]/g, ' ')).join('\t')),
  ].join('\n')
}
