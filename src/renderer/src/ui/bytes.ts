/** The bytes of a base64 text. */
export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/** The bytes as text where they are UTF-8, else null. */
export function textOf(base64: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytesOf(base64))
  } catch {
    return null
  }
}

const WIDTH = 16
/** A call takes only so many arguments. */
const CHUNK = 8192

/** Sixteen bytes a line: place, hex, printable ASCII. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let start = 0; start < bytes.length; start += WIDTH) {
    const line = [...bytes.subarray(start, start + WIDTH)]
    const hex = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const ascii = line.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
    lines.push(`${start.toString(16).padStart(6, '0')}  ${hex.padEnd(WIDTH * 3)} ${ascii}`)
  }
  return lines.join('\n')
}

/** Bytes as base64 text. */
export function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += CHUNK)
    text += String.fromCharCode(...bytes.subarray(start, start + CHUNK))
  return btoa(text)
}
