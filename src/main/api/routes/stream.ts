import type { Engine } from '../../../shared/engine'
import type { streamOperations } from '../../../shared/operations/stream'
import { pageOf } from '../../../shared/paging'
import { present, type Handlers } from '../router'

/** Answers the operations of the stream. */
export function streamHandlers({ stream, paging }: Engine): Handlers<typeof streamOperations> {
  return {
    startStream: ({ body }) => stream.start(body),
    stopStream: () => stream.stop(),
    streamStatus: () => stream.status(),
    streamDashboard: ({ query }) => stream.dashboard(present(query)),
    deadLetters: ({ query }) => stream.deadLetters({ ...present(query), ...pageOf(paging, query) }),
    redriveDeadLetters: ({ body }) => stream.redrive(body),
    streamAudit: () => stream.audit(),
    streamTrail: () => stream.trail(),
    streamQuality: ({ query }) => stream.quality(present(query)),
  }
}
