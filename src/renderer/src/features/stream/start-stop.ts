import { useMutation } from '@tanstack/react-query'
import { messageOf } from '../../../../shared/errors'
import type { StreamStarted, StreamStopped } from '../../../../shared/stream'
import { call } from '../../api/call'
import { text } from '../../strings/text'
import { notify } from '../../ui/toast'

const words = text.stream

/** Stops the stream; where that fails, says so. */
export function useStop(onStopped: (stopped: StreamStopped) => void) {
  return useMutation({
    mutationFn: () => call('stopStream', {}),
    onSuccess: onStopped,
    onError: (error) => notify({ mark: 'failed', title: words.stopFailed, detail: messageOf(error) }),
  })
}

/** What is read now, and what there is to know of this start. */
export function tellStarted({ topic, note }: StreamStarted, how?: string): void {
  const detail = [how, note].filter((part) => part !== undefined).join(' ')
  notify({ mark: 'ok', title: words.started(topic), ...(detail === '' ? {} : { detail }) })
}
