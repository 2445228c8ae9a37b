import { useId, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react'
import { PANEL_PX, setPrefs, usePrefs } from '../state/prefs'
import { text } from '../strings/text'
import { IconButton } from './button'
import { Splitter } from './splitter'

/** As in the style sheet: where the window is narrow. */
const NARROW = '(max-width: 1180px)'
/** What Esc closes before the panel, or empties. */
const OVERLAYS = 'dialog, [role=menu], [role=dialog], [role=alertdialog], [role=listbox]'
/** Of a table whose rows open, or of a grid of cells. */
const TAB_STOP = 'tr.opens[tabindex="0"], [role="grid"] [tabindex="0"]'

export interface SidePanelProps {
  readonly title: string
  /** Before the button that closes it. */
  readonly actions?: ReactNode
  readonly className?: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/**
 * What a row opens beside its grid: as wide as its reader made it, for all screens alike. Esc closes it and gives the
 * focus back to the row, for which it needs a `key` of what it shows. Its parent is `cols`, and `with-panel` while it is
 * there.
 */
export function SidePanel({ title, actions, className, onClose, children }: SidePanelProps) {
  const id = useId()
  const panel = useRef<HTMLElement>(null)
  const close = useReturn(panel, onClose)
  return (
    <aside
      ref={panel}
      className={`pane side-panel${className === undefined ? '' : ` ${className}`}`}
      aria-labelledby={id}
    >
      <PanelSplitter />
      <header>
        <h2 id={id}>{title}</h2>
        <span className="acts">
          {actions}
          <IconButton small icon="close" label={text.common.closePanel} onClick={close} />
        </span>
      </header>
      {children}
    </aside>
  )
}

/** Closes the panel, with Esc, too, and gives its focus back to where it was opened, or to the rows beside it. */
function useReturn(panel: RefObject<HTMLElement | null>, onClose: () => void): () => void {
  const [opener] = useState(() => document.activeElement)
  function close(): void {
    const beside = panel.current?.previousElementSibling
    const isElsewhere = document.activeElement !== document.body && !panel.current?.contains(document.activeElement)
    onClose()
    if (isElsewhere) return
    requestAnimationFrame(() => {
      const isThere = opener instanceof HTMLElement && opener !== document.body && opener.isConnected
      const target = isThere ? opener : beside?.querySelector<HTMLElement>(TAB_STOP)
      target?.focus()
    })
  }
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const { key, target, defaultPrevented } = event
      const isTheirs =
        target instanceof Element &&
        (target.closest(OVERLAYS) !== null ||
          (target instanceof HTMLInputElement && target.type === 'search' && target.value !== ''))
      if (key === 'Escape' && !defaultPrevented && !isTheirs) close()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  })
  return close
}

function PanelSplitter() {
  const width = usePrefs((prefs) => prefs.panelWidth)
  const max = matchMedia(NARROW).matches ? PANEL_PX.narrow : PANEL_PX.max
  useLayoutEffect(() => document.documentElement.style.setProperty('--panel', `${width}px`), [width])
  return (
    <Splitter
      label={text.common.panelWidth}
      value={Math.min(width, max)}
      min={PANEL_PX.min}
      max={max}
      onChange={(panelWidth) => usePrefs.setState({ panelWidth })}
      onSettle={(panelWidth) => setPrefs({ panelWidth })}
    />
  )
}
