import type { CellPlace } from './cell-range'
import type { GridColumn } from './use-columns'

/** Between the text of a cell and its edges, and the hairline of a pinned one. */
const PADDING_PX = 17

/** The cell that an event came from; `column` is null beside the last one. Null outside of the rows. */
export function rowPlaceOf(target: EventTarget): { readonly row: number; readonly column: number | null } | null {
  if (!(target instanceof Element)) return null
  const row = target.closest<HTMLElement>('tbody tr[data-index]')
  if (row === null) return null
  const column = target.closest('[aria-colindex]')?.getAttribute('aria-colindex') ?? null
  return { row: Number(row.dataset['index']), column: column === null ? null : Number(column) - 1 }
}

/** The same for a head too, whose row is -1. */
export function cellPlaceOf(target: EventTarget): CellPlace | null {
  const place = rowPlaceOf(target)
  if (place !== null) return place.column === null ? null : { row: place.row, column: place.column }
  const head = target instanceof Element ? target.closest('thead [aria-colindex]') : null
  return head === null ? null : { row: -1, column: Number(head.getAttribute('aria-colindex')) - 1 }
}

/** What takes the focus of a cell; in the head it is the button that sorts. */
export function elementOf(scroller: HTMLElement, { row, column }: CellPlace): HTMLElement | null {
  return scroller.querySelector<HTMLElement>(
    row < 0
      ? `thead [aria-colindex="${column + 1}"] button`
      : `[data-index="${row}"] > [aria-colindex="${column + 1}"]`,
  )
}

/** Moves a column sideways into view, beside those that are pinned. */
export function revealColumn(scroller: HTMLElement, columns: readonly GridColumn[], position: number): void {
  const column = columns[position]
  if (column === undefined || column.left !== undefined) return
  const widthOf = (some: readonly GridColumn[]): number => some.reduce((sum, { width }) => sum + width, 0)
  const start = widthOf(columns.slice(0, position))
  const pinned = widthOf(columns.filter(({ left }) => left !== undefined))
  if (start < scroller.scrollLeft + pinned) scroller.scrollLeft = start - pinned
  else if (start + column.width > scroller.scrollLeft + scroller.clientWidth)
    scroller.scrollLeft = start + column.width - scroller.clientWidth
}

/** Px that a column needs for its name and for every value that is in the document. */
export function fitWidth(scroller: HTMLElement, position: number): number {
  const range = document.createRange()
  const cells = scroller.querySelectorAll(
    `tbody [aria-colindex="${position + 1}"], thead [aria-colindex="${position + 1}"] .colhead`,
  )
  const widths = [...cells].map((cell) => {
    range.selectNodeContents(cell)
    const arrow = cell.matches('.sort') ? 12 : 0
    const zone = cell.querySelector('.zone')?.getBoundingClientRect().width ?? 0
    return (cell.querySelector('.cut')?.scrollWidth ?? range.getBoundingClientRect().width) + zone + arrow
  })
  return Math.ceil(Math.max(...widths)) + PADDING_PX
}

/** The whole value in a tooltip, only where it is cut. */
export function explainCut(target: EventTarget): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>('tbody [aria-colindex], .colhead .cut') : null
  if (cell === null) return
  if (cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent
  else cell.removeAttribute('title')
}
