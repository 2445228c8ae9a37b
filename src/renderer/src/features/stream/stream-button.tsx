import { useMutation } from '@tanstack/react-query'
import { messageOf } from '../../../../shared/errors'
import { call } from '../../api/call'
import { goTo } from '../../route'
import { useLive } from '../../state/live'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { notify } from '../../ui/toast'

const words = text.stream

/** Stops a running stream; opens the dialog that starts one. */
export function StreamButton() {
  const active = useLive((live) => live.status?.active === true)
  const stop = useMutation({
    mutationFn: () => call('stopStream', {}),
    onSuccess: ({ queriesStopped }) => notify({ mark: 'stopped', title: words.stopped(queriesStopped) }),
    onError: (error) => notify({ mark: 'failed', title: words.stopFailed, detail: messageOf(error) }),
  })
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
