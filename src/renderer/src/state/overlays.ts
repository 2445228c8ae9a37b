import { create } from 'zustand'

/** The one overlay of the shell that may be open. */
export type Overlay = 'palette' | 'shortcuts' | null

export const useOverlay = create<{ readonly open: Overlay }>(() => ({ open: null }))

/** Shows one overlay in place of another. */
export function openOverlay(open: Overlay): void {
  useOverlay.setState({ open })
}
