import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { toIoError } from '../durable'
import type { BatchBuilder, DecodedBatch, MicroBatchWriter, RecordBatch, Rejected, SourceRecord } from '../stream/ports'
import { createScanner } from '../stream/decode/scan'
import { decodeStrict } from '../stream/decode/strict-decoder'
import { writeDeadLetterFile } from './dead-letters'
import { writeEventLines } from './event-lines'
import { LineFile } from './line-file'
import type { Session } from './session'

export interface IngestWriterOptions {
  readonly session: Session
  /** A folder of ours for line files, memory-backed where there is one; the session may read it. */
  readonly lineFolder: string
  readonly keepUnknown: boolean
}

const PREFIX_PARTITION = Buffer.from('{"p":')
const PREFIX_OFFSET = Buffer.from(',"o":')
const PREFIX_VALUE = Buffer.from(',"v":')
const SUFFIX_TIME = Buffer.from(',"t":')
const MINUS = 0x2d
const ZERO = 0x30
const LAST_SAFE = BigInt(Number.MAX_SAFE_INTEGER)
/** Up to here a loop is quicker than a call that copies. */
const SHORT_BYTES = 32
/** Room for the parts around a message: three numbers and their names. */
const FRAME_BYTES = 128

/**
 * Messages to Parquet in one pass. Each message is proved clean by the scanner and copied as it is into
 * a line `{"p":3,"o":17,"v":MESSAGE,"t":MICROS}`, or decoded strictly into such a line or a dead letter;
 * DuckDB then reads lines that hold nothing left to interpret.
 */
export function openIngestWriter({ session, lineFolder, keepUnknown }: IngestWriterOptions): MicroBatchWriter {
  const scanner = createScanner(keepUnknown)

  function begin(root: string): BatchBuilder {
    const lines = new LineFile(join(lineFolder, `${randomUUID()}.json`))
    const rejected: Rejected[] = []
    let rows = 0
    let bytes = 0
    let unknownKeys = 0
    let decodeMs = 0

    function append(batch: RecordBatch): void {
      const started = performance.now()
      for (const record of batch.records) {
        bytes += record.value?.length ?? 0
        if (record.value !== null && appendClean(batch.partition, record.offset, record.value)) continue
        appendStrict(batch.partition, record)
      }
      decodeMs += performance.now() - started
    }

    function appendClean(partition: number, offset: bigint, value: Uint8Array): boolean {
      lines.reserve(value.length + FRAME_BYTES)
      const { buffer, used } = lines
      let at = frame(buffer, used, partition, offset)
      const start = at
      buffer.set(value, start)
      at = start + value.length
      // The scanner needs a byte that ends every run; the suffix overwrites it.
      buffer[at] = 0
      if (!scanner.scan(buffer, start, at)) return false
      at = put(buffer, at, SUFFIX_TIME)
      at = putInteger(buffer, at, scanner.micros)
      buffer[at++] = 0x7d
      buffer[at++] = 0x0a
      endLine(at - used, scanner.micros)
      unknownKeys += scanner.unknownKeys
      return true
    }

    function appendStrict(partition: number, record: SourceRecord): void {
      const decoded = decodeStrict(record.value)
      if (decoded.kind === 'dead') {
        const { code, field, reason } = decoded
        rejected.push({ partition, record: copyOf(record), code, field, reason })
        return
      }
      const kept = keepUnknown && decoded.unknown !== null ? `,"u":${JSON.stringify(decoded.unknown)}` : ''
      const tail = Buffer.from(`${decoded.json}${kept},"t":${decoded.micros}}\n`)
      lines.reserve(tail.length + FRAME_BYTES)
      const at = put(lines.buffer, frame(lines.buffer, lines.used, partition, record.offset), tail)
      endLine(at - lines.used, Number(decoded.micros))
      unknownKeys += decoded.unknownKeys
    }

    function endLine(length: number, micros: number): void {
      lines.used += length
      lines.addTime(micros)
      if (length > lines.longest) lines.longest = length
      rows++
    }

    async function finish(processingTime: number): Promise<DecodedBatch> {
      try {
        lines.flush()
        lines.close()
        const files =
          rows === 0 ? [] : await writeEventLines(session, { root, lines, rows, processingTime, keepUnknown })
        return { rows, files, rejected, unknownKeys, decodeMs }
      } catch (error) {
        throw toIoError(error, `A micro-batch cannot be written to ${root}`)
      } finally {
        await lines.remove()
      }
    }

    return {
      append,
      finish,
      get records() {
        return rows + rejected.length
      },
      get bytes() {
        return bytes
      },
      discard() {
        lines.close()
        void lines.remove()
      },
    }
  }

  return {
    begin,
    writeDeadLetters: (root, topic, rejected, deadAt) =>
      writeDeadLetterFile({ session, lineFolder, root, topic, rejected, deadAt }),
  }
}

function frame(buffer: Buffer, from: number, partition: number, offset: bigint): number {
  let at = putInteger(buffer, put(buffer, from, PREFIX_PARTITION), partition)
  at = putOffset(buffer, put(buffer, at, PREFIX_OFFSET), offset)
  return put(buffer, at, PREFIX_VALUE)
}

function putOffset(buffer: Buffer, at: number, offset: bigint): number {
  if (offset <= LAST_SAFE) return putInteger(buffer, at, Number(offset))
  return at + buffer.write(offset.toString(), at, 'latin1')
}

/** A safe integer in decimal digits; a string for each of them would be dear. */
function putInteger(buffer: Buffer, from: number, value: number): number {
  let start = from
  if (value < 0) buffer[start++] = MINUS
  let rest = Math.abs(value)
  let end = start + 1
  for (let limit = 10; rest >= limit; limit *= 10) end++
  for (let at = end - 1; at >= start; at--) {
    const tens = Math.floor(rest / 10)
    buffer[at] = ZERO + rest - 10 * tens
    rest = tens
  }
  return end
}

function put(buffer: Buffer, at: number, bytes: Uint8Array): number {
  const { length } = bytes
  if (length > SHORT_BYTES) buffer.set(bytes, at)
  else for (let index = 0; index < length; index++) buffer[at + index] = bytes[index] ?? 0
  return at + length
}

/** Dead letters outlive the fetch that brought them, whose whole buffer a slice would hold. */
function copyOf(record: SourceRecord): SourceRecord {
  return {
    ...record,
    key: record.key === null ? null : Uint8Array.from(record.key),
    value: record.value === null ? null : Uint8Array.from(record.value),
  }
}
