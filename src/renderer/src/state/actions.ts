import { useLayoutEffect } from 'react'
import { create } from 'zustand'

/** Something the user can do, by key and by the command palette; a screen offers its own while it is open. */
export interface Action {
  readonly id: string
  readonly title: string
  readonly group: 'go' | 'act' | 'grid'
  /** `mod+k`, `mod+shift+s`, `n`, `g o`; `mod` is Cmd on macOS, else Ctrl. */
  readonly keys?: string
  /** Also while a dialog is open, which is about something else. */
  readonly overDialogs?: boolean
  readonly run: () => void
}

export const useActionList = create<{ readonly actions: readonly Action[] }>(() => ({ actions: [] }))

/** Offers actions while the component is shown. Keep the array stable (useMemo), or it is offered anew each time. */
export function useActions(actions: readonly Action[]): void {
  useLayoutEffect(() => {
    useActionList.setState(({ actions: known }) => ({
      actions: [...known.filter((one) => !actions.some(({ id }) => id === one.id)), ...actions],
    }))
    return () =>
      useActionList.setState(({ actions: known }) => ({ actions: known.filter((one) => !actions.includes(one)) }))
  }, [actions])
}
