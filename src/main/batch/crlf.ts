const QUOTE = 0x22
const LINE_FEED = 0x0a

/**
 * CSV with the line ends of RFC 4180 from CSV with `\n`: a line break outside quotes ends a record, one inside is
 * text and stays as it is. A doubled quote opens and closes at once, so counting quotes is enough.
 */
export async function* toCrlf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let quoted = false
  for await (const chunk of chunks) {
    const parts: Buffer[] = []
    let from = 0
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]
      if (byte === QUOTE) quoted = !quoted
      else if (byte === LINE_FEED && !quoted) {
        parts.push(chunk.subarray(from, at), CRLF)
        from = at + 1
      }
    }
    parts.push(chunk.subarray(from))
    yield Buffer.concat(parts)
  }
}

const CRLF = Buffer.from('\r\n')
