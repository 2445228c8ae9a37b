import { useLayoutEffect } from 'react'
import { useActionList, type Action } from '../state/actions'
import { usePrefs } from '../state/prefs'
import { IS_MAC } from '../ui/keys'
import { openDialog } from './reach'

/** The second key of `g o` must follow within this time. */
const SEQUENCE_MS = 1200

/** Runs actions by their keys. Single letters work outside text fields and can be turned off. */
export function useKeys(): void {
  // With what is shown, not after it: whoever sees the window can press a key.
  useLayoutEffect(() => {
    let first: { readonly key: string; readonly at: number } | null = null

    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return
      const chord = chordOf(event)
      const single = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey
      const overlaid = isOverlaid(event.target)
      if (single && (isTyping(event.target) || overlaid || !usePrefs.getState().singleKeys)) return
      const { actions } = useActionList.getState()
      const sequence = first !== null && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${chord}` : null
      first = null
      const action = find(actions, sequence) ?? find(actions, chord)
      if (action !== undefined) {
        event.preventDefault()
        // A key that is held asks once.
        if (!event.repeat && (!overlaid || action.overDialogs === true)) action.run()
      } else if (single && actions.some(({ keys }) => keys?.startsWith(`${chord} `) === true)) {
        first = { key: chord, at: event.timeStamp }
      }
    }

    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

function find(actions: readonly Action[], keys: string | null): Action | undefined {
  return keys === null ? undefined : actions.findLast((action) => action.keys === keys)
}

/** `mod+shift+s`, `n`, `?`: Shift is named only where the key itself does not show it. */
function chordOf(event: KeyboardEvent): string {
  const key = keyOf(event)
  const shown = key.length === 1 && key === event.key.toUpperCase()
  const parts = [
    (IS_MAC ? event.metaKey : event.ctrlKey) ? 'mod' : '',
    // Those of the text fields of macOS, of the system elsewhere.
    (IS_MAC ? event.ctrlKey : event.metaKey) ? 'system' : '',
    event.altKey ? 'alt' : '',
    event.shiftKey && !shown ? 'shift' : '',
    key,
  ]
  return parts.filter(Boolean).join('+')
}

/** A layout of another script has our letters where a Latin one has them. */
function keyOf({ key, code }: KeyboardEvent): string {
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  return key.length === 1 && key > '\x7f' && letter !== undefined ? letter.toLowerCase() : key.toLowerCase()
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=button])'))
  )
}

function isOverlaid(target: EventTarget | null): boolean {
  return openDialog() !== null || (target instanceof HTMLElement && target.closest('[role=menu]') !== null)
}
