import { goTo } from '../../route'
import { useLive } from '../../state/live'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { notify } from '../../ui/toast'
import { useStop } from './start-stop'

const words = text.stream

/** Stops a running stream; opens the dialog that starts one. */
export function StreamButton() {
  const active = useLive((live) => live.status?.active === true)
  const stop = useStop(({ queriesStopped }) => notify({ mark: 'stopped', title: words.stopped(queriesStopped) }))
  if (!active) {
    return (
      <Button icon="play" onClick={() => goTo('stream', ['start'])}>
        {words.start}
      </Button>
    )
  }
  return (
    <Button icon="stop" busy={stop.isPending && words.stopping} onClick={() => stop.mutate()}>
      {words.stop}
    </Button>
  )
}
