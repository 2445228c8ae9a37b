import type { Socket } from 'node:net'
import { MillraceError } from '../../shared/errors'

interface Held {
  readonly socket: Socket
  /** Requests that have arrived whole and are being answered. */
  busy: number
  /** Something was written to it. */
  answered: boolean
  closed: boolean
}

/**
 * The connections of a server, at most so many (decision 25). Whoever says nothing, half a request or no more gives way
 * to who comes; only who is being answered stays.
 */
export class Connections {
  /** The one that did something last is the last. */
  private readonly held = new Map<string, Held>()
  /** Those that are being answered, whatever number of requests each has sent. */
  private busy = 0

  /** @param turnAway ends one that has not been answered so far */
  constructor(
    private readonly most: number,
    private readonly turnAway: (socket: Socket) => void,
  ) {}

  add(socket: Socket): void {
    const key = keyOf(socket)
    const held: Held = { socket, busy: 0, answered: false, closed: false }
    this.held.set(key, held)
    // Node tells no end of an answer that waited behind another one: the end of the connection is the end of all.
    socket.once('close', () => {
      held.closed = true
      if (held.busy > 0) this.busy--
      if (this.held.get(key) === held) this.held.delete(key)
    })
    if (this.held.size > this.most) this.shed(socket)
  }

  /** An answer begins, or is written by hand. */
  touch(socket: Socket): void {
    const key = keyOf(socket)
    const held = this.held.get(key)
    if (held === undefined) return
    held.answered = true
    this.held.delete(key)
    this.held.set(key, held)
  }

  /**
   * A whole request is there and is worked for until the function that this gives is called.
   * @throws SERVICE_UNAVAILABLE where as many are worked for as there may be connections
   */
  begin(socket: Socket): () => void {
    const held = this.held.get(keyOf(socket))
    if (held === undefined) return () => undefined
    if (held.busy === 0 && this.busy >= this.most) throw tooMany(this.most)
    this.touch(socket)
    if (held.busy++ === 0) this.busy++
    return () => {
      if (held.closed) return
      if (--held.busy === 0) this.busy--
      this.touch(socket)
    }
  }

  private shed(newest: Socket): void {
    for (const [key, { socket, busy, answered }] of this.held) {
      if (busy > 0 || socket === newest) continue
      this.held.delete(key)
      if (answered) socket.destroy()
      else this.turnAway(socket)
      return
    }
  }
}

/** 503 of a connection over the limit, with what to do. */
export function tooMany(most: number): MillraceError {
  return new MillraceError(
    'SERVICE_UNAVAILABLE',
    `There are ${most} connections already. Close some, or ask again in a second.`,
    { canRetry: true },
  )
}

/** A TLS socket has the address of the one below it. */
function keyOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}
