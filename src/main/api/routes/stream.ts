import type { Engine } from '../../../shared/engine'
import type { streamOperations } from '../../../shared/operations/stream'
import { present, type Handlers } from '../router'

/** Answers the operations of the stream. */
export function streamHandlers({ stream, paging }: Engine): Handlers<typeof streamOperations> {
  return {
    startStream: ({ body }) => stream.start(body),
    stopStream: () => stream.stop(),
    streamStatus: () => stream.status(),
    streamDashboard: ({ query }) => stream.dashboard(present(query)),
    deadLetters: ({ query: { limit, ...filters } }) =>
      stream.deadLetters({ limit: Math.min(limit ?? paging.defaultSize, paging.maxSize), ...present(filters) }),
    redriveDeadLetters: ({ body }) => stream.redrive(body),
    streamAudit: () => stream.audit(),
    streamTrail: () => stream.trail(),
    streamQuality: ({ query }) => stream.quality(present(query)),
  }
}
