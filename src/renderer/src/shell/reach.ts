import { text } from '../strings/text'
import { ariaKeys } from '../ui/keys'
import { notify } from '../ui/toast'

const words = text.shell.reach
/** What a screen is made of, for who goes through it by F6: its landmarks. */
const PANES =
  '.strip, .rail nav, main :is(section, form)[aria-labelledby], main section[aria-label], main aside, main nav, main [role="search"], main .scroll:is([role="region"], [role="group"])'

/** The dialog that is open, also one of the shell; null where none is. */
export function openDialog(): Element | null {
  // A toast has the role, and is in nobody's way.
  return document.querySelector(':is([role="dialog"], [role="alertdialog"]):not(.toast)')
}

/** The next pane has the focus, or the one before; after the last comes the first. */
export function movePane(step: 1 | -1): void {
  if (openDialog() !== null) return
  const here = document.activeElement ?? document.body
  const panes = visible(document, PANES)
  const next =
    step === 1
      ? (panes.find((pane) => isBefore(here, pane)) ?? panes[0])
      : (panes.findLast((pane) => isBefore(pane, here) && !pane.contains(here)) ?? panes.at(-1))
  if (next === undefined) return
  // Its name is said, and Tab goes on to what is in it.
  if (!next.hasAttribute('tabindex')) next.tabIndex = -1
  next.focus()
}

/** The search or filter nearest to the focus is typed into. */
export function focusSearch(): void {
  const field = nearest('input[type="search"], [role="search"] :is(input[type="text"], select)')
  if (field === null) notify({ mark: 'stopped', title: words.noSearch })
  else field.focus()
  if (field instanceof HTMLInputElement) field.select()
}

/** The button nearest to the focus that has these keys is pressed. */
export function pressButton(keys: string): void {
  const button = nearest(`button[aria-keyshortcuts="${ariaKeys(keys)}"]`)
  if (button === null) notify({ mark: 'stopped', title: words.noButton })
  else button.click()
}

/** In the pane that has the focus, else the first on the screen; under a dialog nothing can be reached. */
function nearest(selector: string): HTMLElement | null {
  const pane = document.activeElement?.closest(PANES) ?? null
  const room = openDialog() ?? document
  return [...(pane === null ? [] : visible(pane, selector)), ...visible(room, selector)][0] ?? null
}

function visible(room: ParentNode, selector: string): HTMLElement[] {
  return [...room.querySelectorAll<HTMLElement>(selector)].filter((element) => element.checkVisibility())
}

function isBefore(one: Element, other: Element): boolean {
  return (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
}
