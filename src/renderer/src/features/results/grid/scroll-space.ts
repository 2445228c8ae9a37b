/**
 * Where the rows of a result stand in its scroller. Chromium cuts an element off at about 33 million px, 1.4 million
 * rows of 24 px; a result may have ten million. The scroller therefore has slots, never more than fit into `MOST_PX`,
 * and a slot shows the row `shift` further on. A wheel or a key moves by slots and keeps the shift, so that rows pass
 * one by one; the scrollbar's thumb jumps, and a jump chooses the shift that its place on the bar means.
 */

/** Height that a scroller never passes. */
export const MOST_PX = 8_000_000
/** Slots at either end that stand for one row each, so that both ends are reached row by row. */
const EDGE_SLOTS = 10_000
/** One event of a wheel moves less; one px of a thumb in a scroller of `MOST_PX` moves more. */
const JUMP_PX = 3000

export interface RowSpace {
  readonly rows: number
  readonly slots: number
  readonly rowPx: number
}

/** A scroll position and what it shows: the row of slot `n` is `n + shift`. */
export interface Place {
  readonly top: number
  readonly shift: number
}

/** How many rows have a place of their own on the scrollbar: no browser draws an element of any height. */
export function spaceOf(rows: number, rowPx: number): RowSpace {
  return { rows, rowPx, slots: Math.min(rows, Math.floor(MOST_PX / rowPx)) }
}

/** The row that a slot stands for after a jump: never less for a later slot, and the last for the last. */
export function rowOfSlot(slot: number, { rows, slots }: RowSpace): number {
  const edge = edgeOf(slots)
  if (slots >= rows || slot < edge) return slot
  if (slot >= slots - edge) return rows - (slots - slot)
  return edge + Math.round(((slot - edge) * (rows - 2 * edge)) / (slots - 2 * edge))
}

/** The slot whose place on the scrollbar is a row's own; undoes `rowOfSlot`. */
export function slotOfRow(row: number, { rows, slots }: RowSpace): number {
  const edge = edgeOf(slots)
  if (slots >= rows || row < edge) return row
  if (row >= rows - edge) return slots - (rows - row)
  return edge + Math.round(((row - edge) * (slots - 2 * edge)) / (rows - 2 * edge))
}

/** What is shown once the scroller stands at `top`, which was at `place`. */
export function afterScroll(top: number, place: Place, space: RowSpace): Place {
  if (space.slots >= space.rows) return { top, shift: 0 }
  if (Math.abs(top - place.top) <= JUMP_PX) return { top, shift: place.shift }
  const slot = Math.floor(top / space.rowPx)
  return { top, shift: rowOfSlot(slot, space) - slot }
}

/** The same rows at their own place on the scrollbar, from which a wheel reaches either end. */
export function settled({ top, shift }: Place, space: RowSpace): Place {
  const slot = Math.floor(top / space.rowPx)
  const row = Math.min(space.rows - 1, Math.max(0, slot + shift))
  const own = slotOfRow(row, space)
  return { top: top + (own - slot) * space.rowPx, shift: row - own }
}

/** The least movement that brings a row into a view of `viewPx`; a row far away comes at its own place. */
export function toRow(row: number, place: Place, viewPx: number, space: RowSpace): Place {
  const near = row - place.shift
  const isNear =
    near >= 0 && near < space.slots && Math.abs(near * space.rowPx - place.top) <= Math.max(JUMP_PX, 2 * viewPx)
  const slot = isNear ? near : slotOfRow(row, space)
  const shift = row - slot
  const start = slot * space.rowPx
  const from = Math.floor(place.top / space.rowPx) + place.shift
  if (isNear && start >= place.top && start + space.rowPx <= place.top + viewPx) return place
  return { top: row > from ? Math.max(0, start + space.rowPx - viewPx) : start, shift }
}

function edgeOf(slots: number): number {
  return Math.min(EDGE_SLOTS, Math.floor(slots / 4))
}
