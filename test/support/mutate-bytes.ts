import type { Random } from './random'

/** One contiguous change, as a bad disk, a bad copy, a bad tool or a bad person makes it. */
export function mutateBytes(bytes: Buffer, random: Random): { readonly bytes: Buffer; readonly what: string } {
  const at = random.below(Math.max(1, bytes.length))
  const span = 1 + random.below(random.pick([1, 8, 200]))
  const cut = (from: number, to: number, put: Uint8Array = new Uint8Array()) =>
    Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(to)])
  switch (random.below(8)) {
    case 0: {
      const flipped = Buffer.from(bytes)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8))
      return { bytes: flipped, what: `bit of byte ${at} flipped` }
    }
    case 1: {
      const noise = Buffer.from(Array.from({ length: span }, () => random.below(256)))
      return { bytes: cut(at, at, noise), what: `${span} bytes put in at ${at}` }
    }
    case 2:
      return { bytes: cut(Math.max(1, at), at + span), what: `${span} bytes at ${at} left out` }
    case 3:
      return { bytes: bytes.subarray(0, at), what: `cut at ${at}` }
    case 4:
      return { bytes: cut(at, at + span, Buffer.alloc(span)), what: `${span} zeros at ${at}` }
    case 5: {
      const lines = bytes.toString('latin1').split('\n')
      const line = random.below(Math.max(1, lines.length - 1))
      if (random.below(2) === 0) lines.splice(line, 0, lines[line] ?? '')
      else lines.splice(line, 1)
      return { bytes: Buffer.from(lines.join('\n'), 'latin1'), what: `line ${line} doubled or left out` }
    }
    case 6: {
      const value = random.pick(HOSTILE)
      const numbers = [...bytes.toString('latin1').matchAll(/(?<=[:,[])(?:-?\d+|"[^"\\]*"|true|false|null)(?=[,}\]])/g)]
      if (numbers.length === 0)
        return { bytes: cut(at, at, Buffer.from(value)), what: `"${value.slice(0, 20)}" at ${at}` }
      const match = random.pick(numbers)
      return {
        bytes: cut(match.index, match.index + match[0].length, Buffer.from(value)),
        what: `${match[0].slice(0, 40)} at ${match.index} is ${value.slice(0, 20)}`,
      }
    }
    default: {
      const other = random.below(Math.max(1, bytes.length))
      const part = bytes.subarray(other, other + span)
      return { bytes: cut(at, at + span, part), what: `${span} bytes from ${other} put over ${at}` }
    }
  }
}

const DEEP = 50_000
const HOSTILE = [
  'null',
  '[]',
  '{}',
  '-1',
  '1e999',
  '9'.repeat(400),
  '18446744073709551616',
  'true',
  '""',
  '"__proto__"',
  '"\\ud800"',
  '{"__proto__":{"path":"x"},"constructor":1}',
  '['.repeat(DEEP) + ']'.repeat(DEEP),
  '{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP),
  `"${'x'.repeat(2_000_000)}"`,
]
