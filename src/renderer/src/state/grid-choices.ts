import { z } from 'zod'
import { create } from 'zustand'
import { keepStored, readStored } from './stored'

/** How somebody wants the columns of a grid. */
export const ColumnChoice = z.object({
  hidden: z.array(z.string()),
  /** Names in the wanted order; others follow in their own. */
  order: z.array(z.string()),
  /** Those that stay at the left when the table is moved sideways. */
  pinned: z.array(z.string()),
  /** In px; others are as wide as what they usually hold. */
  widths: z.record(z.string(), z.number().min(1).max(10_000)).catch({}),
})
export type ColumnChoice = z.infer<typeof ColumnChoice>

/** By analysis, or `rows`; what is damaged is as if it had never been chosen. */
const GridChoices = z.record(z.string(), ColumnChoice.optional().catch(undefined)).catch({})
type GridChoices = z.infer<typeof GridChoices>

const KEY = 'millrace.grids'

export const useGridChoices = create<GridChoices>(() => GridChoices.parse(readStored(KEY)))

/** Keeps a choice in the page's own storage; null goes back to the defaults. */
export function setGridChoice(grid: string, choice: ColumnChoice | null): void {
  useGridChoices.setState({ [grid]: choice ?? undefined })
  keepStored(KEY, useGridChoices.getState())
}
