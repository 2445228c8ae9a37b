import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A proxy between a browser and everything, as a network that can be away. */
export interface Line {
  /** For a browser's context. */
  readonly server: string
  /** Breaks every connection, and takes none until `mend`. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

export async function openLine(): Promise<Line> {
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((asked, answer) => {
    const { url = '', method = 'GET', headers } = asked
    const onward = request(url, { method, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers)
      given.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    answer.on('close', () => onward.destroy())
    asked.pipe(onward)
  })
  server.on('connection', (socket) => {
    if (isCut) socket.destroy()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true
      for (const socket of sockets) socket.destroy()
    },
    mend() {
      isCut = false
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
