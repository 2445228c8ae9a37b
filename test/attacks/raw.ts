import { once } from 'node:events'
import { connect } from 'node:net'

/** Status and body of what a socket gets for these bytes; status 0 where it gets no answer. */
export async function sendRaw(port: number, bytes: string): Promise<{ status: number; body: string }> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  socket.on('error', () => undefined)
  socket.write(bytes, 'latin1')
  await once(socket, 'close')
  const end = text.indexOf('\r\n\r\n')
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), body: end < 0 ? '' : text.slice(end + 4) }
}
