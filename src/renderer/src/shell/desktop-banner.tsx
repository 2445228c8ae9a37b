import { useState, useSyncExternalStore, type ReactNode } from 'react'
import { assertNever } from '../../../shared/errors'
import type { EngineView } from '../../../shared/window'
import { client } from '../engine'
import { text } from '../strings/text'
import { Button } from '../ui/button'
import { Message } from '../ui/states'

const words = text.desktop.banner

/** What the window must tell about its engine and its processes; nothing where all is well, or in a browser. */
export function DesktopBanner() {
  const info = useSyncExternalStore(
    (onChange) => client().onInfo(onChange),
    () => client().info(),
  )
  const [dismissed, setDismissed] = useState<string | null>(null)
  if (info === null) return null
  const { crash } = info
  return (
    <div className="desktop-banner">
      <EngineLine view={info.engine} />
      {crash === null || crash.report === dismissed ? null : (
        <Message
          kind="warn"
          title={crash.what}
          actions={
            <Button
              small
              kind="quiet"
              onClick={() => {
                setDismissed(crash.report)
                keepFocus()
              }}
            >
              {words.dismiss}
            </Button>
          }
        >
          <p>
            {words.report} <span className="mono">{crash.report}</span>
          </p>
        </Message>
      )}
    </div>
  )
}

/** The button goes with its line. */
function keepFocus(): void {
  document.getElementById('main')?.focus()
}

function EngineLine({ view }: { readonly view: EngineView }): ReactNode {
  const retry = (
    <Button
      small
      icon="retry"
      onClick={() => {
        client().retry()
        keepFocus()
      }}
    >
      {words.retry}
    </Button>
  )
  switch (view.kind) {
    case 'opening':
      return null
    case 'open':
      return view.portProblem === null ? null : (
        <Message kind="warn" title={view.portProblem} actions={retry}>
          <p>{words.port}</p>
        </Message>
      )
    case 'read-only':
      return (
        <Message kind="info" title={words.readOnly(view.pid, view.address)} actions={retry}>
          <p>{view.connected ? words.readOnlyConnected : words.readOnlyAlone}</p>
        </Message>
      )
    case 'failed':
      return (
        <Message kind="danger" title={words.failed} actions={retry}>
          <p>{view.message}</p>
        </Message>
      )
    case 'closing':
      return (
        <div role="status">
          <Message kind="info" title={words.closing(view)} />
        </div>
      )
    default:
      return assertNever(view)
  }
}
