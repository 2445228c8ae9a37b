import { messageOf } from '../../../shared/errors'
import type { WindowCommand } from '../../../shared/window'
import { call } from '../api/call'
import { goTo, parseRoute, SCREENS } from '../route'
import type { Action } from '../state/actions'
import { useLive } from '../state/live'
import { openOverlay } from '../state/overlays'
import { nextTheme, usePrefs } from '../state/prefs'
import { text } from '../strings/text'
import { BUTTON_KEYS } from '../ui/keys'
import { notify } from '../ui/toast'
import { focusSearch, movePane, pressButton } from './reach'

const words = text.shell.actions
const GO_KEYS = {
  overview: 'g o',
  stream: 'g s',
  'dead-letters': 'g d',
  batch: 'g b',
  results: 'g r',
  lake: 'g l',
  settings: 'mod+,',
}

/** Parts of screens that have a name of their own. */
const PLACES = [
  { id: 'go-activity', title: text.activity.title, run: () => goTo('overview', ['activity']) },
  { id: 'go-messages', title: text.kafka.palette.messages, run: () => goTo('stream', ['messages']) },
  { id: 'go-topics', title: text.kafka.palette.topics, run: () => goTo('stream', ['topics']) },
  { id: 'go-groups', title: text.kafka.palette.groups, run: () => goTo('stream', ['groups']) },
  { id: 'go-connections', title: text.connections.palette, run: () => goTo('stream', ['connections']) },
  { id: 'go-brokers', title: text.kafka.palette.brokers, run: () => goTo('stream', ['brokers']) },
]

/** What can be done from every screen. */
export const SHELL_ACTIONS: readonly Action[] = [
  ...SCREENS.map((screen): Action => ({
    id: `go-${screen}`,
    group: 'go',
    title: words.go(text.shell.screen[screen]),
    keys: GO_KEYS[screen],
    run: () => goTo(screen),
  })),
  ...PLACES.map(({ id, title, run }): Action => ({ id, group: 'go', title: words.go(title), run })),
  { id: 'palette', group: 'act', title: words.palette, keys: 'mod+k', run: () => openOverlay('palette') },
  { id: 'new-batch', group: 'act', title: words.newBatch, keys: 'n', run: () => goTo('batch', ['new']) },
  { id: 'toggle-stream', group: 'act', title: words.toggleStream, keys: 'mod+shift+s', run: () => void toggleStream() },
  { id: 'search', group: 'act', title: words.search, keys: '/', run: focusSearch },
  ...(['export', 'copyAs'] as const).map((name): Action => {
    const keys = BUTTON_KEYS[name]
    // In a dialog it is that of the dialog.
    return { id: name, group: 'act', title: words[name], keys, overDialogs: true, run: () => pressButton(keys) }
  }),
  { id: 'next-pane', group: 'go', title: words.nextPane, keys: 'f6', run: () => movePane(1) },
  { id: 'previous-pane', group: 'go', title: words.previousPane, keys: 'shift+f6', run: () => movePane(-1) },
  { id: 'theme', group: 'act', title: words.theme, keys: 'mod+shift+l', overDialogs: true, run: changeTheme },
  { id: 'shortcuts', group: 'act', title: words.shortcuts, keys: '?', run: () => openOverlay('shortcuts') },
]

/** What menu, tray or a deep link ask for. */
export function obey(command: WindowCommand): void {
  switch (command.kind) {
    case 'go': {
      const { screen, rest, query } = parseRoute(command.route)
      goTo(screen, rest, query)
      return
    }
    case 'run':
      SHELL_ACTIONS.find(({ id }) => id === command.action)?.run()
      return
    case 'notice':
      notify({ mark: 'degraded', title: command.text })
  }
}

/** Stops the stream, or asks what to start. */
async function toggleStream(): Promise<void> {
  const { status } = useLive.getState()
  if (status?.active !== true) {
    goTo('stream', ['start'])
    return
  }
  try {
    await call('stopStream', {})
  } catch (error) {
    notify({ mark: 'failed', title: messageOf(error) })
  }
}

function changeTheme(): void {
  nextTheme()
  notify({ mark: 'ok', title: text.shell.theme[usePrefs.getState().theme] })
}
