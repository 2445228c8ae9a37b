/**
 * The wire format of Protocol Buffers, as far as Spark Connect needs it: fields are written one after another, and
 * read by their numbers; unknown ones are passed over, so that a newer server is understood too.
 * @see the encoding guide of Protocol Buffers
 */
const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

/** Builds one message. Absent values (undefined) are left out. */
export class MessageWriter {
  private readonly parts: Uint8Array[] = []

  /** A signed or unsigned 64-bit integer, or an enum. */
  int(field: number, value: bigint | number | undefined): this {
    if (value === undefined) return this
    return this.tag(field, VARINT).varint(BigInt.asUintN(64, BigInt(value)))
  }

  bool(field: number, value: boolean | undefined): this {
    return this.int(field, value === undefined ? undefined : Number(value))
  }

  double(field: number, value: number): this {
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleLE(value)
    return this.tag(field, FIXED64).raw(bytes)
  }

  text(field: number, value: string | undefined): this {
    return value === undefined ? this : this.bytes(field, Buffer.from(value, 'utf8'))
  }

  message(field: number, value: MessageWriter | undefined): this {
    return value === undefined ? this : this.bytes(field, value.finish())
  }

  messages(field: number, values: readonly MessageWriter[]): this {
    for (const value of values) this.message(field, value)
    return this
  }

  finish(): Buffer {
    return Buffer.concat(this.parts)
  }

  private bytes(field: number, value: Uint8Array): this {
    return this.tag(field, BYTES).varint(BigInt(value.length)).raw(value)
  }

  private tag(field: number, type: number): this {
    return this.varint(BigInt((field << 3) | type))
  }

  private varint(value: bigint): this {
    const bytes: number[] = []
    let rest = value
    while (rest > 0x7fn) {
      bytes.push(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    bytes.push(Number(rest))
    return this.raw(Uint8Array.from(bytes))
  }

  private raw(bytes: Uint8Array): this {
    this.parts.push(bytes)
    return this
  }
}

/** The fields of one message. Of a field that stands there twice the last wins, as the format wants it. */
export class MessageReader {
  private readonly numbers = new Map<number, bigint>()
  private readonly chunks = new Map<number, Buffer[]>()

  /** @throws where the bytes are no message */
  constructor(private readonly bytes: Buffer) {
    for (let at = 0; at < bytes.length;) at = this.readField(at)
  }

  int(field: number): bigint {
    return this.optionalInt(field) ?? 0n
  }

  optionalInt(field: number): bigint | null {
    const value = this.numbers.get(field)
    return value === undefined ? null : BigInt.asIntN(64, value)
  }

  bool(field: number): boolean {
    return this.int(field) !== 0n
  }

  text(field: number): string {
    return this.data(field)?.toString('utf8') ?? ''
  }

  data(field: number): Buffer | null {
    return this.chunks.get(field)?.at(-1) ?? null
  }

  message(field: number): MessageReader | null {
    const data = this.data(field)
    return data === null ? null : new MessageReader(data)
  }

  messages(field: number): readonly MessageReader[] {
    return (this.chunks.get(field) ?? []).map((data) => new MessageReader(data))
  }

  texts(field: number): readonly string[] {
    return (this.chunks.get(field) ?? []).map((data) => data.toString('utf8'))
  }

  /** A `map<string, string>`. */
  map(field: number): ReadonlyMap<string, string> {
    return new Map(this.messages(field).map((entry) => [entry.text(1), entry.text(2)]))
  }

  private readField(start: number): number {
    const [tag, at] = this.readVarint(start)
    const field = Number(tag >> 3n)
    switch (Number(tag & 7n)) {
      case VARINT: {
        const [value, next] = this.readVarint(at)
        this.numbers.set(field, value)
        return next
      }
      case FIXED64:
        return this.within(at + 8)
      case FIXED32:
        return this.within(at + 4)
      case BYTES: {
        const [length, from] = this.readVarint(at)
        const next = this.within(from + Number(length))
        const chunks = this.chunks.get(field)
        const chunk = this.bytes.subarray(from, next)
        if (chunks === undefined) this.chunks.set(field, [chunk])
        else chunks.push(chunk)
        return next
      }
      default:
        throw malformed()
    }
  }

  private readVarint(start: number): [bigint, number] {
    let value = 0n
    for (let at = start, shift = 0n; shift < 70n; at++, shift += 7n) {
      const byte = this.bytes[at]
      if (byte === undefined) break
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return [value, at + 1]
    }
    throw malformed()
  }

  private within(end: number): number {
    if (end > this.bytes.length) throw malformed()
    return end
  }
}

function malformed(): Error {
  return new Error('the bytes are no message of Protocol Buffers')
}
