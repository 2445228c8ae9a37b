import { useLayoutEffect, useState, type KeyboardEvent } from 'react'
import { useActions, type Action } from '../../../state/actions'
import { text } from '../../../strings/text'
import { IS_MAC } from '../../../ui/keys'
import { afterKey, HEAD_ROW, type CellRange, type GridSize } from './cell-range'
import type { Selection } from './use-selection'

/** By which a column grows or shrinks with each key. */
const STEP_PX = 16
const LETTERS = { sort: 's', filter: 'f', hide: 'h', pin: 'p' } as const
export type Letter = keyof typeof LETTERS

export interface GridKeys {
  readonly range: CellRange
  readonly size: GridSize
  readonly selection: Selection
  readonly go: (range: CellRange) => void
  readonly open: ((row: number) => void) | undefined
  readonly copy: (head: boolean) => void
  /** The column of the active cell. */
  readonly resize: (byPx: number) => void
  readonly step: (step: 1 | -1) => void
  readonly leave: () => void
}

/** The keys of a grid (design, 10), but for its single letters. */
export function onGridKey(event: KeyboardEvent, keys: GridKeys): void {
  if (event.defaultPrevented) return
  const { key, shiftKey: shift, altKey } = event
  const { range, size, selection, go, open, copy, resize, step, leave } = keys
  const { row } = range.active
  const mod = IS_MAC ? event.metaKey : event.ctrlKey
  if (altKey) {
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return
    const sign = key === 'ArrowLeft' ? -1 : 1
    if (shift) step(sign)
    else resize(sign * STEP_PX)
    event.preventDefault()
    return
  }
  const next = afterKey({ key, mod, shift }, range, size)
  if (next !== null) go(next)
  else if (mod && key.toLowerCase() === 'c') copy(shift)
  else if (key === 'Escape') {
    // Rows behind that are open close first, and leave the focus here.
    if (document.querySelector('main aside') !== null) return
    leave()
  } else if (row === HEAD_ROW) return
  else if (key === 'Enter' && open !== undefined) open(row)
  else if (key === ' ' && shift) selection.extend(row)
  else if (key === ' ') selection.toggle(row)
  else return
  event.preventDefault()
}

/** S, F, H and P act on the column of the active cell while the grid has the focus. */
export function useGridLetters(scroller: HTMLElement | null, act: (letter: Letter) => void): void {
  const [letters] = useState(() => new Letters())
  useLayoutEffect(() =>
    letters.obey((letter) => {
      if (scroller?.contains(document.activeElement) === true) act(letter)
    }),
  )
  useActions(letters.actions)
}

/** Offered once, however often the grid is drawn; they do what the latest drawing says. */
class Letters {
  readonly actions: readonly Action[] = (['sort', 'filter', 'hide', 'pin'] as const).map((letter) => ({
    id: `grid.${letter}`,
    group: 'grid',
    title: text.results.letters[letter],
    keys: LETTERS[letter],
    run: () => this.act(letter),
  }))
  private act: (letter: Letter) => void = () => undefined

  obey(act: (letter: Letter) => void): void {
    this.act = act
  }
}
