import type {
  MicroBatchBuilder,
  DecodedMicroBatch,
  LineWriter,
  MicroBatchWriter,
  RecordBatch,
  NewDeadLetter,
  SourceRecord,
} from '../ports'
import { FRAME_BYTES, put, putPlace, putTime } from './frame'
import { createScanner } from './scan'
import { decodeStrict } from './strict-decoder'

/**
 * Messages to lines in one pass. Each message is proved clean by the scanner and copied as it is into a line
 * (`Lines`), or decoded strictly into such a line or a dead letter; lines hold nothing left to interpret.
 */
export function createDecoder(writer: LineWriter): MicroBatchWriter {
  const { keepUnknown } = writer
  const scanner = createScanner(keepUnknown)

  function begin(root: string): MicroBatchBuilder {
    const batch = writer.begin(root)
    const { lines } = batch
    const deadLetters: NewDeadLetter[] = []
    let bytes = 0
    let unknownKeys = 0
    let decodeMs = 0

    function append({ partition, records }: RecordBatch): void {
      const started = performance.now()
      for (const record of records) {
        bytes += record.value?.length ?? 0
        if (record.value !== null && appendClean(partition, record.offset, record.value)) continue
        appendStrict(partition, record)
      }
      decodeMs += performance.now() - started
    }

    function appendClean(partition: number, offset: bigint, value: Uint8Array): boolean {
      lines.reserve(value.length + FRAME_BYTES)
      const { buffer, used } = lines
      const start = putPlace(buffer, used, partition, offset)
      buffer.set(value, start)
      const end = start + value.length
      // The scanner needs a byte that ends every run; what follows overwrites it.
      buffer[end] = 0
      if (!scanner.scan(buffer, start, end)) return false
      lines.endLine(putTime(buffer, end, scanner.micros), scanner.micros)
      unknownKeys += scanner.unknownKeys
      return true
    }

    function appendStrict(partition: number, record: SourceRecord): void {
      const decoded = decodeStrict(record.value)
      if (decoded.kind === 'dead-letter') {
        const { code, field, reason } = decoded
        deadLetters.push({ partition, record: copyOf(record), code, field, reason })
        return
      }
      const kept = keepUnknown && decoded.unknown !== null ? `,"u":${JSON.stringify(decoded.unknown)}` : ''
      const tail = Buffer.from(`${decoded.json}${kept},"t":${decoded.micros}}\n`)
      lines.reserve(tail.length + FRAME_BYTES)
      const { buffer, used } = lines
      lines.endLine(put(buffer, putPlace(buffer, used, partition, record.offset), tail), Number(decoded.micros))
      unknownKeys += decoded.unknownKeys
    }

    async function finish(processingTime: number): Promise<DecodedMicroBatch> {
      const files = await batch.finish(processingTime)
      return { rows: lines.rows, files, deadLetters, unknownKeys, decodeMs }
    }

    return {
      append,
      finish,
      get records() {
        return lines.rows + deadLetters.length
      },
      get bytes() {
        return bytes
      },
      discard: () => batch.discard(),
    }
  }

  return { begin, writeDeadLetters: (...written) => writer.writeDeadLetters(...written) }
}

/** Dead letters outlive the fetch that brought them, whose whole buffer a slice would hold. */
function copyOf(record: SourceRecord): SourceRecord {
  return {
    ...record,
    key: record.key === null ? null : Uint8Array.from(record.key),
    value: record.value === null ? null : Uint8Array.from(record.value),
  }
}
