import { observeElementOffset, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { useState } from 'react'
import { afterScroll, settled, spaceOf, toRow, type Place, type RowSpace } from './scroll-space'

export const ROW_PX = 24
const HEAD_PX = 52
const OVERSCAN = 20

type Scroller = Virtualizer<HTMLDivElement, Element>

export interface ShownRows {
  /** Rows in the document, in order: index and offset in px. */
  readonly items: readonly { readonly row: number; readonly start: number }[]
  readonly totalPx: number
  /** Rows that are asked for: those in the document, or one row where there is none. */
  readonly first: number
  readonly last: number
  /** Rows in view, first and last, both included. */
  readonly from: number
  readonly to: number
  /** Whether the scroller moves at this moment. */
  readonly moving: boolean
  /** Rows in view as a whole, at least one. */
  readonly page: number
  /** Brings a row into view with the least movement. */
  readonly reveal: (row: number) => void
  readonly toTop: () => void
}

/** Which of so many rows are in the document, for any count (scroll-space.ts). */
export function useScrollSpace(count: number, scroller: HTMLDivElement | null): ShownRows {
  const [where] = useState(() => new Where())
  where.fit(spaceOf(count, ROW_PX))
  const { slots } = where.space
  const virtualizer = useVirtualizer({
    count: slots,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    observeElementOffset: where.observe,
  })
  const { shift } = where.place
  const items = virtualizer.getVirtualItems().map(({ index, start }) => ({ row: index + shift, start }))
  const top = virtualizer.scrollOffset ?? 0
  const viewPx = viewOf(scroller)
  return {
    items,
    totalPx: slots * ROW_PX,
    first: items[0]?.row ?? 0,
    last: items.at(-1)?.row ?? 0,
    from: Math.floor(top / ROW_PX) + shift,
    to: Math.min(count, Math.max(1, Math.floor((top + viewPx) / ROW_PX)) + shift) - 1,
    moving: virtualizer.isScrolling,
    page: Math.max(1, Math.floor(viewPx / ROW_PX) - 1),
    reveal: (row) => where.put(toRow(row, where.place, viewOf(scroller), where.space), scroller),
    toTop: () => where.put({ top: 0, shift: 0 }, scroller),
  }
}

/** Keeps in step what the scroller says and what is shown; read by each render that a scroll brings. */
class Where {
  place: Place = { top: 0, shift: 0 }
  space: RowSpace = spaceOf(0, ROW_PX)

  /** A filter leaves fewer rows: the scroller then moves by itself, and its event says where to. */
  fit(space: RowSpace): void {
    if (space.rows === this.space.rows) return
    this.space = space
    this.place = { top: this.place.top, shift: Math.min(this.place.shift, space.rows - space.slots) }
  }

  put(place: Place, scroller: HTMLDivElement | null): void {
    if (scroller === null) return
    scroller.scrollTop = place.top
    // As the scroller rounds it, so that its event is no movement.
    this.place = { top: scroller.scrollTop, shift: place.shift }
  }

  /** Before the virtualizer renders, which it does at once. */
  readonly observe = (
    scroller: Scroller,
    tell: (offset: number, isScrolling: boolean) => void,
  ): (() => void) | undefined =>
    observeElementOffset(scroller, (offset, isScrolling) => {
      this.place = afterScroll(offset, this.place, this.space)
      if (!isScrolling && this.space.slots < this.space.rows) {
        const own = settled(this.place, this.space)
        if (own.shift !== this.place.shift) this.put(own, scroller.scrollElement)
      }
      tell(this.place.top, isScrolling)
    })
}

/** Height between head and foot in which rows are seen. */
function viewOf(scroller: HTMLDivElement | null): number {
  return Math.max(ROW_PX, (scroller?.clientHeight ?? 0) - HEAD_PX)
}
