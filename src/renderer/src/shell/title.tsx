import { useEffect } from 'react'
import type { Screen } from '../route'
import { useActiveBatches } from '../state/batches'
import { text } from '../strings/text'

/** The title of the window: its screen, and before it how many batches run or wait, as the rail has it. */
export function Title({ screen }: { readonly screen: Screen }) {
  const batches = useActiveBatches()
  useEffect(() => {
    document.title = text.shell.title(text.shell.screen[screen], batches)
  }, [screen, batches])
  return null
}
