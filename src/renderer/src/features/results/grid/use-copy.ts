import { useEffect, useRef } from 'react'
import { messageOf } from '../../../../../shared/errors'
import type { Row } from '../../../../../shared/scalars'
import type { StoredTable, View } from '../../../api/results'
import { text } from '../../../strings/text'
import { copyText } from '../../../ui/copy'
import { formatCount } from '../../../ui/format'
import { notify } from '../../../ui/toast'
import { MOST_ROWS, readIndexes } from './read-cells'
import { toText } from './to-text'

export interface CopiedCells {
  /** First row and how many; or single rows. */
  readonly rows: { readonly first: number; readonly count: number } | ReadonlySet<number>
  readonly columns: readonly string[]
  /** Names of the columns as the first line. */
  readonly head: boolean
}

/** Copies cells at full precision; those that are not here yet are asked for first, until the next copy. */
export function useCopy(table: StoredTable, view: View, at: (index: number) => Row | undefined) {
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])

  return async function copy({ rows, columns, head }: CopiedCells): Promise<void> {
    const count = 'count' in rows ? rows.count : rows.size
    if (count > MOST_ROWS) {
      notify({ mark: 'failed', title: text.results.copyTooMany(formatCount(count)) })
      return
    }
    const indexes = 'count' in rows ? Array.from({ length: count }, (_, offset) => rows.first + offset) : [...rows]
    stop.current?.abort()
    const { signal } = (stop.current = new AbortController())
    try {
      const data = await readIndexes(table, view, indexes, at, signal)
      const shown = columns.map((name) => ({ name }))
      await copyText(toText(data, shown, { head }), text.results.copiedCells(data.length * columns.length))
    } catch (error) {
      if (!signal.aborted) notify({ mark: 'failed', title: text.common.notCopied, detail: messageOf(error) })
    }
  }
}
