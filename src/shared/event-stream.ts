import { EngineEvent, type EventListener } from './events'

/** What is remembered of events for who lost its line. Less than may wait for a reader: a replay alone sends nobody away. */
export const KEPT_BYTES = 4 * 1024 ** 2
/** How often a line that says nothing shows that it is there, and how long a silence is taken for its end. */
export const HEARTBEAT_MS = 15_000
export const SILENCE_MS = 40_000

/** One event as server-sent events have it. */
export function toFrame(event: EngineEvent, id: string | null): string {
  return `${id === null ? '' : `id: ${id}\n`}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}

/** Reads server-sent events of ours from text that comes in any pieces. */
export interface FrameReader {
  take(text: string): void
  /** Of the last event that came, also of one that this program does not know; null before the first. */
  readonly lastId: string | null
}

/** Comments and `retry` are passed over, and so are events of another version, which this one cannot show. */
export function createFrameReader(listener: EventListener): FrameReader {
  let rest = ''
  let lastId: string | null = null

  function takeFrame(frame: string): void {
    const data = /^data: (.*)$/m.exec(frame)?.[1]
    if (data === undefined) return
    const id = /^id: (.*)$/m.exec(frame)?.[1] ?? null
    lastId = id ?? lastId
    const event = EngineEvent.safeParse(JSON.parse(data))
    if (event.success) listener(event.data, id)
  }

  return {
    take(text) {
      const frames = (rest + text).split('\n\n')
      rest = frames.pop() ?? ''
      for (const frame of frames) takeFrame(frame)
    },
    get lastId() {
      return lastId
    },
  }
}
