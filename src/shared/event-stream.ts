import { EngineEvent } from './events'

/** One event as server-sent events have it. */
export function toFrame(event: EngineEvent, id: string | null): string {
  return `${id === null ? '' : `id: ${id}\n`}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}

/**
 * Reads server-sent events of ours from text that comes in any pieces; comments and `retry` are passed over.
 * @throws where an event is not of the contract
 */
export function createFrameReader(listener: (event: EngineEvent, id: string | null) => void): (text: string) => void {
  let rest = ''
  return (text) => {
    const frames = (rest + text).split('\n\n')
    rest = frames.pop() ?? ''
    for (const frame of frames) {
      const data = /^data: (.*)$/m.exec(frame)?.[1]
      if (data !== undefined) listener(EngineEvent.parse(JSON.parse(data)), /^id: (.*)$/m.exec(frame)?.[1] ?? null)
    }
  }
}
