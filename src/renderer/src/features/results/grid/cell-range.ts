/** A cell by its row in the shown order, -1 for the head, and its place among the shown columns. */
export interface CellPlace {
  readonly row: number
  readonly column: number
}

export const HEAD_ROW = -1

/** What is marked: from where a range began to where the focus is; one cell where both are the same. */
export interface CellRange {
  readonly anchor: CellPlace
  readonly active: CellPlace
}

export interface GridSize {
  readonly rows: number
  readonly columns: number
  /** Rows that a Page key moves by. */
  readonly page: number
}

/** A key with those that are held; `mod` is Control, on macOS Command. */
export interface Press {
  readonly key: string
  readonly mod: boolean
  readonly shift: boolean
}

/**
 * Where a key moves to; null where it is none that moves. The head is one up from the first row. With Shift the range
 * grows, among rows alone.
 */
export function afterKey({ key, mod, shift }: Press, { anchor, active }: CellRange, size: GridSize): CellRange | null {
  const target = targetOf(key, mod, active, size)
  if (target === null) return null
  const next = clamp(target, size, shift ? 0 : HEAD_ROW)
  return { active: next, anchor: shift && anchor.row !== HEAD_ROW ? anchor : next }
}

/** A range that still lies within the grid once it has fewer rows or columns. */
export function within({ anchor, active }: CellRange, size: GridSize): CellRange {
  return { anchor: clamp(anchor, size, HEAD_ROW), active: clamp(active, size, HEAD_ROW) }
}

/** First and last row and column, both included. */
export function boundsOf({ anchor, active }: CellRange) {
  return {
    top: Math.min(anchor.row, active.row),
    bottom: Math.max(anchor.row, active.row),
    left: Math.min(anchor.column, active.column),
    right: Math.max(anchor.column, active.column),
  }
}

function targetOf(key: string, mod: boolean, { row, column }: CellPlace, size: GridSize): CellPlace | null {
  switch (key) {
    case 'ArrowDown':
      return { row: row + 1, column }
    case 'ArrowUp':
      return { row: row - 1, column }
    case 'ArrowRight':
      return { row, column: column + 1 }
    case 'ArrowLeft':
      return { row, column: column - 1 }
    case 'PageDown':
      return { row: row + size.page, column }
    case 'PageUp':
      // From a row to the first row, not to the head.
      return { row: row === HEAD_ROW ? row : Math.max(0, row - size.page), column }
    case 'Home':
      return mod ? { row: 0, column } : { row, column: 0 }
    case 'End':
      return mod ? { row: size.rows - 1, column } : { row, column: size.columns - 1 }
    default:
      return null
  }
}

function clamp({ row, column }: CellPlace, size: GridSize, lowest: number): CellPlace {
  return {
    row: Math.min(size.rows - 1, Math.max(lowest, row)),
    column: Math.max(0, Math.min(size.columns - 1, column)),
  }
}
